"""Gait from a lower-back inertial sensor: what a recording must be (`checks`), and the walking in it, by mobgap (`measure`)."""
