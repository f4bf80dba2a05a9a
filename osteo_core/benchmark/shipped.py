"""Forwards to `osteo_core.reproduce.evaluation`; goes with version 0.3."""

import sys

from osteo_core.reproduce.evaluation.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
