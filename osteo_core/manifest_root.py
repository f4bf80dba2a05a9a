"""The SHA-256 sum of `manifest.txt`, written by `python -m osteo_core reproduce manifest`."""

ROOT = "a9f83d70c65ace2955b968849e16113c81fd57a40fcbb833932ffdb34f47e2f7"
