"""The people on the page, in words and counted."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from osteo_core.errors import Problem
from osteo_core.evaluation.linked.cells import Cells
from osteo_core.evaluation.linked.people import LinkedPeople
from osteo_core.figures.linked.charts import Words

Keep = Callable[[tuple[Hashable, ...], Callable[[], Any]], Any]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """The people chosen.

    Attributes:
        name: "nhanes", "korea", "life", …, or whose page has them: "data", "hospital", "predictions"; key: all that what is shown rests on.
        kind: virtual people, real ones, or one's own.
        people, cells, drawn: themselves, counted, and those drawn singly; words: theirs.
        refused, problems: rows that could not be read.
        keep: where what is computed is kept: everybody's people for all sessions, one's own with the table that they came in.
    """

    name: str
    key: tuple[Hashable, ...]
    kind: Literal["virtual", "real", "own"]
    people: LinkedPeople = field(repr=False)
    cells: Cells = field(repr=False)
    drawn: pd.DataFrame = field(repr=False)
    words: Words
    refused: int = 0
    problems: Sequence[Problem] = ()
    keep: Keep = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Found:
    """People who were read, before a group is chosen, and what their outcome is called."""

    people: LinkedPeople
    outcome: str
    refused: int = 0
    problems: Sequence[Problem] = ()
