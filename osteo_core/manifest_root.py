"""The SHA-256 sum of `manifest.txt`, written by `python -m osteo_core reproduce manifest`."""

ROOT = "79a161e52f333390aa92cc190a4213595a5f54ff4785b7e31bafb9de3bf7fa5d"
