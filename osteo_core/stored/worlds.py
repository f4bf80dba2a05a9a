"""What each kind of data adds in the paper's world and as in life, side by side: from `studies.worlds()`.

Everybody is virtual: nothing here is evidence about patients.
"""

from __future__ import annotations

import pandas as pd

BASE, ALL = "DXA+Clinical", "All features"
"""Rows that the others are compared with, and that holds everything."""
WORLDS, MODELS = ("life", "paper"), ("network", "limit")
OUTCOMES = ("osteoporosis", "fracture")
"""Those of both worlds; the paper's has no hip fracture."""


def areas(table: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """AUC by feature row: row, source ("life.network", "life.limit", "paper.network", …), estimate, low, high (95 %)."""
    one = table[table["outcome"] == outcome].drop_duplicates(["world", "row", "model"])
    return pd.DataFrame(
        {
            "row": one["row"], "source": one["world"] + "." + one["model"], "estimate": one["auc"], "low": one["low"], "high": one["high"],
        }
    ).reset_index(drop=True)  # fmt: skip


def thresholds(table: pd.DataFrame, outcome: str) -> tuple[float, ...]:
    """Thresholds at which decisions of an outcome were compared, lowest first."""
    return tuple(sorted(float(each) for each in table.loc[table["outcome"] == outcome, "threshold"].unique()))


def decisions(table: pd.DataFrame, outcome: str, threshold: float) -> pd.DataFrame:
    """What the networks' decisions gain at a threshold.

    Returns:
        One row a feature row and world, DXA and clinical factors first: row, world, n, auc, changed (share of people whose decision differs
        from that with DXA and clinical factors), net_benefit and gained (that minus the net benefit with DXA and clinical factors).
    """
    chosen = table[(table["outcome"] == outcome) & (table["threshold"] == threshold) & (table["model"] == "network")]
    base = chosen[chosen["row"] == BASE].set_index("world")["net_benefit"]
    added = chosen[chosen["row"] != "DXA"].assign(gained=lambda part: part["net_benefit"] - part["world"].map(base))
    return added[["row", "world", "n", "auc", "changed", "net_benefit", "gained"]].reset_index(drop=True)


def gain_of_everything(table: pd.DataFrame, outcome: str) -> dict[str, float]:
    """World -> AUC with all six kinds of data minus that with DXA and clinical factors, by the world's network."""
    found = areas(table, outcome).set_index(["source", "row"])["estimate"]
    return {world: float(found[f"{world}.network", ALL] - found[f"{world}.network", BASE]) for world in WORLDS}
