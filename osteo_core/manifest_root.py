"""The SHA-256 sum of `manifest.txt`, written by `python -m osteo_core reproduce manifest`."""

ROOT = "069a029f088bdb7f44199b16f702226ec7a51163992621c9ff53afb22dc39415"
