"""The search for duplicates made again, where it is known who is who.

    osteo reproduce linkage_examples

writes artifacts/cohort/linkage.json with its SHA-256 sum: how many pairs of records were found to be one person, how many of them are, with
examples, for the pool behind the selection of the shipped network's record (people in that order: training, then held out; same seed).
Takes about five seconds.
"""

from __future__ import annotations

import json
import sys

import pandas as pd

from osteo_core.cohorts.linkage import link
from osteo_core.cohorts.quality import check_quality
from osteo_core.cohorts.registries import raw_records
from osteo_core.cohorts.selection import select
from osteo_core.cohorts.worlds.paper import draw
from osteo_core.inference.sums import record_sums
from osteo_core.stored.cohort_study import HELDOUT, record
from osteo_core.stored.linkage import FILE, HOME, examine


def main() -> None:
    """Make the pool, search it, write what was found."""
    training = record()
    drawn = draw(training["people"], training["seed"]).table
    test = drawn["id"].isin(pd.read_parquet(HELDOUT, columns=["id"])["id"])
    pool = raw_records(pd.concat([drawn[~test], drawn[test]], ignore_index=True), training["seed"])
    selection = select(pool)
    recorded = [step["after"] for step in training["selection"]["steps"]]
    if [step.n_after for step in selection.steps] != recorded:
        raise SystemExit("the selection differs from that in the network's record")
    found = examine(pool, link(check_quality(pool).table, threshold=0.0), selection)
    document = {"made_by": "osteo reproduce linkage_examples", "seed": training["seed"], **found}
    HOME.mkdir(exist_ok=True)
    (HOME / FILE).write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    record_sums(HOME, [FILE])
    sys.stdout.write(f"{HOME / FILE}: {found['duplicates']} duplicates, {found['thresholds']}\n")
