"""The SHA-256 sum of `manifest.txt`, written by `python -m osteo_core reproduce manifest`."""

ROOT = "fc48ebb5d8086369e7b9cc6bb2c7bd776a48557f8dfb04d38a00c9ae3d2b765a"
