"""The SHA-256 sum of `manifest.txt`, written by `python -m osteo_core reproduce manifest`."""

ROOT = "309020cddd0f0c9a7733f5404ebf2c2596e67b2f87dda03fe27662c42021ab6f"
