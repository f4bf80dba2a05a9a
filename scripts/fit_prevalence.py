"""Forwards to `osteo reproduce prevalence`; goes with version 0.3."""

from osteo_core.reproduce.prevalence import main

if __name__ == "__main__":
    main()
