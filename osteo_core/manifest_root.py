"""The SHA-256 sum of `manifest.txt`, written by `python -m osteo_core reproduce manifest`."""

ROOT = "0f4ba24f8e736c44ac7772872e80901c2b41c7f4985f973d3ba5c074836cccab"
