"""The SHA-256 sum of `manifest.txt`, written by `python -m osteo_core reproduce manifest`."""

ROOT = "39418a15e10e72419dc612d6f195667f6e80905ddacc638f4a15a471b2647893"
ROOT = "495484aaf0fcb3e74489af603ecd8b8b722c03586f16308447480d8c9a3e7720"
