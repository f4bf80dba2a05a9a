"""`python -m osteo_core`."""

from __future__ import annotations

import os
import sys

from osteo_core.cli import main


def run() -> int:
    """As `main`; when whoever reads the output stops before its end, as `head` does, 1 and not a word."""
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:
        # What is still to be written goes nowhere, or Python would complain of the same pipe at its exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code


if __name__ == "__main__":
    sys.exit(run())
