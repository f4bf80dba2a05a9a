"""The paper's tables as printed; see README.md beside them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd


def printed_table(name: str) -> pd.DataFrame:
    """One of the published tables, "table2_performance" or "table3_shap". Raises FileNotFoundError for another name."""
    return pd.read_csv(Path(__file__).parent / f"{name}.csv")
