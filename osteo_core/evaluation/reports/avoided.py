"""Interventions avoided at each threshold, with intervals, for every model of a comparison."""

from __future__ import annotations

import numpy as np
import pandas as pd

from osteo_core.evaluation.decision.net_benefit import interventions_avoided, net_benefit_difference
from osteo_core.evaluation.decision.thresholds import THRESHOLDS
from osteo_core.evaluation.reports.compare_models import ModelComparison
from osteo_core.evaluation.reports.study import Study


def avoided_per_100(study: Study, comparison: ModelComparison) -> pd.DataFrame:
    """Interventions avoided per 100 people: the gain over acting on all, exchanged at the odds of the threshold.

    Returns:
        Index model, threshold (two decimals); interventions_avoided, interventions_avoided_low, interventions_avoided_high (95 %).

    Source: Vickers, Van Calster & Steyerberg, Diagn Progn Res 2019;3:18.
    """
    everybody = np.ones(study.n)
    point = interventions_avoided(comparison.net_benefit).set_index(["model", "threshold"])["avoided"]
    tables = []
    for name in comparison.thresholds["model"].unique():
        gain = net_benefit_difference(study.outcome, study.predictions[name], everybody, THRESHOLDS, study.weight)
        per = 100 * (1 - gain["threshold"]) / gain["threshold"]
        ends = {f"interventions_avoided_{end}": per * gain[end] for end in ("low", "high")}
        tables.append(pd.DataFrame({"model": name, "threshold": gain["threshold"], **ends}))
    table = pd.concat(tables, ignore_index=True).set_index(["model", "threshold"])
    table.insert(0, "interventions_avoided", point)
    return table.reset_index().assign(threshold=lambda rows: rows["threshold"].round(2)).set_index(["model", "threshold"])
