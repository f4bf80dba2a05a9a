"""Virtual people to judge a trained network by: new ones with everything measured, and those of its training drawn again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from osteo_core.cohorts.worlds.paper import VirtualCohort, bayes, draw
from osteo_core.cohorts.worlds.paper.targets import ROWS
from osteo_core.inference.artifact import Artifact
from osteo_core.inference.prediction import Prediction, predict
from osteo_core.model import load_model
from osteo_core.preprocessing.encode import reduced
from osteo_core.preprocessing.splits import train_test_split
from osteo_core.training.data import raw_inputs
from osteo_core.training.train import TEST_SHARE

Array = NDArray[np.float64]
Say = Callable[[str], None]

ROW_MODALITIES: dict[str, tuple[str, ...]] = {name: modalities for name, (modalities, _) in ROWS.items()}
"""Table 2's rows: feature combination -> modalities."""

SIMPLIFIED_ROW = "DXA+Clinical+BTMs"
ALL_ROW = "All features"

FRESH_SEED, COVERAGE_SEED, RANKING_SEED, SPEED_SEED = 900_001, 900_002, 900_003, 900_004
"""Seeds that training did not use (20250374 to 20250377: cohort, intervals, hospital, comparisons)."""


def answers(artifact: Artifact, raw: Array, modalities: tuple[str, ...]) -> Prediction:
    """The model's answers from `modalities` alone."""
    return predict(artifact, artifact.preprocessor.complete(raw, reduced(raw, modalities)))


def osteoporosis(table: pd.DataFrame) -> Array:
    """(n,) 1 for osteoporosis, 0 for the other two classes."""
    return np.asarray(table["status"] == "osteoporosis", float)


@dataclass
class FreshCohort:
    """Complete virtual people whom no model has seen, with the models' and the Bayes-optimal answers by row, computed when asked for."""

    n: int
    seed: int
    say: Say

    @cached_property
    def cohort(self) -> VirtualCohort:
        self.say(f"drawing {self.n} people, seed {self.seed}")
        return draw(self.n, self.seed, complete=True)

    @cached_property
    def raw(self) -> Array:
        return raw_inputs(self.cohort.table)

    @cached_property
    def osteoporosis(self) -> Array:
        """(n,) 1 for osteoporosis, 0 for the other two classes."""
        return osteoporosis(self.cohort.table)

    @cached_property
    def fracture(self) -> Array:
        """(n,) the 10-year outcome, known for everybody in a virtual world."""
        return np.asarray(self.cohort.truth["fracture_outcome"], float)

    @cached_property
    def network(self) -> dict[str, Prediction]:
        """Answers of the full model by row."""
        return {row: self._answer("fusion", row) for row in ROW_MODALITIES}

    @cached_property
    def simplified(self) -> Prediction:
        """Answers of the simplified model on its own row."""
        return self._answer("simplified", SIMPLIFIED_ROW)

    @cached_property
    def limit(self) -> dict[str, pd.DataFrame]:
        """Bayes-optimal probabilities by row."""
        return {row: self._bayes(row) for row in ROW_MODALITIES}

    def _answer(self, name: str, row: str) -> Prediction:
        self.say(f"{name}: {row}")
        return answers(load_model(name).artifact, self.raw, ROW_MODALITIES[row])

    def _bayes(self, row: str) -> pd.DataFrame:
        self.say(f"Bayes-optimal: {row}")
        return bayes(self.cohort, ROW_MODALITIES[row])


def training_split(artifact: Artifact) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The training and the held-out people of a shipped model, drawn and split again as its training did."""
    record = artifact.training
    if record["cohort"] != "virtual":
        raise ValueError(f"the model was trained on {record['cohort']}; only the virtual cohort can be drawn again")
    table = draw(record["people"], record["seed"]).table
    train, test = train_test_split(table["status"].to_numpy(str), test_size=int(np.ceil(len(table) * TEST_SHARE)), seed=record["seed"])
    return table.iloc[train].reset_index(drop=True), table.iloc[test].reset_index(drop=True)
