"""Every score at once: for one patient, and as columns beside a table's results."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteo_core.catalogue import CATALOGUE
from osteo_core.patients import Patient
from osteo_core.patients.columns import Columns, harmonise
from osteo_core.scores import dxa_only, frax_style, osta, qfracture
from osteo_core.scores.frax_style import PUBLISHED_TO_AGE, T_PUBLISHED
from osteo_core.scores.frax_style_hazards import VERSIONS
from osteo_core.scores.qfracture_equations import BMI_HELD
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
    does not answer and that the score counts as its original counts an empty box, and the limits that the record touches.
    """
    full = harmonise(columns).columns
    found = {"who_category": dxa_only.who_category_columns(columns)}
    numbers = frax_style.for_columns(full) | qfracture.for_columns(full) | osta.for_columns(full)
    return found | {name: np.asarray(numbers[name], float) for name in NUMBERS} | {"comparator_notes": _notes(full, numbers, language)}


def _notes(full: Columns, numbers: Mapping[str, Any], language: str) -> list[str]:
    """One text a person: questions left open, then limits touched; people with the same ones share theirs."""
    factors = [name for name in frax_style.ABOUT.inputs if CATALOGUE[name].kind == "binary"]
    scored = np.isfinite(numbers["frax_style_major"])
    asked = {(frax_style.ABOUT, name): scored & np.isnan(full[name]) for name in factors}
    asked |= {(qfracture.ABOUT, name): rows for name, rows in qfracture.open_questions(full).items()}
    limits = _limits(full, numbers)
    patterns, which = np.unique(np.stack([*asked.values(), *limits.values()]), axis=1, return_inverse=True)
    texts = []
    for pattern in patterns.T:
        unanswered = [question for question, gap in zip(asked, pattern[: len(asked)], strict=True) if gap]
        touched = [f"scores.panel.{limit}" for limit, here in zip(limits, pattern[len(asked) :], strict=True) if here]
        texts.append(" ".join([*_unanswered(unanswered, language), *(translate(key, language) for key in touched)]))
    return [texts[i] for i in which.ravel()]


def _limits(full: Columns, numbers: Mapping[str, Any]) -> dict[str, NDArray[np.bool_]]:
    """Where a score stands at the end of what its original, or its fit, covers: key of the sentence -> (n,)."""
    frax, qfrac = np.isfinite(numbers["frax_style_major"]), np.isfinite(numbers["qfracture_major"])
    low, high = BMI_HELD
    return {
        "no_version": np.isfinite(full["age"]) & ~np.isin(full["ethnicity"].astype(str), list(VERSIONS)),
        "no_scan": frax & np.isnan(full["femoral_neck_t"]),
        "age_held": frax & (full["age"] > PUBLISHED_TO_AGE),
        "t_outside": frax & ((full["femoral_neck_t"] < T_PUBLISHED[0]) | (full["femoral_neck_t"] > T_PUBLISHED[1])),
        "bmi_held": qfrac & ((full["bmi"] < low) | (full["bmi"] > high)),
    }


def _unanswered(questions: list[tuple[About, str]], language: str) -> list[str]:
    """One sentence a score, naming the questions left open."""
    separator = translate("figures.list_separator", language)
    lines = []
    for about, group in groupby(questions, key=lambda pair: pair[0]):
        fields = separator.join(CATALOGUE[name].label_in(language) for _, name in group)
        lines.append(translate("scores.panel.unanswered", language, score=about.text("title", language), fields=fields))
    return lines
