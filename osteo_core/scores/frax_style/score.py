"""FRAX-style (US): a smooth formula fitted to published FRAX results. Not FRAX, and never called so.

The original: Kanis JA, et al. Osteoporos Int 2008;19:385-397. The results it was fitted to: NHANES 2013-14, DXXFRX_H. How it was made and
how close it comes: `data/FRAX.md` and `frax_style_accuracy`.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike

from osteo_core.catalogue import CATALOGUE
from osteo_core.frax_formula.hazards import VERSIONS, FloatArray
from osteo_core.frax_formula.inputs import ANSWERS, OUTCOMES, fitted, frax_percent, percent_of
from osteo_core.patients import Patient
from osteo_core.patients.columns import Columns
from osteo_core.scores.frax_style.adjustments import adjustments, left_out
from osteo_core.scores.score import About, Contribution, Outcome, Remark, ScoreResult, UnansweredQuestion, Value
from osteo_core.scores.traits import Column, Masks

__all__ = ["ABOUT", "by_age", "for_columns", "for_patient", "frax_percent", "limits", "open_questions"]

ABOUT = About(
    name="frax_style",
    kind="probability",
    inputs=(
        *("age", "sex", "ethnicity", "manufacturer", "femoral_neck_bmd", "femoral_neck_t", "bmi", "height_cm", "weight_kg"),
        *("prior_fracture", "prior_fracture_sites", "parental_hip_fracture", "current_smoking", "glucocorticoid_use"),
        *("rheumatoid_arthritis", "secondary_osteoporosis", "high_alcohol_intake"),
    ),
    required=("age", "sex", "ethnicity", "femoral_neck_bmd|femoral_neck_t|bmi|height_cm+weight_kg"),
    horizon_years=10,
    source="Kanis JA, et al. Osteoporos Int 2008;19:385-397 (FRAX); CDC/NCHS, NHANES 2013-2014, DXXFRX_H (published results)",
    licence="Public domain (NHANES results)",
    order=20,
    outcomes=("major", "hip"),
    columns=(Column("frax_style_major"), Column("frax_style_hip")),
    made_for_ages=(40.0, 80.0),
    symbol="diamond",
)

FRAX_AGES = (40.0, 90.0)
PUBLISHED_TO_AGE = 79
"""Published results say "80" for everyone of 80 and over."""
T_PUBLISHED = (-3.9, 4.2)
BMI_USUAL = (16.0, 50.0)
_SCAN = ("manufacturer", "femoral_neck_bmd", "femoral_neck_t")
_BODY = ("bmi", "height_cm", "weight_kg")
_MAJOR, _HIP = cast("tuple[Outcome, Outcome]", OUTCOMES)


def for_columns(columns: Columns) -> dict[str, FloatArray]:
    """Percentages of n people, "frax_style_major" and "frax_style_hip"; unanswered questions count as no, NaN without a required input."""
    return {f"frax_style_{outcome}": values for outcome, values in percent_of(_inputs(columns)).items()}


def open_questions(columns: Columns) -> Masks:
    """Field -> (n,) True where the score has a value and the record leaves this yes/no question open."""
    scored = np.isfinite(percent_of(_inputs(columns))["major"])
    return {name: scored & np.isnan(columns[name]) for name in ABOUT.inputs if CATALOGUE[name].kind == "binary"}


def limits(columns: Columns, numbers: Mapping[str, Any]) -> Masks:
    """People for whom the score reaches a limit of published FRAX or of its own fit: key of the sentence -> (n,)."""
    scored, t = np.isfinite(numbers["frax_style_major"]), columns["femoral_neck_t"]
    reached = {
        "no_version": np.isfinite(columns["age"]) & ~np.isin(columns["ethnicity"].astype(str), list(VERSIONS)),
        "no_scan": scored & np.isnan(t),
        "age_held": scored & (columns["age"] > PUBLISHED_TO_AGE),
        "t_outside": scored & ((t < T_PUBLISHED[0]) | (t > T_PUBLISHED[1])),
    }
    return {f"scores.frax_style.limit.{name}": rows for name, rows in reached.items()}


def by_age(patient: Patient, ages: ArrayLike) -> dict[str, FloatArray]:
    """Percentages at other ages (m,), everything else held; NaN outside 40 to 90."""
    at = np.asarray(ages, dtype=float)
    inputs = _repeated(_inputs(patient.harmonised().columns), len(at))
    return percent_of({**inputs, "age": np.where((at < FRAX_AGES[0]) | (at > FRAX_AGES[1]), np.nan, at)})


def for_patient(patient: Patient) -> ScoreResult:
    """Both probabilities, what is left open, and what each answer does; without a scan, averaged over the T-scores of such people."""
    columns = patient.harmonised().columns
    inputs = _inputs(columns)
    scanned = not np.isnan(inputs["t_score"][0])
    lacking = _lacking(columns)
    if lacking:
        remark = (Remark("scores.frax_style.remark.ethnicity", field="ethnicity"),) if columns["ethnicity"][0] == "other" else ()
        return ScoreResult(ABOUT, used=_used(patient, scanned), lacking=lacking, remarks=remark)
    used = _used(patient, scanned)
    asked, said = [name for name in ANSWERS if np.isnan(columns[name][0])], [name for name in ANSWERS if inputs[name][0] == 1]
    answers = np.array(list(product((0.0, 1.0), repeat=len(asked))))
    rows = _joined(_if_answered(inputs, asked, answers), _without(inputs, said))
    percents = percent_of(rows)  # all at once, since one person costs as much as thirty
    values = {outcome: float(percents[outcome][0]) for outcome in OUTCOMES}  # an empty box is a no
    open_ones, others = ({o: column[part] for o, column in percents.items()} for part in (slice(len(answers)), slice(len(answers), None)))
    unanswered, reachable = _open(asked, answers, open_ones)
    return ScoreResult(
        ABOUT,
        values=tuple(_value(outcome, values[outcome], float(inputs["age"][0]), scanned) for outcome in (_HIP, _MAJOR)),
        used=used,
        unanswered=unanswered,
        remarks=(*_remarks(columns, inputs, used), *left_out(columns)),
        adjustments=adjustments(columns, inputs, values),
        contributions=_contributions([*said, *_scan(used)], values, others),
        reachable=reachable,
    )


def _inputs(columns: Columns) -> dict[str, Any]:
    """The formula's inputs from harmonised columns; an empty box is a no."""
    inputs = {name: columns[name] for name in ("age", "sex", "ethnicity", "bmi")}
    return {**inputs, "t_score": columns["femoral_neck_t"], **{name: np.nan_to_num(columns[name]) for name in ANSWERS}}


