"""Data sources with their licences, as a table."""

from __future__ import annotations

import pandas as pd

from pages._widgets.shared.language import Translator

DATA = ("life", "paper", "virtual", "nhanes", "references", "scales", "snps", "sway", "frax", "qfracture")


def data(tr: Translator) -> pd.DataFrame:
    """One row a source: what it is, what it is used for, source and licence."""
    rows = [{column: tr(f"about.data.{name}.{column}") for column in ("what", "use", "licence")} for name in DATA]
    return _titled(rows, ("what", "use", "licence"), "about.data_column", tr)


def _titled(rows: list[dict[str, str]], columns: tuple[str, ...], prefix: str, tr: Translator) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=list(columns)).rename(columns={c: tr(f"{prefix}.{c}") for c in columns})
    return table.set_index(table.columns[0])
