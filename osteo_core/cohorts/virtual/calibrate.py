"""Forwards to `osteo_core.cohorts.worlds.paper.calibrate`; goes with version 0.3."""

from osteo_core.cohorts.worlds.paper.calibrate import main

if __name__ == "__main__":
    main()
