"""Where the paper contradicts itself: all twenty points with their arithmetic, as a table and beside the numbers they touch."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from osteo_core.paper.contradictions import NUMBERS, arithmetic
from pages._widgets.shared import charts, choice, presenter
from pages._widgets.shared.language import Translator

COLUMNS = ("n", "what", "why", "here")
_ON_A_WALL = 5


def show(tr: Translator) -> None:
    """The whole list, with a download; on a wall a portion of it at a time."""
    table = rows(tr)
    portion = table.iloc[_portion(tr)] if presenter.on() else table
    shown = portion.rename(columns={name: tr(f"contradictions.column.{name}") for name in COLUMNS})
    st.table(shown.set_index(shown.columns[0]))
    charts.numbers(table, "paper-contradictions.csv", tr, "numbers.paper.contradictions")


def _portion(tr: Translator) -> slice:
    starts = list(range(0, len(NUMBERS), _ON_A_WALL))
    words = {start: f"{NUMBERS[start]}–{NUMBERS[min(start + _ON_A_WALL, len(NUMBERS)) - 1]}" for start in starts}
    start = choice.segmented_control(
        tr("presenting.portion"), starts, format_func=words.__getitem__, key="contradictions.portion", default=0, required=True,
        label_visibility="collapsed", persist_state="session",
    )  # fmt: skip
    return slice(start or 0, (start or 0) + _ON_A_WALL)


def beside(points: Iterable[int], tr: Translator) -> None:
    """The points that touch the table above, one line each, in the order of the list."""
    lines = (tr("contradictions.line", n=n, what=said(n, "what", tr), why=said(n, "why", tr)) for n in sorted(points))
    st.markdown("\n".join(f"- {line}" for line in lines))


def touching(points: Iterable[tuple[int, ...]], tr: Translator) -> None:
    """The points that the marks of a table name, in a box that can be closed."""
    with st.expander(tr("paper_tables.touching"), expanded=True):
        beside({n for several in points for n in several}, tr)


def rows(tr: Translator) -> pd.DataFrame:
    """One row a point: its number, what the paper says, what stands beside it, what is done here."""
    return pd.DataFrame([{"n": str(n)} | {name: said(n, name, tr) for name in COLUMNS[1:]} for n in NUMBERS])


def said(n: int, part: str, tr: Translator) -> str:
    """One sentence of a point, with its numbers."""
    return tr(f"contradictions.{n}.{part}", **_arithmetic()[n])


@st.cache_data(show_spinner=False, max_entries=1)
def _arithmetic() -> dict[int, dict[str, object]]:
    return arithmetic()
