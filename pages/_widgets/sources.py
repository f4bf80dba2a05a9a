"""Data sources with their licences, and the places where the paper contradicts itself, as tables."""

from __future__ import annotations

import pandas as pd

from pages._widgets.language import Translator

DATA = ("paper", "virtual", "nhanes", "references", "scales", "snps", "sway", "frax", "qfracture")
# The numbers are those of the project's list of the paper's contradictions; only the ones that touch the network stand here.
CONTRADICTIONS = (1, 2, 3, 5, 7, 9, 10, 12, 13, 14, 15, 16, 17, 20)


def data(tr: Translator) -> pd.DataFrame:
    """One row a source: what it is, what it is used for, source and licence."""
    rows = [{column: tr(f"about.data.{name}.{column}") for column in ("what", "use", "licence")} for name in DATA]
    return _titled(rows, ("what", "use", "licence"), "about.data_column", tr)


def contradictions(tr: Translator) -> pd.DataFrame:
    """One row a contradiction: what the paper says, why it cannot be so, what is done here."""
    columns = ("what", "why", "here")
    rows = [{column: tr(f"about.contradiction.{n}.{column}") for column in columns} for n in CONTRADICTIONS]
    return _titled(rows, columns, "about.contradiction_column", tr)


def _titled(rows: list[dict[str, str]], columns: tuple[str, ...], prefix: str, tr: Translator) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=list(columns)).rename(columns={c: tr(f"{prefix}.{c}") for c in columns})
    return table.set_index(table.columns[0])
