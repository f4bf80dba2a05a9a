"""Every score that there is: each module here with an `ABOUT` is one, found by itself and asked in its own order.

A score of several files has a folder, whose `score.py` is that module.

To add a score, add its module and its texts (`scores.<name>` in the translations); whoever shows scores takes them from here. Beside
`ABOUT`, `for_patient` and `for_columns` (see `score`) a module may have

- `open_questions(columns)`: field -> (n,) True where the score has a value and the record leaves that question open;
- `limits(columns, numbers)`: key of a sentence -> (n,) True where a record touches that limit (`numbers` is what `for_columns` gave);
- `by_age(patient, ages)`: outcome -> (m,) risks in percent at other ages, everything else held.
"""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import re
from collections.abc import Mapping
from functools import cache
from types import ModuleType
from typing import Any, Protocol, cast

from numpy.typing import ArrayLike, NDArray

import osteo_core.scores
from osteo_core.patients import Patient
from osteo_core.patients.columns import Columns
from osteo_core.scores.score import About, ScoreResult
from osteo_core.scores.traits import Masks

# Read before it is imported: the helpers of the scores beside them bring heavy libraries that only fitting needs.
_DECLARES = re.compile(r"^ABOUT\b[^=\n]*=\s*About\(", re.MULTILINE)


class Score(Protocol):
    """A score's module."""

    ABOUT: About

    def for_columns(self, columns: Columns) -> Mapping[str, Any]: ...


@cache
def scores() -> tuple[Score, ...]:
    """Every score's module, in the order shown.

    Raises:
        AttributeError: a module with an ABOUT lacks `for_patient` or `for_columns`.
        ValueError: two scores have the same name.
    """
    modules = sorted((_module(name) for name in _names()), key=lambda module: (module.ABOUT.order, module.ABOUT.name))
    names = [module.ABOUT.name for module in modules]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"two scores are called {', '.join(sorted(twice))}")
    return tuple(cast("Score", module) for module in modules)


def abouts() -> tuple[About, ...]:
    """What each score is, in the order shown."""
    return tuple(score.ABOUT for score in scores())


def of_outcome(outcome: str) -> tuple[About, ...]:
    """The scores that speak of one outcome, in the order shown."""
    return tuple(about for about in abouts() if outcome in about.outcomes)


def every_score(patient: Patient, model: Any = None) -> dict[str, ScoreResult]:
    """Score name -> its answer for this patient; a score without a value says what it lacks. `model` serves the scores that need one."""
    results = {}
    for score in scores():
        ask: Any = score
        results[score.ABOUT.name] = ask.for_patient(patient, model) if score.ABOUT.needs_model else ask.for_patient(patient)
    return results


def by_age(patient: Patient, ages: ArrayLike) -> dict[str, dict[str, NDArray[Any]]]:
    """Score name -> outcome -> (m,) risks in percent at other ages, of the scores that can draw such a curve."""
    return {score.ABOUT.name: score.by_age(patient, ages) for score in cast("tuple[Any, ...]", scores()) if hasattr(score, "by_age")}


def open_questions(score: Score, columns: Columns) -> Masks:
    """Field -> (n,) whom the score has a value for and whose record leaves that question open; none where it does not say."""
    return dict(cast("Any", score).open_questions(columns)) if hasattr(score, "open_questions") else {}


def limits(score: Score, columns: Columns, numbers: Mapping[str, Any]) -> Masks:
    """Key of a sentence -> (n,) whose record touches that limit; none where the score does not say."""
    return dict(cast("Any", score).limits(columns, numbers)) if hasattr(score, "limits") else {}


def _names() -> list[str]:
    """Full names of the modules here that declare a score."""
    names = []
    for part in pkgutil.iter_modules(osteo_core.scores.__path__, f"{osteo_core.scores.__name__}."):
        name = f"{part.name}.score" if part.ispkg else part.name
        spec = importlib.util.find_spec(name)
        source = spec.loader.get_source(name) if spec and hasattr(spec.loader, "get_source") else None  # type: ignore[union-attr]
        if source and _DECLARES.search(source):
            names.append(name)
    return names


def _module(name: str) -> ModuleType:
    module = importlib.import_module(name)
    for needed in ("for_patient", "for_columns"):
        if not callable(getattr(module, needed, None)):
            raise AttributeError(f"{name} has an ABOUT but no {needed}")
    return module
