"""The SHA-256 sum of `manifest.txt`, written by `python -m osteo_core reproduce manifest`."""

ROOT = "d4a7a1f16d18747e930167f3daf13080462a1792b06e61ac833ba7acab859597"
