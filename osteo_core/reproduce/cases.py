"""Write the cases of the teaching page and the explained people's records into osteo_core/patients/cases/.

    osteo reproduce cases

Each virtual person is drawn at random, with the seed below, from the people held out of the training who meet a criterion written here,
where there are any from those whose explanations ship; the largest disagreement is the largest there is. Real people are examples
(`osteo reproduce examples`), or drawn likewise from NHANES. The questions and answers stand in translations/{en,zh}/cases.toml; what
each case claims is in tests/patients/test_cases.py.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from osteo_core import load_model
from osteo_core.cohorts.nhanes.extract import load_nhanes
from osteo_core.locations import ARTIFACTS_DIR
from osteo_core.patients import Patient
from osteo_core.patients.cases import FOLDER, RECORDS, Asked
from osteo_core.patients.examples import list_examples, load_example
from osteo_core.patients.table_row import patient_of
from osteo_core.reproduce.examples import Criterion, record_of, with_criteria_columns
from osteo_core.stored import studies as shipped
from osteo_core.stored.explanations import load_sample
from osteo_core.training.people import training_split

SEED = 20261124
EXAMPLES = {"glucocorticoids": ("man-glucocorticoids", "band"), "man": ("man-no-spine", "status")}
ORDER = (
    "high", "low", "borderline", "thin", "dense", "few", "missed", "alarm", "young", "man", "glucocorticoids", "outside", "gap",
)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """The specification of a case: what the class is asked, and the criterion that a person must meet, in terms of the table's columns."""

    asks: Asked
    criterion: str


# `op`, `fx`: the network's risks, with `_low` and `_high`; `frax`: the FRAX-style score; `gap`: how far it lies from `fx`, of the explained
# people whose ten years are known; `broke`: within ten years, not known of those who were followed for less; `ended`: 1 fracture, 2 death,
# 0 neither, after `years`.
VIRTUAL = {
    "high": Wanted(
        "band", "explained and sex == 'female' and lowest_t <= -2.5 and op >= 0.9 and fx >= 0.5 and status == 'osteoporosis' and broke == 1"
    ),
    "low": Wanted(
        "band",
        "explained and age >= 70 and lowest_t > -1 and op <= 0.1 and fx <= 0.05 and status == 'normal' and broke == 0 and ended == 0 "
        "and prior_fracture == 0 and glucocorticoid_use == 0",
    ),
    "borderline": Wanted("status", "explained and op_low < 0.45 and op_high > 0.55 and kinds == 6 and age > 60"),
    "thin": Wanted("band", "explained and sex == 'female' and lowest_t <= -2.5 and fx <= 0.05 and broke == 0 and ended == 0 and age > 60"),
    "dense": Wanted("band", "lowest_t > -1 and fx >= 0.2 and frax == frax and broke == broke"),
    "few": Wanted("spread", "explained and modalities == 'dxa+clinical' and 0.35 < op < 0.65"),
    "missed": Wanted("status", "explained and status == 'osteoporosis' and op < 0.3 and op_high < 0.5"),
    "alarm": Wanted("broke", "explained and broke == 0 and ended == 0 and fx >= 0.5"),
    "young": Wanted(
        "status", "explained and sex == 'female' and 44 <= age < 47 and postmenopausal == 0 and lowest_t < -1 and broke == broke"
    ),
    "gap": Wanted("side", "gap == gap.max()"),
}
NHANES: dict[str, Criterion] = {
    "outside": lambda t: (
        (t.bmi > 45) & (t.sites >= 2) & t.age.between(55, 75) & (t.ethnicity == "european") & t.prior_fracture.notna() & (t.sex == "female")
    ),
}


def held_out_table() -> pd.DataFrame:
    """Everybody held out of the training: the record, the truth, and what the network and the FRAX-style score say."""
    people = training_split(load_model("fusion").artifact)[1]
    said, interval = shipped.table("test").set_index("id"), pd.read_parquet(ARTIFACTS_DIR / "fusion" / "heldout.parquet").set_index("id")
    said, interval = said.loc[people["id"]].reset_index(), interval.loc[people["id"]].reset_index()
    fracture, frax = interval["p_fracture"], said["p_fracture_frax_style"]
    explained = people["id"].isin(load_sample().ids)
    gap = (fracture - frax).abs().where(explained & said["fracture_10y"].notna())
    return people.assign(
        lowest_t=said["lowest_t"], modalities=said["modalities"], kinds=said["modalities"].str.count(r"\+") + 1,
        op=interval["p_osteoporosis"], op_low=interval["p_osteoporosis_low"], op_high=interval["p_osteoporosis_high"], fx=fracture,
        frax=frax, gap=gap, broke=said["fracture_10y"], years=said["fracture_time"],
        ended=said["fracture_event"], explained=explained,
    )  # fmt: skip


