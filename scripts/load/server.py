"""The server under load: `osteo serve` in a process of its own, and the memory of it and its children."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 120.0
_MB = 2**20


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until_ready(address: str, process: subprocess.Popen[bytes] | None = None, seconds: float = START_SECONDS) -> None:
    """Wait until /readyz says so. Raises RuntimeError where it does not in time, or the process has ended."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process is not None and process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            if httpx.get(f"{address}/readyz", timeout=30).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise RuntimeError(f"{address} was not ready within {seconds:g} s")


@contextmanager
def served() -> Iterator[tuple[str, list[int]]]:
    """One server on this machine: its address, and the ids of its processes."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "osteo_core", "serve", "--port", str(port)], cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1"}, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}"
        until_ready(address, process)
        yield address, [process.pid]
    finally:
        process.terminate()
        process.wait(30)


class Memory:
    """Resident memory of the processes of a server, in MB: now, and at its peak since the start of the watch."""

    def __init__(self, processes: Sequence[int]) -> None:
        self._processes = [psutil.Process(number) for number in processes]
        self.peaks = [0.0] * len(processes)

    def now(self) -> list[float]:
        """One number a process."""
        found = [p.memory_info().rss / _MB if p.is_running() else 0.0 for p in self._processes]
        self.peaks = [max(pair) for pair in zip(self.peaks, found, strict=True)]
        return found
