"""The SHA-256 sum of `manifest.txt`, written by `python -m osteo_core reproduce manifest`."""

ROOT = "20f7d362e8204d14f67b4676daeebe283915160b3805b94bd3e1c471375b020d"
