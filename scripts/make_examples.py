"""Forwards to `osteo reproduce examples`; goes with version 0.3."""

from osteo_core.reproduce.examples import main

if __name__ == "__main__":
    main()
