"""Explanations of many held-out people, as they ship: what moves the network over a whole group.

The people are virtual: what the network relies on here was put there by the generator, and is not evidence about patients.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from osteo_core.constants import SEED
from osteo_core.paper.printed.table3 import published

RESAMPLES = 2_000

By = Literal["feature", "modality"]
Array = NDArray[np.float64]


@dataclass(frozen=True)
class GlobalSample:
    """Shapley values (log-odds) of n people for both outcomes.

    Attributes:
        fields: id, outcome, field, modality, value (as entered, in catalogue units, yes = 1; NaN for a category), category, contribution.
            Fields that were not entered have no row.
        modalities: id, outcome, modality, contribution; modalities that are absent have no row.
        people: id, outcome, complete (all six modalities), baseline, log_odds, probability.
    """

    fields: pd.DataFrame
    modalities: pd.DataFrame
    people: pd.DataFrame

    @property
    def ids(self) -> NDArray[np.object_]:
        """(n,) the people, in the order of a mask."""
        return np.asarray(self.people["id"].unique(), object)

    @property
    def complete(self) -> NDArray[np.bool_]:
        """(n,) who has all six modalities."""
        return np.asarray(self.people.drop_duplicates("id")["complete"], bool)


def importance(sample: GlobalSample, outcome: str, by: By = "feature", people: NDArray[np.bool_] | None = None) -> pd.DataFrame:
    """Mean |SHAP| of each field or modality, largest first, with percentile bootstrap intervals over people.

    Args:
        people: (n,) whom to count, in the order of `sample.ids`; None: everybody.

    Returns:
        field (by feature only), modality, n (of those counted, how many have it), value, low, high, rank, paper_rank (in Table 3, None
        where it is not listed, and for modalities). The mean is over everybody counted; whoever lacks the field adds 0.

    Raises:
        ValueError: nobody to count.

    Sources: mean |SHAP|, Lundberg & Lee 2017; percentile bootstrap, Efron & Tibshirani 1993, chapter 13.
    """
    chosen = sample.ids if people is None else sample.ids[people]
    if not len(chosen):
        raise ValueError("nobody to count")
    rows = sample.fields if by == "feature" else sample.modalities
    rows = rows[(rows["outcome"] == outcome) & rows["id"].isin(chosen)]
    name = "field" if by == "feature" else "modality"
    table = rows.pivot(index="id", columns=name, values="contribution").reindex(chosen)
    moved = table.abs().fillna(0.0).to_numpy()
    low, high = _interval(moved)
    found = pd.DataFrame({name: table.columns, "n": table.notna().sum().to_numpy(), "value": moved.mean(0), "low": low, "high": high})
    if by == "feature":
        found.insert(1, "modality", found["field"].map(rows.drop_duplicates("field").set_index("field")["modality"]))
    found = found.sort_values(["value", name], ascending=[False, True], ignore_index=True)
    listed = {field: place + 1 for place, field in enumerate(published(outcome).index)} if by == "feature" else {}
    return found.assign(rank=np.arange(len(found)) + 1, paper_rank=pd.Series([listed.get(key) for key in found[name]], dtype=object))


def _interval(moved: Array) -> tuple[Array, Array]:
    """95 % ends (k,) of the column means of (n, k), people drawn again with replacement."""
    n = len(moved)
    drawn = np.random.default_rng(SEED).multinomial(n, np.full(n, 1 / n), size=RESAMPLES)
    low, high = np.quantile(drawn @ moved / n, (0.025, 0.975), axis=0)
    return low, high
