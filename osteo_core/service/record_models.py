"""The shape of a record over time, for the OpenAPI document; it is read by `osteo_core.records`."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from osteo_core.patients import Patient


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Scan(_Strict):
    """What else is known of a densitometry; values of unlike scans are not compared."""

    device: str | None = None
    side: Literal["left", "right", "both"] | None = None
    vertebrae: str | None = None


class VisitOfRecord(Patient):
    """A patient's record of one day, "2024-05-01"."""

    date: str | None = None
    scan: Scan | None = None
    outside: dict[str, float] | None = None


class TreatmentOfRecord(_Strict):
    """A course of a drug; dates as far as they are known ("2024", "2024-05", "2024-05-01")."""

    drug_class: str = Field(alias="class")
    drug: str | None = None
    start: str | None = None
    stop: str | None = None


class FractureOfRecord(_Strict):
    """A fracture; the date as far as it is known."""

    site: str
    date: str | None = None
    trauma: str | None = None


class RecordOverTime(_Strict):
    """A person over time; answers are about the newest visit."""

    id: str | int | None = None
    label: str | None = None
    visits: list[VisitOfRecord] = Field(min_length=1, max_length=500)
    treatments: list[TreatmentOfRecord] = []
    fractures: list[FractureOfRecord] = []
