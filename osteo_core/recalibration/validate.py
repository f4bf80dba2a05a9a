"""What a model does on a hospital's own people, as one document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteo_core.errors import MOST_LINES, InvalidInput, Problem
from osteo_core.evaluation.calibration.errors import errors_of
from osteo_core.evaluation.calibration.intercept_slope import brier
from osteo_core.evaluation.decision.thresholds import at_threshold
from osteo_core.evaluation.discrimination.auc import auc
from osteo_core.evaluation.reports.evaluate import evaluate
from osteo_core.evaluation.reports.evaluate_model import Direction
from osteo_core.evaluation.reports.undefined_metrics import curve_with_reason, intercept_with_reason, slope_with_reason
from osteo_core.evaluation.survival.censoring import HORIZON_YEARS, censoring_weights
from osteo_core.evaluation.uploads.prediction_columns import LONG_FOLLOW_UP
from osteo_core.recalibration.case_mix import case_mix
from osteo_core.recalibration.control_chart import as_document as chart_document
from osteo_core.recalibration.control_chart import control_chart
from osteo_core.recalibration.sample_size import WIDTHS, validation_size
from osteo_core.recalibration.table_people import Scores, TablePeople
from osteo_core.translations import translate

Array = NDArray[np.float64]
Document = dict[str, Any]

THRESHOLD = 0.2
_CERTAIN = 1e-9


def validate(people: TablePeople, scores: Scores | None = None, *, threshold: float = THRESHOLD, language: str = "en") -> Document:
    """Everything that `evaluate` says, with who these people are, whether they are enough, and what was left out.

    People followed in time: ranks, shares and net benefit are those of the people whose outcome at ten years is known; `weighted` holds
    calibration and Brier score with censoring weights, which speak of everybody.

    Raises:
        InvalidInput: everybody or nobody has the outcome; nobody was followed to the horizon, or times that can be no years.
    """
    check_follow_up(people)
    weight = None if people.time is None or people.event is None else censoring_weights(people.time, people.event)
    known = np.ones(people.n, bool) if weight is None else weight > 0
    predictions, directions, lacking = _predictions(people, scores or {})
    judged = evaluate(
        people.outcome[known], {name: values[known] for name, values in predictions.items()}, threshold=threshold, language=language,
        scores=directions,
    )  # fmt: skip
    if weight is not None:
        for name in set(predictions) - set(directions):
            judged["models"][name]["weighted"] = _weighted(people.outcome, predictions[name], weight)
    remarks = _remarks(people, lacking, weight, language)
    document = judged | {
        "warnings": [*remarks, *judged["warnings"]],
        "outcome": {"answer": people.answer, "defined_by": people.defined_by, "share": float(people.outcome[known].mean())},
        "table": _table(people, language),
        "case_mix": case_mix(people, language),
        "sample_size": _sample_size(people, known, threshold, language),
        "mean_predicted": float(people.probability.mean()),
    }
    if people.dates is not None and weight is None:
        chart = control_chart(people.dates, people.outcome, people.probability)
        document["monitoring"] = chart_document(chart)
    return document


def check_follow_up(people: TablePeople) -> None:
    """Return where ten years can be spoken of. Raises InvalidInput for a follow-up that is shorter, or that is no years."""
    if people.time is None:
        return
    longest = float(people.time.max())
    if longest > LONG_FOLLOW_UP:
        raise InvalidInput(Problem("", "hospital.not_years", {"longest": f"{longest:g}"}))
    if longest < HORIZON_YEARS:
        raise InvalidInput(Problem("", "hospital.too_short", {"longest": f"{longest:.1f}", "horizon": f"{HORIZON_YEARS:g}"}))


def _predictions(people: TablePeople, scores: Scores) -> tuple[dict[str, Array], dict[str, Direction], dict[str, int]]:
    """The model, the scores that everybody has and which way they rank; and of how many people the others are not known."""
    predictions, directions, lacking = {people.name: people.probability}, dict[str, Direction](), dict[str, int]()
    for name, values in people.scores.items():
        if name == people.name:  # the table's own column of that score is what is judged
            continue
        if absent := int(np.isnan(values).sum()):
            lacking[name] = absent
            continue
        predictions[name] = values
        if (riskier := scores[name].riskier) is not None:
            directions[name] = riskier
    return predictions, directions, lacking


def _remarks(people: TablePeople, lacking: Mapping[str, int], weight: Array | None, language: str) -> list[str]:
    remarks = [translate("hospital.score_lacking", language, name=name.upper(), count=f"{count:,}") for name, count in lacking.items()]
    if people.refused:
        remarks.append(translate("hospital.refused", language, refused=f"{people.refused:,}", rows=f"{people.rows:,}"))
    if people.unknown:
        remarks.append(translate("hospital.unknown", language, count=f"{people.unknown:,}"))
    if people.reads_scan:
        remarks.append(translate("hospital.reads_scan", language, model=people.name))
    if weight is not None:
        remarks.append(translate("hospital.censored", language, count=f"{int((weight == 0).sum()):,}"))
    if people.dates is not None and weight is not None:
        remarks.append(translate("hospital.no_monitoring", language))
    return remarks


def _table(people: TablePeople, language: str) -> Document:
    """The flow of the rows, and the first reasons of those refused."""
    lines = [problem.text(language) for problem in people.problems[:MOST_LINES]]
    flow = {"rows": people.rows, "refused": people.refused, "outcome_unknown": people.unknown, "used": people.n}
    return flow | {"problems": lines, "problems_in_all": len(people.problems)}


def _weighted(y: Array, p: Array, weight: Array) -> Document:
    """Calibration and Brier score on cumulative incidence; None where these people cannot give one."""
    intercept, slope = intercept_with_reason(y, p, weight), slope_with_reason(y, p, weight)
    curve, _ = curve_with_reason(y, p, weight)
    expected = float(np.average(p, weights=weight))
    return {
        "brier": brier(y, p, weight),
        "intercept": None if intercept.reason else asdict(intercept.value),
        "slope": None if slope.reason else asdict(slope.value),
        "ici": None if curve is None else errors_of(curve, weight).ici,
        "observed": float(np.average(y, weights=weight)),
        "expected": expected,
    }


def _sample_size(people: TablePeople, known: NDArray[np.bool_], threshold: float, language: str) -> Document:
    """What is needed for intervals of the usual widths, with these people's own prevalence, c-statistic and spread."""
    y, p = people.outcome[known], np.clip(people.probability[known], _CERTAIN, 1 - _CERTAIN)
    prevalence, area = float(y.mean()), auc(y, p).estimate
    rates = at_threshold(y, p, threshold)
    if rates.sensitivity is None or rates.specificity is None:
        raise ValueError("people with and people without the outcome are needed")
    needed = validation_size(
        prevalence, area, np.log(p) - np.log1p(-p), sensitivity=rates.sensitivity.estimate, specificity=rates.specificity.estimate,
        threshold=threshold,
    )  # fmt: skip
    events = int(y.sum())
    key = "enough" if len(y) >= needed.n else "too_few"
    numbers = {"n": f"{len(y):,}", "events": f"{events:,}", "needed": f"{needed.n:,}", "needed_events": f"{needed.events:,}"}
    return {
        "n": len(y),
        "events": events,
        "needed": needed.n,
        "needed_events": needed.events,
        "criteria": needed.criteria,
        "widths": dict(WIDTHS),
        "assumed": {"prevalence": prevalence, "c_statistic": area, "threshold": threshold},
        "enough": len(y) >= needed.n,
        "text": translate(f"hospital.sample_size.{key}", language, **numbers),
    }
