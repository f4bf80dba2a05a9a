"""The shapes of requests and answers, from which the OpenAPI document is made."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from osteo_core.patients import Patient
from osteo_core.service.settings import Role

__all__ = [
    "Assessment", "Comparison", "Explained", "FoundValues", "Patient", "ProblemDocument", "Ready", "Refusal", "Role", "Version",
]  # fmt: skip

MOST_PATIENTS = 1_000
"""Patients in one call."""


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Risk(_Answer):
    """A probability with its 95 % interval, all in 0..1."""

    probability: float = Field(ge=0, le=1)
    low: float = Field(ge=0, le=1)
    high: float = Field(ge=0, le=1)


class Note(_Answer):
    """One remark on how the record was read."""

    kind: Literal["imputed", "derived", "unusual", "outside_training", "absent", "warning"]
    field: str | None
    key: str
    text: str


class MissingTest(_Answer):
    """How far one absent kind of data could move a risk."""

    modality: str
    outcome: str
    low: float
    high: float


class CarriedValue(_Answer):
    """A value that stands from an earlier visit."""

    field: str
    value: Any
    date: str


class VisitAsked(_Answer):
    """Of a record the visit that an answer is about: the newest, and what carries forward to it."""

    date: str
    carried: list[CarriedValue]
    not_carried: list[str]
    notes: list[str]


class Assessment(BaseModel):
    """What a network says of one patient, as `assess --format json`."""

    model_config = ConfigDict(extra="allow")

    model: str
    status: dict[str, float]
    osteoporosis: Risk
    fracture: Risk | None
    attention: dict[str, float]
    notes: list[Note]
    status_intervals: dict[str, Risk]
    present: list[str]
    missing_tests: list[MissingTest]
    prevalent_fracture: Risk | None
    hip_fracture: Risk | None
    visit: VisitAsked | None = None


class Contributions(_Answer):
    """Shapley values of one outcome in log-odds: baseline + sum(contributions) = value."""

    outcome: str
    baseline: float
    value: float
    contributions: dict[str, float]
    by_modality: dict[str, float]


class Explained(Assessment):
    """The same with what moved each outcome, as `assess --explain --format json`."""

    explanations: dict[str, Contributions]


class Comparison(_Answer):
    """Networks, scores and rule sets beside each other, as `compare --format json`; of a record, which visit they speak of."""

    visit: VisitAsked | None = None
    networks: dict[str, dict[str, Any]]
    scores: dict[str, dict[str, Any]]
    rules: dict[str, dict[str, Any]]


class Refusal(_Answer):
    """One thing wrong: where, and the sentence."""

    where: str
    text: str


class ProblemDocument(_Answer):
    """Why a call was refused (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    kind: str
    problems: list[Refusal] | None = None
    count: int | None = None


class Refused(_Answer):
    """In a batch, a patient who was refused, in that patient's place."""

    refused: list[Refusal]
    count: int


class Version(_Answer):
    """What answers: the program, its models with the sums of their weights, and the sum of all data files."""

    version: str
    models: dict[str, str]
    data: str


class Ready(_Answer):
    """Whether this process may be sent calls."""

    ready: bool
    problems: list[str]


class FoundValue(_Answer):
    """A value that a file holds, and what becomes of it."""

    field: str | None
    value: Any
    unit: str | None
    date: str | None
    source: str
    status: Literal["accept", "question", "refused"]
    reason: str | None
    found: str
    found_unit: str | None
    choices: list[str]


class LeftOut(_Answer):
    """An accepted value that could not go into the record, and why."""

    field: str | None
    found: str
    reason: str


class FoundValues(_Answer):
    """Every value of a file, as `record --format json`; with `accept` what it makes: a record, and what was left out of it."""

    values: list[FoundValue]
    remarks: list[str] | None = None
    left_out: list[LeftOut] | None = None
    record: dict[str, Any] | None = None
