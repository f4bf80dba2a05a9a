"""SCORE, the Simple Calculated Osteoporosis Risk Estimation: which women after menopause should have a scan, from six questions.

Lydick E, et al. Am J Manag Care 1998;4:37-48. The points below are those that Skyscape and the Family Practice Notebook give for it: not
black 5; rheumatoid arthritis 4; a non-traumatic fracture after 45 of wrist, hip or rib 4 each (12 at most); 3 times the first digit of age;
oestrogen never taken 1; less the weight in pounds over 10. From 6 points on a scan is advised (a T-score of -2 or lower). Women after
menopause of 45 or over, 89 % of them white. The paper itself could not be looked up: that the weight's decimals are dropped, as those of
age are, and that each kind of fracture counts once, is from memory (others print spine in place of rib, or no rounding).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from osteo_core.patients import Patient
from osteo_core.patients.columns import Columns
from osteo_core.patients.who import POSTMENOPAUSAL_ASSUMED_FROM_AGE
from osteo_core.scores.points import POUNDS_PER_KG, FloatArray, Item, Points, as_columns, result, truncated, yes_no
from osteo_core.scores.points import open_questions as _open
from osteo_core.scores.score import About, Remark, ScoreResult
from osteo_core.scores.traits import Column, CutOff, Masks, Screening, ScreeningIndex

FROM_AGE = 45
SCAN_FROM = 6
_SOURCE = "Lydick et al., Am J Manag Care 1998;4:37-48"
A_FRACTURE, FRACTURES_AT_MOST = 4.0, 12.0
_COUNTED = ("hip", "forearm")
# A rib is not among the sites of a record, so it would be called this.
_MAY_BE_A_RIB = "other"

ABOUT = About(
    name="score_index",
    kind="index",
    inputs=(
        *("age", "weight_kg", "sex", "ethnicity", "postmenopausal", "rheumatoid_arthritis"),
        *("prior_fracture", "prior_fracture_sites", "hrt_oestrogen"),
    ),
    required=("age", "weight_kg", "sex"),
    horizon_years=None,
    source="Lydick E, et al. Am J Manag Care 1998;4:37-48 (SCORE)",
    licence="",
    order=70,
    outcomes=("screening",),
    columns=(Column("score_index"),),
    screening=Screening(
        indices=(ScreeningIndex(name="score_index", column="score_index"),),
        cut_offs=(
            CutOff(
                name="scan", column="score_index", sex="female", source="Lydick et al., Am J Manag Care 1998;4:37-48", at_least=SCAN_FROM
            ),
        ),
        sexes=("female",),
        ranged=True,
    ),
)


def for_columns(columns: Columns) -> Mapping[str, FloatArray]:
    """The points of n people as "score_index", NaN for men, before menopause, under 45 and without age or weight; open questions add none.

    "score_index_low" and "score_index_high" are the ends over the answers that the record leaves open.
    """
    return as_columns(ABOUT.name, _points(columns))


def open_questions(columns: Columns) -> Masks:
    """Field -> (n,) True where there is a value and the question is open."""
    return _open(_points(columns))


def for_patient(patient: Patient) -> ScoreResult:
    """The points, with their range and no decision where an open question decides; no value for men, before menopause or under 45."""
    return result(ABOUT, patient, _points, lambda points: "scan" if points >= SCAN_FROM else "low", _remarks)


def _points(columns: Columns) -> Points:
    age = columns["age"]
    base = 3 * truncated(age / 10) - truncated(columns["weight_kg"] * POUNDS_PER_KG / 10)
    made_for = np.equal(columns["sex"], "female") & (columns["postmenopausal"] != 0) & (age >= FROM_AGE)
    return Points(
        np.where(made_for, base, np.nan),
        (
            _not_black(columns),
            yes_no(columns, "rheumatoid_arthritis", yes=4, no=0),
            *_fractures(columns),
            # The score asks whether she ever took oestrogen, the record whether she takes it alone now.
            yes_no(columns, "hrt_oestrogen", yes=0, no=1, no_may_add=0),
        ),
    )


def _not_black(columns: Columns) -> Item:
    ethnicity = columns["ethnicity"].astype(str)  # "None" where it is not known
    unknown = ethnicity == "None"
    points = np.where(unknown | (ethnicity == "african"), 0.0, 5.0)
    return Item(field="ethnicity", points=points, low=points, high=np.where(unknown, 5.0, points), open=unknown, if_yes=5)


def _fractures(columns: Columns) -> tuple[Item, Item]:
    """Whether there was one, and where; a site counts as after 45, and the low end holds that it was before."""
    ever, sites = columns["prior_fracture"], columns["prior_fracture_sites"]
    named = np.array([bool(where) for where in sites], bool)
    points = np.array([A_FRACTURE * sum(site in (where or ()) for site in _COUNTED) for where in sites], float)
    rib = np.array([A_FRACTURE * (_MAY_BE_A_RIB in (where or ())) for where in sites], float)
    unknown, somewhere, none = np.isnan(ever), (ever == 1) & ~named, np.zeros(len(ever))
    either = np.where(unknown, FRACTURES_AT_MOST, 0.0)
    which = np.where(somewhere, FRACTURES_AT_MOST, points + rib)
    return (
        Item(field="prior_fracture", points=none, low=none, high=either, open=unknown, if_yes=FRACTURES_AT_MOST),
        Item(field="prior_fracture_sites", points=points, low=none, high=which, open=somewhere, if_yes=FRACTURES_AT_MOST),
    )


def _remarks(columns: Columns, points: Points) -> list[Remark]:
    if columns["sex"][0] != "female":
        return [Remark("scores.score_index.remark.women_only", field="sex")]
    if columns["age"][0] < FROM_AGE:
        return [Remark("scores.score_index.remark.from_45", field="age")]
    if columns["postmenopausal"][0] == 0:
        return [Remark("scores.score_index.remark.premenopausal", field="postmenopausal")]
    where = set(columns["prior_fracture_sites"][0] or ())
    touched = {
        "menopause_unknown": np.isnan(columns["postmenopausal"][0]) and columns["age"][0] < POSTMENOPAUSAL_ASSUMED_FROM_AGE,
        "age_of_fracture": not where.isdisjoint(_COUNTED),
        "rib": _MAY_BE_A_RIB in where,
        "ever": columns["hrt_oestrogen"][0] == 0,
    }
    fields = {"menopause_unknown": "postmenopausal", "ever": "hrt_oestrogen"}
    return [
        Remark(f"scores.score_index.remark.{key}", field=fields.get(key, "prior_fracture_sites")) for key, said in touched.items() if said
    ]
