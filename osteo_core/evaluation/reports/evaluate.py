"""Everything `evaluate` says of outcomes and predictions, as one document of plain dicts and numbers.

A figure that these people cannot give is None, and a "reason" beside it says why; an interval that they cannot give likewise.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict

import numpy as np
from numpy.typing import NDArray

from osteo_core.errors import Problem
from osteo_core.evaluation.decision import reclassification as reclassified
from osteo_core.evaluation.reports.evaluate_model import Asked, Direction, Document, judge_probability, judge_score, with_reason
from osteo_core.evaluation.reports.evaluate_scores import oriented
from osteo_core.evaluation.reports.undefined_metrics import NO_SPREAD, TOO_FEW, auc_differences_with_reason, refuse_one_class, too_few
from osteo_core.translations import translate

Array = NDArray[np.float64]
HALF = 0.5

FEW = 100
"""Fewer people with, or without, the outcome leave a validation uncertain (Collins et al., Stat Med 2016;35:214-26)."""

_CHANGES = ("nri_events", "nri_nonevents", "idi")


def evaluate(
    outcome: Array,
    predictions: Mapping[str, Array],
    *,
    threshold: float,
    reference: str | None = None,
    group: NDArray[np.object_] | None = None,
    language: str = "en",
    scores: Mapping[str, Direction] | None = None,
    score_threshold: float | None = None,
    notes: Sequence[Problem] = (),
) -> Document:
    """Discrimination, calibration and clinical use of each prediction, the comparison with `reference`, and the same by group.

    Args:
        outcome: (n,) 0 or 1; predictions: name -> (n,) in 0..1, the reference among them; group: (n,) names (None where not known) or None.
        threshold: at or above it a person is flagged; strictly between 0 and 1.
        scores: which of the predictions are no probabilities but rank people, and whether higher or lower values mean more risk.
        score_threshold: cut-off of the scores, in their own values; None where none is asked for.
        notes: what was done when the table was read; first of the warnings.

    Returns:
        n, events, threshold, warnings, models, comparison (of the first prediction, None without a reference), comparisons (of every
        prediction with the reference, by name), groups (n, events, warnings, models, by name).

    Raises:
        InvalidInput: everybody or nobody has the outcome, so that little of it is defined.
    """
    refuse_one_class(outcome)
    asked = Asked(threshold=threshold, score_threshold=score_threshold, scores=dict(scores or {}), language=language)
    ranked = {name: oriented(p, asked.scores.get(name) == "lower") for name, p in predictions.items()}
    compared = [] if reference is None else [name for name in predictions if name != reference]
    comparisons = {
        name: _comparison(outcome, ranked[name], ranked[str(reference)], asked, not {name, reference} & set(asked.scores))
        | {"model": name, "reference": reference}
        for name in compared
    }
    groups = {} if group is None else _by_name(group, language)
    judged = {name: _people(outcome, predictions, members, asked) for name, members in groups.items()}
    everybody = _people(outcome, predictions, np.full(len(outcome), True), asked)
    remarks = [note.text(language) for note in notes]
    return {
        **everybody,
        "warnings": [*remarks, *everybody["warnings"], *_hints(everybody, asked)],
        "threshold": threshold,
        "comparison": comparisons[compared[0]] if compared else None,
        "comparisons": comparisons,
        "groups": judged,
    }


def _by_name(group: NDArray[np.object_], language: str) -> dict[str, NDArray[np.bool_]]:
    """The members (n,) of each group, sorted by name; people whose group is not known come last, under a name that no group has."""
    places: dict[object, list[int]] = {}
    for place, name in enumerate(group):  # not `group == name`: numpy takes "a" and "a\0" for the same text
        places.setdefault(name, []).append(place)
    unknown = places.pop(None, None)
    named = {str(name): places[name] for name in sorted(places, key=str)}
    if unknown is not None:
        named[not_known(named, language)] = unknown
    members = {}
    for name, people in named.items():
        members[name] = np.zeros(len(group), bool)
        members[name][people] = True
    return members


def not_known(names: Collection[str], language: str) -> str:
    """A name for the people whose group is not known that no group has."""
    name = translate("evaluate.group_not_known", language)
    while name in names:
        name = f"({name})"
    return name


def _hints(everybody: Document, asked: Asked) -> list[str]:
    """A word on each score that ranks people the wrong way round."""
    areas = {name: everybody["models"][name]["auc"]["estimate"] for name in asked.scores}
    other = {"higher": "lower", "lower": "higher"}
    return [
        translate(f"evaluate.below_half_{other[asked.scores[name]]}", asked.language, name=name, auc=f"{area:.3f}")
        for name, area in areas.items()
        if area < HALF
    ]


def _people(outcome: Array, predictions: Mapping[str, Array], chosen: NDArray[np.bool_], asked: Asked) -> Document:
    """Counts, warnings and every model for the chosen people."""
    y = outcome[chosen]
    events = int(y.sum())
    fewest = min(events, len(y) - events)
    few = [translate("evaluate.few", asked.language, events=events, nonevents=len(y) - events, few=FEW)] if fewest < FEW else []
    models = {
        name: judge_score(y, p[chosen], asked.scores[name], asked) if name in asked.scores else judge_probability(y, p[chosen], asked)
        for name, p in predictions.items()
    }
    return {"n": len(y), "events": events, "warnings": few, "models": models}


def _comparison(y: Array, new: Array, old: Array, asked: Asked, probable: bool) -> Document:
    """DeLong's test, and where both are probabilities what changes at the threshold."""
    reason: Document = {}
    figures: Document = dict.fromkeys(_CHANGES)
    intervals: Document = {name: {"low": None, "high": None} for name in _CHANGES}
    if probable:
        changes = asdict(reclassified.reclassification(y, new, old, asked.threshold))
        for name, figure in changes.items():
            figures[name] = figure["estimate"]
            if too_few(y) or figure["high"] - figure["low"] < NO_SPREAD:
                reason |= asked.because(TOO_FEW if too_few(y) else "evaluate.reason.no_bootstrap_spread", [name])
            else:
                intervals[name] = {"low": figure["low"], "high": figure["high"]}
    else:
        reason |= asked.because("evaluate.reason.score_compared", _CHANGES)
    difference, key = auc_differences_with_reason(y, new, old)[0, 1]
    if key:
        reason |= asked.because(key, ["z", "p"])
    delong = {name: None if np.isnan(value) else value for name, value in asdict(difference).items()}
    return {
        "auc_difference": delong["difference"],
        "z": delong["z"],
        "p": delong["p"],
        **figures,
        "threshold": asked.threshold,
        "intervals": {"auc_difference": {"low": delong["low"], "high": delong["high"]}, **intervals},
        "bootstrap": {"resamples": reclassified.RESAMPLES, "seed": reclassified.SEED},
        "warning": translate(reclassified.WARNING, asked.language) if probable else "",
        **with_reason(reason),
    }
