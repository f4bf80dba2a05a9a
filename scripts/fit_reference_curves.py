"""Forwards to `osteo reproduce reference_curves`; goes with version 0.3."""

from osteo_core.reproduce.reference_curves import main

if __name__ == "__main__":
    main()
