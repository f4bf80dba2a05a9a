"""`python -m osteo_core`."""

from __future__ import annotations

import atexit
import os
import signal
import sys
import threading
from contextlib import suppress
from typing import Any

from osteo_core.cli.main import BAD_INPUT, Terminated, main


def run() -> int:
    """As `main`; when whoever reads the output stops before its end, as `head` does, 1 and not a word."""
    signal.signal(signal.SIGTERM, _terminate)
    try:
        code = main()
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        _give_up()
        return 1
    except OSError:  # a full disk, of which `main` has spoken
        _give_up()
        return BAD_INPUT
    if threading.active_count() == 1 and sys.stdout is sys.__stdout__:  # else somebody else's process, who goes on
        _end(code)
    return code


def _end(code: int) -> None:
    """End here, where nothing is at work any more: Python would take PyTorch apart first, which lasts a second."""
    atexit._run_exitfuncs()
    with suppress(OSError):
        sys.stderr.flush()
    os._exit(code)


def _terminate(number: int, frame: Any) -> None:
    """Once: what is unfinished is being tidied up when the signal comes again."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise Terminated


def _give_up() -> None:
    """Discard output that is still buffered; otherwise Python would report the same broken pipe or full disk again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(run())
