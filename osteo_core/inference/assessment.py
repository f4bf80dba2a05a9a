"""The one result type that every page, the command line and the batch scorer read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Outcome = Literal["osteoporosis", "fracture", "hip_fracture", "prevalent_fracture"]

OUTCOME_COLUMN: dict[Outcome, int] = {"osteoporosis": 2, "fracture": 3, "prevalent_fracture": 3, "hip_fracture": 4}
"""Where an outcome stands in the outcome log-odds; the fourth is fracture within 10 years or fracture already had, never both, and the
fifth, where a model has it, hip fracture within 10 years."""


@dataclass(frozen=True)
class Risk:
    """A probability with its 95 % interval (all in 0..1).

    The interval says how sure the network's estimate for *these inputs* is, not how far further tests could move it.
    """

    probability: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Note:
    """One remark about how a record was read, as a translation key with its parameters.

    `kind` is one of imputed, derived, unusual, outside_training, absent, warning, recalibrated; `text(language)` is the sentence.
    """

    kind: Literal["imputed", "derived", "unusual", "outside_training", "absent", "warning", "recalibrated"]
    key: str
    params: dict[str, Any] = field(default_factory=dict)
    field: str | None = None

    def text(self, language: str = "en") -> str:
        from osteo_core.translations import translate

        return translate(self.key, language, **self.params)

    def __str__(self) -> str:
        return self.text()


@dataclass(frozen=True, kw_only=True)
class MissingTest:
    """How far one absent modality could move a risk: central 90 % range of the answer after that test."""

    modality: str
    outcome: Outcome
    low: float
    high: float


@dataclass(frozen=True)
class Assessment:
    """Everything the network says about one patient.

    `attention` is keyed by token ("dxa_clinical", "micro", "btm", "gene", "sensory"), present ones only, and sums to 1.
    `fracture` is None for a model without a 10-year outcome, which has `prevalent_fracture` instead. `hip_fracture`, the part of `fracture`
    that breaks the hip and so never above it, is None for a model that does not answer it. Of an own model that learned fractures only
    `osteoporosis` is None, and `status` and `status_intervals` are empty.
    """

    model: str
    status: dict[str, float]
    osteoporosis: Risk | None
    fracture: Risk | None
    attention: dict[str, float]
    notes: tuple[Note, ...]
    status_intervals: dict[str, Risk]
    present: tuple[str, ...]
    missing_tests: tuple[MissingTest, ...] = ()
    prevalent_fracture: Risk | None = None
    hip_fracture: Risk | None = None
