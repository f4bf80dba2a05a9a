"""Write the example patients and their index into osteo_core/patients/examples/.

    osteo reproduce examples

Each real person is drawn at random, with the seed below, from all NHANES participants (public-use data) who meet a criterion written
here; each virtual person likewise from a virtual cohort. Labels and descriptions stand in translations/{en,zh}/examples.toml.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from osteo_core.catalogue import CATALOGUE, Feature
from osteo_core.cohorts.nhanes.extract import load_nhanes
from osteo_core.cohorts.worlds.paper import draw
from osteo_core.locations import PACKAGE_DIR
from osteo_core.patients import Patient
from osteo_core.patients.columns import columns_of, harmonise
from osteo_core.patients.table_row import reported

FOLDER = PACKAGE_DIR / "patients" / "examples"
SEED = 20261122
VIRTUAL_N, VIRTUAL_SEED = 4_000, 8
SITES = ("lumbar_spine", "femoral_neck", "total_hip")

Criterion = Callable[[pd.DataFrame], "pd.Series[bool]"]

# `lowest_t` is the lowest T-score of the three sites; `sites` how many of them were measured.
NHANES: dict[str, Criterion] = {
    "woman-osteoporosis-fracture": lambda t: (
        (t.sex == "female")
        & (t.ethnicity == "european")
        & t.age.between(70, 74)
        & (t.lowest_t <= -2.5)
        & (t.prior_fracture == 1)
        & t.parental_hip_fracture.notna()
    ),
    "man-normal": lambda t: (
        (t.sex == "male") & (t.ethnicity == "european") & (t.age == 60) & (t.lowest_t > -0.5) & (t.sites == 3) & (t.prior_fracture == 0)
    ),
    "woman-osteopenia": lambda t: (
        (t.sex == "female") & (t.ethnicity == "european") & (t.age == 55) & t.lowest_t.between(-2.2, -1.2) & (t.sites == 3)
    ),
    "man-glucocorticoids": lambda t: (
        (t.sex == "male") & t.age.between(60, 79) & (t.glucocorticoid_use == 1) & (t.lowest_t < -1.2) & (t.sites == 3)
    ),
    "african-american-woman": lambda t: (
        (t.sex == "female") & (t.ethnicity == "african") & t.age.between(60, 70) & t.lowest_t.between(-2.4, -1.1) & (t.sites == 3)
    ),
    "asian-woman": lambda t: (t.sex == "female") & (t.ethnicity == "asian") & t.age.between(60, 75) & (t.sites == 3) & (t.lowest_t < -1.5),
    "hispanic-woman-few-fields": lambda t: (t.sex == "female") & (t.ethnicity == "hispanic") & (t.cycle == "D") & t.age.between(60, 79),
    "man-no-spine": lambda t: (t.sex == "male") & (t.age == 79) & t.lumbar_spine_bmd.isna() & (t.sites == 2) & (t.lowest_t < -1.5),
    "woman-no-dxa": lambda t: (
        (t.sex == "female") & t.age.between(65, 75) & (t.sites == 0) & (t.cycle == "P") & t.serum_calcium.notna() & (t.prior_fracture == 1)
    ),
}
VIRTUAL: dict[str, Criterion] = {
    "virtual-complete-osteoporosis": lambda t: (
        t.has_all & (t.status == "osteoporosis") & (t.sex == "female") & (t.age > 65) & (t.lowest_t <= -2.5)
    ),
    "virtual-complete-osteopenia": lambda t: t.has_all & (t.status == "osteopenia") & t.lowest_t.between(-2.4, -1.2),
    "virtual-complete-normal": lambda t: t.has_all & (t.status == "normal") & (t.sex == "male") & (t.lowest_t > -1),
    "virtual-markers": lambda t: t.has_btm & ~t.has_micro & ~t.has_gene & ~t.has_sensory & (t.status == "osteopenia") & (t.age > 60),
    "virtual-micro": lambda t: t.has_micro & ~t.has_gene & ~t.has_sensory & t.lowest_t.between(-2.7, -2.3),
    "virtual-genes": lambda t: t.has_gene & ~t.has_micro & ~t.has_sensory & (t.age < 60),
    "virtual-sensory": lambda t: t.has_sensory & ~t.has_micro & ~t.has_gene & (t.falls_12m == 1) & (t.age > 70),
    "virtual-glucocorticoids": lambda t: t.has_btm & t.has_micro & (t.glucocorticoid_use == 1) & (t.prior_fracture == 1),
}


def with_criteria_columns(people: pd.DataFrame) -> pd.DataFrame:
    """The table with lowest_t, sites and has_<modality> added."""
    harmonised = harmonise(columns_of(people)).columns
    scores = pd.DataFrame({site: np.asarray(harmonised[f"{site}_t"], dtype=float) for site in SITES})
    extra: dict[str, Any] = {"lowest_t": scores.min(axis=1).to_numpy(), "sites": scores.notna().sum(axis=1).to_numpy()}
    for modality in ("btm", "micro", "gene", "sensory"):
        names = [f.name for f in CATALOGUE.entered(modality) if f.name in people]
        extra[f"has_{modality}"] = people[names].notna().any(axis=1).to_numpy() if names else np.zeros(len(people), bool)
    extra["has_all"] = np.logical_and.reduce([extra[f"has_{m}"] for m in ("btm", "micro", "gene", "sensory")])
    return people.reset_index(drop=True).assign(**extra)


def record_of(person: pd.Series) -> dict[str, Any]:
    """One row as a record nested by modality, with the fields that are known."""
    record: dict[str, Any] = {}
    for feature in CATALOGUE.features:
        value = person.get(feature.name)
        if (feature.derived and feature.name != "bmi") or feature.kind == "array" or value is None or value != value:
            continue
        record.setdefault(feature.modality, {})[feature.name] = _plain(feature, value)
    return record


def _plain(feature: Feature, value: Any) -> Any:
    kind = feature.kind
    if kind == "binary":
        return bool(value)
    if kind in ("integer", "dosage"):
        return int(value)
    if kind == "set":
        return value.split(";") if isinstance(value, str) else list(value)
    return reported(feature, value) if kind == "continuous" else str(value)


def write_examples(people: pd.DataFrame, criteria: dict[str, Criterion], kind: str) -> list[dict[str, Any]]:
    """Draw one person a criterion, write the record, and return the index entries."""
    entries = []
    for number, (example, criterion) in enumerate(criteria.items()):
        candidates = people[criterion(people)].sort_values("id")
        if candidates.empty:
            raise SystemExit(f"{example}: nobody meets the criterion")
        person = candidates.iloc[np.random.default_rng([SEED, number]).integers(len(candidates))]
        patient = Patient.model_validate(record_of(person))
        (FOLDER / f"{example}.json").write_text(patient.to_json() + "\n", encoding="utf-8")
        lowest = person["lowest_t"]
        facts = {"age": int(person["age"]), "lowest_t": None if lowest != lowest else f"{lowest:.1f}"}
        entries.append({"id": example, "kind": kind, "source": str(person["id"]), "candidates": len(candidates), **facts})
        sys.stdout.write(f"{example}: {person['id']}, 1 of {len(candidates)}, {facts} {person['sex']} {person['ethnicity']}\n")
    return entries


def main() -> None:
    """Draw the people and write their records and the index."""
    entries = write_examples(with_criteria_columns(load_nhanes()), NHANES, "nhanes")
    entries += write_examples(with_criteria_columns(draw(VIRTUAL_N, VIRTUAL_SEED).table), VIRTUAL, "virtual")
    index = {"command": "osteo reproduce examples", "seed": SEED, "virtual_seed": VIRTUAL_SEED, "examples": entries}
    (FOLDER / "index.json").write_text(json.dumps(index, indent=1) + "\n", encoding="utf-8")
