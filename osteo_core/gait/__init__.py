"""Gait from a lower-back sensor: what a recording must be (`checks`), its walking by mobgap (`measure`), what is said (`notes`)."""
