"""Forwards to `osteo_core.scores.frax_style.accuracy`; goes with version 0.3."""

from osteo_core.scores.frax_style.accuracy import main

if __name__ == "__main__":
    main()
