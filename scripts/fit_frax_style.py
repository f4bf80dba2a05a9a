"""Forwards to `osteo reproduce frax_style`; goes with version 0.3."""

from osteo_core.reproduce.frax_style import main

if __name__ == "__main__":
    main()
