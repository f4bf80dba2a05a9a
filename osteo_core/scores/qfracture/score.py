"""QFracture-2012: risk of hip and major osteoporotic fracture within 1 to 18 years, as if nobody died of anything else.

Hippisley-Cox J, Coupland C, BMJ 2012;344:e3427; ClinRisk Ltd (LGPL-3.0-or-later, data/QFRACTURE.md). `ABOUT.text("disclaimer")` is
ClinRisk's own and belongs beside every number of this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import InvalidInput, Problem
from osteo_core.patients import Patient
from osteo_core.patients.columns import Columns
from osteo_core.patients.wording import number_text, shown
from osteo_core.scores.qfracture.answers import NEAR_FIELDS, QUESTIONS
from osteo_core.scores.qfracture.equations import BMI_HELD, YEARS, Equation, FloatArray, equations, qfracture_percent
from osteo_core.scores.qfracture.people import People, whole_years
from osteo_core.scores.score import About, Contribution, Outcome, Remark, ScoreResult, UnansweredQuestion, Value
from osteo_core.scores.traits import Column, Masks

__all__ = ["ABOUT", "by_age", "by_year", "for_columns", "for_patient", "limits", "open_questions", "qfracture_percent"]

ABOUT = About(
    name="qfracture",
    kind="incidence",
    inputs=(
        *("age", "sex", "bmi", "height_cm", "weight_kg"),
        *(name for argument, field in QUESTIONS.items() for name in (field, *NEAR_FIELDS.get(argument, ()))),
    ),
    required=("age", "sex", "bmi|height_cm+weight_kg"),
    horizon_years=10,
    source="Hippisley-Cox J, Coupland C. BMJ 2012;344:e3427",
    licence="LGPL-3.0-or-later, Copyright 2012 ClinRisk Ltd",
    order=30,
    outcomes=("major", "hip"),
    columns=(Column("qfracture_major"), Column("qfracture_hip")),
    symbol="square",
    disclaimer=True,
)

REFERENCE_BMI = 25.0
_SEXES = ("female", "male")
_OUTCOMES: dict[Outcome, str] = {"hip": "hip", "major": "major_osteoporotic"}


def for_columns(columns: Columns) -> dict[str, FloatArray]:
    """10-year risks of n people in percent, "qfracture_hip" and "qfracture_major"; NaN without age, sex or body mass index."""
    people, sexes = People.of(columns), columns["sex"]
    percents = {}
    for outcome in _OUTCOMES:
        percent = np.full(len(people.age), np.nan)
        for sex in _SEXES:
            equation = _equation(sex, outcome)
            percent = np.where(np.equal(sexes, sex), equation.percent(people.taken(equation), 10), percent)
        percents[f"qfracture_{outcome}"] = percent
    return percents


def open_questions(columns: Columns) -> dict[str, NDArray[np.bool_]]:
    """Field -> (n,) True where the score has a value and the record, by none of its fields, answers this question of that person's sex."""
    people, sexes = People.of(columns), columns["sex"]
    scored = ~np.isnan(people.age + people.bmi)
    asking = {sex: {argument for outcome in _OUTCOMES for argument in _equation(sex, outcome).effects} for sex in _SEXES}
    asked = {a: np.isin(sexes.astype(str), [sex for sex in _SEXES if a in asking[sex]]) for a in QUESTIONS}
    return {field: scored & asked[argument] & people.answers[argument].open for argument, field in QUESTIONS.items()}


def limits(columns: Columns, numbers: Mapping[str, Any]) -> Masks:
    """Where the original takes the nearer end of the body mass indices that it counts: key of the sentence -> (n,)."""
    low, high = BMI_HELD
    outside = (columns["bmi"] < low) | (columns["bmi"] > high)
    return {"scores.qfracture.limit.bmi_held": np.isfinite(numbers["qfracture_major"]) & outside}


def by_age(patient: Patient, ages: ArrayLike) -> dict[str, FloatArray]:
    """10-year risks in percent at other ages (m,), everything else held; NaN outside the original's ages, or without sex or BMI."""
    columns = patient.harmonised().columns
    person = replace(People.of(columns), age=whole_years(ages))
    return {o: e.percent(person.taken(e), 10) for o, e in _equations(columns).items()} or _nothing(person.age)


def by_year(patient: Patient) -> dict[str, FloatArray]:
    """Risk in percent within 1, 2, … 18 years, (18,) an outcome; NaN where an input is lacking."""
    columns = patient.harmonised().columns
    person, years = People.of(columns), np.arange(YEARS[0], YEARS[1] + 1)
    return {o: e.percent(person.taken(e), years) for o, e in _equations(columns).items()} or _nothing(years)


