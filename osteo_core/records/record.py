"""A record: one person's dated visits, treatments and fractures, from JSON and to JSON.

`{"visits": [{"date": "2024-05-01", "clinical": {…}, "dxa": {…}}, …], "treatments": [{"class", "drug", "start", "stop"}], "fractures":
[{"site", "date", "trauma"}]}`. A visit may also hold `"scan": {"device", "side", "vertebrae"}` and
`"outside": {"frax_major_percent", …}`. A patient's JSON is a record of one visit
without a date.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from osteo_core.errors import Problem
from osteo_core.patients import Patient
from osteo_core.patients.reading.json_text import parse_json, read_source
from osteo_core.records.entries import Fracture, Scan, Treatment

if TYPE_CHECKING:
    from osteo_core.records.newest import Newest


@dataclass(frozen=True)
class Visit:
    """What was found on one day; `date` is None only in a record of a single visit.

    `outside` are results that another program worked out (see `entries.OUTSIDE`): kept as they came, shown as from outside, never our own.
    """

    date: date | None
    patient: Patient
    scan: Scan = field(default_factory=Scan)
    outside: tuple[tuple[str, float], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The form that a record's JSON has."""
        head: dict[str, Any] = {} if self.date is None else {"date": self.date.isoformat()}
        if scan := self.scan.as_json():
            head["scan"] = scan
        if self.outside:
            head["outside"] = dict(self.outside)
        return head | self.patient.model_dump(mode="json", exclude_none=True, exclude={"id", "label"})


@dataclass(frozen=True, kw_only=True)
class Record:
    """One person over time; frozen. `visits` has at least one and runs from the oldest to the newest.

    `remarks` say what is worth knowing of what was read (visits that stood in another order, ages that do not fit the dates), in both
    languages by `Problem.text`; nothing was changed for them but the order.
    """

    visits: tuple[Visit, ...]
    treatments: tuple[Treatment, ...] = ()
    fractures: tuple[Fracture, ...] = ()
    id: str | int | None = None
    label: str | None = None
    remarks: tuple[Problem, ...] = ()

    @classmethod
    def of(cls, patient: Patient, day: date | None = None) -> Self:
        """A record of one visit."""
        return cls(visits=(Visit(day, patient),), id=patient.id, label=patient.label)

    @classmethod
    def from_json(cls, source: str | Path, today: date | None = None) -> Self:
        """A record from a JSON file or JSON text, a record's or a patient's. `today` is the last day a visit may have.

        Raises:
            InvalidInput: with every problem: not JSON, no visits, a visit that Patient refuses, a date that is none, in the future or
                missing beside others, two visits on one day, visits of two people.
        """
        return cls.from_json_text(read_source(source), today)

    @classmethod
    def from_json_text(cls, text: str | bytes, today: date | None = None) -> Self:
        """As `from_json`, of JSON text; bytes are UTF-8."""
        from osteo_core.records.reading import read_record

        return cls(**read_record(parse_json(text), today or date.today()))

    def to_json(self, *, indent: int | None = 2) -> str:
        """JSON that `from_json` reads back to an equal record."""
        document: dict[str, Any] = {name: value for name, value in (("id", self.id), ("label", self.label)) if value is not None}
        document["visits"] = [visit.as_json() for visit in self.visits]
        document["treatments"] = [treatment.as_json() for treatment in self.treatments]
        document["fractures"] = [fracture.as_json() for fracture in self.fractures]
        return json.dumps(document, ensure_ascii=False, indent=indent, allow_nan=False)

    def newest(self) -> Newest:
        """The newest visit, with what carries forward to it."""
        return self.at(len(self.visits) - 1)

    def at(self, number: int) -> Newest:
        """The visit of that number (0 is the oldest), with what carries forward to it from those before."""
        from osteo_core.records.newest import as_known_at

        return as_known_at(self, number)
