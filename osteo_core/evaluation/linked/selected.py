"""A part of the people, by limits of age, T-score and risk and by group: what a brush leaves, worked out here in words and numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from osteo_core.evaluation.linked.cells import Cells

Limits = tuple[float, float]
_SUMS = ["n", "known", "events", "weight", "weighted_events", "risk_weight", "weighted_risk"]


@dataclass(frozen=True, kw_only=True)
class Region:
    """Limits, both ends within; None where a quantity has none. Who lacks what has limits is outside. `group`: a place among the labels."""

    age: Limits | None = None
    t: Limits | None = None
    risk: Limits | None = None
    group: int | None = None

    def of(self, table: pd.DataFrame) -> pd.DataFrame:
        """The cells whose middles lie within."""
        inside = np.ones(len(table), bool)
        for name in ("age", "t", "risk"):
            if (limits := getattr(self, name)) is not None:
                inside &= ((table[name] >= limits[0]) & (table[name] <= limits[1])).to_numpy()
        if self.group is not None:
            inside &= (table["group"] == self.group).to_numpy()
        return table[inside]


@dataclass(frozen=True, kw_only=True)
class Selected:
    """What holds of a part.

    Attributes:
        n, known (outcome), events, without_t, without_risk: people.
        by_group: group (place), all (everybody of the group), n, known, events, observed (share, weighted), risk (mean, of those with
            a known outcome and a risk); NaN where there is nobody.
        by_risk: low, high (limits of a bar), all, n.
        calibration: tenth, n (with a risk and a known outcome), predicted, observed (weighted).
    """

    n: int
    known: int
    events: int
    without_t: int
    without_risk: int
    by_group: pd.DataFrame
    by_risk: pd.DataFrame
    calibration: pd.DataFrame


def select(cells: Cells, region: Region) -> Selected:
    """Count the part of the people in a region."""
    everybody, part = cells.table, region.of(cells.table)
    return Selected(
        n=int(part["n"].sum()),
        known=int(part["known"].sum()),
        events=int(part["events"].sum()),
        without_t=int(part.loc[part["t"].isna(), "n"].sum()),
        without_risk=int(part.loc[part["risk"].isna(), "n"].sum()),
        by_group=_by_group(everybody, part),
        by_risk=_by_risk(cells, everybody, part),
        calibration=_calibration(part),
    )


def _by_group(everybody: pd.DataFrame, part: pd.DataFrame) -> pd.DataFrame:
    whole = everybody.groupby("group")["n"].sum()
    sums = part.groupby("group")[_SUMS].sum().reindex(whole.index)
    counts = sums[["n", "known", "events"]].fillna(0).astype(int)
    shares = pd.DataFrame({"observed": sums["weighted_events"] / sums["weight"], "risk": sums["weighted_risk"] / sums["risk_weight"]})
    return pd.concat([whole.rename("all"), counts, shares.replace([np.inf, -np.inf], np.nan)], axis=1).reset_index()


def _by_risk(cells: Cells, everybody: pd.DataFrame, part: pd.DataFrame) -> pd.DataFrame:
    low = np.round(np.arange(cells.bars) * cells.bar, 6)
    bars = pd.DataFrame({"low": low, "high": np.round(low + cells.bar, 6)})
    middles = np.round((np.arange(cells.bars) + 0.5) * cells.bar, 6)
    for name, table in (("all", everybody), ("n", part)):
        bars[name] = table.groupby("risk")["n"].sum().reindex(middles).fillna(0).astype(int).to_numpy()
    return bars


def _calibration(part: pd.DataFrame) -> pd.DataFrame:
    judged = part[(part["tenth"] > 0) & (part["weight"] > 0)]
    sums = judged.groupby("tenth")[["known", "weight", "weighted_events", "weighted_risk"]].sum()
    return pd.DataFrame(
        {
            "tenth": sums.index, "n": sums["known"], "predicted": sums["weighted_risk"] / sums["weight"],
            "observed": sums["weighted_events"] / sums["weight"],
        }
    ).reset_index(drop=True)  # fmt: skip
