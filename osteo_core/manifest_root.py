"""The SHA-256 sum of `manifest.txt`, written by `python -m osteo_core reproduce manifest`."""

ROOT = "950426736fdf20c00cdf22d3824ccd23228b289cfdd71909e1759197695e1049"
