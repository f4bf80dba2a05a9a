"""What own people must have before anything is learned from them, each lack with its sentence."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from osteo_core.catalogue import CATALOGUE
from osteo_core.constants import MODALITIES, STATUSES
from osteo_core.errors import InvalidInput, Problem
from osteo_core.preprocessing.encode import SLICES
from osteo_core.training.own.table import OwnPeople
from osteo_core.translations import LANGUAGES, translate

Array = NDArray[np.float64]

FEWEST_PEOPLE = 200
FEWEST_EVENTS = 15
"""People with and without an outcome, and of each class of bone status: three in each outer fold, so that every part has some."""
FEWEST_WITH = 30
"""People who need to have a modality for it to be learned, and judged in every fold."""


def check_people(people: OwnPeople, raw: Array, present: NDArray[np.bool_], *, one_sex: bool) -> None:
    """Return where these people can be learned from.

    Args:
        raw: (n, WIDTH) network inputs; present: (n, 6) modalities.

    Raises:
        InvalidInput: every reason why not.
    """
    problems = [*_too_few(people), *_sex(people, one_sex), *_modalities(present)]
    if problems:
        raise InvalidInput(problems)


def _too_few(people: OwnPeople) -> list[Problem]:
    found = []
    for outcome in people.outcomes:
        y, weight = people.happened(outcome)
        known = weight > 0
        params = {"outcome": outcome_words(outcome)}
        if known.sum() < FEWEST_PEOPLE:
            found.append(Problem(outcome, "own.few_people", params | {"n": int(known.sum()), "fewest": FEWEST_PEOPLE}))
            continue
        found += _classes(people.status) if outcome == "osteoporosis" and people.status is not None else _events(y[known], params)
    return found


def _events(y: Array, params: dict) -> list[Problem]:
    events = int(y.sum())
    if min(events, len(y) - events) == 0:
        return [Problem("fracture", "own.one_class", params | {"n": len(y)})]
    if min(events, len(y) - events) < FEWEST_EVENTS:
        return [Problem("fracture", "own.few_events", params | {"events": events, "others": len(y) - events, "fewest": FEWEST_EVENTS})]
    return []


def _classes(status: NDArray[np.int64]) -> list[Problem]:
    counts = np.bincount(status[status >= 0], minlength=len(STATUSES))
    words = {
        language: ", ".join(f"{translate(f'figures.status.{name}', language)} {n}" for name, n in zip(STATUSES, counts, strict=True))
        for language in LANGUAGES
    }
    if (counts > 0).sum() == 1:
        return [Problem("osteoporosis", "own.one_status", {"counts": words})]
    return [Problem("osteoporosis", "own.few_classes", {"counts": words, "fewest": FEWEST_EVENTS})] if counts.min() < FEWEST_EVENTS else []


def _sex(people: OwnPeople, one_sex: bool) -> list[Problem]:
    known = [value for value in people.columns.get("sex", np.empty(0, object)) if value is not None]
    if one_sex or not known or len(set(known)) > 1:
        return []
    words = {language: CATALOGUE["sex"].category_in(known[0], language) for language in LANGUAGES}
    return [Problem("sex", "own.one_sex", {"sex": words, "n": len(known)})]


def _modalities(present: NDArray[np.bool_]) -> list[Problem]:
    counts = dict(zip(MODALITIES, present.sum(0).tolist(), strict=True))
    return [
        Problem(
            modality,
            "own.few_with",
            {
                "modality": modality,
                "label": {each: CATALOGUE.modality_label(modality, each) for each in LANGUAGES},
                "n": n,
                "fewest": FEWEST_WITH,
            },
        )
        for modality, n in counts.items()
        if 0 < n < FEWEST_WITH
    ]


def outcome_words(outcome: str) -> dict[str, str]:
    """An outcome in every language."""
    return {language: translate(f"figures.outcome.{outcome}", language) for language in LANGUAGES}


def without(raw: Array, modalities: tuple[str, ...]) -> Array:
    """Raw inputs without some modalities."""
    out = raw.copy()
    for modality in modalities:
        out[:, SLICES[modality]] = np.nan
    return out