def _repeated(inputs: dict[str, Any], n: int) -> dict[str, Any]:
    return {name: np.repeat(values, n) for name, values in inputs.items()}


def _lacking(columns: Columns) -> tuple[str, ...]:
    row = {name: columns[name][0] for name in ("age", "sex", "ethnicity", "bmi", "femoral_neck_t")}
    absent = {
        "age": np.isnan(row["age"]),
        "sex": row["sex"] is None,
        "ethnicity": row["ethnicity"] not in VERSIONS,
        ABOUT.required[3]: np.isnan(row["bmi"]) and np.isnan(row["femoral_neck_t"]),
    }
    return tuple(name for name in ABOUT.required if absent[name])


def _used(patient: Patient, scanned: bool) -> tuple[str, ...]:
    """What was read: with a scan FRAX's body mass index adds nothing and is not read."""
    entered = {name for fields in patient.entered().values() for name in fields}
    unread = (*_BODY, "secondary_osteoporosis") if scanned else _SCAN
    if "femoral_neck_t" in entered:  # as entered; the density is then not read
        unread = (*unread, "femoral_neck_bmd", "manufacturer")
    return tuple(name for name in ABOUT.inputs if name in entered and name not in unread)


def _value(outcome: Outcome, value: float, age: float, scanned: bool) -> Value:
    """With how far published results lay from this formula, on people not used in fitting it, near such a value."""
    if not scanned:
        return Value(outcome, value)
    bands = fitted()["bands"][outcome]["under_80" if age < PUBLISHED_TO_AGE + 1 else "from_80"]
    low, high = next(band[1:] for band in reversed(bands) if value >= band[0])
    return Value(outcome, value, low=value * min(low, 1.0), high=min(value * max(high, 1.0), 100.0), interval="approximation")


