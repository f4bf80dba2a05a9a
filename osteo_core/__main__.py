"""`python -m osteo_core`."""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from osteo_core.cli import Terminated, main


def run() -> int:
    """As `main`; when whoever reads the output stops before its end, as `head` does, 1 and not a word."""
    signal.signal(signal.SIGTERM, _terminate)
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:
        # What is still to be written goes nowhere, or Python would complain of the same pipe at its exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code


def _terminate(number: int, frame: Any) -> None:
    """Once: what is unfinished is being tidied up when the signal comes again."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise Terminated


if __name__ == "__main__":
    sys.exit(run())
