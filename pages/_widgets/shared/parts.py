"""One part of a page: a chart with how to read it, or a table; each with its numbers to download."""

from __future__ import annotations

from collections.abc import Callable, Hashable

import pandas as pd
import streamlit as st

from osteo_core.evaluation.discrimination.auc import Estimate
from osteo_core.figures.base.estimates import with_interval
from osteo_core.figures.base.numbers import percent, percent_with_interval
from osteo_core.inference.assessment import Risk
from pages._widgets.shared import charts, language
from pages._widgets.shared.language import Translator

Chart = tuple[charts.Figure, str, pd.DataFrame]
"""A figure, its alt sentence and its numbers."""

Draw = Callable[[str, bool], Chart]

NONE = "–"

# On a phone a table must fit: one that scrolls sideways hides its last columns, and the keyboard does not reach them everywhere.
_NARROW_TABLES = """<style>@media (max-width: 768px) {
[data-testid="stTable"] :is(th, td) { padding: 0.25rem 0.1rem !important; }
[data-testid="stTable"] :is(th, td, th *, td *) { font-size: 0.75rem; white-space: normal; }
[data-testid="stTable"] :is(th, th *) { overflow-wrap: anywhere !important; hyphens: auto; }
[data-testid="stTable"] tbody th { min-width: 3.6rem; }
}</style>"""


# Where there are few columns, a short word of a heading need not break.
_WHOLE_WORDS = '<style>@media (max-width: 768px) { [data-testid="stTable"] thead th { min-width: 3.1rem; } }</style>'


def fit_tables(*, few_columns: bool = False) -> None:
    """Make the page's tables fit a phone; of few columns (five at most), with room for a word in every heading."""
    st.html(_NARROW_TABLES + (_WHOLE_WORDS if few_columns else ""))


def chart(name: str, variant: tuple[Hashable, ...], draw: Draw, read: str, tr: Translator, *, tallest: int | None = None) -> None:
    """The chart, then how to read it and what it can be saved as.

    `name` is "page.chart" and unique on its page; it names the files too.
    `draw(language, dark)` is called once a process for each `variant` (whatever else the chart depends on), language and theme.
    `tallest`: pixels of its height while presenting, where less than usual is left for it.
    """
    lang, dark = language.current(), charts.dark()
    drawn(name, _kept((name, *variant, lang, dark), lambda: draw(lang, dark)), read, tr, tallest=tallest)


def drawn(name: str, made: Chart, read: str, tr: Translator, *, tallest: int | None = None) -> None:
    """As `chart`, for one that its page keeps itself: an uploaded file's must not lie in a store that all sessions share."""
    figure, alt, numbers = made
    charts.chart(figure, alt, key=f"chart.{name}", row=False, tallest=tallest)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        with st.popover(tr("pages.read"), type="tertiary"):
            st.markdown(read)
        charts.downloads(f"chart.{name}", tr, (numbers, f"{name.replace('.', '-')}.csv"))


@st.cache_resource(show_spinner=False, max_entries=500)
def _kept(key: tuple[Hashable, ...], _draw: Callable[[], Chart]) -> Chart:
    figure, alt, numbers = _draw()
    return figure if isinstance(figure, dict) else figure.to_dict(), alt, numbers


def table(rows: list[dict[str, str]], numbers: pd.DataFrame, name: str, tr: Translator) -> None:
    """A table in words, whose first column names the rows, and the same in full precision to download."""
    shown = pd.DataFrame(rows).map(literal)
    st.table(shown.set_index(shown.columns[0]))
    charts.numbers(numbers, f"{name.replace('.', '-')}.csv", tr, f"numbers.{name}")


def literal(cell: str) -> str:
    """A cell as it stands: a table reads Markdown, to which ">99 %" is a quotation."""
    return f"\\{cell}" if cell.startswith(">") else cell


def estimate(row: pd.Series, name: str, decimals: int) -> str:
    """The estimate `name` of a row with its interval, a dash where there is none."""
    if name not in row or pd.isna(row[name]):
        return NONE
    return unbroken_interval(Estimate(row[name], row[f"{name}_low"], row[f"{name}_high"]), decimals)


def unbroken_interval(value: Estimate, decimals: int) -> str:
    """An estimate with its interval that a narrow cell does not break at the dash."""
    return _unbroken(with_interval(value, decimals))


def share(row: pd.Series, name: str) -> str:
    """A share in percent with its interval where it has one; a dash where there is no share."""
    if pd.isna(row[name]):
        return NONE
    if pd.isna(row[f"{name}_low"]):
        return percent(row[name])
    return _unbroken(percent_with_interval(Risk(row[name], row[f"{name}_low"], row[f"{name}_high"])))


def _unbroken(text: str) -> str:
    """With limits that a narrow cell breaks at a space only."""
    return text if " – " in text else text.replace("–", "\N{WORD JOINER}–\N{WORD JOINER}")


def p_value(value: float | None) -> str:
    """Three decimals, never a false zero; a dash where there is none."""
    if pd.isna(value):
        return NONE
    return "<0.001" if value < 0.001 else f"{value:.3f}"
