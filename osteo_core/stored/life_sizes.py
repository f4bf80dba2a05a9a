"""How far the network of the world as in life stays below the best possible answer, by the number of people that it learned from."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from osteo_core.errors import ArtifactError
from osteo_core.inference.sums import check_sums
from osteo_core.locations import ARTIFACTS_DIR
from osteo_core.released import read_parquet

HOME = ARTIFACTS_DIR / "life_sizes"
TABLE, CARD = "life_sizes.parquet", "card.json"
QUESTIONS = (
    ("clinical", "osteoporosis"),
    ("dxa+clinical", "fracture"), ("dxa+clinical", "hip_fracture"), ("all", "fracture"), ("all", "hip_fracture"),
)  # fmt: skip
"""Data given -> outcome. Bone status is asked without a scan: with one, hardly anything of it is left open."""
COLUMNS = ("people", "steps", "networks", "data", "outcome", "auc", "limit", "distance")


def measured(folder: Path = HOME) -> pd.DataFrame:
    """A row a network (or all five together, `networks` 5) and question: COLUMNS.

    people: whom each network learned from. auc, limit: the AUC to be expected of it and of the best possible answer, on the same people
    whose true probabilities are known. distance: mean absolute difference of their log-odds.

    Raises:
        ArtifactError: missing or altered.
    """
    check_sums(folder, (TABLE, CARD), "shipped.missing", command="osteo reproduce life_sizes")
    table = read_parquet(folder / TABLE)
    if not set(COLUMNS) <= set(table):
        raise ArtifactError("artifact.file_unreadable", file=f"{folder.name}/{TABLE}")
    return table


def gaps(table: pd.DataFrame) -> pd.DataFrame:
    """people, networks, data, outcome, gap (AUC of the best possible answer minus the network's), low, high, distance.

    Where several networks learned from as many people, each from a fifth less of the same, the gap is their mean and low and high their
    extremes; those of one network are its gap.
    """
    keys = ["people", "networks", "data", "outcome"]
    each = table.assign(gap=table["limit"] - table["auc"]).groupby(keys, sort=False)
    found = each.agg(low=("gap", "min"), high=("gap", "max"), gap=("gap", "mean"), distance=("distance", "mean")).reset_index()
    order = {question: place for place, question in enumerate(QUESTIONS)}
    return found.sort_values(
        ["people", "networks", "data"], key=lambda c: c if c.name != "data" else _places(found, order), ignore_index=True, kind="stable"
    )


def _places(found: pd.DataFrame, order: dict[tuple[str, str], int]) -> pd.Series:
    return pd.Series([order[question] for question in zip(found["data"], found["outcome"], strict=True)], index=found.index)
