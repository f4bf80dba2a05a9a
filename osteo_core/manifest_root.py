"""The SHA-256 sum of `manifest.txt`, written by `python -m osteo_core reproduce manifest`."""

ROOT = "03eb5e981457a0d5c8c8f4a048df9b59a766c3d2fcd69a8b8c62ba7524ecbb22"
