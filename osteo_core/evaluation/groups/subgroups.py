"""A figure of one model by subgroup, and how the subgroups differ."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from osteo_core.evaluation.discrimination.independent_difference import independent_difference
from osteo_core.evaluation.groups.multiplicity import holm
from osteo_core.evaluation.reports.compare_models import why_no_probability
from osteo_core.evaluation.reports.metric import MetricEstimate
from osteo_core.evaluation.reports.metric_estimates import FEWEST, STATISTICS, estimate_metric
from osteo_core.evaluation.reports.study import Labels, Study
from osteo_core.evaluation.reports.undefined_metrics import NOTHING, certain

__all__ = ["ALL", "FEW", "FEWEST", "NOT_KNOWN", "REST", "STATISTICS", "Subgroups", "by_subgroup"]

FEW = 20
"""Below this many people of a kind that a figure rests on, it is marked."""
ALL, REST = "all", "rest"
NOT_KNOWN = ""
"""The subgroup of people without a label; no label is empty."""
MOST_PAIRS = 6
"""With more subgroups each is compared with the rest instead of with each other one."""


@dataclass(frozen=True)
class Subgroups:
    """What `by_subgroup` found.

    Attributes:
        rows: group (the column), subgroup, n, events, estimate, low, high, small, reason, certain; ("all", "all") first. `small`: fewer
            than FEW people of a kind that the figure rests on: with and without the outcome (AUC, calibration), with it (sensitivity,
            observed to expected), without it (specificity), flagged (ppv), not flagged (npv), or all. `reason`: key of why a number is
            lacking, ""; `certain` of the predictions are exactly 0 or 1.
        differences: first, second, difference (first minus second), low, high, z, p, p_holm (over the differences listed), reason; every
            pair of subgroups, or where these are more than MOST_PAIRS each against REST, all others.
    """

    rows: pd.DataFrame
    differences: pd.DataFrame


def by_subgroup(
    study: Study, model: str, statistic: str, column: str, *, threshold: float = 0.5, order: Sequence[str] | None = None
) -> Subgroups:
    """`statistic` (of STATISTICS) of the people for whom `model` has an answer, by `column` of the study's groups.

    Intervals: AUC DeLong's; shares at `threshold` Wilson's; calibration intercept and slope Wald's; observed to expected log-normal; Brier
    score and net benefit normal, of a mean over people. Differences between people who have nobody in common: `independent_difference`.
    The P values judge no question of their own: with as many subgroups as statistics some differ by chance.

    Args:
        order: of the subgroups, NOT_KNOWN among them for people without a label; None sorts those that have one, "<…" first.

    Raises:
        KeyError: an unknown model, statistic or column. ValueError: a threshold that is not strictly between 0 and 1.
    """
    if statistic not in STATISTICS:
        raise KeyError(f"no statistic {statistic!r}; there are {', '.join(STATISTICS)}")
    if not 0 < threshold < 1:
        raise ValueError("the threshold must lie strictly between 0 and 1")
    study = study.comparing([model])
    labels = labels_of(study.groups[column])
    names = _ordered(set(labels) - {NOT_KNOWN}) if order is None else tuple(order)
    masks = {name: of_label(labels, name) for name in names}
    everybody = np.ones(study.n, bool)
    estimates = {name: _figure(study, model, statistic, members, threshold) for name, members in masks.items()}
    rows = [_row(study, model, ALL, ALL, everybody, _figure(study, model, statistic, everybody, threshold))]
    rows += [_row(study, model, column, name, masks[name], estimates[name]) for name in names]
    pairs = [((a, estimates[a]), (b, estimates[b])) for a, b in combinations(names, 2)]
    if len(names) > MOST_PAIRS:
        named = np.any(list(masks.values()), axis=0)
        rest = {name: _figure(study, model, statistic, named & ~members, threshold) for name, members in masks.items()}
        pairs = [((name, estimates[name]), (REST, rest[name])) for name in names]
    return Subgroups(pd.DataFrame(rows), _differences(pairs))


def labels_of(group: Labels) -> list[str]:
    """Each person's label (n,), NOT_KNOWN for those without one."""
    return [NOT_KNOWN if unknown else str(label) for label, unknown in zip(group, pd.isna(group), strict=True)]


def of_label(labels: Sequence[str], name: str) -> NDArray[np.bool_]:
    """The people (n,) who have the label; Python compares, since numpy ignores a NUL at the end of a text."""
    return np.fromiter((label == name for label in labels), bool, len(labels))


def _ordered(labels: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted(labels, key=lambda name: (not name.startswith("<"), name)))


def _figure(study: Study, model: str, statistic: str, members: NDArray[np.bool_], threshold: float) -> MetricEstimate:
    if statistic != "auc" and members.any() and (why := why_no_probability(study, model)):
        return MetricEstimate(value=NOTHING, rests_on=0, reason=why)
    weight = None if study.weight is None else study.weight[members]
    return estimate_metric(study.outcome[members], study.predictions[model][members], weight, statistic, threshold)


def _row(study: Study, model: str, group: str, subgroup: str, members: NDArray[np.bool_], estimate: MetricEstimate) -> dict[str, object]:
    value = estimate.value
    return {
        "group": group, "subgroup": subgroup, "n": int(members.sum()), "events": int(study.outcome[members].sum()),
        "estimate": value.estimate, "low": value.low, "high": value.high, "small": estimate.rests_on < FEW, "reason": estimate.reason,
        "certain": certain(study.predictions[model][members]),
    }  # fmt: skip


def _differences(pairs: list[tuple[tuple[str, MetricEstimate], tuple[str, MetricEstimate]]]) -> pd.DataFrame:
    rows = []
    for (first, one), (second, other) in pairs:
        difference, reason = independent_difference(one, other)
        rows.append((first, second, difference.difference, difference.low, difference.high, difference.z, difference.p, reason))
    table = pd.DataFrame(rows, columns=["first", "second", "difference", "low", "high", "z", "p", "reason"])
    table.insert(7, "p_holm", holm(table["p"]))
    return table
