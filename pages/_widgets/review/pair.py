"""What one model changes against another at the threshold: net reclassification and integrated discrimination, with their warning."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from osteo_core.evaluation.decision import reclassification as reclassified
from osteo_core.evaluation.discrimination.auc import Estimate
from osteo_core.figures.base.numbers import percent
from pages._widgets.review.people import Reviewed, probable
from pages._widgets.shared import choice, parts
from pages._widgets.shared.language import Translator

if TYPE_CHECKING:
    from osteo_core.evaluation.reports.compare_models import ModelComparison


def show(reviewed: Reviewed, found: ModelComparison, threshold: float, tr: Translator) -> None:
    """Two models to choose, then the figures."""
    offered = probable(found)
    if len(offered) < 2:
        st.info(tr("performance.pair.one"))
        return
    with st.container(horizontal=True, gap="small"):
        new = _choose(reviewed, "new", offered, offered[0], tr)
        old = _choose(reviewed, "old", offered, offered[1], tr)
    st.warning(tr(reclassified.WARNING))
    if new == old:
        st.info(tr("performance.pair.same"))
        return
    figures = _figures(reviewed, new, old, threshold)
    st.markdown(tr("performance.pair.what", new=reviewed.words[new], old=reviewed.words[old], threshold=percent(threshold)))
    rows = [
        {tr("performance.column.figure"): tr(f"performance.pair.{name}"), tr("performance.column.estimate"): _in_words(value, name)}
        for name, value in figures.items()
    ]
    numbers = pd.DataFrame([{"figure": name, "estimate": v.estimate, "low": v.low, "high": v.high} for name, v in figures.items()])
    parts.table(rows, numbers, f"{reviewed.page}.reclassification", tr)
    st.markdown(f":small[{tr('performance.pair.how', resamples=f'{reclassified.RESAMPLES:,}')}]")


def _choose(reviewed: Reviewed, which: str, offered: tuple[str, ...], start: str, tr: Translator) -> str:
    key = f"{reviewed.page}.pair.{which}"
    if st.session_state.get(key) not in offered:
        st.session_state[key] = start
    chosen: str = choice.selectbox(
        tr(f"performance.pair.{which}"), offered, format_func=reviewed.words.__getitem__, key=key, persist_state="session", width=260
    )
    return chosen


def _figures(reviewed: Reviewed, new: str, old: str, threshold: float) -> dict[str, Estimate]:
    y, p_new, p_old = reviewed.study.outcome, reviewed.study.predictions[new], reviewed.study.predictions[old]
    # The bootstrap of the IDI takes seconds with many people and knows no threshold: it is not drawn again when that moves.
    events, nonevents = reclassified.net_reclassification(y, p_new, p_old, threshold)
    idi = reviewed.kept("idi", lambda: reclassified.idi(y, p_new, p_old), new, old)
    return {"nri_events": events, "nri_nonevents": nonevents, "idi": idi}


def _in_words(value: Estimate, name: str) -> str:
    """NRI in percentage points, IDI as it is."""
    if name == "idi":
        return parts.unbroken_interval(value, 3)
    return parts.unbroken_interval(Estimate(100 * value.estimate, 100 * value.low, 100 * value.high), 1)
