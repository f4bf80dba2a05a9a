"""The SHA-256 sum of `manifest.txt`, written by `python -m osteo_core reproduce manifest`."""

ROOT = "ee3f8bae5dcdcef84a44f4e8c92ac4125b0d27d54db09b7b9515114c1d7c0fed"
