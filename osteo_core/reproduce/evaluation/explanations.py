"""Shapley values of held-out people, shared over the processor's cores by person."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pandas as pd
from scipy.special import expit

from osteo_core.catalogue import CATALOGUE
from osteo_core.explanation.explanation import Explanation
from osteo_core.inference import Outcome
from osteo_core.model import load_model
from osteo_core.patients import Patient
from osteo_core.patients.table_row import patient_of
from osteo_core.preprocessing.encode import present_modalities
from osteo_core.training.data import raw_inputs
from osteo_core.training.people import Say, training_split

PEOPLE, SEED = 500, 900_005
Rows = list[dict[str, object]]


def explained_people() -> pd.DataFrame:
    """Every held-out person with all six modalities, and others at random up to PEOPLE, in the order of the test set."""
    _, test = training_split(load_model("fusion").artifact)
    complete = np.asarray(present_modalities(raw_inputs(test)).all(1), bool)
    whole, others = np.flatnonzero(complete), np.flatnonzero(~complete)
    filled = np.random.default_rng(SEED).choice(others, PEOPLE - len(whole), replace=False)
    chosen = np.sort(np.concatenate([whole, filled]))
    return test.iloc[chosen].reset_index(drop=True).assign(complete=complete[chosen])


def explanations(say: Say) -> dict[str, pd.DataFrame]:
    """`fields`, `modalities` and `people`, see `osteo_core.explanation.global_sample`."""
    table = explained_people()
    fields: Rows = []
    modalities: Rows = []
    people: Rows = []
    for number, (patient, found) in enumerate(_explained(table)):
        who, entered = str(table["id"][number]), _entered(patient)
        for outcome, explained in found.items():
            key: dict[str, object] = {"id": who, "outcome": outcome}
            fields += [key | entered[name] | {"contribution": value} for name, value in explained.contributions.items()]
            modalities += [key | {"modality": name, "contribution": value} for name, value in explained.by_modality.items()]
            result = {"baseline": explained.baseline, "log_odds": explained.value, "probability": float(expit(explained.value))}
            people.append(key | {"complete": bool(table["complete"][number])} | result)
        if number % 50 == 49:
            say(f"explained {number + 1} of {len(table)} people")
    return {"fields": pd.DataFrame(fields), "modalities": pd.DataFrame(modalities), "people": pd.DataFrame(people)}


def _explained(table: pd.DataFrame) -> Iterator[tuple[Patient, dict[Outcome, Explanation]]]:
    """Everybody's record and explanations, in order."""
    patients = [patient_of(table, row) for row in range(len(table))]
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), _start) as workers:
        yield from zip(patients, workers.map(_explain, patients, chunksize=5), strict=True)


def _start() -> None:
    """A worker keeps to one core: the people are what is shared out."""
    import torch

    torch.set_num_threads(1)
    load_model("fusion")


def _explain(patient: Patient) -> dict[Outcome, Explanation]:
    return load_model("fusion").explain_all(patient)


def _entered(patient: Patient) -> dict[str, dict[str, object]]:
    """Field -> its name, modality and what was entered: a number (yes is 1) as `value`, a category as `category`."""
    found: dict[str, dict[str, object]] = {}
    for modality, fields in patient.entered().items():
        for name, value in fields.items():
            number = float(value) if CATALOGUE[name].is_numeric else np.nan
            found[name] = {"field": name, "modality": modality, "value": number, "category": value if isinstance(value, str) else None}
    return found
