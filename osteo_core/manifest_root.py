"""The SHA-256 sum of `manifest.txt`, written by `python -m osteo_core reproduce manifest`."""

ROOT = "31c1079019cf857fd879fa7c3f866fd0087a1d6267387cf60e0ab2e9c1bc845b"
