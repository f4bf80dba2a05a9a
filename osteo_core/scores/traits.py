"""What the consumers of scores need to know of one beside its numbers: its columns in a table, and its place among screening scores.

A score declares these in its `ABOUT`; nobody else writes down a score's name, columns or cut-offs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Sex = Literal["female", "male"]


@dataclass(frozen=True)
class Column:
    """One column of `score --comparators`, by the name under which the score's `for_columns` gives it; text, or a number."""

    name: str
    text: bool = False


@dataclass(frozen=True, kw_only=True)
class ScreeningIndex:
    """One index of a screening score as it is compared on real people.

    Attributes:
        name: in the comparison's tables; column: as `for_columns` names it.
        words: key of its name under `scores.<score>`.
        low_is_risk: a lower index means more risk.
        drawn: on the charts, not in the tables alone.
    """

    name: str
    column: str
    words: str = "short"
    low_is_risk: bool = False
    drawn: bool = True


@dataclass(frozen=True, kw_only=True)
class CutOff:
    """A published cut-off: who is sent to a scan, among people of the sex that it was made for.

    Attributes:
        name: its words stand under `scores.<score>.cut_off.<name>`.
        at_most, at_least: an index up to, or from which on, a person is referred; one of them is given.
        rule: it is the cut-off of its sex in the score's rule for everybody (`scores.<score>.rule`).
    """

    name: str
    column: str
    sex: Sex
    source: str
    at_most: float | None = None
    at_least: float | None = None
    rule: bool = False

    def __post_init__(self) -> None:
        if (self.at_most is None) == (self.at_least is None):
            raise ValueError(f"the cut-off {self.name!r} needs either at_most or at_least")

    def refers(self, index: NDArray[np.float64]) -> NDArray[np.bool_]:
        """(n,) whom it would send to a scan; nobody whose index is not known."""
        return index <= self.at_most if self.at_most is not None else index >= self.at_least  # type: ignore[operator]


@dataclass(frozen=True, kw_only=True)
class Screening:
    """How a score takes part in the comparison of screening scores on real people.

    Attributes:
        sexes: of the people whom it was made for; a score of one sex is compared among people of that sex only.
        ranged: `for_columns` also gives `<column>_low` and `<column>_high`, over the answers to the questions left open.
    """

    indices: tuple[ScreeningIndex, ...]
    cut_offs: tuple[CutOff, ...]
    sexes: tuple[Sex, ...] = ("female", "male")
    ranged: bool = False


Masks = dict[str, NDArray[np.bool_]]
"""Name -> (n,) whom it concerns."""
