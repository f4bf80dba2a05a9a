"""What the service takes: a CDS Hooks call over HTTP, with its token; memory before, during and after sessions of the dashboard.

    python -m scripts.measure_service hooks [--times 200]
    python -m scripts.measure_service sessions [--times 30]

`osteo serve` in a process of its own, on loopback. Median and 95th percentile in milliseconds, one call after the other and four at once; a
token is signed for each call before the clock starts. Memory is that of the server (VmRSS): after as many sessions as are measured have
come and gone once, with them open, and after they have gone again. Where others use the machine everything takes longer.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.service.browser import Browser
from tests.service.calls import ISSUER, bundle, claims, hook, jwks, observation, token

ROOT = Path(__file__).resolve().parents[1]
ROUTE = "/cds-services/osteoporosis"
TARGET_MS, TARGET_MEMORY = 500, 0.05
GONE_SECONDS = 150
"""After this long a session whose browser went away has been let go of (pages/_server: 120 s, swept every 20 s)."""


def main() -> int:
    """Measure, print; 1 where a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("hooks", "sessions"))
    parser.add_argument("--times", type=int)
    given = parser.parse_args()
    met = hooks(given.times or 200) if given.what == "hooks" else sessions(given.times or 30)
    return 0 if met else 1


def hooks(times: int) -> bool:
    """CDS calls with a dozen observations and a token each."""
    with served("--service-only") as (address, _):
        scans = [observation(code, value, day=f"20{year}-05-01") for year in (20, 22, 24, 26) for code, value in
                 (("38267-1", -1.9), ("38264-8", -2.2), ("38263-0", -2.7))]  # fmt: skip
        body = hook(dxa=bundle(*scans))
        headers = [token(claims(aud=f"{address}{ROUTE}")) for _ in range(2 * times + 3)]
        with httpx.Client(base_url=address, timeout=120) as client:

            def call(number: int) -> float:
                began = time.perf_counter()
                client.post(ROUTE, json=body, headers=headers[number]).raise_for_status()
                return 1000 * (time.perf_counter() - began)

            first = call(0)
            alone = [call(1 + n) for n in range(times)]
            with ThreadPoolExecutor(4) as four:
                at_once = list(four.map(call, range(1 + times, 1 + 2 * times)))
    print(f"first call {first:.0f} ms")
    for name, found in (("one after the other", alone), ("four at once", at_once)):
        print(f"{name}: median {statistics.median(found):.0f} ms, 95th percentile {sorted(found)[int(0.95 * len(found))]:.0f} ms")
    return statistics.median(alone) <= TARGET_MS


def sessions(times: int) -> bool:
    """Sessions that open the first page and go; the second round is compared with what the first left behind."""
    with served() as (address, process):
        levels = []
        for _ in range(2):
            browsers = [Browser(address) for _ in range(times)]
            for browser in browsers:
                browser.open()
            open_now = resident(process)
            for browser in browsers:
                browser.close()
            time.sleep(GONE_SECONDS)
            levels.append((open_now, resident(process)))
    (_, before), (during, after) = levels
    print(
        f"{times} sessions: {before:.0f} MB before, {during:.0f} MB while open, {after:.0f} MB after ({100 * (after / before - 1):+.1f} %)"
    )
    return after <= before * (1 + TARGET_MEMORY)


def resident(process: subprocess.Popen[bytes]) -> float:
    """Megabytes of memory that the server holds."""
    lines = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1000


@contextmanager
def served(*options: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The address of a running service, and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    address = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        issuer = f'[[issuers]]\niss = "{ISSUER}"\nkeys = "{jwks(folder).as_posix()}"\n' if options else ""
        (folder / "settings.toml").write_text(f'public_url = "{address}"\ncalls_per_minute = 100000\n{issuer}', encoding="utf-8")
        environment = os.environ | {"OSTEO_SETTINGS": str(folder / "settings.toml"), "OMP_NUM_THREADS": "1"}
        command = [sys.executable, "-m", "osteo_core", "serve", "--port", str(port), *options]
        process = subprocess.Popen(command, cwd=ROOT, env=environment)
        try:
            until_ready(process, address)
            yield address, process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def until_ready(process: subprocess.Popen[bytes], address: str) -> None:
    """Wait for it. Raises RuntimeError where it ended."""
    while process.poll() is None:
        try:
            if httpx.get(f"{address}/readyz", timeout=120).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.3)
    raise RuntimeError("the service ended")


if __name__ == "__main__":
    sys.exit(main())
