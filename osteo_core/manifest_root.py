"""The SHA-256 sum of `manifest.txt`, written by `python -m osteo_core reproduce manifest`."""

ROOT = "3ef3897642d9023080510a2f8caef9c90ff4e799c000ea73b03d108d539750f0"
