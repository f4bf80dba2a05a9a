"""Everything a reviewer asks of several models on the same people: ranking, calibration, thresholds, net benefit, risks by outcome.

A figure that these people cannot give is NaN, and `ModelComparison.reasons` says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from osteo_core.errors import InvalidInput, Problem
from osteo_core.evaluation.calibration.curve import CalibrationCurve
from osteo_core.evaluation.calibration.errors import errors_of
from osteo_core.evaluation.calibration.intercept_slope import brier
from osteo_core.evaluation.decision.net_benefit import ALL, NONE, decision_curve
from osteo_core.evaluation.decision.threshold_table import threshold_table
from osteo_core.evaluation.decision.thresholds import THRESHOLDS
from osteo_core.evaluation.discrimination.precision_recall import PrecisionRecallCurve, precision_recall
from osteo_core.evaluation.discrimination.roc import RocCurve, roc_curve
from osteo_core.evaluation.discrimination.thinning import thin_curve
from osteo_core.evaluation.groups.multiplicity import holm
from osteo_core.evaluation.reports.evaluate_scores import SCORE
from osteo_core.evaluation.reports.metric import MetricEstimate
from osteo_core.evaluation.reports.study import Study
from osteo_core.evaluation.reports.undefined_metrics import (
    NO_SPREAD,
    NO_VARIANCE,
    ONE_CLASS,
    TOO_FEW,
    auc_differences_with_reason,
    curve_with_reason,
    intercept_with_reason,
    interval_with_reason,
    refuse_one_class,
    slope_with_reason,
    too_few,
    without_interval,
)

Array = NDArray[np.float64]
Reasons = dict[tuple[str, str], str]
Curve = TypeVar("Curve", RocCurve, PrecisionRecallCurve)

SUMMARY = (
    "auc", "auc_low", "auc_high", "average_precision", "average_precision_low", "average_precision_high", "brier", "scaled_brier",
    "intercept", "intercept_low", "intercept_high", "slope", "slope_low", "slope_high", "ici", "e50", "e90", "emax", "mean_predicted",
)  # fmt: skip
BIN = 0.02
"""Width of the bars of `ModelComparison.distribution`; their edges are thresholds of the grid."""
NOT_PROBABILITY = "examination.reason.not_probability"

_ERRORS = SUMMARY[14:18]
_OF_PROBABILITIES = SUMMARY[6:]
_POINTS = 2000
_BARS = ("outcome", "low", "high", "count", "share")


@dataclass(frozen=True, kw_only=True)
class ModelComparison:
    """What `compare_models` returns.

    Attributes:
        n, events: people compared, and those with the outcome; left_out: as `Study.left_out`, with those for whom a model has no answer.
        summary: model, then SUMMARY, one row a model; NaN where it cannot be.
        reasons: (model, figure) -> key of the sentence that says why. A figure is a column of `summary` that is NaN there, or the name of
            an attribute below that lacks the model.
        roc, precision_recall: by model; of more than 2,000 points so many are kept, evenly along the curve and each a point of the full
            one, while AUC and average precision are those of all.
        calibration: by model, those that allow a curve.
        net_benefit: as `decision_curve` at 0.01 … 0.99, of the models that are probabilities.
        thresholds: model, then as `threshold_table`, of the same models.
        distribution: model, outcome (0 or 1), low, high, count, share: people by predicted risk from `low` to below `high` (to 1 in the
            last), `share` being that of the people with the same outcome; of the same models.
    """

    n: int
    events: int
    left_out: int
    summary: pd.DataFrame
    reasons: Reasons
    roc: dict[str, RocCurve]
    precision_recall: dict[str, PrecisionRecallCurve]
    calibration: dict[str, CalibrationCurve]
    net_benefit: pd.DataFrame
    thresholds: pd.DataFrame
    distribution: pd.DataFrame

    def at(self, threshold: float) -> pd.DataFrame:
        """The row of `thresholds` of each model with its net_benefit, net_benefit_low, net_benefit_high, at the nearest hundredth.

        An interval of the net benefit that is no wider than nothing (all people count the same) is NaN.

        Raises:
            ValueError: a threshold that is not within 0.01 … 0.99.
        """
        place = round(100 * threshold) - 1
        if not 0 <= place < len(THRESHOLDS):
            raise ValueError(f"the threshold must lie between 0.01 and 0.99, not at {threshold}")
        models = len(self.thresholds) // len(THRESHOLDS)
        # Both tables hold the grid once a model, in the order of the models.
        rows = place + len(THRESHOLDS) * np.arange(models)
        rates, benefit = self.thresholds.iloc[rows].reset_index(drop=True), self.net_benefit.iloc[rows].reset_index(drop=True)
        sure = (benefit["high"] - benefit["low"]) > NO_SPREAD
        return rates.assign(
            net_benefit=benefit["net_benefit"],
            net_benefit_low=benefit["low"].where(sure),
            net_benefit_high=benefit["high"].where(sure),
        )


def compare_models(study: Study) -> ModelComparison:
    """Examine every model on the people for whom each of them has an answer.

    Weights enter calibration, Brier score, mean prediction and net benefit; ranks and shares at a threshold describe the people as they
    are. Sources: as the modules of each figure say.

    Raises:
        InvalidInput: everybody or nobody has the outcome, a model has the name of a strategy ("all", "none"), or weights are missing,
            negative or all zero.
    """
    study = comparable(study)
    y, w = study.outcome, study.weight
    parts = {name: _model(y, p, w, why_no_probability(study, name)) for name, p in study.predictions.items()}
    parts |= {name: _as_measured(parts[name]) for name in study.reversed}
    probable = {name: p for name, p in study.predictions.items() if not why_no_probability(study, name)}
    reasons = {(name, figure): key for name, part in parts.items() for figure, key in part.reasons.items()}
    tables = [threshold_table(y, p) for p in probable.values()]
    nobody = threshold_table(y, np.zeros_like(y))[:0]  # where all are scores: the columns without a row
    return ModelComparison(
        n=study.n,
        events=study.events,
        left_out=study.left_out,
        summary=pd.DataFrame([{"model": name} | part.figures for name, part in parts.items()], columns=["model", *SUMMARY]),
        reasons=reasons,
        roc={name: part.roc for name, part in parts.items()},
        precision_recall={name: part.precision_recall for name, part in parts.items()},
        calibration={name: part.calibration for name, part in parts.items() if part.calibration is not None},
        net_benefit=decision_curve(y, probable, THRESHOLDS, w),
        thresholds=_stacked(probable, tables, nobody),
        distribution=_stacked(probable, [_distribution(table) for table in tables], pd.DataFrame(columns=list(_BARS))),
    )


def comparable(study: Study) -> Study:
    """The people for whom every model has an answer. Raises InvalidInput as `compare_models`."""
    if reserved := sorted({ALL, NONE} & set(study.predictions)):
        raise InvalidInput([Problem(name, "examination.name_taken") for name in reserved])
    study = study.comparing(tuple(study.predictions))
    refuse_one_class(study.outcome)
    if study.weight is not None and not (np.isfinite(study.weight).all() and study.weight.min() >= 0 and study.weight.max() > 0):
        raise InvalidInput(Problem("", "examination.weights"))
    return study


def pairwise(study: Study) -> pd.DataFrame:
    """DeLong's test of every pair of models on the same people.

    Returns:
        first, second, difference (first minus second), low, high, z, p, p_holm (over all pairs), reason (key of why there is no test).

    Raises:
        InvalidInput: as `compare_models`.
    """
    study = comparable(study)
    names = tuple(study.predictions)
    tests = auc_differences_with_reason(study.outcome, *study.predictions.values())
    rows = [(names[i], names[j], d.difference, d.low, d.high, d.z, d.p, reason) for (i, j), (d, reason) in tests.items()]
    table = pd.DataFrame(rows, columns=["first", "second", "difference", "low", "high", "z", "p", "reason"])
    table.insert(7, "p_holm", holm(table["p"]))
    return table


@dataclass(frozen=True, kw_only=True)
class _Model:
    """What one model gives; `reasons` by figure."""

    figures: dict[str, float]
    reasons: dict[str, str]
    roc: RocCurve
    precision_recall: PrecisionRecallCurve
    calibration: CalibrationCurve | None


def _model(y: Array, p: Array, w: Array | None, not_probability: str) -> _Model:
    figures: dict[str, float] = dict.fromkeys(SUMMARY, np.nan)
    reasons: dict[str, str] = {}
    roc, curve = _ranking(y, p, figures, reasons)
    calibration = None
    if not_probability:
        reasons |= dict.fromkeys((*_OF_PROBABILITIES, "calibration", "net_benefit", "thresholds", "distribution"), not_probability)
    else:
        _overall(y, p, w, figures, reasons)
        calibration = _calibration(y, p, w, figures, reasons)
    return _Model(figures=figures, reasons=reasons, roc=roc, precision_recall=curve, calibration=calibration)


def _as_measured(part: _Model) -> _Model:
    """The curves of a score whose sign was turned round, by the values that were measured."""
    return replace(
        part,
        roc=replace(part.roc, threshold=-part.roc.threshold),
        precision_recall=replace(part.precision_recall, threshold=-part.precision_recall.threshold),
    )


def _ranking(y: Array, p: Array, figures: dict[str, float], reasons: dict[str, str]) -> tuple[RocCurve, PrecisionRecallCurve]:
    roc, curve = roc_curve(y, p), precision_recall(y, p)
    area, average = interval_with_reason(y, roc.auc), MetricEstimate(value=curve.average_precision)
    if too_few(y) or p.min() == p.max() or np.isnan(average.value.low):
        average = MetricEstimate(value=without_interval(average.value), reason=TOO_FEW if too_few(y) else NO_VARIANCE)
    for name, metric in (("auc", area), ("average_precision", average)):
        figures |= metric.columns(name)
        reasons |= metric.reasons(name)
    roc, curve = replace(roc, auc=area.value), replace(curve, average_precision=average.value)
    return (
        _thinned(roc, 1 - roc.specificity, roc.sensitivity, ("threshold", "sensitivity", "specificity")),
        _thinned(curve, curve.recall, curve.precision, ("threshold", "recall", "precision")),
    )


def _overall(y: Array, p: Array, w: Array | None, figures: dict[str, float], reasons: dict[str, str]) -> None:
    share = float(np.average(y, weights=w))
    figures |= {"brier": brier(y, p, w), "mean_predicted": float(np.average(p, weights=w))}
    if 0 < share < 1:
        figures["scaled_brier"] = 1 - figures["brier"] / (share * (1 - share))
    else:
        reasons["scaled_brier"] = ONE_CLASS


def _calibration(y: Array, p: Array, w: Array | None, figures: dict[str, float], reasons: dict[str, str]) -> CalibrationCurve | None:
    for name, with_reason_of in (("intercept", intercept_with_reason), ("slope", slope_with_reason)):
        metric = with_reason_of(y, p, w)
        figures |= metric.columns(name)
        reasons |= metric.reasons(name)
    fitted, key = curve_with_reason(y, p, w)
    if fitted is None:
        reasons |= dict.fromkeys((*_ERRORS, "calibration"), key)
        return None
    errors = errors_of(fitted, w)
    figures |= {name: getattr(errors, name) for name in _ERRORS}
    return fitted.curve()


def why_no_probability(study: Study, name: str) -> str:
    """Why a model's values are no probabilities (a key); "" where they are."""
    if name in study.scores:
        return SCORE
    p = study.predictions[name]
    return "" if p.min() >= 0 and p.max() <= 1 else NOT_PROBABILITY


