"""Ranking and calibration of every model in a table, with the reason where a figure is lacking; pairs of models tested."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from osteo_core.evaluation.reports.undefined_metrics import certain, counted
from osteo_core.figures.base.numbers import percent
from osteo_core.figures.evaluation.pairwise_forest import describe_pairwise_forest, pairwise_forest, pairwise_forest_table
from osteo_core.figures.evaluation.precision_recall import describe_precision_recall, precision_recall_chart, precision_recall_table
from pages._widgets.review.chart import chart
from pages._widgets.review.people import Reviewed
from pages._widgets.shared import parts
from pages._widgets.shared.language import Translator

if TYPE_CHECKING:
    from osteo_core.evaluation.reports.compare_models import ModelComparison

_CALIBRATION = ("mean_predicted", "intercept", "slope", "ici", "e50", "e90", "emax", "brier", "scaled_brier")


def calibration(reviewed: Reviewed, found: ModelComparison, tr: Translator) -> None:
    """Intercept, slope, distances from the curve and Brier scores."""
    st.markdown(tr("performance.calibration.table_read", observed=percent(found.events / found.n)))
    rows = [
        {tr("performance.column.model"): reviewed.words[row["model"]]}
        | {tr(f"performance.column.{name}"): _calibrated(row, name) for name in _CALIBRATION}
        for _, row in found.summary.iterrows()
    ]
    parts.table(rows, found.summary, f"{reviewed.page}.calibration-table", tr)
    reasons(reviewed, found, ("intercept", "slope", "ici", "scaled_brier", "brier"), tr)


def _calibrated(row: pd.Series, name: str) -> str:
    if name in ("intercept", "slope"):
        return parts.estimate(row, name, 2)
    if pd.isna(row[name]):
        return parts.NONE
    return percent(row[name]) if name == "mean_predicted" else f"{row[name]:.3f}"


def reasons(reviewed: Reviewed, found: ModelComparison, figures: tuple[str, ...], tr: Translator) -> None:
    """Why a figure is lacking, each model and reason once."""
    told = dict.fromkeys((model, key) for (model, figure), key in found.reasons.items() if figure in figures)
    lines = [tr("performance.lacking", model=reviewed.words[model], reason=_reason(reviewed, model, key, tr)) for model, key in told]
    if lines:
        st.markdown("  \n".join(f":small[{line}]" for line in lines))


def _reason(reviewed: Reviewed, model: str, key: str, tr: Translator) -> str:
    key, params = counted(key, certain(reviewed.study.predictions[model]))
    return tr(key, **params)


def pairs(reviewed: Reviewed, tr: Translator) -> None:
    """DeLong's test of every pair of models, as a forest and a table."""
    from osteo_core.evaluation.reports.compare_models import pairwise

    if len(reviewed.words) < 2:
        st.info(tr("performance.pairs.one"))
        return
    table = reviewed.kept("pairs", lambda: pairwise(reviewed.study))
    shown = table.assign(first=table["first"].map(reviewed.words), second=table["second"].map(reviewed.words))

    def draw(lang: str, dark: bool) -> parts.Chart:
        return pairwise_forest(shown, lang, dark=dark), describe_pairwise_forest(shown, lang), pairwise_forest_table(shown)

    chart(reviewed, "pairwise", draw, tr("performance.pairs.read"), tr)
    rows = [
        {
            tr("performance.column.pair"): _pair(reviewed, row, tr),
            tr("performance.column.difference"): parts.estimate(
                row.rename({"low": "difference_low", "high": "difference_high"}), "difference", 3
            ),
            tr("performance.column.z"): parts.NONE if pd.isna(row["z"]) else f"{row['z']:.2f}".replace("-", "−"),
            tr("performance.column.p"): parts.p_value(row["p"]),
            tr("performance.column.p_holm"): parts.p_value(row["p_holm"]),
        }
        for _, row in table.iterrows()
    ]
    parts.table(rows, table, f"{reviewed.page}.pairs", tr)


def _pair(reviewed: Reviewed, row: pd.Series, tr: Translator) -> str:
    return tr("performance.pairs.pair", first=reviewed.words[row["first"]], second=reviewed.words[row["second"]])


def precision(reviewed: Reviewed, found: ModelComparison, tr: Translator) -> None:
    """Precision-recall curves, and AUC with average precision in a table."""
    curves = {reviewed.words[name]: curve for name, curve in found.precision_recall.items()}

    def draw(lang: str, dark: bool) -> parts.Chart:
        figure = precision_recall_chart(curves, lang, places=reviewed.places, dark=dark)
        return figure, describe_precision_recall(curves, lang), precision_recall_table(curves)

    left, right = st.columns([5, 4], gap="medium")
    with left:
        chart(reviewed, "precision-recall", draw, tr("performance.precision.read", prevalence=percent(found.events / found.n)), tr)
    with right:
        rows = [
            {
                tr("performance.column.model"): reviewed.words[row["model"]],
                tr("performance.column.auc"): parts.estimate(row, "auc", 3),
                tr("performance.column.average_precision"): parts.estimate(row, "average_precision", 3),
            }
            for _, row in found.summary.iterrows()
        ]
        parts.table(rows, found.summary, f"{reviewed.page}.ranking", tr)
        reasons(reviewed, found, ("auc_low", "average_precision_low"), tr)