def for_patient(patient: Patient, years: int = 10) -> ScoreResult:
    """Both risks within `years`, with the range over the answers that fit where the record only comes near a question.

    Raises:
        InvalidInput: `years` is not a whole number from 1 to 18.
    """
    if isinstance(years, bool) or not isinstance(years, int) or not YEARS[0] <= years <= YEARS[1]:
        params = {"value": shown(years), "low": str(YEARS[0]), "high": str(YEARS[1])}
        raise InvalidInput(Problem("years", "scores.qfracture.problem.whole", params))
    columns = patient.harmonised().columns
    about = replace(ABOUT, horizon_years=years)
    person = People.of(columns)
    used, lacking = _used(patient, columns, person), _lacking(columns)
    if lacking:
        return ScoreResult(about, used=used, lacking=lacking)
    asked = _equations(columns)
    return ScoreResult(
        about,
        values=tuple(_value(person, outcome, equation, years) for outcome, equation in asked.items()),
        used=used,
        unanswered=_unanswered(person, asked, years),
        remarks=_remarks(person, asked),
        contributions=_contributions(person, asked, years),
        reachable={outcome: _span(person, equation, years, with_open=True) for outcome, equation in asked.items()},
    )


def _equation(sex: str, outcome: Outcome) -> Equation:
    return equations()[f"{sex}/{_OUTCOMES[outcome]}"]


def _equations(columns: Columns) -> dict[Outcome, Equation]:
    """Those of this person's sex; none where it is not known."""
    sex = columns["sex"][0]
    return {} if sex is None else {outcome: _equation(sex, outcome) for outcome in _OUTCOMES}


def _nothing(points: NDArray[Any]) -> dict[str, FloatArray]:
    return {outcome: np.full(len(points), np.nan) for outcome in _OUTCOMES}


def _lacking(columns: Columns) -> tuple[str, ...]:
    body = ("height_cm", "weight_kg") if np.isnan(columns["bmi"][0]) else ()
    return tuple(name for name in ("age", "sex", *body) if _missing(columns[name][0]))


def _missing(value: str | float | None) -> bool:
    return value is None or (not isinstance(value, str) and np.isnan(value))


def _used(patient: Patient, columns: Columns, person: People) -> tuple[str, ...]:
    """In the order of `ABOUT.inputs`; only what the equations of this sex ask (all of them where the sex is not known)."""
    models = _equations(columns).values() or equations().values()
    read = {answer.read_from[0] for argument, answer in person.answers.items() if any(argument in e.effects for e in models)}
    entered = patient.entered().get("clinical", {})
    body = {"bmi"} if "bmi" in entered else {"height_cm", "weight_kg"}
    read |= {name for name in ("age", "sex", *body) if name in entered}
    return tuple(name for name in ABOUT.inputs if name in read)


def _percent(person: People, equation: Equation, years: int, given: Mapping[str, int] | None = None) -> float:
    return float(equation.percent(person.taken(equation, given), years)[0])


def _span(person: People, equation: Equation, years: int, *, with_open: bool) -> tuple[float, float]:
    low, high = (float(equation.percent(bound, years)[0]) for bound in person.extremes(equation, with_open=with_open))
    return low, high


def _value(person: People, outcome: Outcome, equation: Equation, years: int) -> Value:
    percent = _percent(person, equation, years)
    if all(person.answers[argument].fits.sum() == 1 for argument in equation.effects):
        return Value(outcome, percent)
    low, high = _span(person, equation, years, with_open=False)
    return Value(outcome, percent, low=low, high=high, interval="inexact")


def _unanswered(person: People, asked: Mapping[Outcome, Equation], years: int) -> tuple[UnansweredQuestion, ...]:
    questions = []
    for argument, field in QUESTIONS.items():
        models = {outcome: equation for outcome, equation in asked.items() if argument in equation.effects}
        if models and person.answers[argument].open[0]:
            others = range(1, person.answers[argument].fits.shape[1])
            if_yes: dict[str, float] = {
                o: max(_percent(person, e, years, {argument: position}) for position in others) for o, e in models.items()
            }
            questions.append(UnansweredQuestion(field, if_yes))
    return tuple(questions)


def _remarks(person: People, asked: Mapping[Outcome, Equation]) -> tuple[Remark, ...]:
    remarks = []
    bmi, (low, high) = person.bmi[0], BMI_HELD
    if not low <= bmi <= high:
        held = number_text(low if bmi < low else high)
        remarks.append(Remark("scores.qfracture.remark.bmi_held", {"value": f"{bmi:.1f}", "held": held}, "bmi"))
    for argument, field in QUESTIONS.items():
        answer = person.answers[argument]
        if answer.fits.sum() > 1 and any(argument in equation.effects for equation in asked.values()):
            read = CATALOGUE[answer.read_from[0]]
            params = {"read": dict(read.label), "question": dict(CATALOGUE[field].label)}
            remarks.append(Remark("scores.qfracture.remark.inexact", params, read.name))
    return tuple(remarks)


def _contributions(person: People, asked: Mapping[Outcome, Equation], years: int) -> tuple[Contribution, ...]:
    """Each answered input against its reference: no, non-smoker, no alcohol, white, a body mass index of 25."""
    contributions = []
    at_reference_bmi = replace(person, bmi=np.array([REFERENCE_BMI]))
    for outcome, equation in asked.items():
        percent = _percent(person, equation, years)
        contributions.append(Contribution("bmi", outcome, percent / _percent(at_reference_bmi, equation, years)))
        for argument in equation.effects:
            answer = person.answers[argument]
            if answer.taken[0] > 0:
                contributions.append(Contribution(answer.read_from[0], outcome, percent / _percent(person, equation, years, {argument: 0})))
    return tuple(sorted(contributions, key=lambda contribution: -abs(np.log(contribution.ratio))))