def virtual_case(name: str, wanted: Wanted, number: int, people: pd.DataFrame) -> dict[str, Any]:
    """Draw one virtual person, write the record, and return the index entry."""
    row, count = drawn(name, number, people, lambda table: table.eval(wanted.criterion))
    person: Any = people.loc[row]
    write(name, patient_of(people.drop(columns=["modalities"]), row))
    within = None if np.isnan(person["broke"]) else bool(person["broke"])
    truth = {"status": person["status"], "fracture": within, "years": round(float(person["years"]), 2), "died": bool(person["ended"] == 2)}
    return {
        "id": name, "kind": "virtual", "source": person["id"], "asks": wanted.asks, "criterion": wanted.criterion, "candidates": count,
        "age": round(float(person["age"])), "sex": person["sex"], "truth": truth,
    }  # fmt: skip


def real_case(name: str, criterion: Criterion, number: int, people: pd.DataFrame) -> dict[str, Any]:
    """Draw one NHANES participant, write the record, and return the index entry."""
    row, count = drawn(name, number, people, criterion)
    person: Any = people.loc[row]
    write(name, Patient.model_validate(record_of(person)))
    return {
        "id": name, "kind": "nhanes", "source": str(person["id"]), "asks": "trust", "candidates": count, "age": round(float(person["age"])),
        "sex": person["sex"], "truth": {},
    }  # fmt: skip


def example_case(name: str) -> dict[str, Any]:
    """The index entry of a case that is one of the examples."""
    example, asks = EXAMPLES[name]
    index = json.loads(list_examples()[0].path.with_name("index.json").read_text(encoding="utf-8"))
    entry = next(entry for entry in index["examples"] if entry["id"] == example)
    sex = load_example(example).entered()["clinical"]["sex"]
    return {
        "id": name, "kind": entry["kind"], "source": entry["source"], "asks": asks, "example": example, "age": entry["age"], "sex": sex,
        "truth": {},
    }  # fmt: skip


def drawn(name: str, number: int, people: pd.DataFrame, criterion: Callable[[pd.DataFrame], Any]) -> tuple[int, int]:
    """The row of one person who meets the criterion, and of how many."""
    candidates = people[criterion(people).astype(bool)].sort_values("id")
    if candidates.empty:
        raise SystemExit(f"{name}: nobody meets the criterion")
    return int(candidates.index[np.random.default_rng([SEED, number]).integers(len(candidates))]), len(candidates)


def write(name: str, patient: Patient) -> None:
    """One record as JSON."""
    (FOLDER / f"{name}.json").write_text(patient.to_json() + "\n", encoding="utf-8")


def write_records(people: pd.DataFrame) -> None:
    """The records of the explained people, one JSON text each."""
    chosen = people[people["explained"]].drop(columns=["modalities"])
    texts = [patient_of(people.drop(columns=["modalities"]), row).to_json(indent=None) for row in chosen.index]
    pd.DataFrame({"id": chosen["id"].to_numpy(), "record": texts}).to_parquet(FOLDER / RECORDS, index=False, compression="zstd")


def main() -> None:
    """Draw the people and write their records and the index."""
    people, survey = held_out_table(), with_criteria_columns(load_nhanes())
    cases = []
    for number, name in enumerate(ORDER):
        if name in VIRTUAL:
            entry = virtual_case(name, VIRTUAL[name], number, people)
        elif name in NHANES:
            entry = real_case(name, NHANES[name], number, survey)
        else:
            entry = example_case(name)
        cases.append(entry)
        sys.stdout.write(f"{name}: {entry['source']}, 1 of {entry.get('candidates', 1)}, {entry['truth']}\n")
    index = {"command": "osteo reproduce cases", "seed": SEED, "cases": cases}
    (FOLDER / "index.json").write_text(json.dumps(index, indent=1) + "\n", encoding="utf-8")
    write_records(people)
