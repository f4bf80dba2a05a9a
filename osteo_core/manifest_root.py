"""The SHA-256 sum of `manifest.txt`, written by `python -m osteo_core reproduce manifest`."""

ROOT = "3ea12d8864f0b668fac31d539253f4cd0a66d2512b0e9053b73e961f8fdcb7b1"
