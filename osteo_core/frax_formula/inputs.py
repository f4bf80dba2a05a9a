"""FRAX-style percentages from arrays of inputs: with the femoral neck T-score, or averaged over what it may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from osteo_core.errors import InvalidInput, Problem
from osteo_core.frax_formula import bone
from osteo_core.frax_formula.hazards import AGES, FACTORS, SEXES, T_SCORES, VERSIONS, BoolArray, FloatArray, People, percent, tabulate
from osteo_core.patients import dxa
from osteo_core.released import read_json

OUTCOMES = ("major", "hip")
ANSWERS = (*FACTORS, "current_smoking", "secondary_osteoporosis")
FITTED = Path(__file__).parent / "data" / "frax_style.json"

_RHEUMATOID = FACTORS.index("rheumatoid_arthritis")


def frax_percent(
    *,
    age: ArrayLike,
    sex: ArrayLike,
    ethnicity: ArrayLike,
    t_score: ArrayLike | None = None,
    bmi: ArrayLike | None = None,
    prior_fracture: ArrayLike = 0,
    parental_hip_fracture: ArrayLike = 0,
    current_smoking: ArrayLike = 0,
    glucocorticoid_use: ArrayLike = 0,
    rheumatoid_arthritis: ArrayLike = 0,
    high_alcohol_intake: ArrayLike = 0,
    secondary_osteoporosis: ArrayLike = 0,
) -> dict[str, FloatArray]:
    """10-year probability in percent, "major" and "hip", of the inputs' common shape.

    Args:
        age: years; under 40 counts as 40, as in the original. From 80 on the value is that of 80 (the original goes on to 90).
        sex: "female" or "male". ethnicity: european, african, hispanic or asian chooses one of the four US versions; NaN for any other.
        t_score: femoral neck, NHANES III reference for women, counted to 0.1 with ties toward the more negative; None or NaN: not measured.
        bmi: kg/m², read only where there is no T-score. The answers: 0 or 1; NaN gives NaN.

    Secondary osteoporosis has no weight beside a T-score and that of rheumatoid arthritis without one.

    Raises:
        InvalidInput: a sex or answer that is none of these.
    """
    given = dict(
        age=age,
        sex=sex,
        ethnicity=ethnicity,
        t_score=np.nan if t_score is None else t_score,
        bmi=np.nan if bmi is None else bmi,
        prior_fracture=prior_fracture,
        parental_hip_fracture=parental_hip_fracture,
        glucocorticoid_use=glucocorticoid_use,
        rheumatoid_arthritis=rheumatoid_arthritis,
        high_alcohol_intake=high_alcohol_intake,
        current_smoking=current_smoking,
        secondary_osteoporosis=secondary_osteoporosis,
    )
    arrays = {name: np.asarray(value, dtype=object if name in ("sex", "ethnicity") else float) for name, value in given.items()}
    shape = np.broadcast_shapes(*(array.shape for array in arrays.values()))
    flat = {name: np.broadcast_to(array, shape).ravel() for name, array in arrays.items()}
    _check(flat)
    return {outcome: values.reshape(shape) for outcome, values in percent_of(flat).items()}


def percent_of(inputs: Mapping[str, Any]) -> dict[str, FloatArray]:
    """`frax_percent` of arrays (n,) that all inputs have, unchecked; NaN where there is no value."""
    t, n = dxa.round_t(inputs["t_score"]), len(inputs["age"])
    known = np.isin(inputs["ethnicity"].astype(str), VERSIONS) & np.isin(inputs["sex"].astype(str), SEXES)
    known &= np.isfinite(sum(np.asarray(inputs[name], dtype=float) for name in ("age", *ANSWERS)))
    measured = known & ~np.isnan(t)
    derived = known & np.isnan(t) & (np.asarray(inputs["bmi"], dtype=float) > 0)
    found = {outcome: np.full(n, np.nan) for outcome in OUTCOMES}
    if measured.any():
        _fill(found, measured, _with_bone({**inputs, "t_score": t}, measured))
    if derived.any():
        _fill(found, derived, _without_bone(inputs, derived))
    return found


def people_of(inputs: Mapping[str, Any]) -> People:
    """The formula's people, from inputs of n each; age held at 40 and 80 (see `AGES`), T-score at -5 and 5."""
    ethnicity = np.asarray(inputs["ethnicity"], dtype=object)
    return People(
        age=np.clip(np.asarray(inputs["age"], dtype=float), *AGES),
        t_score=np.clip(np.asarray(inputs["t_score"], dtype=float), *T_SCORES),
        male=(np.asarray(inputs["sex"], dtype=object) == SEXES[1]).astype(float),
        version=np.column_stack([(ethnicity == name).astype(float) for name in VERSIONS]),
        factors=np.column_stack([np.asarray(inputs[name], dtype=float) for name in FACTORS]),
        smoking=np.asarray(inputs["current_smoking"], dtype=float),
    )


