"""Forwards to `osteo reproduce linkage_examples`; goes with version 0.3."""

from osteo_core.reproduce.linkage_examples import main

if __name__ == "__main__":
    main()
