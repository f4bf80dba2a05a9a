"""What `evaluate` says of one prediction for some people: of a probability, or of a score that only ranks them.

A figure that these people cannot give is None, and a "reason" beside it says why; an interval that they cannot give likewise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from osteo_core.evaluation.calibration.errors import errors_of
from osteo_core.evaluation.calibration.intercept_slope import brier
from osteo_core.evaluation.decision.net_benefit import ALL, decision_curve
from osteo_core.evaluation.decision.thresholds import at_threshold, with_threshold
from osteo_core.evaluation.discrimination.auc import Estimate
from osteo_core.evaluation.reports.evaluate_scores import SCORE, cut_offs, oriented, why_not_at
from osteo_core.evaluation.reports.undefined_metrics import (
    NO_SPREAD,
    NO_SPREAD_REASON,
    ONE_CLASS,
    auc_with_reason,
    certain,
    counted,
    curve_with_reason,
    intercept_with_reason,
    slope_with_reason,
)
from osteo_core.translations import translate

Array = NDArray[np.float64]
Document = dict[str, Any]
Direction = Literal["higher", "lower"]
"""The end of a score's scale that means more risk."""

_COUNTS = ("true_positives", "false_positives", "false_negatives", "true_negatives")
_SHARES = ("sensitivity", "specificity", "ppv", "npv", "accuracy")
_ERRORS = ("ici", "e50", "e90", "emax")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The thresholds, scores and language with which every model is evaluated."""

    threshold: float
    score_threshold: float | None
    scores: Mapping[str, Direction]
    language: str

    def because(self, key: str, names: Iterable[str], **params: Any) -> Document:
        """The sentence of `key` as the reason of each figure."""
        return dict.fromkeys(names, translate(key, self.language, **params))


def judge_probability(y: Array, p: Array, asked: Asked) -> Document:
    """AUC, Brier scores, calibration, the figures at the threshold and net benefit of a probability."""
    score = brier(y, p)
    uninformed = float(y.mean() * (1 - y.mean()))
    reason = {} if uninformed else asked.because(ONE_CLASS, ["scaled_brier"])
    return {
        "kind": "probability",
        "auc": _auc(y, p, asked),
        "brier": score,
        "scaled_brier": 1 - score / uninformed if uninformed else None,
        **with_reason(reason),
        "calibration": _calibration(y, p, asked),
        "at_threshold": _at_threshold(y, p, asked.threshold, asked),
        "net_benefit": _net_benefit(y, p, asked),
    }


def judge_score(y: Array, score: Array, direction: Direction, asked: Asked) -> Document:
    """A score has a rank alone: no calibration, no Brier score, no net benefit."""
    lower = direction == "lower"
    ranked, asked_for = oriented(score, lower), asked.score_threshold
    names = ["intercept", "slope", *_ERRORS]
    if key := why_not_at(score, asked_for):
        low, high = (f"{score.min():g}", f"{score.max():g}") if len(score) else ("", "")
        reason = asked.because(key, _SHARES, low=low, high=high, threshold=asked_for)
        rule: Document = {**dict.fromkeys(_SHARES), "threshold": asked_for, "intervals": {}, **dict.fromkeys(_COUNTS), "reason": reason}
    else:
        cut = float(asked_for or 0.0)
        rule = _at_threshold(y, ranked, -cut if lower else cut, asked) | {"threshold": cut}
    points, youden = cut_offs(y, score, lower)
    why_no_points = {} if youden else asked.because(ONE_CLASS, ["youden"])
    return {
        "kind": "score",
        "riskier": direction,
        "auc": _auc(y, ranked, asked),
        "brier": None,
        "scaled_brier": None,
        "reason": asked.because(SCORE, ["brier", "scaled_brier", "net_benefit"]) | why_no_points,
        "calibration": dict.fromkeys(names) | {"intervals": {}, "reason": asked.because(SCORE, names)},
        "at_threshold": rule,
        "youden": youden,
        "thresholds": points,
        "net_benefit": None,
    }


def _auc(y: Array, p: Array, asked: Asked) -> Document:
    area = auc_with_reason(y, p)
    ends = {name: None if np.isnan(value) else value for name, value in asdict(area.value).items()}
    return ends | with_reason(asked.because(area.reason, [name for name, value in ends.items() if value is None]) if area.reason else {})


def _calibration(y: Array, p: Array, asked: Asked) -> Document:
    """Intercept and slope with intervals, and the distances from the flexible curve; each that is lacking for its own reason."""
    values: Document = {}
    intervals: Document = {}
    reason: Document = {}
    sure = certain(p)
    for name, with_reason_of in (("intercept", intercept_with_reason), ("slope", slope_with_reason)):
        metric = with_reason_of(y, p)
        key, params = counted(metric.reason, sure)
        values[name] = None if key else metric.value.estimate
        intervals |= {} if key else {name: _ends(metric.value)}
        reason |= asked.because(key, [name], **params) if key else {}
    curve, why = curve_with_reason(y, p)
    key, params = counted(why, sure)
    values |= dict.fromkeys(_ERRORS) if curve is None else asdict(errors_of(curve))
    reason |= asked.because(key, _ERRORS, **params) if key else {}
    return values | {"intervals": intervals} | with_reason(reason)


def _at_threshold(y: Array, p: Array, threshold: float, asked: Asked) -> Document:
    counts = at_threshold(y, p, threshold)
    shares: dict[str, Estimate | None] = {name: getattr(counts, name) for name in _SHARES}
    absent = [name for name, share in shares.items() if share is None]
    return {
        **{name: None if share is None else share.estimate for name, share in shares.items()},
        "threshold": threshold,
        "intervals": {name: _ends(share) for name, share in shares.items() if share is not None},
        **{name: getattr(counts, name) for name in _COUNTS},
        **with_reason({name: translate(f"evaluate.reason.{name}", asked.language) for name in absent}),
    }


def _net_benefit(y: Array, p: Array, asked: Asked) -> list[Document]:
    """One entry a threshold of the grid, and of the one asked for: the model's with its interval, acting on all, acting on none."""
    unsure = {"low": None, "high": None, "reason": asked.because(NO_SPREAD_REASON, ["low", "high"])}
    curves = decision_curve(y, {"model": p}, with_threshold(asked.threshold)).set_index("model")
    model, everybody = curves.loc["model"], curves.loc[ALL]
    columns = (model["threshold"], model["net_benefit"], everybody["net_benefit"], model["low"], model["high"])
    return [
        {"threshold": t, "model": value, "all": treat_all, "none": 0.0} | ({"low": low, "high": high} if high - low > NO_SPREAD else unsure)
        for t, value, treat_all, low, high in zip(*(column.tolist() for column in columns), strict=True)
    ]


def _ends(estimate: Estimate) -> Document:
    return {"low": estimate.low, "high": estimate.high}


def with_reason(reason: Document) -> Document:
    """Reasons as a part of a document, left out where there are none."""
    return {"reason": reason} if reason else {}
