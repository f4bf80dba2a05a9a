"""Processor time of the server when one field of the patient's page changes: the page's script, and what Streamlit does with it.

    python -m scripts.measure_redraw one [--example PLACE] [--times 20] [--profile 40]

A server in this process and a client that speaks Streamlit's protocol over a websocket, as a browser does; what the client takes is left
out, and torch has one thread. A number is typed into one box again and again: median and worst in milliseconds of processor time, and what
is sent. Where others use the machine the same work takes longer: a loop of a million additions is timed after each change, and the work is
given in such loops too. `--profile N` lists the N
functions that took longest in the scripts.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")  # two threads of torch would spin against each other

import numpy as np
import streamlit as st
import uvicorn
from streamlit import config
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from osteo_core.constants import MODALITIES

ROOT = Path(__file__).resolve().parents[1]
WARM_UP = 3
CASES = {
    "DXA open, why by modality": ("dxa", 1, ".femoral_neck_bmd.g/cm²", "0.6{}"),
    "clinical open, why by modality": ("clinical", 1, ".vitamin_d_25oh.nmol/L", "55.{}"),
    "clinical open, why by field": ("clinical", 0, ".vitamin_d_25oh.nmol/L", "55.{}"),
}
"""The open part of the form, the place among the buttons "by field, by modality", the box, and what is typed there."""


class Browser:
    """One session: the widgets on its page, and what it has set of them."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._widgets: dict[str, Any] = {}
        self._ask = BackMsg()
        self._ask.rerun_script.SetInParent()
        self.draw()

    def draw(self) -> int:
        """Ask for the page and wait until all of it has come. Gives the number of bytes. Raises RuntimeError where the page fails."""
        states = self._ask.rerun_script.widget_states
        there = [state for state in states.widgets if state.id in self._widgets]
        del states.widgets[:]
        states.widgets.extend(there)
        self._connection.send(self._ask.SerializeToString())
        size, message, heard = 0, ForwardMsg(), dict[str, Any]()
        while message.WhichOneof("type") != "script_finished" or message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            received = self._connection.recv(timeout=120)
            size += len(received)
            message = ForwardMsg.FromString(received if isinstance(received, bytes) else received.encode())
            if message.WhichOneof("type") == "delta":
                heard |= self._heard(message)
            elif message.WhichOneof("type") == "navigation":
                self._ask.rerun_script.page_script_hash = message.navigation.page_script_hash
        # Where parts of the page were drawn alone, the rest stays.
        alone = message.script_finished == ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY
        self._widgets = self._widgets | heard if alone else heard
        return size

    def _heard(self, message: ForwardMsg) -> dict[str, Any]:
        element = message.delta.new_element
        if element.WhichOneof("type") == "exception":
            raise RuntimeError(element.exception.message)
        widget = getattr(element, element.WhichOneof("type") or "empty")
        name = getattr(widget, "id", "")
        return {name: widget} if name else {}

    def type(self, key: str, text: str) -> int:
        """Write into the box whose key ends in `key`; then as `draw`."""
        self._state(key)[0].string_value = text
        return self.draw()

    def choose(self, key: str, place: int) -> int:
        """Take the option at `place` of the radio buttons or the row of buttons whose key ends in `key`; then as `draw`."""
        state, widget = self._state(key)
        if hasattr(widget.options[place], "content"):
            state.string_array_value.data[:] = [widget.options[place].content]
        else:
            state.string_value = widget.options[place]
        return self.draw()

    def _state(self, key: str) -> tuple[Any, Any]:
        name = next(name for name in self._widgets if name.endswith(key))
        states = self._ask.rerun_script.widget_states.widgets
        return next((state for state in states if state.id == name), None) or states.add(id=name), self._widgets[name]


@contextmanager
def served() -> Iterator[str]:
    """The app in threads of this process: its websocket's address."""
    config.set_option("server.fileWatcherType", "none")  # as `osteo serve` runs it
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(st.App(str(ROOT / "app.py")), log_level="warning"))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        yield f"ws://127.0.0.1:{listening.getsockname()[1]}/_stcore/stream"
        server.should_exit = True
        thread.join()


def measured(browser: Browser, key: str, template: str, times: int) -> tuple[list[float], list[float], int]:
    """For each number typed: milliseconds of the server's processor time, and of the loop beside it; the bytes of the last answer."""
    found, loops, size = [], [], 0
    for number in range(100, 100 + WARM_UP + times):
        started = time.process_time() - time.thread_time()
        size = browser.type(key, template.format(number))
        found.append(1000 * (time.process_time() - time.thread_time() - started))
        loops.append(pace())
    return found[WARM_UP:], loops[WARM_UP:], size


def pace() -> float:
    """Milliseconds that this machine takes now for a million additions."""
    started = time.thread_time()
    sum(number + 1 for number in range(1_000_000))
    return 1000 * (time.thread_time() - started)


def main() -> None:
    """Print one line a case, and the profile of all of them where it is asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["one"], help="one session, one field after the other")
    parser.add_argument("--example", type=int, default=0, help="place of the example patient in its list (0)")
    parser.add_argument("--times", type=int, default=20, help="changes in each case (20)")
    parser.add_argument("--profile", type=int, default=0, help="list so many functions")
    given = parser.parse_args()
    profiles: list[cProfile.Profile] = []

    def watch(*_: object) -> None:
        profiles.append(cProfile.Profile(time.thread_time))
        profiles[-1].enable()

    with served() as address, connect(address, max_size=None, subprotocols=[Subprotocol("streamlit")]) as connection:
        browser = Browser(connection)
        for thread in threading.enumerate():
            if thread.name == "warm-up":
                thread.join()
        if given.example:
            browser.choose("picker.example", given.example)
        if given.profile:
            threading.setprofile(watch)  # each thread that starts from now on: one a drawing
        for case, (part, by, key, template) in CASES.items():
            browser.choose("form.modality", MODALITIES.index(part))
            browser.choose("why.by", by)
            times, loops, size = measured(browser, key, template, given.times)
            in_loops = np.median(np.divide(times, loops))
            sys.stdout.write(
                f"{case}: median {np.median(times):.0f} ms, worst {max(times):.0f} ms, {in_loops:.2f} times the loop "
                f"({np.median(loops):.0f} ms); {size / 1000:.0f} kB\n"
            )
        threading.setprofile(None)
    if given.profile:
        pstats.Stats(*profiles).sort_stats("cumulative").print_stats(given.profile)


if __name__ == "__main__":
    main()
