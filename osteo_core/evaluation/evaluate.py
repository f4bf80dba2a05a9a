"""Everything `evaluate` says of outcomes and predictions, as one document of plain dicts and numbers.

A figure that these people cannot give is None, and a "reason" beside it says why; an interval that they cannot give likewise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteo_core.evaluation import reclassification as reclassified
from osteo_core.evaluation.calibration import brier
from osteo_core.evaluation.calibration_errors import calibration_errors
from osteo_core.evaluation.calibration_intervals import calibration_estimates
from osteo_core.evaluation.discrimination import Estimate
from osteo_core.evaluation.estimable import (
    NO_SPREAD,
    NO_SPREAD_REASON,
    ONE_CLASS,
    SEPARATED,
    TOO_FEW,
    auc_differences_or_why,
    auc_or_why,
    refuse_one_class,
    too_few,
    why_uncalibrated,
)
from osteo_core.evaluation.net_benefit import ALL, decision_curve
from osteo_core.evaluation.thresholds import THRESHOLDS, at_threshold
from osteo_core.translations import translate

Array = NDArray[np.float64]
Document = dict[str, Any]

FEW = 100
"""Fewer people with, or without, the outcome leave a validation uncertain (Collins et al., Stat Med 2016;35:214-26)."""

_COUNTS = ("true_positives", "false_positives", "false_negatives", "true_negatives")
_SHARES = ("sensitivity", "specificity", "ppv", "npv", "accuracy")
_ERRORS = ("ici", "e50", "e90", "emax")


def evaluate(
    outcome: Array,
    predictions: Mapping[str, Array],
    *,
    threshold: float,
    reference: str | None = None,
    group: NDArray[np.object_] | None = None,
    language: str = "en",
) -> Document:
    """Discrimination, calibration and clinical use of each prediction, the comparison with `reference`, and the same by group.

    Args:
        outcome: (n,) 0 or 1; predictions: name -> (n,) in 0..1, the reference among them; group: (n,) names or None.
        threshold: at or above it a person is flagged; strictly between 0 and 1.

    Returns:
        n, events, threshold, warnings, models, comparison (of the first prediction, None without a reference), comparisons (of every
        prediction with the reference, by name), groups (n, events, warnings, models, by name).

    Raises:
        InvalidInput: everybody or nobody has the outcome, so that little of it is defined.
    """
    refuse_one_class(outcome)
    compared = [] if reference is None else [name for name in predictions if name != reference]
    comparisons = {
        name: _comparison(outcome, predictions[name], predictions[str(reference)], threshold, language)
        | {"model": name, "reference": reference}
        for name in compared
    }
    names = [] if group is None else sorted(set(group))
    groups = {name: _people(outcome, predictions, group == name, threshold, language) for name in names}
    return {
        **_people(outcome, predictions, np.full(len(outcome), True), threshold, language),
        "threshold": threshold,
        "comparison": comparisons[compared[0]] if compared else None,
        "comparisons": comparisons,
        "groups": groups,
    }


def _people(outcome: Array, predictions: Mapping[str, Array], chosen: Any, threshold: float, language: str) -> Document:
    """Counts, warnings and every model for the chosen people."""
    y = outcome[chosen]
    events = int(y.sum())
    fewest = min(events, len(y) - events)
    warnings = [translate("evaluate.few", language, events=events, nonevents=len(y) - events, few=FEW)] if fewest < FEW else []
    models = {name: _model(y, p[chosen], threshold, language) for name, p in predictions.items()}
    return {"n": len(y), "events": events, "warnings": warnings, "models": models}


def _model(y: Array, p: Array, threshold: float, language: str) -> Document:
    score = brier(y, p)
    uninformed = float(y.mean() * (1 - y.mean()))
    reason = {} if uninformed else _because(ONE_CLASS, ["scaled_brier"], language)
    return {
        "auc": _auc(y, p, language),
        "brier": score,
        "scaled_brier": 1 - score / uninformed if uninformed else None,
        **_with_reason(reason),
        "calibration": _calibration(y, p, language),
        "at_threshold": _at_threshold(y, p, threshold, language),
        "net_benefit": _net_benefit(y, p, language),
    }


def _auc(y: Array, p: Array, language: str) -> Document:
    found, key = auc_or_why(y, p)
    figures = {name: None if np.isnan(value) else value for name, value in asdict(found).items()}
    return figures | _with_reason(_because(key, [name for name, value in figures.items() if value is None], language) if key else {})


def _calibration(y: Array, p: Array, language: str) -> Document:
    """Intercept and slope with intervals, and the distances from the flexible curve."""
    names = ["intercept", "slope", *_ERRORS]
    if key := why_uncalibrated(y, p):
        return dict.fromkeys(names) | {"intervals": {}} | _with_reason(_because(key, names, language))
    reason: Document = {}
    found: Document = dict.fromkeys(names)
    intervals: Document = {}
    try:
        line = calibration_estimates(y, p)
        found |= {"intercept": line.intercept.estimate, "slope": line.slope.estimate}
        intervals = {"intercept": _ends(line.intercept), "slope": _ends(line.slope)}
    except ValueError:  # the regression does not converge
        reason |= _because(SEPARATED, ["intercept", "slope"], language)
    try:
        found |= asdict(calibration_errors(y, p))
    except ValueError:
        reason |= _because(SEPARATED, list(_ERRORS), language)
    return found | {"intervals": intervals} | _with_reason(reason)


def _at_threshold(y: Array, p: Array, threshold: float, language: str) -> Document:
    found = at_threshold(y, p, threshold)
    shares: dict[str, Estimate | None] = {name: getattr(found, name) for name in _SHARES}
    absent = [name for name, share in shares.items() if share is None]
    return {
        **{name: None if share is None else share.estimate for name, share in shares.items()},
        "threshold": threshold,
        "intervals": {name: _ends(share) for name, share in shares.items() if share is not None},
        **{name: getattr(found, name) for name in _COUNTS},
        **_with_reason({name: translate(f"evaluate.reason.{name}", language) for name in absent}),
    }


def _net_benefit(y: Array, p: Array, language: str) -> list[Document]:
    """One entry a threshold: the model's with its interval, acting on all, acting on none."""
    unsure = {"low": None, "high": None, "reason": _because(NO_SPREAD_REASON, ["low", "high"], language)}
    curves = decision_curve(y, {"model": p}, THRESHOLDS).set_index("model")
    model, everybody = curves.loc["model"], curves.loc[ALL]
    columns = (model["threshold"], model["net_benefit"], everybody["net_benefit"], model["low"], model["high"])
    return [
        {"threshold": t, "model": value, "all": treat_all, "none": 0.0} | ({"low": low, "high": high} if high - low > NO_SPREAD else unsure)
        for t, value, treat_all, low, high in zip(*(column.tolist() for column in columns), strict=True)
    ]


