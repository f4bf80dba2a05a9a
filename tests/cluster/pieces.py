"""Work for the workers of these tests, in a module that they can import at once: it needs nothing else."""

from __future__ import annotations

import os
import signal
from pathlib import Path


def squared_once_killed(number: int, *, folder: Path) -> int:
    """The square; whoever is asked for 3 first dies of it, and each call leaves a mark."""
    mark = folder / f"{number}-{len(list(folder.glob(f'{number}-*')))}"
    mark.touch()
    if number == 3 and mark.name == "3-0":
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number
