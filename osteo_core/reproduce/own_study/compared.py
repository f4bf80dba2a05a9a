"""One comparison of the study: models learned from some people of the earlier NHANES cycles, tested on 2017 to March 2020."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray
from scipy.special import expit

from osteo_core.constants import SEED, STATUSES
from osteo_core.evaluation.calibration.intercept_slope import brier, calibration
from osteo_core.evaluation.discrimination.auc import auc
from osteo_core.inference.artifact import Artifact
from osteo_core.inference.ensemble import Ensemble
from osteo_core.model import load_model
from osteo_core.patients.columns import Columns, columns_of, harmonise
from osteo_core.preprocessing.encode import ALL_INPUTS, INPUTS, encode
from osteo_core.preprocessing.splits import train_test_split
from osteo_core.rivals.models import lightgbm, logistic_regression
from osteo_core.scores import osta
from osteo_core.training.fold import FoldSettings
from osteo_core.training.nhanes.people import people
from osteo_core.training.own.fit import Fitted, Learning, fit, log_odds
from osteo_core.training.own.request import FOLD
from osteo_core.training.own.tensors import OwnTargets, readable

Array = NDArray[np.float64]

START = "life"
WITHHELD = INPUTS["dxa"]
OSTEOPOROSIS = STATUSES.index("osteoporosis")
_INNER = 5


@dataclass(frozen=True, kw_only=True)
class Survey:
    """Participants: network inputs of each layout (n, WIDTH), bone status (n,), OST (n,) of which more is more risk."""

    inputs: dict[str, Array]
    status: NDArray[np.int64]
    ost: Array

    def of(self, who: NDArray[np.int64]) -> Survey:
        """Some of them."""
        return Survey(inputs={name: raw[who] for name, raw in self.inputs.items()}, status=self.status[who], ost=self.ost[who])


@lru_cache(maxsize=1)
def survey() -> tuple[Survey, Survey]:
    """Everybody of the earlier cycles and of the test cycle, from the extract that ships."""
    training, test = people()
    return _survey(training), _survey(test)


def _survey(table: pd.DataFrame) -> Survey:
    full: Columns = harmonise(columns_of(table)).columns
    names = {"own": ALL_INPUTS, START: load_model(START).artifact.inputs}
    return Survey(
        inputs={layout: np.where(np.isin(inputs, WITHHELD), np.nan, encode(full, inputs)) for layout, inputs in names.items()},
        status=np.array([STATUSES.index(name) for name in table["status"]], np.int64),
        ost=-np.asarray(osta.for_columns(full)["ost"], float),
    )


def sample(training: Survey, size: int, repeat: int) -> Survey:
    """`size` people drawn without replacement, as many of each class of bone status as there are in all, rounded."""
    if size == len(training.status):
        return training
    _, drawn = train_test_split(training.status, test_size=size, seed=SEED + 10_007 * repeat + size)
    return training.of(drawn)


def compare(size: int, repeat: int, folder: Path, fold: FoldSettings = FOLD) -> pd.DataFrame:
    """size, repeat, model, n (tested), auc, brier, log_loss, slope: of osteoporosis by T-score, without the scan.

    OST gives no probability, so that only its AUC is there; a model that says the same of everybody has no slope. Networks that an
    interrupted comparison left in `folder` are taken up.
    """
    training, test = survey()
    drawn = sample(training, size, repeat)
    y = (test.status == OSTEOPOROSIS).astype(float)
    p = _answers(drawn, test, folder, f"study-{size}-{repeat}", SEED + repeat, fold)
    rows = [{"model": name, **_figures(y, values)} for name, values in p.items()]
    known = np.isfinite(test.ost)
    rows.append({"model": "ost", "n": int(known.sum()), "auc": auc(y[known], test.ost[known]).estimate})
    return pd.DataFrame(rows).assign(size=size, repeat=repeat)


def _answers(drawn: Survey, test: Survey, folder: Path, tag: str, seed: int, fold: FoldSettings) -> dict[str, Array]:
    """Model -> (n,) probability of osteoporosis of the test people."""
    own, started = (_learned(drawn, start, folder, f"{tag}-{start or 'nothing'}", seed, fold) for start in (None, START))
    y = (drawn.status == OSTEOPOROSIS).astype(float)
    seen, unseen = (readable(part.inputs["own"], own.preprocessor, WITHHELD) for part in (drawn, test))
    return {
        "nothing": _of_network(own, test.inputs["own"]),
        "shipped_start": _of_network(started, test.inputs[START]),
        "shipped": _shipped(test.inputs[START]),
        "logistic": expit(logistic_regression(own, seen, y, unseen, ("clinical",)).score),
        "lightgbm": expit(lightgbm(seen, y, unseen, ("clinical",)).score),
    }


def _learned(drawn: Survey, start: str | None, folder: Path, tag: str, seed: int, fold: FoldSettings) -> Fitted:
    """One network: the first of a fit over inner folds, stopped and calibrated as there; the others are not made."""
    raw = drawn.inputs[START if start else "own"]
    targets = OwnTargets(
        torch.tensor(drawn.status), torch.ones(len(raw)), torch.zeros(len(raw)), torch.zeros(len(raw))
    )  # fmt: skip
    learning = Learning(
        raw=raw, targets=targets, strata=drawn.status, modalities=("clinical",), withheld={"osteoporosis": WITHHELD},
        inputs=load_model(START).artifact.inputs if start else ALL_INPUTS, start=start, fold=fold, seed=seed, inner=_INNER, networks=1,
    )  # fmt: skip
    return fit(learning, folder, tag)


def _of_network(fitted: Fitted, raw: Array) -> Array:
    return np.asarray(expit(log_odds(fitted, raw, WITHHELD)[:, OSTEOPOROSIS]))


@lru_cache(maxsize=1)
def _as_shipped() -> Fitted:
    artifact: Artifact = load_model(START).artifact
    first = Ensemble(artifact.ensemble.networks[:1], artifact.ensemble.calibration)
    return Fitted(ensemble=first, preprocessor=artifact.preprocessor, hold=None, epochs=())


def _shipped(raw: Array) -> Array:
    return _of_network(_as_shipped(), raw)


def _figures(y: Array, p: Array) -> dict[str, float]:
    q = np.clip(p, 1e-9, 1 - 1e-9)
    return {
        "n": len(y), "auc": auc(y, q).estimate, "brier": brier(y, q), "log_loss": float(-np.mean(y * np.log(q) + (1 - y) * np.log1p(-q))),
        "slope": calibration(y, q).slope if np.ptp(q) > 0 else np.nan,
    }  # fmt: skip
