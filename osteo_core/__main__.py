"""`python -m osteo_core`."""

from __future__ import annotations

import os
import sys

from osteo_core.cli import BAD_INPUT, main


def run() -> int:
    """As `main`; when whoever reads the output stops before its end, as `head` does, 1 and not a word."""
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
    return code


def _give_up() -> None:
    """What is still to be written goes nowhere, or Python would complain of the same pipe or disk at its exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(run())
