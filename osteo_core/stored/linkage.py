"""How well the search for duplicates did, with examples: only here is it known who is who.

The pool is the stand-in of `cohorts.registries`: people, ineligible people and second records are made from the virtual cohort, so each
record carries the person it belongs to, which the linkage does not see. What is found here is stored by `osteo reproduce linkage_examples`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from osteo_core.cohorts.linkage import THRESHOLD, Linkage
from osteo_core.evaluation.discrimination.auc import named
from osteo_core.evaluation.discrimination.roc import wilson
from osteo_core.inference.sums import check_sums
from osteo_core.locations import ARTIFACTS_DIR
from osteo_core.released import read_json

if TYPE_CHECKING:
    from osteo_core.cohorts.selection import Selection

HOME, FILE = ARTIFACTS_DIR / "cohort", "linkage.json"
THRESHOLDS = (0.5, 0.65, THRESHOLD, 0.9, 0.95)
EXAMPLES = 4
COMPARED = ("age", "first_visit", "height_cm", "weight_kg", "femoral_neck_bmd")
"""What of a pair of records is shown."""


def examine(pool: pd.DataFrame, every_pair: Linkage, selection: Selection) -> dict[str, Any]:
    """What the stored file holds, from the raw pool, the candidate pairs with whatever probability, and the selection that was made of it.

    Returns:
        records, candidates, duplicates (records of somebody who has another); thresholds: threshold, pairs, right; by_sources: source_a,
        source_b, duplicates, found, right; examples: kind (surest, least_sure, refused: the likeliest pairs under the threshold),
        probability, same (one person), sources, sex, ethnicity and of each field of `COMPARED` both values; checks: key, fields, records,
        action; balance: how the people analysed differ from those the pool was made from.
    """
    person = pool.set_index("id")["person"]
    pairs = every_pair.pairs.assign(same=every_pair.pairs["id_a"].map(person).to_numpy() == every_pair.pairs["id_b"].map(person).to_numpy())
    accepted = pairs[pairs["match_probability"] >= THRESHOLD]
    return {
        "records": len(pool),
        "candidates": every_pair.candidates,
        "duplicates": int(len(pool) - person.nunique()),
        "thresholds": [_at(pairs, threshold) for threshold in THRESHOLDS],
        "by_sources": _by_sources(pool, accepted),
        "examples": _examples(pool, pairs),
        "checks": [
            {"key": finding.key, "fields": list(finding.fields), "records": finding.count, "action": finding.action}
            for finding in selection.quality.findings
        ],
        "balance": _balance(pool, selection.table, accepted),
    }


def _at(pairs: pd.DataFrame, threshold: float) -> dict[str, float]:
    accepted = pairs[pairs["match_probability"] >= threshold]
    return {"threshold": threshold, "pairs": len(accepted), "right": int(accepted["same"].sum())}


def _by_sources(pool: pd.DataFrame, accepted: pd.DataFrame) -> list[dict[str, Any]]:
    """For each pair of sources: people in both, pairs found, and how many of those are right."""
    members = pool.groupby("source")["person"].agg(set)
    sources = list(pd.unique(pool["source"]))
    rows = []
    for i, a in enumerate(sources):
        for b in sources[i + 1 :]:
            between = accepted[accepted["source_a"].isin([a, b]) & accepted["source_b"].isin([a, b])]
            both = len(members[a] & members[b])
            rows.append({"source_a": a, "source_b": b, "duplicates": both, "found": len(between), "right": int(between["same"].sum())})
    return rows


def _examples(pool: pd.DataFrame, pairs: pd.DataFrame) -> list[dict[str, Any]]:
    ordered = pairs.sort_values(["match_probability", "id_a", "id_b"], ascending=[False, True, True])
    accepted = ordered["match_probability"] >= THRESHOLD
    kinds = {
        "surest": ordered[accepted].head(EXAMPLES),
        "least_sure": ordered[accepted].tail(EXAMPLES),
        "refused": ordered[~accepted].head(EXAMPLES),
    }
    records = pool.set_index("id")
    return [_example(kind, pair, records) for kind, rows in kinds.items() for pair in rows.itertuples()]


def _example(kind: str, pair: Any, records: pd.DataFrame) -> dict[str, Any]:
    a, b = records.loc[pair.id_a], records.loc[pair.id_b]
    shown: dict[str, Any] = {
        "kind": kind, "probability": round(float(pair.match_probability), 4), "same": bool(pair.same),
        "sources": [pair.source_a, pair.source_b], "sex": a["sex"], "ethnicity": a["ethnicity"],
    }  # fmt: skip
    return shown | {name: [_plain(a[name]), _plain(b[name])] for name in COMPARED}


def _plain(value: object) -> object:
    """A value that JSON has: a number rounded to three decimals, None where it is missing."""
    if isinstance(value, (float, np.floating)):
        return None if np.isnan(value) else round(float(value), 3)
    return value


def _balance(pool: pd.DataFrame, analysed: pd.DataFrame, accepted: pd.DataFrame) -> dict[str, int]:
    """From the people the pool was made from to those analysed: people lost, of them those merged with somebody else, people counted
    twice, ineligible people who slipped in.
    """
    planted = pool["person"].str.startswith("X-")
    started = set(pool.loc[~planted, "person"])
    kept = analysed["person"]
    eligible = kept[kept.isin(started)]
    lost = started - set(eligible)
    wrong = accepted.loc[~accepted["same"], ["id_a", "id_b"]].to_numpy().ravel()
    merged = set(pool.loc[pool["id"].isin(wrong), "person"])
    return {
        "started": len(started),
        "lost": len(lost),
        "merged": len(lost & merged),
        "twice": int(eligible.duplicated().sum()),
        "ineligible": int((~kept.isin(started)).sum()),
        "analysed": len(kept),
    }


def load(folder: Path = HOME) -> dict[str, Any]:
    """The stored file, compared with its sum first.

    Raises:
        ArtifactError: missing or altered.
    """
    check_sums(folder, (FILE,), "shipped.missing", command="osteo reproduce linkage_examples")
    document: dict[str, Any] = read_json(folder / FILE)
    return document


def precision_and_recall(document: dict[str, Any]) -> pd.DataFrame:
    """By threshold: pairs, right, precision and recall (each _low, _high, Wilson's 95 %)."""
    rows = []
    for at in document["thresholds"]:
        precision, recall = wilson(at["right"], at["pairs"]), wilson(at["right"], document["duplicates"])
        rows.append(at | named("precision", precision) | named("recall", recall))
    return pd.DataFrame(rows)
