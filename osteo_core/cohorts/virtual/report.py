"""Forwards to `osteo_core.cohorts.worlds.paper.report`; goes with version 0.3."""

from osteo_core.cohorts.worlds.paper.report import main

if __name__ == "__main__":
    main()
