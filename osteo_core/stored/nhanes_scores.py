"""The screening scores of real people: worked out from what the survey knows of each, with what it did not ask.

The survey lacks some of the scores' questions. A question that nobody answered moves no index; what its answers could change is kept beside
it as the lowest and the highest index, and is said.
"""

from __future__ import annotations

from functools import cache
from typing import Any, cast

import numpy as np
import pandas as pd

from osteo_core.catalogue import CATALOGUE
from osteo_core.cohorts.nhanes.extract import load_nhanes
from osteo_core.patients.columns import Columns, columns_of, harmonise
from osteo_core.scores import registry
from osteo_core.stored.nhanes_tasks import screening_scores

_KNOWN_BEFORE_A_SCAN = ("clinical", "history")


def with_scores(people: pd.DataFrame) -> pd.DataFrame:
    """The people with every column of the screening scores that they do not have yet."""
    columns = answers(people)
    scores: dict[str, Any] = {}
    for score in registry.scores():
        if score.ABOUT.screening:
            scores |= {name: values for name, values in score.for_columns(columns).items() if name not in people}
    return people.assign(**scores)


def not_asked(people: pd.DataFrame) -> pd.DataFrame:
    """Which questions of the screening scores are open for how many of these people: score, field, n, of (whom the score has a value for).

    The fields of a score in the order of its inputs; a score whose every question is answered has no row.
    """
    columns, rows = answers(people), []
    for score in registry.scores():
        about = score.ABOUT
        if about in screening_scores():
            column = cast("Any", about.screening).indices[0].column
            scored = np.isfinite(np.asarray(score.for_columns(columns)[column], float))
            opened = registry.open_questions(score, columns)
            rows += [(about.name, field, int(where.sum()), int(scored.sum())) for field, where in opened.items() if where.any()]
    return pd.DataFrame(rows, columns=["score", "field", "n", "of"])


def answers(people: pd.DataFrame) -> Columns:
    """Everything known of each person before a scan, as harmonised columns: their own columns and, by id, the survey's other answers."""
    wanted = [feature.name for feature in CATALOGUE if feature.modality in _KNOWN_BEFORE_A_SCAN]
    survey = _survey().reindex(people["id"])
    known = {name: people[name] if name in people else survey[name] for name in wanted if name in people or name in survey}
    table = pd.DataFrame({name: values.to_numpy() for name, values in known.items()}, index=people.index)
    return harmonise(columns_of(table)).columns


@cache
def _survey() -> pd.DataFrame:
    """Every participant's answers by id: public data, the same for everybody."""
    return load_nhanes().set_index("id")
