"""ORAI, the Osteoporosis Risk Assessment Instrument: which women of 45 or over should have a scan, from age, weight and oestrogen.

Cadarette SM, et al. CMAJ 2000;162:1289-1294, after its abstract and the table as ACP Journal Club 2001;134:37 prints it: age 75 or over 15
points, 65 to 74 9, 55 to 64 5, 45 to 54 none; weight under 60 kg 9, 60 to 69 kg 3, from 70 kg none; not taking oestrogen now 2. From 9
points on a scan is advised: 93.3 % sensitive and 46.4 % specific for a T-score of -2 or lower at femoral neck or lumbar spine, in 450
women. Whole kilograms are printed; a weight between 69 and 70 kg counts as 69 here.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from osteo_core.patients import Patient
from osteo_core.patients.columns import Columns
from osteo_core.scores.points import FloatArray, Points, as_columns, result, yes_no
from osteo_core.scores.points import open_questions as _open
from osteo_core.scores.score import About, Remark, ScoreResult
from osteo_core.scores.traits import Column, CutOff, Masks, Screening, ScreeningIndex

FROM_AGE = 45
SCAN_FROM = 9

ABOUT = About(
    name="orai",
    kind="index",
    inputs=("age", "weight_kg", "sex", "ethnicity", "hrt_oestrogen"),
    required=("age", "weight_kg", "sex"),
    horizon_years=None,
    source="Cadarette SM, et al. CMAJ 2000;162:1289-1294 (ORAI)",
    licence="",
    order=50,
    outcomes=("screening",),
    columns=(Column("orai"),),
    screening=Screening(
        indices=(ScreeningIndex(name="orai", column="orai"),),
        cut_offs=(CutOff(name="scan", column="orai", sex="female", source="Cadarette et al., CMAJ 2000;162:1289-94", at_least=SCAN_FROM),),
        sexes=("female",),
        ranged=True,
    ),
)


def for_columns(columns: Columns) -> Mapping[str, FloatArray]:
    """The points of n people as "orai", NaN for men, under 45 and without age or weight; oestrogen not known adds none.

    "orai_low" and "orai_high" are the ends over the answers that the record leaves open.
    """
    return as_columns(ABOUT.name, _points(columns))


def open_questions(columns: Columns) -> Masks:
    """Field -> (n,) True where there is a value and the question is open."""
    return _open(_points(columns))


def for_patient(patient: Patient) -> ScoreResult:
    """The points, with their range and no decision where oestrogen decides and is not known; no value for men or under 45."""
    return result(ABOUT, patient, _points, lambda points: "scan" if points >= SCAN_FROM else "low", _remarks)


def _points(columns: Columns) -> Points:
    age, weight = columns["age"], columns["weight_kg"]
    base = np.select([age >= 75, age >= 65, age >= 55, age >= FROM_AGE], [15.0, 9.0, 5.0, 0.0], np.nan)
    base = base + np.select([weight < 60, weight < 70, weight >= 70], [9.0, 3.0, 0.0], np.nan)
    # The record asks for oestrogen without a progestogen; who takes both takes oestrogen.
    oestrogen = yes_no(columns, "hrt_oestrogen", yes=0, no=2, no_may_add=0)
    return Points(np.where(np.equal(columns["sex"], "female"), base, np.nan), (oestrogen,))


def _remarks(columns: Columns, points: Points) -> list[Remark]:
    if columns["sex"][0] != "female":
        return [Remark("scores.orai.remark.women_only", field="sex")]
    if columns["age"][0] < FROM_AGE:
        return [Remark("scores.orai.remark.from_45", field="age")]
    remarks = []
    if columns["hrt_oestrogen"][0] == 0:
        combined = f"{points.range[0][0]:.0f}"
        remarks.append(Remark("scores.orai.remark.combined", {"points": combined}, "hrt_oestrogen"))
    if columns["ethnicity"][0] not in (None, "european"):
        remarks.append(Remark("scores.orai.remark.mostly_white", field="ethnicity"))
    return remarks
