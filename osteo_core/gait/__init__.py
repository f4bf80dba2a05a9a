"""Gait from a lower-back inertial sensor: what a recording must be (`checks`), the walking in it, by mobgap (`measure`), and what is said of
it (`notes`).
"""
