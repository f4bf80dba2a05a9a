"""What can be said of a score at its own values: Youden's cut-off, and a table of all of them."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from osteo_core.evaluation.reports.evaluate_scores import cut_offs, oriented
from osteo_core.figures.base.numbers import percent
from pages._widgets.review.people import Reviewed
from pages._widgets.shared import parts
from pages._widgets.shared.language import Translator


def best(reviewed: Reviewed, model: str, tr: Translator) -> None:
    """The cut-off of Youden's index, with what it does."""
    lower = model in reviewed.study.reversed
    _, youden = _found(reviewed, model, lower)
    if youden is None:
        return
    side = "below" if lower else "above"
    st.markdown(f"**{tr(f'performance.score.{side}', threshold=_plain(youden['threshold']))}**")
    told = {tr(f"performance.figure.{name}"): parts.literal(percent(youden[name])) for name in ("sensitivity", "specificity")}
    st.table(pd.DataFrame({"": told}), border="horizontal", hide_header=True)
    st.markdown(f":small[{tr('performance.score.chosen_here')}]")


def table(reviewed: Reviewed, tr: Translator) -> None:
    """Cut-offs of every score, as many as fit a page; all of them (at most 200) in the file."""
    for model in (name for name in reviewed.words if name in reviewed.study.scores):
        lower = model in reviewed.study.reversed
        points, _ = _found(reviewed, model, lower)
        numbers = pd.DataFrame(points)
        shown = numbers.iloc[:: max(1, -(-len(numbers) // _ROWS))]
        rows = [
            {
                tr(f"performance.score.cut_off_{'below' if lower else 'above'}"): _plain(row["threshold"]),
                tr("performance.figure.sensitivity"): percent(row["sensitivity"]),
                tr("performance.figure.specificity"): percent(row["specificity"]),
            }
            for _, row in shown.iterrows()
        ]
        st.markdown(f"**{reviewed.words[model]}**")
        parts.table(rows, numbers, f"{reviewed.page}.cut-offs.{list(reviewed.words).index(model)}", tr)


_ROWS = 12


def _found(reviewed: Reviewed, model: str, lower: bool) -> tuple[list[dict[str, float]], dict[str, float] | None]:
    study = reviewed.study
    found: tuple[list[dict[str, float]], dict[str, float] | None] = reviewed.kept(
        "cut-offs", lambda: cut_offs(study.outcome, oriented(study.predictions[model], lower), lower), model
    )
    return found


def _plain(value: float) -> str:
    return repr(float(value)).removesuffix(".0").replace("-", "\N{MINUS SIGN}")
