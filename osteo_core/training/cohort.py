"""The people of a training: virtual ones of either world, or a table."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from osteo_core.errors import InvalidInput, Problem

VIRTUAL, LIFE = "virtual", "life"
"""The paper's world and the world as in life, by their names on the command line."""


def training_cohort(cohort: str, n: int, seed: int) -> pd.DataFrame:
    """The people to train on: n drawn from a world (VIRTUAL, LIFE), or those of the table at the path `cohort`.

    Raises:
        InvalidInput: there is no such table.
    """
    if cohort == VIRTUAL:
        from osteo_core.cohorts.worlds.paper import draw

        return draw(n, seed).table
    if cohort == LIFE:
        from osteo_core.training.life.people import training_table

        return training_table(n, seed)
    path = Path(cohort)
    if not path.is_file():
        raise InvalidInput(Problem(str(path), "training.no_cohort", {}))
    return pd.read_parquet(path)


def input_places(cohort: str) -> tuple[str, ...]:
    """The field or indicator at each of the network's input places, for the people of that cohort."""
    if cohort == LIFE:
        from osteo_core.training.life.people import LIFE_INPUTS

        return LIFE_INPUTS
    from osteo_core.preprocessing.encode import ALL_INPUTS

    return ALL_INPUTS
