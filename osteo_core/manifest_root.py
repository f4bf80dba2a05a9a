"""The SHA-256 sum of `manifest.txt`, written by `python -m osteo_core reproduce manifest`."""

ROOT = "3d31718be7b7599ffc904effc99afd44340640ebead99357aa844bb6fac269fa"