def _thinned(curve: Curve, x: Array, y: Array, columns: tuple[str, ...]) -> Curve:
    """At most `_POINTS` points, evenly along the curve, the first and the last kept."""
    kept = thin_curve(x, y, most=_POINTS)
    return replace(curve, **{name: getattr(curve, name)[kept] for name in columns})


def _distribution(table: pd.DataFrame) -> pd.DataFrame:
    """Counts between every second threshold of the grid: those at or above a bar's lower edge less those at or above its upper."""
    edges = np.round(np.arange(0, 1 + BIN / 2, BIN), 2)
    inner = table.iloc[1::2]
    parts = []
    for outcome, hit, missed in ((0, "false_positives", "true_negatives"), (1, "true_positives", "false_negatives")):
        people = int(table[hit].iloc[0] + table[missed].iloc[0])
        count = -np.diff(np.concatenate(([people], inner[hit], [0])))
        parts.append(pd.DataFrame({"outcome": outcome, "low": edges[:-1], "high": edges[1:], "count": count, "share": count / people}))
    return pd.concat(parts, ignore_index=True)


def _stacked(models: Mapping[str, Array], tables: list[pd.DataFrame], nobody: pd.DataFrame) -> pd.DataFrame:
    """One table of all models; `nobody` without any."""
    return pd.concat(_with_name(models, tables), ignore_index=True) if tables else nobody.assign(model="")


def _with_name(models: Mapping[str, Array], tables: list[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    for name, table in zip(models, tables, strict=True):
        table.insert(0, "model", name)
        yield table
