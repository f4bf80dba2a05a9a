"""Own people for these tests: a small table drawn from the world as in life, and a training small enough to run many times."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from osteo_core.cohorts.worlds.life import draw
from osteo_core.inference.model_names import MODELS
from osteo_core.training.fold import FoldSettings
from osteo_core.training.own.request import OwnTraining

FIELDS = [
    "manufacturer", "lumbar_spine_bmd", "femoral_neck_bmd", "total_hip_bmd", "age", "sex", "height_cm", "weight_kg", "prior_fracture",
    "glucocorticoid_use", "status", "fracture_time", "fracture_event",
]  # fmt: skip


def drawn() -> pd.DataFrame:
    """260 people with a scan and clinical fields; status and fractures are common enough to be learned by these few."""
    table = draw(260, 11, complete=True).table[FIELDS].reset_index(drop=True)
    rng = np.random.default_rng(3)
    risk = 0.05 * (table["age"] - 65) - 6 * (table["femoral_neck_bmd"] - 0.75)
    table["status"] = pd.cut(
        risk + rng.normal(0, 1.2, len(table)), [-np.inf, -0.6, 0.6, np.inf], labels=["normal", "osteopenia", "osteoporosis"]
    )
    table["status"] = table["status"].astype(str)
    fractured = rng.random(len(table)) < 1 / (1 + np.exp(1.2 - risk))
    table["fracture_time"] = np.where(fractured, rng.uniform(0.5, 9.5, len(table)), 10.5)
    table["fracture_event"] = fractured.astype(float)
    return table


@pytest.fixture(scope="session")
def people() -> pd.DataFrame:
    return drawn()


@pytest.fixture(scope="session")
def table(people: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("own-people") / "people.parquet"
    people.to_parquet(path)
    return path


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty models folder in force."""
    folder = tmp_path / "models"
    monkeypatch.setenv(MODELS, str(folder))
    return folder


def small(data: Path, **more: object) -> OwnTraining:
    """A training of a few seconds: two outer folds, two inner ones, two epochs, logistic regression alone beside it."""
    fold = FoldSettings(epochs=2, batch_size=64, learning_rate=5e-3, averaging=0.8)
    given = {"name": "mine", "start": "none", "repeats": 1, "outer": 2, "inner": 2, "rivals": ("logistic",), "jobs": 1, "fold": fold} | more
    return OwnTraining(data=data, **given)  # type: ignore[arg-type]
