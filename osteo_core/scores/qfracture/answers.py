"""QFracture's questions answered from a record: its own questions (the history block) first, then what else comes near.

Where only something near is known, several answers may fit; the most usual of them is taken, the others give the range.

- Smoking now, without the amount: moderate of light to heavy. Not now: non-smoker, or ex-smoker.
- Alcohol of 3 units a day or more: 3 to 6 of 3 to over 9. Less: under 1 of none to 1-2.
- Ethnicity: European is white; the other groups are wider than QFracture's, or not the same ones.
- A fall within a year is a history of falls; none within a year leaves older ones open.
- Fractures of hip, vertebra, forearm (wrist) and humerus (shoulder) are asked for; a fracture without a site is likely one of them.
- A parent's hip fracture answers the question, none leaves osteoporosis open. Likewise rheumatoid arthritis and lupus.
- Oral glucocorticoids "now or for 3 months ever" may lie in the past, where QFracture asks for regular tablets now; without them, no.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteo_core.catalogue import CATALOGUE
from osteo_core.patients.columns import Columns, n_rows

QUESTIONS: Mapping[str, str] = {
    "ethrisk": "qfracture_ethnicity",
    "smoke_cat": "smoking_category",
    "alcohol_cat6": "alcohol_category",
    "b_fracture4": "wrist_spine_hip_shoulder_fracture",
    "b_falls": "history_of_falls",
    "fh_osteoporosis": "parental_osteoporosis",
    "b_corticosteroids": "steroid_tablets",
    "b_ra_sle": "ra_or_sle",
    "b_antidepressant": "antidepressants",
    "b_anycancer": "any_cancer",
    "b_asthmacopd": "asthma_or_copd",
    "b_carehome": "care_home",
    "b_cvd": "cardiovascular_disease",
    "b_dementia": "dementia",
    "b_endocrine": "endocrine_disorder",
    "b_epilepsy2": "epilepsy",
    "b_hrt_oest": "hrt_oestrogen",
    "b_liver": "chronic_liver_disease",
    "b_malabsorption": "malabsorption",
    "b_parkinsons": "parkinsons_disease",
    "b_renal": "chronic_kidney_disease",
    "b_type1": "type_1_diabetes",
    "b_type2": "type_2_diabetes",
}
"""The original's argument -> the catalogue's field that asks the same, in the order shown."""

NO, YES = 0, 1
_OTHER_GROUP = ("other", "white")
_NEAR: Mapping[str, Mapping[str, Mapping[Any, tuple[Any, ...]]]] = {
    "ethrisk": {
        "ethnicity": {
            "european": ("white",),
            "asian": ("other_asian", "indian", "pakistani", "bangladeshi", "chinese"),
            "african": ("black_african", "black_caribbean"),
            "hispanic": _OTHER_GROUP,
            "other": _OTHER_GROUP,
        }
    },
    "smoke_cat": {"current_smoking": {NO: ("non_smoker", "ex_smoker"), YES: ("moderate", "light", "heavy")}},
    "alcohol_cat6": {"high_alcohol_intake": {NO: ("under_1", "none", "1_to_2"), YES: ("3_to_6", "7_to_9", "over_9")}},
    "b_fracture4": {"prior_fracture_sites": {NO: (NO,), YES: (YES,)}, "prior_fracture": {NO: (NO,), YES: (YES, NO)}},
    "b_falls": {"falls_12m": {NO: (NO, YES), YES: (YES,)}},
    "fh_osteoporosis": {"parental_hip_fracture": {NO: (NO, YES), YES: (YES,)}},
    "b_corticosteroids": {"glucocorticoid_use": {NO: (NO,), YES: (YES, NO)}},
    "b_ra_sle": {"rheumatoid_arthritis": {NO: (NO, YES), YES: (YES,)}},
}
"""Argument -> near field -> its value -> the answers that fit, the one taken first."""

NEAR_FIELDS: Mapping[str, tuple[str, ...]] = {argument: tuple(fields) for argument, fields in _NEAR.items()}
_SITES_ASKED = frozenset({"hip", "vertebra", "forearm", "humerus"})


@dataclass(frozen=True)
class Answer:
    """The answers of n people to one question, as positions 0, 1, … in its list of answers.

    `taken` (n,) is 0 where nothing is known; `fits` (n, answers) True for every answer that fits what is known;
    `read_from` (n,) names the field read, "" where the question is open.
    """

    taken: NDArray[np.intp]
    fits: NDArray[np.bool_]
    read_from: NDArray[np.object_]

    @property
    def open(self) -> NDArray[np.bool_]:
        """(n,) True where the record does not answer the question."""
        return np.asarray(self.read_from == "", dtype=bool)


def answers(columns: Columns) -> dict[str, Answer]:
    """Argument -> the answers of the n people of harmonised columns."""
    return {argument: _answer(columns, argument, field) for argument, field in QUESTIONS.items()}


def _answer(columns: Columns, argument: str, field: str) -> Answer:
    n, choices = n_rows(columns), CATALOGUE[field].categories or (NO, YES)
    answer = np.zeros(n, dtype=np.intp)
    fits = np.zeros((n, len(choices)), dtype=bool)
    read_from = np.full(n, "", dtype=object)
    sources = {field: {choice: (choice,) for choice in choices}, **_NEAR.get(argument, {})}
    for source, fitting in sources.items():
        values = _sites_asked(columns[source]) if source == "prior_fracture_sites" else columns[source]
        for value, allowed in fitting.items():
            rows = np.asarray(values == value, dtype=bool) & (read_from == "")
            positions = [choices.index(choice) for choice in allowed]
            answer[rows] = positions[0]
            fits[np.ix_(rows, positions)] = True
            read_from[rows] = source
    fits[read_from == "", 0] = True
    return Answer(answer, fits, read_from)


def _sites_asked(sites: NDArray[np.object_]) -> NDArray[np.float64]:
    """1.0 where a fracture of hip, vertebra, forearm or humerus is named, 0.0 where only others are, NaN where none is."""
    return np.array([float(not _SITES_ASKED.isdisjoint(named)) if named else np.nan for named in sites])
