"""The SHA-256 sum of `manifest.txt`, written by `python -m osteo_core reproduce manifest`."""

ROOT = "3581811d28cf0792a531f831ea924105e9d02416890af13a0e9307b10485e8b9"
