"""Both worlds side by side: what each kind of data adds in AUC, in decisions and in net benefit."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from osteo_core.errors import ArtifactError
from osteo_core.figures.base.numbers import signed
from osteo_core.figures.paper.ladder import describe_ladder, ladder_chart, ladder_table
from osteo_core.paper.printed import text_key
from osteo_core.stored import studies
from osteo_core.stored.files import EVALUATION
from osteo_core.stored.worlds import ALL, MODELS, OUTCOMES, WORLDS, areas, decisions, gain_of_everything, thresholds
from pages._widgets.shared import cells, choice, parts, text
from pages._widgets.shared.files import written
from pages._widgets.shared.language import Translator

_START = {"osteoporosis": 0.3, "fracture": 0.2}
"""Thresholds shown at first; that of fracture is the US guideline's for treatment."""


@st.cache_data(show_spinner=False, max_entries=1)
def _table(of: int) -> pd.DataFrame:
    return studies.worlds()


def table() -> pd.DataFrame:
    """The stored rows. Raises ArtifactError where they do not ship."""
    return _table(written(EVALUATION / "worlds.parquet"))


def choose_outcome(page: str, tr: Translator) -> str:
    """Osteoporosis or fracture."""
    chosen: str = choice.radio(
        tr("worlds.outcome"), OUTCOMES, format_func=lambda o: tr(f"performance.outcome.{o}"), horizontal=True, key=f"{page}.worlds.outcome",
        persist_state="session", index=1,
    )  # fmt: skip
    return chosen


def main_finding(outcome: str, tr: Translator) -> str:
    """The one sentence that matters: what everything beyond DXA and clinical factors adds in each world."""
    stored = table()
    gained = gain_of_everything(stored, outcome)
    rows = decisions(stored, outcome, _START[outcome])
    everything = rows[rows["row"] == ALL].set_index("world")["changed"]
    changed = {world: f"{100 * cells.number(everything, world):.0f}" for world in WORLDS}
    return tr(
        "worlds.finding", outcome=tr(f"performance.outcome.{outcome}"), life=signed(gained["life"], 3), paper=signed(gained["paper"], 3),
        changed_life=changed["life"], changed_paper=changed["paper"], threshold=f"{100 * _START[outcome]:.0f}",
    )  # fmt: skip


def chart(page: str, outcome: str, tr: Translator) -> None:
    """AUC by feature row, network and limit of both worlds."""
    found = areas(table(), outcome)
    words = {f"{world}.{model}": tr(f"worlds.source.{world}_{model}") for world in WORLDS for model in MODELS}
    rows = {row: tr(f"paper_tables.row.{text_key(row)}") for row in dict.fromkeys(found["row"])}
    axis = tr("worlds.axis", outcome=tr(f"performance.outcome.{outcome}"))

    def draw(lang: str, dark: bool) -> parts.Chart:
        return ladder_chart(found, words, rows, axis, lang, dark=dark), describe_ladder(found, words, rows, axis, lang), ladder_table(found)

    parts.chart(f"{page}.worlds", (outcome, written(EVALUATION / "worlds.parquet")), draw, tr("worlds.read"), tr)


def decision_table(page: str, outcome: str, tr: Translator) -> None:
    """At a threshold of the reader's choice: decisions that differ and net benefit gained, both worlds."""
    stored = table()
    offered = thresholds(stored, outcome)
    threshold = choice.radio(
        tr("worlds.threshold"), offered, format_func=lambda t: f"{100 * t:.0f} %", horizontal=True, index=offered.index(_START[outcome]),
        key=f"{page}.worlds.threshold.{outcome}", persist_state="session",
    )  # fmt: skip
    found = decisions(stored, outcome, threshold)
    by = {(row["row"], row["world"]): row for row in cells.rows(found)}
    lines = [
        {tr("paper_tables.column.features"): tr(f"paper_tables.row.{text_key(row)}")}
        | {
            tr(f"worlds.column.{column}_{world}"): _cell(cells.number(by[row, world], column), column)
            for column in ("changed", "gained")
            for world in WORLDS
        }
        for row in dict.fromkeys(found["row"])
    ]
    parts.table(lines, found, f"{page}.worlds.decisions", tr)
    st.markdown(f":small[{tr('worlds.table_read')}]")


def _cell(value: float, column: str) -> str:
    return f"{100 * value:.1f}" if column == "changed" else signed(100 * value, 2)


def section(page: str, tr: Translator) -> None:
    """All of it below each other, for a page that is read."""
    try:
        table()
    except ArtifactError as error:
        st.warning(tr("performance.refused", reason=text.reason(error)))
        return
    outcome = choose_outcome(page, tr)
    st.markdown(main_finding(outcome, tr))
    chart(page, outcome, tr)
    decision_table(page, outcome, tr)
    st.markdown(f":small[{tr('worlds.virtual')}]")
