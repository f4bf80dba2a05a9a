"""A diagnosis built up for a whole cohort: what each modality adds along an order, and what it is worth over all orders.

Figures are those of `shipped.ladder()`: fresh virtual people with everything measured, so nothing here is evidence about patients.
"Clinical" is one block there, age and sex included; sets with neither DXA nor clinical factors were judged on fewer people.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from osteo_core.constants import MODALITIES
from osteo_core.explanation.coalitions import Coalition, coalitions, gains, shapley
from osteo_core.inference.missing import subset_key

FIGURES = ("auc", "brier", "net_benefit")
THRESHOLDS = (0.1, 0.2, 0.3, 0.5)
"""Thresholds at which the ladder has a net benefit."""
MODELS = ("fusion", "oracle")
CHANCE = 0.5
"""AUC of a model that knows nothing of a person."""


def figure_column(figure: str, threshold: float) -> str:
    """The ladder's column of one of FIGURES; the threshold is the net benefit's."""
    return f"net_benefit_{threshold:g}" if figure == "net_benefit" else figure


def metrics_along_order(ladder: pd.DataFrame, order: Sequence[str], outcome: str, column: str) -> pd.DataFrame:
    """One row a step of the order and model: step (from 1), modality (the one added), subset, model, n, events, estimate, low, high.

    `low` and `high` are 95 % limits where the ladder has them (of an AUC, by DeLong), else NaN.
    """
    rows = {(row["subset"], row["model"]): row for row in ladder[ladder["outcome"] == outcome].to_dict("records")}
    lines = []
    for step, modality in enumerate(order, start=1):
        subset = _key(frozenset(order[:step]))
        for model in MODELS:
            row = rows[subset, model]
            facts = {"step": step, "modality": modality, "subset": subset, "model": model, "n": row["n"], "events": row["events"]}
            limits = {side: row.get(f"{column}_{side}", math.nan) for side in ("low", "high")}
            lines.append(facts | {"estimate": row[column]} | limits)
    return pd.DataFrame(lines)


def reach(*tables: pd.DataFrame) -> tuple[float, float]:
    """Least and greatest value, limits included, of several tables of `metrics_along_order`: an axis on which each of them fits."""
    values = pd.concat(tables)[["estimate", "low", "high"]]
    return float(values.min().min()), float(values.max().max())


def treat_all(ladder: pd.DataFrame, outcome: str, threshold: float) -> float:
    """Net benefit of acting on everybody: prevalence - (1 - prevalence) x odds of the threshold (Vickers & Elkin 2006), largest sets."""
    row = ladder[ladder["outcome"] == outcome].sort_values("n").iloc[-1]
    prevalence = row["events"] / row["n"]
    return float(prevalence - (1 - prevalence) * threshold / (1 - threshold))


def auc_game(ladder: pd.DataFrame, outcome: str, model: str) -> dict[Coalition, float]:
    """Set of modalities -> AUC; without any it is CHANCE."""
    areas = ladder[(ladder["outcome"] == outcome) & (ladder["model"] == model)].set_index("subset")["auc"]
    return {chosen: float(areas[_key(chosen)]) if chosen else CHANCE for chosen in coalitions(MODALITIES)}


def auc_worth(ladder: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """What a modality is worth in AUC, one row a modality and model.

    Returns:
        modality, model, first (added to nothing), last (added to the five others), average (Shapley value over all 720 orders; they sum
        to the AUC of all six less 0.5).
    """
    lines = []
    for model in MODELS:
        value = auc_game(ladder, outcome, model)
        average = shapley(MODALITIES, value)
        for modality in MODALITIES:
            others = [other for other in MODALITIES if other != modality]
            first, last = (gains(order, value)[modality] for order in ((modality, *others), (*others, modality)))
            lines.append({"modality": modality, "model": model, "first": first, "last": last, "average": average[modality]})
    return pd.DataFrame(lines)


def _key(chosen: Coalition) -> str:
    return subset_key([modality for modality in MODALITIES if modality in chosen])
