"""Forwards to `osteo_core.cohorts.worlds.paper.fit_mortality`; goes with version 0.3."""

from osteo_core.cohorts.worlds.paper.fit_mortality import main

if __name__ == "__main__":
    main()
