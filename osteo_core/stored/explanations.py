"""The explanations of held-out virtual people that ship, and the groups that those people belong to."""

from __future__ import annotations

import pandas as pd

from osteo_core.evaluation.reports.study import Labels
from osteo_core.explanation.global_sample import GlobalSample, importance
from osteo_core.explanation.sample_people import COLUMNS
from osteo_core.locations import ARTIFACTS_DIR
from osteo_core.released import read_parquet
from osteo_core.stored import studies as shipped
from osteo_core.stored.files import check

EXPLANATIONS = ARTIFACTS_DIR / "explanations"
PART = "explanations"


def load_sample() -> GlobalSample:
    """The sample that ships.

    Raises:
        ArtifactError: absent, altered, or made with other weights than those of the network that ships.
    """
    return GlobalSample(*(read_parquet(check(PART, f"{name}.parquet", EXPLANATIONS)) for name in ("fields", "modalities", "people")))


def groups(sample: GlobalSample) -> dict[str, Labels]:
    """(n,) the group of each person, in the order of `sample.ids`, by each of COLUMNS as in `shipped.GROUPS`.

    Raises:
        ArtifactError: as `shipped.table`.
    """
    labels = shipped.study("test", "osteoporosis").groups
    place = pd.Index(shipped.table("test")["id"]).get_indexer(pd.Index(sample.ids))
    return {column: labels[column][place] for column in COLUMNS}


def influence() -> pd.DataFrame:
    """Mean |SHAP| by field over the explained test people who have all six modalities, both outcomes: outcome, field, modality, n, value,
    low, high, rank, paper_rank (None where Table 3 does not list it). Raises as `load_sample`.
    """
    sample = load_sample()
    tables = [importance(sample, outcome, people=sample.complete).assign(outcome=outcome) for outcome in shipped.OUTCOMES["test"]]
    together = pd.concat(tables, ignore_index=True)
    return together[["outcome", *(column for column in together if column != "outcome")]]
