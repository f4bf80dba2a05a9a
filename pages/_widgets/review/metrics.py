"""What happens at the threshold: the 2 x 2 table and its figures for one model, and the figures of all models side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from osteo_core.evaluation.reports.avoided import avoided_per_100
from osteo_core.figures.base.numbers import percent
from pages._widgets.review import scores as review_scores
from pages._widgets.review.people import Reviewed, probable
from pages._widgets.shared import choice, parts
from pages._widgets.shared.language import Translator

if TYPE_CHECKING:
    from osteo_core.evaluation.reports.compare_models import ModelComparison

SHARES = ("sensitivity", "specificity", "ppv", "npv", "accuracy")
FIGURES = (*SHARES, "flagged", "net_benefit", "interventions_avoided")


def choose_detail(reviewed: Reviewed, found: ModelComparison, tr: Translator) -> str:
    """The model that is looked at alone: the first unless another is chosen."""
    scores = tuple(name for name in reviewed.words if name in reviewed.study.scores) if reviewed.kind == "own" else ()
    offered = probable(found) + scores or tuple(reviewed.words)
    key = f"{reviewed.page}.detail"
    if st.session_state.get(key) not in offered:
        st.session_state[key] = offered[0]
    chosen: str = choice.selectbox(
        tr("performance.control.detail"), offered, format_func=reviewed.words.__getitem__, key=key, persist_state="session"
    )
    return chosen


def beside(reviewed: Reviewed, found: ModelComparison, threshold: float, detail: str, tr: Translator) -> None:
    """One model at the threshold: who is flagged, who is missed, and what follows."""
    if detail not in probable(found):
        st.info(tr("performance.at.score" if reviewed.kind == "own" else "performance.at.none"))
        if reviewed.kind == "own":
            review_scores.best(reviewed, detail, tr)
        return
    row = _rows(reviewed, found, threshold)[detail]
    st.markdown(f"**{tr('performance.at.matrix', threshold=percent(threshold))}**")
    yes, no = (tr(f"performance.at.{kind}", outcome=reviewed.outcome) for kind in ("with", "without"))
    found_by = tr("performance.at.at_the_threshold")
    counts = pd.DataFrame(
        {
            found_by: [tr("performance.at.flagged"), tr("performance.at.not_flagged")],
            yes: [f"{int(row['true_positives']):,}", f"{int(row['false_negatives']):,}"],
            no: [f"{int(row['false_positives']):,}", f"{int(row['true_negatives']):,}"],
        }
    ).set_index(found_by)
    st.table(counts, border="horizontal")
    told = {tr(f"performance.figure.{name}"): parts.literal(figure(row, name)) for name in FIGURES}
    st.table(pd.DataFrame({"": told}), border="horizontal", hide_header=True)


def table(reviewed: Reviewed, found: ModelComparison, threshold: float, tr: Translator) -> None:
    """Every model at the threshold, a column a model."""
    if reviewed.kind == "own":
        review_scores.table(reviewed, tr)
    if not probable(found):
        if reviewed.kind != "own" or not reviewed.study.scores:
            st.info(tr("performance.at.none"))
        return
    rows = _rows(reviewed, found, threshold)
    counts = ("true_positives", "false_positives", "false_negatives", "true_negatives")
    shown = [
        {tr("performance.column.figure"): tr(f"performance.figure.{name}")}
        | {reviewed.words[model]: f"{int(row[name]):,}" if name in counts else figure(row, name) for model, row in rows.items()}
        for name in (*counts, *FIGURES)
    ]
    numbers = pd.DataFrame(list(rows.values())).reset_index(drop=True)
    parts.table(shown, numbers, f"{reviewed.page}.at-threshold", tr)
    if reviewed.study.weight is not None:
        st.markdown(f":small[{tr('performance.at.weighted')}]")


def figure(row: pd.Series, name: str) -> str:
    """One figure of a row of `_rows`, in words."""
    if name == "flagged":
        return f"{int(row['true_positives'] + row['false_positives']):,} ({percent(row['flagged'])})"
    if name in SHARES:
        return parts.share(row, name)
    return parts.estimate(row, name, 1)


def _rows(reviewed: Reviewed, found: ModelComparison, threshold: float) -> dict[str, pd.Series]:
    """Model -> everything at the threshold; net benefit and interventions avoided are per 100 people."""
    at = found.at(threshold).set_index("model", drop=False)
    benefit = ["net_benefit", "net_benefit_low", "net_benefit_high"]
    at[benefit] = 100 * at[benefit]
    avoided = reviewed.kept("avoided", lambda: avoided_per_100(reviewed.study, found)).xs(round(threshold, 2), level="threshold")
    return {str(name): row for name, row in at.join(avoided).iterrows()}
