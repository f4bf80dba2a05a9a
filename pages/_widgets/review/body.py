"""The body of a page of review: a sentence, the square, the figures beside it, the tabs; all of it follows one threshold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import streamlit as st

from osteo_core.figures.base.estimates import number, with_interval
from osteo_core.translations import one_after_another
from pages._widgets.review import four_charts as review_square
from pages._widgets.review import legend as review_legend
from pages._widgets.review import metrics as review_metrics
from pages._widgets.review import pair as review_pair
from pages._widgets.review import tables as review_tables
from pages._widgets.review.people import LIMIT, Reviewed, counts
from pages._widgets.shared import charts, choice
from pages._widgets.shared.language import Translator

if TYPE_CHECKING:
    from osteo_core.evaluation.reports.compare_models import ModelComparison

Tab = Callable[[], None]


def main_finding(reviewed: Reviewed, found: ModelComparison, tr: Translator) -> str:
    """One sentence: the first model's AUC, and the best possible or the best of the others."""
    areas = {name: curve.auc for name, curve in found.roc.items()}
    first, *others = areas
    told = tr(
        "performance.main", model=reviewed.words[first], auc=with_interval(areas[first]), outcome=reviewed.outcome,
        n=f"{found.n:,}", people=reviewed.people,
    )  # fmt: skip
    if LIMIT in others:
        return one_after_another(told, tr("performance.main_best", best=number(areas[LIMIT].estimate)))
    if not others:
        return told
    best = max(others, key=lambda name: areas[name].estimate)
    return one_after_another(told, tr("performance.main_other", model=reviewed.words[best], auc=with_interval(areas[best])))


def show(reviewed: Reviewed, found: ModelComparison, threshold: float, tr: Translator, more: Mapping[str, Tab] | None = None) -> None:
    """Everything under the controls. `more` adds tabs: key of the title -> what draws it."""
    review_legend.show(reviewed.places, charts.dark())
    left, right = st.columns([68, 32], gap="medium")
    with right, st.container(gap="xsmall"):  # first: the model chosen here is drawn on the left
        detail = review_metrics.choose_detail(reviewed, found, tr)
        review_metrics.beside(reviewed, found, threshold, detail, tr)
    with left, st.container(gap="xsmall"):
        review_square.show(reviewed, found, threshold, detail, tr)
        with st.container(key="whose"):  # by this key a saved picture finds whose figures it shows
            st.markdown(f":small[{counts(reviewed, tr)}]")
    tabs: dict[str, Tab] = {
        "at": lambda: review_metrics.table(reviewed, found, threshold, tr),
        "calibration_tab": lambda: review_tables.calibration(reviewed, found, tr),
        "pairs": lambda: review_tables.pairs(reviewed, tr),
        "precision": lambda: review_tables.precision(reviewed, found, tr),
        "pair": lambda: review_pair.show(reviewed, found, threshold, tr),
    } | dict(more or {})
    opened = choice.tabs({name: tr(f"performance.{name}.title") for name in tabs}, key=f"{reviewed.page}.tabs")
    for tab, draw in zip(opened.values(), tabs.values(), strict=True):
        if tab.open:
            with tab:
                draw()
