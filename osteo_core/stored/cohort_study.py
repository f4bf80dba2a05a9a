"""The virtual cohort as a reviewer examines it: who was analysed, in which groups they can be laid side by side.

Nobody here exists. The people are drawn again from the generator with the seed of the trained network's record (a third of a second), so
that no table of them has to ship; the network's answers for those it did not learn from stand beside them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from osteo_core import manifest
from osteo_core.catalogue import CATALOGUE
from osteo_core.cohorts.worlds.paper.draw import draw
from osteo_core.errors import ArtifactError, InvalidInput, Problem
from osteo_core.evaluation.reports.study import FollowUp, Study
from osteo_core.locations import ARTIFACTS_DIR
from osteo_core.released import read_parquet

Array = NDArray[np.float64]

MODEL = "fusion"
CARD, HELDOUT = ARTIFACTS_DIR / MODEL / "card.json", ARTIFACTS_DIR / MODEL / "heldout.parquet"
HOSPITAL_SIZE = 380
HOSPITAL_SEED = 2
"""Added to the seed of the record, as the training does for its external people."""
_OLDER_FROM = 65

GROUPINGS: dict[str, tuple[str, ...]] = {
    "status": ("normal", "osteopenia", "osteoporosis"),
    "sex": ("female", "male"),
    "age_band": ("<65", "65+"),
    "ethnicity": ("asian", "european", "african"),
    "source": ("nhanes_like", "ukb_like", "oai_like"),
    "fracture": ("no_fracture", "fracture"),
    "part": ("training", "test"),
    "population": ("development", "hospital"),
}
"""How the cohort can be divided; all but "population" divide the 12,856 alone. "fracture" is within 10 years, where that is known."""

TABLE1 = (
    "age", "sex", "ethnicity", "bmi", "prior_fracture", "parental_hip_fracture", "current_smoking", "high_alcohol_intake",
    "glucocorticoid_use", "rheumatoid_arthritis", "lumbar_spine_bmd", "femoral_neck_bmd", "total_hip_bmd", "osteocalcin", "ctx",
    "vitamin_d_25oh",
)  # fmt: skip
"""The fields of the paper's Table 1, and ethnicity."""

DEFINES: dict[str, tuple[str, ...]] = {"sex": ("sex",), "age_band": ("age",), "ethnicity": ("ethnicity",)}
"""Fields that a grouping is made of: they differ between its groups by definition."""


@cache
def record() -> dict[str, Any]:
    """How the shipped network was trained: seed, people, training, selection (sources, overlap, steps).

    Raises:
        ArtifactError: the card is missing or cannot be read.
    """
    if not CARD.is_file():
        raise ArtifactError("cohort_page.problem.missing", file=f"artifacts/{MODEL}/{CARD.name}")
    manifest.check(CARD)
    try:
        training: dict[str, Any] = json.loads(CARD.read_text(encoding="utf-8"))["training"]
    except (ValueError, KeyError, TypeError) as error:
        raise ArtifactError("cohort_page.problem.unreadable", file=f"artifacts/{MODEL}/{CARD.name}") from error
    return training


def people() -> pd.DataFrame:
    """Everybody: the 12,856 of development, then the 380 of the hospital.

    The virtual cohort's columns, and `population` (development, hospital), `part` (training, test; None in the hospital), `age_band`,
    `fracture` (fracture, no_fracture; None where the 10 years are not known) and `p_fracture`, the network's 10-year risk of the people
    held out from it, NaN for the others.

    Raises:
        ArtifactError: the record or the held-out people are missing, or are not those of this generator.
    """
    training = record()
    development = draw(training["people"], training["seed"]).table
    hospital = draw(HOSPITAL_SIZE, training["seed"] + HOSPITAL_SEED, population="hospital").table
    predicted = _held_out(development)
    development["p_fracture"] = development["id"].map(predicted)
    development["part"] = np.where(development["id"].isin(predicted.index), "test", "training")
    everybody = pd.concat([development.assign(population="development"), hospital.assign(population="hospital")], ignore_index=True)
    seen = everybody["fracture_10y"].map({0.0: "no_fracture", 1.0: "fracture"})
    return everybody.assign(
        age_band=np.where(everybody["age"] < _OLDER_FROM, "<65", "65+"),
        fracture=seen.astype(object).where(seen.notna(), None),
        part=everybody["part"].where(everybody["part"].notna(), None),
    )


def development(everybody: pd.DataFrame) -> pd.DataFrame:
    """The people whom the network learned from or was held out from."""
    return everybody[everybody["population"] == "development"].reset_index(drop=True)


def _held_out(drawn: pd.DataFrame) -> pd.Series:
    """id -> predicted 10-year risk. Raises ArtifactError where the people of the file are not among those drawn."""
    file = f"artifacts/{MODEL}/{HELDOUT.name}"
    if not HELDOUT.is_file():
        raise ArtifactError("cohort_page.problem.missing", file=file)
    answers = read_parquet(HELDOUT, columns=["id", "age", "p_fracture"]).set_index("id")
    same = drawn.set_index("id")["age"].reindex(answers.index)
    if not np.allclose(same.to_numpy(float), answers["age"].to_numpy(float)):
        raise ArtifactError("cohort_page.problem.other_people", file=file)
    return answers["p_fracture"]


def grouped(everybody: pd.DataFrame, grouping: str, chosen: Sequence[str] | None = None) -> tuple[pd.DataFrame, pd.Categorical[str]]:
    """The people of the chosen groups (all where None) and each person's group, in the order of `GROUPINGS`.

    Raises:
        InvalidInput: fewer than two groups are chosen.
    """
    labels = [label for label in GROUPINGS[grouping] if chosen is None or label in chosen]
    if len(labels) < 2:
        raise InvalidInput(Problem("", "inputs.too_few_groups", {"found": len(labels), "fewest": 2}))
    pool = everybody if grouping == "population" else development(everybody)
    members = pool[pool[grouping].isin(labels)].reset_index(drop=True)
    return members, pd.Categorical(members[grouping], categories=labels)


def numeric(table: pd.DataFrame) -> pd.DataFrame:
    """What can enter a regression: the catalogue's numeric columns, and sex and ethnicity as yes/no (`female`, `asian`, `african`)."""
    columns = {name: table[name].astype(float) for name in table.columns if name in CATALOGUE and CATALOGUE[name].is_numeric}
    coded = {"female": table["sex"] == "female", "asian": table["ethnicity"] == "asian", "african": table["ethnicity"] == "african"}
    return pd.DataFrame(columns | {name: values.astype(float) for name, values in coded.items()})


def survival_study(everybody: pd.DataFrame) -> Study:
    """The people of development followed until a fracture, death or the end; predictions are NaN for those the network learned from."""
    table = development(everybody)
    event = table["fracture_event"].to_numpy(float)
    return Study(
        outcome=(event == 1).astype(float),
        predictions={MODEL: table["p_fracture"].to_numpy(float)},
        groups={name: table[name].to_numpy(object) for name in ("sex", "age_band", "status", "ethnicity", "source")},
        follow_up=FollowUp(table["fracture_time"].to_numpy(float), event),
    )
