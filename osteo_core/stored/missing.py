"""Completeness of the data: each field by group, and the combinations of kinds of data that people have."""

from __future__ import annotations

import numpy as np
import pandas as pd

from osteo_core.catalogue import CATALOGUE
from osteo_core.constants import MODALITIES

PANEL = "snps"
"""The genes' one row: they are known or missing together."""
_WOMEN_ONLY = ("postmenopausal",)


def shares_known(people: pd.DataFrame, group: str) -> pd.DataFrame:
    """Share of each group's people whose field is known: modality, field, group, n, known, share (0..1).

    The fields are those that a form asks for; the SNPs count as one field (`PANEL`), known where any of them is. A field that is asked of
    women only counts women only.
    """
    labels = list(dict.fromkeys(people[group]))
    rows = []
    for modality in MODALITIES:
        for field, known in _fields(people, modality).items():
            asked = (people["sex"] == "female") if field in _WOMEN_ONLY else pd.Series(True, people.index)
            for label in labels:
                answered = known[asked & (people[group] == label)]
                share = float(answered.mean()) if len(answered) else float("nan")
                rows.append(
                    {"modality": modality, "field": field, "group": label, "n": len(answered), "known": int(answered.sum()), "share": share}
                )
    return pd.DataFrame(rows)


def _fields(people: pd.DataFrame, modality: str) -> dict[str, pd.Series]:
    if modality == "gene":
        return {PANEL: people[list(CATALOGUE.snp_names)].notna().any(axis=1)}
    names = (feature.name for feature in CATALOGUE.entered(modality) if feature.name in people.columns)
    return {name: people[name].notna() for name in names}


def patterns(people: pd.DataFrame) -> pd.DataFrame:
    """How many people have each combination of kinds of data, the commonest first: one 0/1 column a modality, people, share (0..1).

    A modality is there where any field of it is known.
    """
    numeric = {m: [f.name for f in CATALOGUE.of(m) if f.name in people.columns and f.is_numeric] for m in MODALITIES}
    have = pd.DataFrame({m: people[names].notna().any(axis=1).astype(int) for m, names in numeric.items()})
    counts = have.groupby(list(MODALITIES)).size().rename("people").reset_index()
    counts = counts.sort_values(["people", *MODALITIES], ascending=[False, *[False] * len(MODALITIES)], ignore_index=True)
    return counts.assign(share=counts["people"] / np.maximum(len(people), 1))
