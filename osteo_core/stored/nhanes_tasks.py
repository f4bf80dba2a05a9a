"""The questions put to real people, the methods that answer them, and the published cut-offs beside them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from osteo_core.scores import registry
from osteo_core.scores.score import About
from osteo_core.scores.traits import CutOff, Sex

Bound = Literal["", "lowest", "highest"]
"""Over the answers to the questions that a record leaves open; "" where none of them moves the index."""


@dataclass(frozen=True, kw_only=True)
class Comparator:
    """One way to answer a question.

    Attributes:
        name: in the tables; column: of the people; words: key of its name.
        low_is_risk: a lower value means more risk (T-score, OST).
        probability: its values are probabilities of this outcome, so that calibration and net benefit apply.
        drawn: on the charts, not in the tables alone.
        of_score: it is an index of a screening score, which brings its own words.
    """

    name: str
    column: str
    words: str
    low_is_risk: bool = False
    probability: bool = True
    drawn: bool = True
    of_score: bool = False

    def risk(self, people: pd.DataFrame) -> NDArray[np.float64]:
        """(n,) its values, turned so that higher means more risk."""
        values = people[self.column].to_numpy(float)
        return -values if self.low_is_risk else values


@dataclass(frozen=True)
class PublishedCutOff:
    """A published cut-off of a score, as it is applied to real people.

    Attributes:
        score: whose it is.
        ranged: the people also have the index's lowest and highest value over the answers that nobody knows.
    """

    cut_off: CutOff
    score: str
    ranged: bool

    @property
    def words(self) -> str:
        """Key of its name."""
        return f"scores.{self.score}.cut_off.{self.cut_off.name}"

    def applies_to(self, people: pd.DataFrame) -> NDArray[np.bool_]:
        """(n,) the sex that it was made for."""
        return np.asarray(people["sex"] == self.cut_off.sex)

    def refers(self, people: pd.DataFrame, bound: Bound = "") -> NDArray[np.bool_]:
        """(n,) whom it would send to a scan."""
        column = self.cut_off.column + {"": "", "lowest": "_low", "highest": "_high"}[bound]
        return self.cut_off.refers(people[column].to_numpy(float))

    def bounds(self, people: pd.DataFrame) -> tuple[Bound, ...]:
        """One where the unknown answers move nobody across the cut-off; else both ends, since neither is the truth."""
        if not self.ranged:
            return ("",)
        same = np.array_equal(self.refers(people, "lowest"), self.refers(people, "highest"))
        return ("lowest",) if same else ("lowest", "highest")


@dataclass(frozen=True)
class PredictionTask:
    """An outcome and the methods that answer it: ours first, then the other probabilities, so that marks agree from chart to chart."""

    name: str
    comparators: tuple[Comparator, ...]
    cut_offs: tuple[PublishedCutOff, ...] = ()

    def outcome(self, people: pd.DataFrame) -> pd.Series:
        """1, 0 or NaN for each person."""
        if self.name == "screening":
            return (people["status"] == "osteoporosis").astype(float).where(people["status"].notna())
        return people["prior_fracture"].astype(float)

    @property
    def drawn(self) -> tuple[Comparator, ...]:
        """The comparators on the charts."""
        return tuple(comparator for comparator in self.comparators if comparator.drawn)

    @property
    def rule(self) -> tuple[PublishedCutOff, ...]:
        """The cut-offs that together are one published rule for both sexes; none where there is none."""
        return tuple(published for published in self.cut_offs if published.cut_off.rule)


def screening_scores(*sexes: Sex) -> tuple[About, ...]:
    """The scores that take part in the comparison of screening scores and were made for people of each of these sexes."""
    return tuple(about for about in registry.abouts() if about.screening and set(sexes) <= set(about.screening.sexes))


def _indices(abouts: Iterable[About]) -> tuple[Comparator, ...]:
    return tuple(
        Comparator(
            name=index.name,
            column=index.column,
            words=f"scores.{about.name}.{index.words}",
            low_is_risk=index.low_is_risk,
            probability=False,
            drawn=index.drawn,
            of_score=True,
        )
        for about in abouts
        for index in (about.screening.indices if about.screening else ())
    )


def _cut_offs(abouts: Iterable[About]) -> tuple[PublishedCutOff, ...]:
    return tuple(
        PublishedCutOff(cut_off, about.name, about.screening.ranged)
        for about in abouts
        if about.screening
        for cut_off in about.screening.cut_offs
    )


def _asked(task: str, name: str, column: str, **traits: bool) -> Comparator:
    return Comparator(name=name, column=column, words=f"real_people.method.{task}.{name}", **traits)


_OURS = _asked("screening", "ours", "p_osteoporosis")
_BOTH_SEXES = screening_scores("female", "male")
_WOMENS = screening_scores("female")

SCREENING = PredictionTask(
    "screening",
    (
        _OURS,
        _asked("screening", "logistic", "p_osteoporosis_logistic"),
        _asked("screening", "lightgbm", "p_osteoporosis_lightgbm"),
        *_indices(_BOTH_SEXES),
    ),
    _cut_offs(_BOTH_SEXES),
)
"""Asked of men and women: methods that were made for both."""
SCREENING_SCORES = PredictionTask("screening", (_OURS, *_indices(_WOMENS)), _cut_offs(_WOMENS))
"""Asked of women: every screening score beside ours, since most were made for women alone."""
PREVALENT_FRACTURE = PredictionTask(
    "prevalent_fracture",
    (
        _asked("prevalent_fracture", "ours", "p_prevalent_fracture"),
        _asked("prevalent_fracture", "logistic", "p_prevalent_fracture_logistic"),
        _asked("prevalent_fracture", "lightgbm", "p_prevalent_fracture_lightgbm"),
        _asked("prevalent_fracture", "frax_style", "frax_style_major", probability=False),
        _asked("prevalent_fracture", "t_score", "lowest_t", low_is_risk=True, probability=False),
    ),
)
TASKS = {task.name: task for task in (SCREENING, PREVALENT_FRACTURE)}
