"""The SHA-256 sum of `manifest.txt`, written by `python -m osteo_core reproduce manifest`."""

ROOT = "278bc6eb42028984238c571bcdd32b0d9556ba89639e01485382bbdeb6d5473f"
