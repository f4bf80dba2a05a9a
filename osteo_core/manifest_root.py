"""The SHA-256 sum of `manifest.txt`, written by `python -m osteo_core reproduce manifest`."""

ROOT = "79a161e52f333390aa92cc190a4213595a5f54ff4785b7e31bafb9de3bf7fa5d"
ROOT = "a81ebf50c8bce6b51eb87a10601c7d9f33ad1bb8a5038561edef17b011f72eef"
