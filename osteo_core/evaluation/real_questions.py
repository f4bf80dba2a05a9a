"""The questions put to real people, the methods that answer them, and the published cut-offs beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from osteo_core.scores.osta import ASIAN_WOMEN, MEN, OTHER_WOMEN, CutOffs


@dataclass(frozen=True)
class Method:
    """One way to answer a question.

    Attributes:
        name: key of its words; column: of the table.
        low_is_risk: a lower value means more risk (T-score, OST).
        probability: its values are probabilities of this outcome, so that calibration and net benefit apply.
        drawn: on the charts, not in the tables alone.
    """

    name: str
    column: str
    low_is_risk: bool = False
    probability: bool = True
    drawn: bool = True

    def risk(self, people: pd.DataFrame) -> NDArray[np.float64]:
        """(n,) its values, turned so that higher means more risk."""
        values = people[self.column].to_numpy(float)
        return -values if self.low_is_risk else values


@dataclass(frozen=True)
class CutOff:
    """A published cut-off of the OST/OSTA index: scan everybody but the lowest category, in the sex it was made for."""

    name: str
    made_for: CutOffs
    sex: Literal["female", "male"]
    source: str

    def applies_to(self, people: pd.DataFrame) -> NDArray[np.bool_]:
        """(n,) the sex it was made for."""
        return np.asarray(people["sex"] == self.sex)

    def refers(self, people: pd.DataFrame) -> NDArray[np.bool_]:
        """(n,) whom it would send to a scan."""
        highest = self.made_for.categories[-2][1]
        return np.asarray(people["osta"] <= highest)


@dataclass(frozen=True)
class Question:
    """An outcome and the methods that answer it: ours first, then the other probabilities, so that marks agree from chart to chart."""

    name: str
    methods: tuple[Method, ...]
    cut_offs: tuple[CutOff, ...] = ()

    def outcome(self, people: pd.DataFrame) -> pd.Series:
        """1, 0 or NaN for each person."""
        if self.name == "screening":
            return (people["status"] == "osteoporosis").astype(float).where(people["status"].notna())
        return people["prior_fracture"].astype(float)

    @property
    def drawn(self) -> tuple[Method, ...]:
        """The methods on the charts."""
        return tuple(method for method in self.methods if method.drawn)


OST_WOMEN = CutOff("ost_women", OTHER_WOMEN, "female", "Crandall et al., J Bone Miner Res 2014;29:1661-6")
OST_MEN = CutOff("ost_men", MEN, "male", "Adler et al., Mayo Clin Proc 2003;78:723-7")
OSTA_WOMEN = CutOff("osta_women", ASIAN_WOMEN, "female", "Koh et al., Osteoporos Int 2001;12:699-705")

SCREENING = Question(
    "screening",
    (
        Method("ours", "p_osteoporosis"),
        Method("logistic", "p_osteoporosis_logistic"),
        Method("lightgbm", "p_osteoporosis_lightgbm"),
        Method("ost", "ost", low_is_risk=True, probability=False),
        Method("osta", "osta", low_is_risk=True, probability=False, drawn=False),
    ),
    (OST_WOMEN, OST_MEN, OSTA_WOMEN),
)
PREVALENT_FRACTURE = Question(
    "prevalent_fracture",
    (
        Method("ours", "p_prevalent_fracture"),
        Method("logistic", "p_prevalent_fracture_logistic"),
        Method("lightgbm", "p_prevalent_fracture_lightgbm"),
        Method("frax_style", "frax_style_major", probability=False),
        Method("t_score", "lowest_t", low_is_risk=True, probability=False),
    ),
)
QUESTIONS = {question.name: question for question in (SCREENING, PREVALENT_FRACTURE)}
