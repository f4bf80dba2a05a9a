"""The SHA-256 sum of `manifest.txt`, written by `python -m osteo_core reproduce manifest`."""

ROOT = "a31dd08ce81e0562dd6ac0ea381e02b90a3f8caf6577c8d3ea649843a6813b50"
