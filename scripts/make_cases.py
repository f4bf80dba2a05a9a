"""Forwards to `osteo reproduce cases`; goes with version 0.3."""

from osteo_core.reproduce.cases import main

if __name__ == "__main__":
    main()
