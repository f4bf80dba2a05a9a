"""The SHA-256 sum of `manifest.txt`, written by `python -m osteo_core reproduce manifest`."""

ROOT = "a3e7eba115fe035ad3d4d89c0282561df8ea5fbd1af7e91a3dd12e5501e13e26"
