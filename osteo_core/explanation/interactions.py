"""The fields with which a field's contribution varies most: a quick look for interactions, not a test."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from osteo_core.catalogue import CATALOGUE
from osteo_core.explanation.global_sample import GlobalSample
from osteo_core.inference.assessment import Outcome

Array = NDArray[np.float64]

FEWEST = 50
"""People who must have both fields: with fewer, ten bins would hold fewer than five each."""


def interacting_fields(sample: GlobalSample, outcome: Outcome, field: str, people: NDArray[np.bool_] | None = None) -> pd.DataFrame:
    """The other fields, the one that goes along most with this field's contribution first: field, strength, n.

    The rule is that of `shap.utils.approximate_interactions`: people are put in order of this field's value and cut into ten bins (of 50
    people at most); within each bin the contribution is correlated with the other field's value, and the sizes of the correlations are
    averaged. Two departures, since not everybody has every field: each pair is looked at among those who have both, n of them, and what
    chance alone gives in bins of that size is taken off. On people who have everything the order is shap's.
    A category counts once for each of its levels, and the level that goes along most stands for it.

    Raises:
        KeyError: nobody counted has this field.
    """
    rows = sample.fields[sample.fields["outcome"] == outcome]
    if people is not None:
        rows = rows[rows["id"].isin(sample.ids[people])]
    own = rows[rows["field"] == field].set_index("id")
    if own.empty:
        raise KeyError(field)
    rows = rows[(rows["field"] != field) & rows["id"].isin(own.index)]
    order = own.assign(code=_codes(own, field)[:, 0]).sort_values("code", kind="stable")
    contribution = order["contribution"]
    found = []
    for other, part in rows.groupby("field", sort=False):
        part = part.set_index("id").reindex(order.index.intersection(pd.Index(part["id"]), sort=False))
        if len(part) >= FEWEST:
            moved = contribution.loc[part.index].to_numpy()
            found.append((other, max(strength(moved, column) for column in _codes(part, str(other)).T), len(part)))
    table = pd.DataFrame(found, columns=["field", "strength", "n"])
    return table.sort_values("strength", ascending=False, kind="stable", ignore_index=True)


def strength(contribution: Array, other: Array) -> float:
    """Mean size of the correlation of the two within bins, less what chance gives; both (n,) in order of the field that is explained.

    Bins in which either is the same for all count as 0, as in shap. Chance: E|r| of m independent pairs is about √(2 / (π (m − 1))).
    """
    n = len(contribution)
    width = max(min(n // 10, 50), 1)
    sizes = []
    for start in range(0, n, width):
        first, second = contribution[start : start + width], other[start : start + width]
        if len(first) < 3 or not first.std() > 0 or not second.std() > 0:
            sizes.append(0.0)
            continue
        r = np.mean((first - first.mean()) * (second - second.mean())) / (first.std() * second.std())
        sizes.append(abs(float(r)) - float(np.sqrt(2 / (np.pi * (len(first) - 1)))))
    return float(np.mean(sizes))


def _codes(rows: pd.DataFrame, field: str) -> Array:
    """(n, k) numbers of a field: its value, or a column of 0 and 1 for each category."""
    categories = CATALOGUE[field].categories if field in CATALOGUE else ()
    if not categories:
        return rows["value"].to_numpy(float)[:, None]
    levels = [level for level in categories if (rows["category"] == level).any()] or [categories[0]]
    return np.column_stack([(rows["category"] == level).to_numpy(float) for level in levels])


def slopes(sample: GlobalSample, outcome: Outcome, field: str, other: str) -> dict[bool, float]:
    """Log-odds that one unit more of `field` contributes, by least squares, among people with (True) and without (False) a yes to `other`.

    Raises:
        KeyError: nobody has both fields.
    """
    rows = sample.fields[sample.fields["outcome"] == outcome]
    own = rows[rows["field"] == field].set_index("id")
    answer = rows[rows["field"] == other].set_index("id")["value"].reindex(own.index)
    found = {}
    for yes in (False, True):
        part = own[(answer == float(yes)).to_numpy()]
        if part.empty:
            raise KeyError(other)
        found[yes] = float(np.polyfit(part["value"], part["contribution"], 1)[0])
    return found
