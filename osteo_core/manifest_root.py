"""The SHA-256 sum of `manifest.txt`, written by `python -m osteo_core reproduce manifest`."""

ROOT = "a53756f9b80335b6597471d4255fa8e6037d423aac8d999ddf7b4d536fda40fd"
