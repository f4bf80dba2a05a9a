"""People as QFracture's equations read them: age, body mass index and answers, and the log hazard that follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from osteo_core.patients.columns import Columns
from osteo_core.scores.qfracture.answers import Answer, answers
from osteo_core.scores.qfracture.equations import AGES, Equation, FloatArray


@dataclass(frozen=True)
class People:
    """Age in whole years (NaN outside the original's ages), body mass index and answers of n people."""

    age: FloatArray
    bmi: FloatArray
    answers: Mapping[str, Answer]

    @classmethod
    def of(cls, columns: Columns) -> People:
        """The people of harmonised columns."""
        return cls(whole_years(columns["age"]), columns["bmi"], answers(columns))

    def taken(self, equation: Equation, given: Mapping[str, int] | None = None) -> FloatArray:
        """(n,) log hazard of the answers taken, those in `given` replaced."""
        positions = {a: self.answers[a].taken for a in equation.effects} | dict(given or {})
        return np.asarray(equation.continuous(self.age, self.bmi) + sum(beta[positions[a]] for a, beta in equation.effects.items()))

    def extremes(self, equation: Equation, *, with_open: bool) -> tuple[FloatArray, FloatArray]:
        """(n,) lowest and highest log hazard over the answers that fit; `with_open` also over every answer to an open question."""
        low = high = equation.continuous(self.age, self.bmi)
        for argument, beta in equation.effects.items():
            answer = self.answers[argument]
            fits = answer.fits | answer.open[:, None] if with_open else answer.fits
            low = low + np.where(fits, beta, np.inf).min(axis=1)
            high = high + np.where(fits, beta, -np.inf).max(axis=1)
        return low, high


def whole_years(age: ArrayLike) -> FloatArray:
    """Completed years, as the original counts; NaN outside its ages."""
    years = np.floor(np.asarray(age, dtype=np.float64))
    return np.where((years >= AGES[0]) & (years <= AGES[1]), years, np.nan)