@cache
def fitted() -> dict[str, Any]:
    """What `osteo reproduce frax_style` wrote: coefficients, bands of accuracy, and the T-score's distribution."""
    return dict(read_json(FITTED))


@cache
def tables() -> dict[str, dict[str, FloatArray]]:
    """Outcome -> block -> (p, 50) log hazards by year of age."""
    return {
        outcome: tabulate({block: np.array(values) for block, values in blocks.items()})
        for outcome, blocks in fitted()["coefficients"].items()
    }


@cache
def _bone_model() -> dict[str, FloatArray]:
    return {name: np.array(values) for name, values in fitted()["bone"].items()}


def _check(flat: Mapping[str, Any]) -> None:
    problems = []
    if not np.isin(flat["sex"].astype(str), SEXES).all():
        problems.append(Problem("sex", "scores.frax_style.problem.sex", {"allowed": ", ".join(SEXES)}))
    for name in ANSWERS:
        if not (np.isnan(flat[name]) | np.isin(flat[name], (0, 1))).all():
            problems.append(Problem(name, "scores.frax_style.problem.answer"))
    if problems:
        raise InvalidInput(problems)


def _fill(found: dict[str, FloatArray], rows: BoolArray, values: Mapping[str, FloatArray]) -> None:
    for outcome, column in found.items():
        column[rows] = values[outcome]


def _chosen(inputs: Mapping[str, Any], rows: BoolArray) -> dict[str, Any]:
    return {name: np.asarray(values)[rows] for name, values in inputs.items()}


def _both(people: People) -> dict[str, FloatArray]:
    """Both outcomes; a hip fracture is a major fracture, so the two fitted formulas may not cross."""
    features = people.features()
    hip = percent(people, tables()["hip"], features)
    return {"major": np.maximum(percent(people, tables()["major"], features), hip), "hip": hip}


def _with_bone(inputs: Mapping[str, Any], rows: BoolArray) -> dict[str, FloatArray]:
    return _both(people_of(_chosen(inputs, rows)))


def _without_bone(inputs: Mapping[str, Any], rows: BoolArray) -> dict[str, FloatArray]:
    """The mean over the T-scores that such people have. Two reasons for a weak bone, RA and secondary osteoporosis, count twice."""
    of = _chosen(inputs, rows)
    people = people_of(of)
    factors = people.factors.copy()
    factors[:, _RHEUMATOID] += np.asarray(of["secondary_osteoporosis"], dtype=float)
    answers = np.column_stack([factors, people.smoking])
    features = bone.features(people.age, people.male, np.asarray(of["bmi"], dtype=float), people.version, answers)
    t = np.clip(bone.t_scores(features, people.male, _bone_model()), *T_SCORES)
    n, k = t.shape
    spread = {name: np.repeat(getattr(people, name), k, axis=0) for name in ("age", "male", "version", "smoking")}
    values = _both(replace(people, **spread, factors=np.repeat(factors, k, axis=0), t_score=t.ravel()))
    return {outcome: column.reshape(n, k) @ bone.WEIGHTS for outcome, column in values.items()}
