"""The SHA-256 sum of `manifest.txt`, written by `python -m osteo_core reproduce manifest`."""

ROOT = "3f0a138695af3cea535399c021bb8ce432d238005e2c200c0cc8779e48ff780c"
