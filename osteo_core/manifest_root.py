"""The SHA-256 sum of `manifest.txt`, written by `python -m osteo_core reproduce manifest`."""

ROOT = "03ae6a1f7297d2891053b7649da84dd5d8f56d8f2e16046a7eb8040f10d4627b"
