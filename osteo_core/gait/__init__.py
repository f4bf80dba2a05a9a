"""Gait from a lower-back inertial sensor: what a recording must be (`checks`), its walking by mobgap (`measure`), what is said (`notes`)."""
