"""How long a brush on the page Explore takes from the pointer's event to the next frame, in a headless Chromium without a GPU.

    python -m scripts.measure_explore [--people life] [--moves 200]

A server of its own and one tab; a brush over the points is drawn and moved to and fro. For each movement: from the event to the
end of the frame in which the charts were drawn anew; those of whose frames the counts were not drawn are told. What the browser sends to
the server meanwhile is counted. Where others use the machine the same work takes longer: the processor time that the browser took a
movement, all its processes together, does not.
"""

from __future__ import annotations

import argparse
import math
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import psutil
from playwright.sync_api import Page, sync_playwright

from osteo_core.translations import translate

ROOT = Path(__file__).resolve().parents[1]
_LONG = 240_000
_CANVAS = ".st-key-explore-charts canvas"
_WATCH = """
window.counted = 0;
const fillText = CanvasRenderingContext2D.prototype.fillText;
CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
  if (String(text).startsWith("Chosen: ")) { window.counted = performance.now(); window.told = String(text); }
  return fillText.call(this, text, ...place);
};
window.frames_ = [];
window.addEventListener("pointermove", (event) => {
  if (!event.buttons) return;
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => window.frames_.push([performance.now() - event.timeStamp, window.counted >= event.timeStamp]);
    port2.postMessage(null);
  });
}, true);
"""


@contextmanager
def served() -> Iterator[str]:
    """The app on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true", "--server.fileWatcherType", "none"]
    command += ["--server.address", "127.0.0.1", "--server.port", str(port)]
    server = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | {"OMP_NUM_THREADS": "1"}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )  # fmt: skip
    try:
        until = time.monotonic() + 120
        while not _answers(f"http://127.0.0.1:{port}/_stcore/health"):
            if server.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the server did not start")
            time.sleep(0.5)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


def measured(tab: Page, moves: int) -> list[tuple[float, bool]]:
    """Milliseconds of each movement, and whether the counts were drawn in its frame."""
    canvas = tab.locator(_CANVAS)
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    if box is None:
        raise RuntimeError("the charts are not on the page")
    across, down = box["x"] + 110, box["y"] + 160
    tab.mouse.move(across, down)
    tab.mouse.down()
    tab.mouse.move(across + 60, down + 60, steps=5)
    tab.evaluate("window.frames_.length = 0")
    for number in range(moves):
        turn = number / 12
        tab.mouse.move(across + 130 + 100 * math.sin(turn), down + 110 + 80 * math.cos(1.3 * turn))
    tab.wait_for_timeout(1000)
    tab.mouse.up()
    return [(float(each), bool(drawn)) for each, drawn in tab.evaluate("window.frames_")]


def processor_time() -> float:
    """Milliseconds that the processes of this script's browser have taken so far."""
    browsers = [each for each in psutil.Process().children(recursive=True) if "chrom" in each.name()]
    return 1000 * sum(each.cpu_times().user + each.cpu_times().system for each in browsers)


def main() -> None:
    """Print the median, the 95th percentile and the worst."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", default="life", choices=["nhanes", "korea", "life", "test", "external"], help="whose people (life)")
    parser.add_argument("--moves", type=int, default=200, help="movements of the pointer (200)")
    given = parser.parse_args()
    with served() as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        context = chromium.new_context(locale="en-GB", viewport={"width": 1280, "height": 1100})
        context.set_default_timeout(_LONG)
        context.add_init_script(_WATCH)
        tab, sent = context.new_page(), list[object]()
        tab.on("websocket", lambda channel: channel.on("framesent", lambda frame: sent.append(frame)))
        tab.goto(f"{address}/explore")
        tab.locator(_CANVAS).wait_for()
        if given.people != "nhanes":
            tab.get_by_role("combobox").first.click()
            tab.get_by_role("option", name=translate(f"explore.people_of.{given.people}", "en")).click()
        tab.wait_for_timeout(15_000)
        everybody = tab.evaluate("window.told")
        sent.clear()
        before = processor_time()
        found = measured(tab, given.moves)
        taken = (processor_time() - before) / given.moves
        times, drawn = np.array([each for each, _ in found]), sum(drawn for _, drawn in found)
        median, late = np.quantile(times, (0.5, 0.95))
        told = f"median {median:.0f} ms, 95th percentile {late:.0f} ms, worst {times.max():.0f} ms"
        sys.stdout.write(
            f"{given.people} ({everybody}): {len(found)} movements, {drawn} with the counts drawn in their frame; {told}; processor time "
            f"of the browser {taken:.0f} ms a movement; {len(sent)} messages to the server; now {tab.evaluate('window.told')}\n"
        )
        chromium.close()


if __name__ == "__main__":
    main()
