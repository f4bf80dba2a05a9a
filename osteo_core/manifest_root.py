"""The SHA-256 sum of `manifest.txt`, written by `python -m osteo_core reproduce manifest`."""

ROOT = "0abadd3b63bcac9da5ad51780aa49cccd65f0d241b5f39c6d553a0973c19f19a"
