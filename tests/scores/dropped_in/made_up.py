"""A score that does not exist: weight against age, and a fracture risk that follows from it. For tests of the registry only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from osteo_core.patients import Patient
from osteo_core.patients.columns import Columns, harmonise
from osteo_core.scores.points import Points, as_columns, yes_no
from osteo_core.scores.score import About, ScoreResult, UnansweredQuestion, Value
from osteo_core.scores.traits import Column, CutOff, Masks, Screening, ScreeningIndex

ABOUT = About(
    name="made_up",
    kind="probability",
    inputs=("age", "weight_kg", "dementia"),
    required=("age", "weight_kg"),
    horizon_years=10,
    source="Nobody, Journal of Nothing 2026;1:1",
    licence="none",
    order=45,
    outcomes=("major", "screening"),
    columns=(Column("made_up_major"), Column("made_up_word", text=True), Column("made_up_index")),
    screening=Screening(
        indices=(ScreeningIndex(name="made_up", column="made_up_index", low_is_risk=True),),
        cut_offs=(CutOff(name="below_3", column="made_up_index", sex="female", source="Nobody 2026", at_most=2),),
        sexes=("female",),
        ranged=True,
    ),
    made_for_ages=(50.0, 60.0),
    symbol="cross",
    disclaimer=True,
)


def for_columns(columns: Columns) -> dict[str, Any]:
    points = _points(columns)
    risk = np.where(np.isnan(points.base), np.nan, 99.0)
    word = ["" if np.isnan(index) else "said" for index in points.index]
    return as_columns("made_up_index", points) | {"made_up_major": risk, "made_up_word": word}


def open_questions(columns: Columns) -> Masks:
    return {"dementia": np.isnan(columns["dementia"]) & np.isfinite(_points(columns).base)}


def limits(columns: Columns, numbers: Mapping[str, Any]) -> Masks:
    return {"scores.made_up.limit.heavy": np.asarray(numbers["made_up_index"] > 9)}


def by_age(patient: Patient, ages: ArrayLike) -> dict[str, Any]:
    return {"major": np.full(np.shape(ages), 99.0)}


def for_patient(patient: Patient) -> ScoreResult:
    columns = harmonise(patient.columns()).columns
    index = float(_points(columns).index[0])
    if np.isnan(index):
        return ScoreResult(ABOUT, lacking=("age", "weight_kg"))
    opened = (UnansweredQuestion("dementia", {"screening": index + 1, "major": 99.0}),) if np.isnan(columns["dementia"][0]) else ()
    values = (Value("major", 99.0), Value("screening", index, category="word"))
    return ScoreResult(ABOUT, values=values, used=("age", "weight_kg"), unanswered=opened, reachable={"screening": (index, index + 1)})


def _points(columns: Columns) -> Points:
    base = np.round((columns["weight_kg"] - columns["age"]) / 5)
    return Points(base, (yes_no(columns, "dementia", yes=1, no=0),))