def _joined(first: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    return {name: np.concatenate([values, second[name]]) for name, values in first.items()}


def _if_answered(inputs: dict[str, Any], asked: list[str], answers: FloatArray) -> dict[str, Any]:
    """The person once for each row of answers to the questions left open."""
    return _repeated(inputs, len(answers)) | dict(zip(asked, answers.T, strict=True))


def _without(inputs: dict[str, Any], said: list[str]) -> dict[str, Any]:
    """The person with each "yes" a "no", last without the scan."""
    rows = _repeated(inputs, len(said) + 1)
    for i, name in enumerate(said):
        rows[name][i] = 0.0
    rows["t_score"] = np.append(rows["t_score"][:-1], np.nan)
    return rows


def _open(
    asked: list[str], answers: FloatArray, percents: dict[str, FloatArray]
) -> tuple[tuple[UnansweredQuestion, ...], dict[str, tuple[float, float]]]:
    """Each open question with the values if yes, and the lowest and highest value over all their answers."""
    alone = {name: int(np.flatnonzero((answers.sum(axis=1) == 1) & (answers[:, i] == 1))[0]) for i, name in enumerate(asked)}
    unanswered = tuple(UnansweredQuestion(name, {o: float(percents[o][row]) for o in OUTCOMES}) for name, row in alone.items())
    return unanswered, {o: (float(percents[o].min()), float(percents[o].max())) for o in OUTCOMES}


def _scan(used: tuple[str, ...]) -> list[str]:
    return [name for name in _SCAN if name in used and name != "manufacturer"]


def _contributions(fields: list[str], values: dict[str, float], without: dict[str, FloatArray]) -> tuple[Contribution, ...]:
    """Each field's ratio of the value with it to that without, of the rows of `_without`; strongest first."""
    contributions = [
        Contribution(field, cast("Outcome", outcome), values[outcome] / float(without[outcome][i]))
        for outcome in OUTCOMES
        for i, field in enumerate(fields)
        if not np.isnan(without[outcome][i])
    ]
    return tuple(sorted(contributions, key=lambda c: -abs(np.log(c.ratio))))


def _remarks(columns: Columns, inputs: dict[str, Any], used: tuple[str, ...]) -> tuple[Remark, ...]:
    scanned = not np.isnan(inputs["t_score"][0])
    age, t, bmi = (float(inputs[name][0]) for name in ("age", "t_score", "bmi"))
    touched = {
        "no_scan": (not scanned, {}, None),
        "age_held": (age > FRAX_AGES[1], {"value": f"{age:g}"}, "age"),
        "age_80": (PUBLISHED_TO_AGE < age <= FRAX_AGES[1], {}, "age"),
        "t_outside": (scanned and not T_PUBLISHED[0] <= t <= T_PUBLISHED[1], {"value": f"{t:.1f}"}, "femoral_neck_t"),
        "converted": ("femoral_neck_bmd" in used and columns["manufacturer"][0] != "hologic", {}, "femoral_neck_bmd"),
        "bmi_outside": (not scanned and not BMI_USUAL[0] <= bmi <= BMI_USUAL[1], {"value": f"{bmi:.1f}"}, "bmi"),
    }
    return tuple(Remark(f"scores.frax_style.remark.{key}", params, field) for key, (said, params, field) in touched.items() if said)
