"""Records for the tests of the shipped models: examples, complete virtual people, measured arrays."""

from __future__ import annotations

from functools import cache

import numpy as np
import torch

from osteo_core.cohorts.worlds.paper import draw
from osteo_core.network.phantom import VOXEL_MM, render_phantom
from osteo_core.patients import Patient
from osteo_core.patients.examples import list_examples
from osteo_core.patients.table_row import patient_of
from tests.scans import foam

EXAMPLES = tuple(example.path for example in list_examples())
MICRO = ("bv_tv", "tb_n", "tb_th", "tb_sp", "ct_th")


@cache
def virtual_person(row: int = 0) -> Patient:
    """A virtual person with every field of the six modalities."""
    return patient_of(draw(4, 700_001, complete=True).table, row)


def with_volume(patient: Patient, rng: int | None = None) -> Patient:
    """The patient with a measured volume: the phantom of the patient's own parameters, or a seeded foam."""
    if rng is not None:
        return _changed(patient, "micro", {"volume": foam(rng)})
    parameters = torch.tensor([[getattr(patient.micro, name) for name in MICRO]], dtype=torch.float32)
    return _changed(patient, "micro", {"volume": {"values": render_phantom(parameters)[0].numpy(), "voxel_mm": VOXEL_MM}})


def with_series(patient: Patient, rng: int = 1) -> Patient:
    """The patient with a measured series of 20 s at 20 Hz: wandering sway, no walking channel."""
    path = np.cumsum(np.random.default_rng(rng).normal(0, 0.05, (400, 2)), 0)
    return _changed(patient, "sensory", {"series": {"values": path, "sampling_hz": 20.0}})


def without(patient: Patient, *fields: str) -> Patient:
    """The patient with some fields (dotted) left out."""
    record = patient.model_dump(exclude_none=True)
    for field in fields:
        block, name = field.split(".")
        del record[block][name]
    return Patient.model_validate(record)


def changed(patient: Patient, field: str, value: object) -> Patient:
    """The patient with one field (dotted) at another value."""
    block, name = field.split(".")
    return _changed(patient, block, {name: value})


def only(patient: Patient, *blocks: str) -> Patient:
    """The patient reduced to some modalities."""
    record = patient.model_dump(exclude_none=True)
    return Patient.model_validate({name: block for name, block in record.items() if name in blocks})


def _changed(patient: Patient, block: str, fields: dict[str, object]) -> Patient:
    record = patient.model_dump(exclude_none=True)
    record[block] = record.get(block, {}) | fields
    return Patient.model_validate(record)
