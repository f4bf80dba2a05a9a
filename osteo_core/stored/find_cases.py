"""Find cases: the explained virtual people, ranked by how well they fit a description ("missed by the network", "oldest", …).

The people are virtual and held out of the training: what became of them is what the generator made of them.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from osteo_core.locations import ARTIFACTS_DIR
from osteo_core.released import read_parquet, reading
from osteo_core.stored import studies as shipped
from osteo_core.stored.explanations import load_sample

Outcome = Literal["osteoporosis", "fracture"]
Kind = Literal["false_negative", "false_positive", "uncertain", "frax_style", "dxa_only", "missing", "oldest", "youngest"]

OUTCOMES: tuple[Outcome, ...] = ("osteoporosis", "fracture")
OF_THRESHOLD: tuple[Kind, ...] = ("false_negative", "false_positive")
_KINDS: tuple[Kind, ...] = (*OF_THRESHOLD, "uncertain", "frax_style", "dxa_only", "missing", "oldest", "youngest")


def kinds(outcome: Outcome) -> tuple[Kind, ...]:
    """The descriptions that make sense of an outcome: the FRAX-style score is of fracture alone."""
    return tuple(kind for kind in _KINDS if kind != "frax_style" or outcome == "fracture")


def people() -> pd.DataFrame:
    """One row an explained person, in the order of the test set.

    Returns:
        id, age, sex, ethnicity, status, fracture_10y, fracture_time, fracture_event, absent (how many of the six kinds of data are not
        there), frax_style, and by outcome `<outcome>_true` (1, 0; NaN where follow-up was too short), `<outcome>` (the network's
        probability), `<outcome>_low`, `<outcome>_high` (95 % interval) and `<outcome>_dxa_only` (given the scan alone).

    Raises:
        ArtifactError: as `shipped.table` and `load_sample`.
    """
    recorded = shipped.table("test")
    recorded = recorded[recorded["id"].isin(load_sample().ids)].reset_index(drop=True)
    path = ARTIFACTS_DIR / "fusion" / "heldout.parquet"
    with reading(path):
        intervals = read_parquet(path).set_index("id").loc[recorded["id"]].reset_index()
    table = recorded[["id", "age", "sex", "ethnicity", "status", "fracture_10y", "fracture_time", "fracture_event"]].assign(
        absent=5 - recorded["modalities"].str.count(r"\+"), frax_style=recorded["p_fracture_frax_style"],
        osteoporosis_true=(recorded["status"] == "osteoporosis").astype(float), fracture_true=recorded["fracture_10y"],
    )  # fmt: skip
    for outcome in OUTCOMES:
        table[outcome] = recorded[f"p_{outcome}_fusion"]
        table[f"{outcome}_dxa_only"] = recorded[f"p_{outcome}_dxa_only"]
        for end in ("low", "high"):
            table[f"{outcome}_{end}"] = intervals[f"p_{outcome}_{end}"]
    return table


def find_cases(table: pd.DataFrame, kind: Kind, outcome: Outcome, *, threshold: float = 0.5, sex: str | None = None) -> tuple[str, ...]:
    """Ids of those who answer to a description, the plainest case first, equal ones by id.

    Args:
        table: as `people` gives it.
        kind: false_negative and false_positive: the outcome is known and lies on the other side of `threshold` (a probability at or above
            it counts as positive), the furthest first. uncertain: the widest interval on the scale of probability. frax_style, dxa_only:
            the largest distance between the network's probability and the other's. missing: the most kinds of data not there, one at least.
        sex: only these; None: everybody.

    Raises:
        ValueError: the description does not fit the outcome.
    """
    if kind not in kinds(outcome):
        raise ValueError(f"{kind!r} does not fit {outcome}; there are {', '.join(kinds(outcome))}")
    among = table if sex is None else table[table["sex"] == sex]
    rank = _rank(among, kind, outcome, threshold)
    order = among.assign(rank=rank).dropna(subset="rank").sort_values(["rank", "id"], ascending=[False, True])
    return tuple(order["id"])


def _rank(table: pd.DataFrame, kind: Kind, outcome: Outcome, threshold: float) -> pd.Series:
    """How well each answers to the description, NaN for who does not."""
    risk, true = table[outcome], table[f"{outcome}_true"]
    if kind == "false_negative":
        return (1 - risk).where((true == 1) & (risk < threshold), np.nan)
    if kind == "false_positive":
        return risk.where((true == 0) & (risk >= threshold), np.nan)
    ranks = {
        "uncertain": table[f"{outcome}_high"] - table[f"{outcome}_low"],
        "frax_style": (risk - table["frax_style"]).abs(),
        "dxa_only": (risk - table[f"{outcome}_dxa_only"]).abs(),
        "missing": table["absent"].where(table["absent"] > 0).astype(float),
        "oldest": table["age"],
        "youngest": -table["age"],
    }
    return ranks[kind]
