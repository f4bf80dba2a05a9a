"""The SHA-256 sum of `manifest.txt`, written by `python -m osteo_core reproduce manifest`."""

ROOT = "39418a15e10e72419dc612d6f195667f6e80905ddacc638f4a15a471b2647893"
ROOT = "84f5336f1581cc32a1468888747625c380d7193deecd260f0705035d83b81b98"
ROOT = "ba2c60db0d72274b0c3c0e7cb283eb3f6de5f81514dc5ed5d26d3a172498da38"
