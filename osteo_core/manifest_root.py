"""The SHA-256 sum of `manifest.txt`, written by `python -m osteo_core reproduce manifest`."""

ROOT = "b9001aefcccedafb3a4174cd0a34490028fd6c124e6ee20fbe7e4ba31a7cfe84"
