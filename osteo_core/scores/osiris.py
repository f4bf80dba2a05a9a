"""OSIRIS, the Osteoporosis Index of Risk: which women after menopause should have a scan, from age, weight, HRT and an earlier fracture.

Ben Sedrine W, et al. Gynecol Endocrinol 2002;16:245-250: 0.2 * weight (kg) - 0.2 * age (years), 2 more with hormone replacement now, 2 less
after a low-impact fracture. Above +1 low risk, -3 to +1 intermediate, below -3 high; at +1 78.5 % sensitive and 51.4 % specific, in 1303
women of western Europe (abstract). That weight and age are each cut to a whole number first is from memory: the paper's full text could
not be looked up. +1 and -3 themselves are counted as intermediate, as the abstract's "above +1" and "below -3" have it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from osteo_core.patients import Patient
from osteo_core.patients.columns import Columns
from osteo_core.patients.who import POSTMENOPAUSAL_ASSUMED_FROM_AGE
from osteo_core.scores.points import FloatArray, Points, as_columns, result, truncated, yes_no
from osteo_core.scores.points import open_questions as _open
from osteo_core.scores.score import About, Remark, ScoreResult
from osteo_core.scores.traits import Column, CutOff, Masks, Screening, ScreeningIndex

LOW_ABOVE, HIGH_BELOW = 1, -3
_SOURCE = "Sedrine et al., Gynecol Endocrinol 2002;16:245-50"

ABOUT = About(
    name="osiris",
    kind="index",
    inputs=("age", "weight_kg", "sex", "ethnicity", "postmenopausal", "prior_fracture", "prior_fracture_sites", "hrt_oestrogen"),
    required=("age", "weight_kg", "sex"),
    horizon_years=None,
    source="Ben Sedrine W, et al. Gynecol Endocrinol 2002;16:245-250 (OSIRIS)",
    licence="",
    order=60,
    outcomes=("screening",),
    columns=(Column("osiris"),),
    screening=Screening(
        indices=(ScreeningIndex(name="osiris", column="osiris", low_is_risk=True),),
        cut_offs=(
            CutOff(name="not_low", column="osiris", sex="female", source=_SOURCE, at_most=LOW_ABOVE),
            CutOff(name="high", column="osiris", sex="female", source=_SOURCE, at_most=HIGH_BELOW - 1),
        ),
        sexes=("female",),
        ranged=True,
    ),
)


def for_columns(columns: Columns) -> Mapping[str, FloatArray]:
    """The index of n people as "osiris", NaN for men, before menopause and without age or weight; an open question moves it not at all.

    "osiris_low" and "osiris_high" are the ends over the answers that the record leaves open.
    """
    return as_columns(ABOUT.name, _points(columns))


def open_questions(columns: Columns) -> Masks:
    """Field -> (n,) True where there is a value and the question is open."""
    return _open(_points(columns))


def for_patient(patient: Patient) -> ScoreResult:
    """The index, with its range and no category where an open question decides; no value for men or before menopause."""
    return result(ABOUT, patient, _points, _category, _remarks)


def _category(index: float) -> str:
    return "high" if index < HIGH_BELOW else "low" if index > LOW_ABOVE else "intermediate"


def _points(columns: Columns) -> Points:
    base = truncated(0.2 * columns["weight_kg"]) - truncated(0.2 * columns["age"])
    made_for = np.equal(columns["sex"], "female") & (columns["postmenopausal"] != 0)
    fracture = yes_no(columns, "prior_fracture", yes=-2, no=0)
    # The record asks for oestrogen without a progestogen; both together are hormone replacement too.
    replacement = yes_no(columns, "hrt_oestrogen", yes=2, no=0, no_may_add=2)
    return Points(np.where(made_for, base, np.nan), (fracture, replacement))


def _remarks(columns: Columns, points: Points) -> list[Remark]:
    if columns["sex"][0] != "female":
        return [Remark("scores.osiris.remark.women_only", field="sex")]
    if columns["postmenopausal"][0] == 0:
        return [Remark("scores.osiris.remark.premenopausal", field="postmenopausal")]
    touched = {
        "menopause_unknown": np.isnan(columns["postmenopausal"][0]) and columns["age"][0] < POSTMENOPAUSAL_ASSUMED_FROM_AGE,
        "combined": columns["hrt_oestrogen"][0] == 0,
        "western_europe": columns["ethnicity"][0] not in (None, "european"),
    }
    fields = {"menopause_unknown": "postmenopausal", "combined": "hrt_oestrogen", "western_europe": "ethnicity"}
    return [Remark(f"scores.osiris.remark.{key}", field=fields[key]) for key, said in touched.items() if said]
