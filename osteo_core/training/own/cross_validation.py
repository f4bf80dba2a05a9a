"""Answers out of fold: each person asked about by models that were made from the others, ours and simpler ones alike."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from osteo_core.constants import MODALITIES
from osteo_core.inference.assessment import OUTCOME_COLUMN, Outcome
from osteo_core.preprocessing.encode import present_modalities
from osteo_core.preprocessing.splits import folds
from osteo_core.rivals.models import Rival, explainable_boosting, lightgbm, logistic_regression
from osteo_core.training.own.fit import Fitted, Learning, fit, log_odds
from osteo_core.training.own.request import OwnTraining
from osteo_core.training.own.tensors import readable

Array = NDArray[np.float64]

OURS = "ours"


@dataclass(frozen=True, kw_only=True)
class Part:
    """One outer fold (of `outer`) of one repeat: everybody, those who are asked about among them. `rivals`: simpler models beside ours."""

    learning: Learning
    repeat: int
    number: int
    outer: int
    folder: Path
    rivals: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"answers-{self.repeat}-{self.number}"

    @property
    def result(self) -> Path:
        """Where the answers lie once they are all there."""
        return self.folder / f"{self.name}.parquet"


def parts_of(learning: Learning, asked: OwnTraining, folder: Path) -> list[Part]:
    """Every outer fold of every repeat."""
    return [
        Part(learning=learning, repeat=repeat, number=number, outer=asked.outer, folder=folder, rivals=asked.rivals)
        for repeat in range(asked.repeats)
        for number in range(asked.outer)
    ]


def split(part: Part) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Places of those who are learned from and of those who are asked about."""
    fold_of = folds(part.learning.strata, k=part.outer, seed=part.learning.seed + 7_919 * (part.repeat + 1))
    return np.flatnonzero(fold_of != part.number), np.flatnonzero(fold_of == part.number)


def answer(part: Part) -> pd.DataFrame:
    """The answers for one outer fold.

    Returns:
        place (of the person), repeat, fold, outcome, model, p; of bone status p_normal and p_osteopenia too (NaN for the others).
    """
    inside, outside = split(part)
    learning = part.learning.of(inside)
    part.folder.mkdir(parents=True, exist_ok=True)
    fitted = fit(learning, part.folder, part.name)
    asked = part.learning.raw[outside]
    found = []
    for outcome, withheld in learning.withheld.items():
        ours = _probability(log_odds(fitted, asked, withheld))
        status = {"p_normal": ours[:, 0], "p_osteopenia": ours[:, 1]} if outcome == "osteoporosis" else {}
        found.append(_rows(part, outside, outcome, OURS, ours[:, OUTCOME_COLUMN[outcome]]).assign(**status))
        for name in part.rivals:
            rival = _rival(name, fitted, learning, outcome, asked)
            found.append(_rows(part, outside, outcome, name, _probability(rival.score)))
    clear(part.folder, part.name)
    return pd.concat(found, ignore_index=True)


def clear(folder: Path, tag: str) -> None:
    """Take away the networks of a fit whose answers are there."""
    for path in sorted(folder.glob(f"{tag}-*")):
        path.unlink(missing_ok=True)


def _rival(name: str, fitted: Fitted, learning: Learning, outcome: Outcome, asked: Array) -> Rival:
    """A simpler model, tuned within the same people, from the same inputs."""
    withheld = learning.withheld[outcome]
    train, test = (readable(raw, fitted.preprocessor, withheld) for raw in (learning.raw, asked))
    targets = learning.targets
    if outcome == "osteoporosis":
        y, weight = (targets.status.numpy() == 2).astype(float), targets.known.double().numpy()
    else:
        y, weight = targets.fracture.double().numpy(), targets.weight.double().numpy()
    known = weight > 0
    modalities = tuple(m for m, here in zip(MODALITIES, np.asarray(present_modalities(train).any(0)), strict=True) if here)
    people, happened, weighing = train[known], y[known], weight[known]
    if name == "logistic":
        return logistic_regression(fitted, people, happened, test, modalities, weighing)
    make = lightgbm if name == "lightgbm" else explainable_boosting
    return make(people, happened, test, modalities, weighing)


def _probability(score: Array) -> Array:
    from scipy.special import expit

    return np.asarray(expit(score), float)


def _rows(part: Part, who: NDArray[np.int64], outcome: str, model: str, p: Array) -> pd.DataFrame:
    return pd.DataFrame({"place": who, "repeat": part.repeat, "fold": part.number, "outcome": outcome, "model": model, "p": p})
