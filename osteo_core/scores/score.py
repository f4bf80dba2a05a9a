"""The one form in which every score answers.

A score's module has `ABOUT` (what it is), `for_patient(patient)` (a ScoreResult with everything a reader needs to judge it) and
`for_columns(columns)` (percentages or indices of many people, NaN where the score has no value); `registry` says what it may have beside.
Texts stand in the translations under `scores.<name>`: title, short, population, method, and what an empty answer means to it.
"""

from __future__ import annotations

import dataclasses
from dataclasses import KW_ONLY, dataclass
from typing import Any, Literal

from osteo_core.scores.traits import Column, Screening
from osteo_core.translations import translate

Kind = Literal["probability", "incidence", "category", "index"]
"""probability: with death competing (FRAX); incidence: as if nobody died of anything else (QFracture); category; index without unit."""

Outcome = Literal["hip", "major", "osteoporosis", "bone_status", "screening"]
"""hip, major: fracture in percent within the horizon; osteoporosis: now, in percent; bone_status: a category; screening: an index."""

Interval = Literal["estimate", "approximation", "inexact"]
"""What a score's interval is: of an estimate; how far this project's formula may lie from the original; over the answers that fit."""


@dataclass(frozen=True, kw_only=True)
class About:
    """What a score is.

    Attributes:
        name: its key, "frax_style".
        inputs: catalogue names of what it reads, in the order shown.
        required: of those, the ones without which it has no value; "|" between alternatives, "+" between the parts of one
            ("bmi|height_cm+weight_kg").
        horizon_years: of its probability, None where it has no horizon.
        source, licence: citation and terms, language-neutral.
        order: its place among the scores, lowest first.
        outcomes: what its values speak of; it has a row on the chart of each of them.
        columns: of `score --comparators`, in that order.
        screening: its part in the comparison on real people, None where it has none.
        needs_model: `for_patient` takes a trained model as its second argument.
        made_for_ages: of the people that it was made from, where a curve by age should say so.
        symbol: its mark on the charts.
        disclaimer: its originator's disclaimer (`scores.<name>.disclaimer`, `…_by`) belongs beside every number of it.
    """

    name: str
    kind: Kind
    inputs: tuple[str, ...]
    required: tuple[str, ...]
    horizon_years: int | None
    source: str
    licence: str
    order: int = 1000
    outcomes: tuple[Outcome, ...] = ()
    columns: tuple[Column, ...] = ()
    screening: Screening | None = None
    needs_model: bool = False
    made_for_ages: tuple[float, float] | None = None
    symbol: str = "star"
    disclaimer: bool = False

    def text(self, what: str, language: str = "en", **params: Any) -> str:
        """The sentence `scores.<name>.<what>`: title, short, population, method, …"""
        return translate(f"scores.{self.name}.{what}", language, **params)


@dataclass(frozen=True)
class Value:
    """One number (percent, or an index) or category of a score, with its range where one exists."""

    outcome: Outcome
    value: float | None = None
    _: KW_ONLY
    category: str | None = None
    low: float | None = None
    high: float | None = None
    interval: Interval | None = None


@dataclass(frozen=True)
class UnansweredQuestion:
    """A question of the score that the record leaves unanswered; the score treats it as the original treats an empty box.

    `if_yes` holds, by outcome, the value if the answer were yes (or the highest over its choices).
    """

    field: str
    if_yes: dict[str, float] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Remark:
    """A limit that this record touches: outside the valid range, held at its end, an inexact mapping, an extrapolation."""

    key: str
    params: dict[str, Any] = dataclasses.field(default_factory=dict)
    field: str | None = None

    def text(self, language: str = "en") -> str:
        """The sentence."""
        return translate(self.key, language, **self.params)


@dataclass(frozen=True)
class Contribution:
    """What one input does to the score here: the value divided by the value with that input at its reference (no, or average)."""

    field: str
    outcome: Outcome
    ratio: float


@dataclass(frozen=True, kw_only=True)
class Adjustment:
    """A published correction of a score for something that it does not ask, alone: what the value would be with it, in percent.

    `key` is its sentence's, with `params`; `source` the citation.
    """

    name: str
    outcome: Outcome
    before: float
    after: float
    key: str
    source: str
    params: dict[str, Any] = dataclasses.field(default_factory=dict)

    def text(self, language: str = "en") -> str:
        """What it corrects for, in this person."""
        return translate(self.key, language, **self.params)


@dataclass(frozen=True)
class ScoreResult:
    """A score's answer for one person.

    Attributes:
        values: empty where it has none; `lacking` or `remarks` then say why.
        used: catalogue names read from the record; unanswered: questions it left open; lacking: required fields it lacks.
        reachable: by outcome, lowest and highest value over all answers to the open questions (where that is worked out).
        contributions: strongest first.
        adjustments: what published corrections would make of the values; the values are without them.
    """

    about: About
    _: KW_ONLY
    values: tuple[Value, ...] = ()
    used: tuple[str, ...] = ()
    unanswered: tuple[UnansweredQuestion, ...] = ()
    lacking: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    reachable: dict[str, tuple[float, float]] = dataclasses.field(default_factory=dict)

    def value(self, outcome: str) -> Value | None:
        """The value of one outcome, None where there is none."""
        return next((value for value in self.values if value.outcome == outcome), None)
