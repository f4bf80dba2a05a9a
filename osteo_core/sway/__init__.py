"""Standing on a force plate: what a recording must be (`checks`), and its sway (`measures`, `measure`)."""
