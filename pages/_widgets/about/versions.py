"""What runs here: versions, and the hashes of the files that the answers rest on."""

from __future__ import annotations

import platform
from importlib.metadata import version

import pandas as pd

import osteo_core
from osteo_core.locations import ARTIFACTS_DIR
from osteo_core.released import read_json

PACKAGES = ("torch", "shap", "numpy", "pandas", "scikit-learn", "streamlit", "plotly", "pydantic", "safetensors")
SUMS = "SHA256SUMS.json"


def packages() -> pd.DataFrame:
    """Name and version of this project, Python and the packages that compute or draw."""
    rows = [("osteo_core", osteo_core.__version__), ("Python", platform.python_version())]
    return pd.DataFrame([*rows, *((name, version(name)) for name in PACKAGES)], columns=["name", "version"])


def hashes() -> pd.DataFrame:
    """File and SHA-256 of every model that ships; loading a model compares each file with these."""
    rows = [
        (f"{path.parent.name}/{name}", digest)
        for path in sorted(ARTIFACTS_DIR.glob(f"*/{SUMS}"))
        for name, digest in read_json(path).items()
    ]
    return pd.DataFrame(rows, columns=["file", "sha256"])
