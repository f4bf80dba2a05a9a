"""Outcomes that an input tells: a status made of the scan that the network would read, a column that copies another."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from osteo_core.catalogue import CATALOGUE
from osteo_core.constants import STATUSES
from osteo_core.errors import InvalidInput, Problem
from osteo_core.inference.assessment import Outcome
from osteo_core.preprocessing.encode import INPUTS, SLICES, entered_name
from osteo_core.training.own.checks import outcome_words
from osteo_core.training.own.table import OwnPeople
from osteo_core.translations import LANGUAGES

Array = NDArray[np.float64]

ALIKE = 0.9
"""Share of people whose given status is the category of their own lowest T-score, from which on it is taken as made of the scan."""

TELLS = 0.995
"""AUC of a single field, either way, from which on it is taken as the outcome by another name. No field of a patient reaches it in life."""


def withheld_inputs(people: OwnPeople) -> dict[Outcome, tuple[str, ...]]:
    """The inputs that each outcome forbids: the scan, for a bone status that was made of it."""
    hides = made_of_scan(people) is not None
    inputs: dict[Outcome, tuple[str, ...]] = {}
    if "osteoporosis" in people.outcomes:
        inputs["osteoporosis"] = INPUTS["dxa"] if hides else ()
    if "fracture" in people.outcomes:
        inputs["fracture"] = ()
    return inputs


def made_of_scan(people: OwnPeople) -> float | None:
    """Share of the people with a T-score whose status is its category, where that is so of nearly all; else None."""
    if people.status is None:
        return None
    both = (people.status >= 0) & (people.from_scan >= 0)
    if not both.any():
        return None if people.given else 1.0
    # Half of all people share a class by chance alone where one class is common, so it is looked at within each class.
    same = [float((people.from_scan[both] == people.status[both])[people.status[both] == k].mean()) for k in _there(people.status[both])]
    share = float(np.mean(same))
    return share if share >= ALIKE else None


def check_not_circular(people: OwnPeople, raw: Array, inputs: tuple[str, ...], withheld: dict[Outcome, tuple[str, ...]]) -> None:
    """Return where no input that may be read tells an outcome.

    Raises:
        InvalidInput: one does, named; or nothing is left to read once the scan is withheld.
    """
    problems = []
    for outcome, hidden in withheld.items():
        y, weight = people.happened(outcome)
        seen = np.where(np.isin(inputs, hidden), np.nan, raw)
        if hidden and not np.isfinite(seen).any():
            problems.append(Problem(outcome, "own.scan_only", {"outcome": outcome_words(outcome)}))
        for place, name in enumerate(inputs):
            known = np.isfinite(seen[:, place]) & (weight > 0)
            if tells(seen[known, place], y[known]):
                field = entered_name(name)
                label = {language: CATALOGUE[field].label_in(language) for language in LANGUAGES}
                problems.append(Problem(field, "own.tells_outcome", {"label": label, "outcome": outcome_words(outcome)}))
    if problems:
        raise InvalidInput(problems)


def tells(values: Array, y: Array) -> bool:
    """Whether a field ranks the people with the outcome all but perfectly; with fewer than ten on a side nothing is said."""
    from osteo_core.evaluation.discrimination.auc import auc

    if min(y.sum(), len(y) - y.sum()) < 10 or len(np.unique(values)) < 2:
        return False
    area = auc(y, values).estimate
    return max(area, 1 - area) >= TELLS


def reads_scan(withheld: tuple[str, ...]) -> bool:
    """Whether an outcome may be answered from the scan."""
    return not set(INPUTS["dxa"]) <= set(withheld)


def scan_columns() -> slice:
    """Where the scan stands among the inputs."""
    return SLICES["dxa"]


def _there(status: NDArray[np.int64]) -> list[int]:
    return [k for k in range(len(STATUSES)) if (status == k).any()]
