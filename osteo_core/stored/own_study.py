"""The study of how many people an own model takes, as it ships: by size and model the mean over its repeats, and their spread."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from osteo_core.errors import ArtifactError
from osteo_core.inference.sums import check_sums
from osteo_core.locations import ARTIFACTS_DIR
from osteo_core.released import read_parquet

SIZES, REPEATS = (100, 200, 500, 1_000, 2_000, 5_000), 20
MODELS = ("nothing", "shipped_start", "shipped", "logistic", "lightgbm", "ost")
"""The network from nothing, from the shipped one, the shipped one as it is; logistic regression, LightGBM and OST."""
HOME = ARTIFACTS_DIR / "own_study"
TABLE, CARD = "own_study.parquet", "card.json"
FIGURES = ("auc", "brier", "log_loss", "slope")
LOW, HIGH = 0.025, 0.975


def comparisons(folder: Path = HOME) -> pd.DataFrame:
    """Every comparison: size, repeat, model, n, auc, brier, log_loss, slope. Raises ArtifactError where it is missing or altered."""
    check_sums(folder, (TABLE, CARD), "shipped.missing", command="osteo reproduce own_study")
    table = read_parquet(folder / TABLE)
    if not {"size", "repeat", "model", *FIGURES} <= set(table):
        raise ArtifactError("artifact.file_unreadable", file=f"{folder.name}/{TABLE}")
    return table


def by_size(table: pd.DataFrame, figure: str = "auc") -> pd.DataFrame:
    """size, model, repeats, estimate, low, high (2.5th and 97.5th percentile over the repeats); models in the order of MODELS.

    The estimate is the mean; of slopes the median, since a model that has hardly learned can have one of a hundred. The spread is that of
    drawing other people to learn from; the test people are the same each time.
    """
    known = table[table[figure].notna()]
    groups = known.groupby(["size", "model"], sort=True)[figure]
    found = groups.agg(
        repeats="count", estimate="median" if figure == "slope" else "mean",
        low=lambda values: values.quantile(LOW), high=lambda values: values.quantile(HIGH)
    )  # fmt: skip
    return found.reset_index().sort_values(
        ["size", "model"], key=lambda c: c.map(MODELS.index) if c.name == "model" else c, ignore_index=True
    )  # fmt: skip


def worth_it(table: pd.DataFrame, model: str, against: str, figure: str = "auc") -> int | None:
    """The least size from which on `model` is on average better than `against` at every size; None where there is none."""
    wide = by_size(table, figure).pivot(index="size", columns="model", values="estimate").sort_index()
    sign = 1 if figure == "auc" else -1
    better = (sign * (wide[model] - wide[against]) > 0).to_numpy()
    always = [size for place, size in enumerate(wide.index) if better[place:].all()]
    return int(always[0]) if always else None
