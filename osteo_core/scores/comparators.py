"""Every score as columns beside a table's results, with what each person's record left open."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteo_core.catalogue import CATALOGUE
from osteo_core.patients.columns import harmonise, n_rows
from osteo_core.scores import registry
from osteo_core.scores.score import About
from osteo_core.translations import one_after_another, translate

NOTES = "comparator_notes"


def column_names() -> tuple[str, ...]:
    """The columns of every score, in the order written; NOTES follows them."""
    return tuple(column.name for about in registry.abouts() for column in about.columns)


def comparator_columns(columns: Mapping[str, Any], language: str = "en") -> dict[str, Any]:
    """The columns of every score for n people (checked columns): categories, risks in percent, indices, and what was left open.

    NaN, or an empty category, where a score has no value. `comparator_notes` names, score by score, the questions that a person's record
    does not answer and that the score counts as its original counts an empty box, and the limits that the record touches.
    """
    full = harmonise(columns).columns
    values: dict[str, Any] = {}
    asked: dict[tuple[About, str], NDArray[np.bool_]] = {}
    limits: dict[str, NDArray[np.bool_]] = {}
    for score in registry.scores():
        about, numbers = score.ABOUT, score.for_columns(full)
        for column in about.columns:
            values[column.name] = list(numbers[column.name]) if column.text else np.asarray(numbers[column.name], float)
        asked |= {(about, field): rows for field, rows in registry.open_questions(score, full).items()}
        limits |= registry.limits(score, full, numbers)
    return values | {NOTES: _notes(n_rows(full), asked, limits, language)}


def _notes(n: int, asked: Mapping[tuple[About, str], Any], limits: Mapping[str, Any], language: str) -> list[str]:
    """One text a person: questions left open, then limits touched; people with the same ones share theirs."""
    if not asked and not limits:
        return [""] * n
    patterns, which = np.unique(np.stack([*asked.values(), *limits.values()]), axis=1, return_inverse=True)
    texts = []
    for pattern in patterns.T:
        unanswered = [question for question, gap in zip(asked, pattern[: len(asked)], strict=True) if gap]
        touched = [limit for limit, here in zip(limits, pattern[len(asked) :], strict=True) if here]
        texts.append(one_after_another(*_unanswered(unanswered, language), *(translate(key, language) for key in touched)))
    return [texts[i] for i in which.ravel()]


def _unanswered(questions: list[tuple[About, str]], language: str) -> list[str]:
    """One sentence a score, naming the questions left open."""
    separator = translate("figures.list_separator", language)
    lines = []
    for about, group in groupby(questions, key=lambda pair: pair[0]):
        fields = separator.join(CATALOGUE[name].label_in(language) for _, name in group)
        lines.append(translate("scores.comparators.unanswered", language, score=about.text("title", language), fields=fields))
    return lines