def _comparison(y: Array, new: Array, old: Array, threshold: float, language: str) -> Document:
    reason: Document = {}
    figures = asdict(reclassified.reclassification(y, new, old, threshold))
    intervals = {name: {"low": figure["low"], "high": figure["high"]} for name, figure in figures.items()}
    for name, ends in intervals.items():
        if too_few(y) or ends["high"] - ends["low"] < NO_SPREAD:
            intervals[name] = {"low": None, "high": None}
            reason |= _because(TOO_FEW if too_few(y) else "evaluate.reason.no_bootstrap_spread", [name], language)
    difference, key = auc_differences_or_why(y, new, old)[0, 1]
    if key:
        reason |= _because(key, ["z", "p"], language)
    delong = {name: None if np.isnan(value) else value for name, value in asdict(difference).items()}
    return {
        "auc_difference": delong["difference"],
        "z": delong["z"],
        "p": delong["p"],
        **{name: figure["estimate"] for name, figure in figures.items()},
        "threshold": threshold,
        "intervals": {"auc_difference": {"low": delong["low"], "high": delong["high"]}, **intervals},
        "bootstrap": {"resamples": reclassified.RESAMPLES, "seed": reclassified.SEED},
        "warning": translate(reclassified.WARNING, language),
        **_with_reason(reason),
    }


def _ends(estimate: Estimate) -> Document:
    return {"low": estimate.low, "high": estimate.high}


def _because(key: str, names: list[str], language: str) -> Document:
    return dict.fromkeys(names, translate(key, language))


def _with_reason(reason: Document) -> Document:
    return {"reason": reason} if reason else {}
