"""The paper's four tables as printed, and the numbers of its running text; see README.md beside them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pandas as pd

from osteo_core import manifest
from osteo_core.released import reading

_HERE = Path(__file__).parent


def printed_table(name: str) -> pd.DataFrame:
    """One of the published tables: "table1_baseline", "table2_performance", "table3_shap", "table4_subgroups".

    Raises:
        FileNotFoundError: another name.
    """
    path = _HERE / f"{name}.csv"
    if path.is_file():
        manifest.check(path)
    return pd.read_csv(path)


def printed_text() -> dict[str, dict[str, float]]:
    """Numbers of the running text, by what they are of ("cohort", "test_set", "external", ...)."""
    path = _HERE / "text.toml"
    with reading(path), path.open("rb") as file:
        return tomllib.load(file)


def text_key(name: str) -> str:
    """A printed name as the end of a translation key."""
    return re.sub(r"[^A-Za-z0-9]+", "_", name.replace("<=", "lt").replace(">=", "gt").replace("<", "lt"))
