"""The SHA-256 sum of `manifest.txt`, written by `python -m osteo_core reproduce manifest`."""

ROOT = "e0a2214f0521d10477ce72ea1acc4d4a1df80ee43f5df4d9a0b4ae09f63a9049"
