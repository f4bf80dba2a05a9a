"""Every score at once: for one patient, and as columns beside a table's results."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

import numpy as np

from osteo_core.catalogue import CATALOGUE
from osteo_core.patients import Patient
from osteo_core.patients.columns import Columns, harmonise
from osteo_core.scores import dxa_only, frax_style, osta, qfracture
from osteo_core.scores.score import About, ScoreResult
from osteo_core.translations import translate

SCORES: tuple[About, ...] = (dxa_only.ABOUT, frax_style.ABOUT, qfracture.ABOUT, osta.ABOUT)
"""In the order shown."""

NUMBERS = ("frax_style_major", "frax_style_hip", "qfracture_major", "qfracture_hip", "osta")


def every_score(patient: Patient, model: Any = None) -> dict[str, ScoreResult]:
    """Score name -> its answer for this patient; a score without a value says what it lacks. `model` serves the DXA-only risk."""
    results = (dxa_only.for_patient(patient, model), *(score.for_patient(patient) for score in (frax_style, qfracture, osta)))
    return {result.about.name: result for result in results}


def comparator_columns(columns: Mapping[str, Any], language: str = "en") -> dict[str, Any]:
    """The comparators of n people (checked columns): who_category, risks in percent, osta, and what was left open.

    NaN, or an empty category, where a score has no value. `comparator_notes` names, score by score, the questions that a person's record
    does not answer and that the score counts as its original counts an empty box.
    """
    full = harmonise(columns).columns
    found = {"who_category": dxa_only.who_category_columns(columns)}
    numbers = frax_style.for_columns(full) | qfracture.for_columns(full) | osta.for_columns(full)
    return (
        found
        | {name: np.asarray(numbers[name], float) for name in NUMBERS}
        | {"comparator_notes": _open_questions(full, numbers, language)}
    )


def _open_questions(full: Columns, numbers: Mapping[str, Any], language: str) -> list[str]:
    """One text a person; people with the same gaps share theirs."""
    factors = [name for name in frax_style.ABOUT.inputs if CATALOGUE[name].kind == "binary"]
    scored = np.isfinite(numbers["frax_style_major"])
    gaps = {(frax_style.ABOUT, name): scored & np.isnan(full[name]) for name in factors}
    gaps |= {(qfracture.ABOUT, name): rows for name, rows in qfracture.open_questions(full).items()}
    patterns, which = np.unique(np.stack(list(gaps.values())), axis=1, return_inverse=True)
    texts = [_sentences([key for key, gap in zip(gaps, pattern, strict=True) if gap], language) for pattern in patterns.T]
    return [texts[i] for i in which.ravel()]


def _sentences(unanswered: list[tuple[About, str]], language: str) -> str:
    """One sentence a score, naming the questions left open."""
    separator = translate("figures.list_separator", language)
    lines = []
    for about, group in groupby(unanswered, key=lambda pair: pair[0]):
        fields = separator.join(CATALOGUE[name].label_in(language) for _, name in group)
        lines.append(translate("scores.panel.unanswered", language, score=about.text("title", language), fields=fields))
    return " ".join(lines)
