"""What a record holds beside the visits: treatments, fractures, and what is known of a scan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import Problem, has_unshown
from osteo_core.patients.wording import shown
from osteo_core.records.dates import When, WrongDate, read_when

ANTIRESORPTIVE = ("bisphosphonate", "denosumab", "serm", "hormone_therapy", "calcitonin", "antiresorptive")
ANABOLIC = ("teriparatide", "abaloparatide", "romosozumab", "anabolic")
CLASSES = (*ANTIRESORPTIVE, *ANABOLIC, "strontium", "calcium_vitamin_d", "glucocorticoid", "other")
"""Classes of treatment; romosozumab stands with the anabolic ones, though it does both."""

SITES = CATALOGUE["prior_fracture_sites"].categories
TRAUMAS = ("low", "high")
"""A fall from standing height or less, or more than that."""
SIDES = ("left", "right", "both")

OUTSIDE = {
    "frax_major_percent": (0.0, 100.0), "frax_hip_percent": (0.0, 100.0), "ost": (-30.0, 50.0),
    "orai": (0.0, 30.0), "osiris": (-30.0, 50.0),
}  # fmt: skip
"""Results of other programs that a visit may hold, with the range that is allowed."""

_SAME_CLASS = {
    "bisphosphonates": "bisphosphonate", "serms": "serm", "raloxifene": "serm", "hrt": "hormone_therapy", "mht": "hormone_therapy",
    "oestrogen": "hormone_therapy", "estrogen": "hormone_therapy", "pth": "teriparatide", "antiresorptives": "antiresorptive",
    "anabolics": "anabolic", "glucocorticoids": "glucocorticoid",
}  # fmt: skip
_SAME_SITE = {
    "spine": "vertebra", "vertebral": "vertebra", "vertebrae": "vertebra", "wrist": "forearm", "distal_forearm": "forearm",
    "radius": "forearm", "shoulder": "humerus", "femoral_neck": "hip", "proximal_femur": "hip",
}  # fmt: skip
_SAME_TRAUMA: dict[Any, str] = {False: "low", True: "high", "fragility": "low", "minor": "low", "minimal": "low", "major": "high"}
_LONGEST = 200


@dataclass(frozen=True, kw_only=True)
class Treatment:
    """A course of a drug: `drug_class` is one of CLASSES, `start` and `stop` as far as they are known; without `stop` it goes on."""

    drug_class: str
    drug: str | None = None
    start: When | None = None
    stop: When | None = None

    def covers(self, first: date, last: date) -> bool:
        """Whether it was surely taken at some time between two days."""
        return self.start is not None and self.start.last <= last and (self.stop is None or self.stop.first >= first)

    def as_json(self) -> dict[str, Any]:
        """The form that `read_treatment` reads."""
        return _without_none({"class": self.drug_class, "drug": self.drug, "start": _text(self.start), "stop": _text(self.stop)})


@dataclass(frozen=True)
class Fracture:
    """A fracture: its site as in the catalogue's `prior_fracture_sites`, its date and its trauma (TRAUMAS) as far as they are known."""

    site: str
    date: When | None = None
    trauma: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The form that `read_fracture` reads."""
        return _without_none({"site": self.site, "date": _text(self.date), "trauma": self.trauma})


@dataclass(frozen=True)
class Scan:
    """What else is known of a visit's densitometry: the device, the hip's side, and the vertebrae that the spine's value is of."""

    device: str | None = None
    side: str | None = None
    vertebrae: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The form that `read_scan` reads."""
        return _without_none({"device": self.device, "side": self.side, "vertebrae": self.vertebrae})


class Reading:
    """Reads parts of a record and collects what is wrong with them."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.problems: list[Problem] = []

    def fields(self, value: Any, where: str, known: tuple[str, ...]) -> Mapping[str, Any] | None:
        """The entries of an object that may have these names only."""
        if not isinstance(value, Mapping):
            self.problems.append(Problem(where, "patients.problem.not_object", {"value": shown(value)}))
            return None
        for name in value:
            if name not in known:
                params = {"name": shown(name), "allowed": ", ".join(known)}
                self.problems.append(Problem(where, "records.problem.unknown_entry", params))
        return value

    def one_of(self, value: Any, where: str, allowed: tuple[str, ...], same: Mapping[Any, str]) -> str | None:
        """One of the names allowed, or of other names for them; None where nothing is said."""
        if value is None:
            return None
        name = "_".join(value.lower().replace("-", " ").split()) if isinstance(value, str) else value
        if isinstance(name, (str, bool)):
            name = same.get(name, name)
            if name in allowed:
                return str(name)
        self.problems.append(Problem(where, "records.problem.not_one_of", {"value": shown(value), "allowed": ", ".join(allowed)}))
        return None

    def text(self, value: Any, where: str) -> str | None:
        """Text of a line, or nothing."""
        if value is None or (isinstance(value, str) and value.strip() and len(value) <= _LONGEST and not has_unshown(value)):
            return None if value is None else value.strip()
        self.problems.append(Problem(where, "records.problem.text", {"value": shown(value), "limit": _LONGEST}))
        return None

    def when(self, value: Any, where: str, *, may_come: bool = False) -> When | None:
        """A date as far as it is known, or nothing."""
        if value is None:
            return None
        try:
            return read_when(value, where, self.today, may_come=may_come)
        except WrongDate as wrong:
            self.problems.append(wrong.problem)
            return None

    def treatment(self, value: Any, where: str) -> Treatment | None:
        """A treatment, or None where it cannot be read."""
        fields = self.fields(value, where, ("class", "drug", "start", "stop"))
        if fields is None:
            return None
        drug_class = self._required(fields, where, "class", CLASSES, _SAME_CLASS)
        start, stop = self.when(fields.get("start"), f"{where}.start"), self.when(fields.get("stop"), f"{where}.stop", may_come=True)
        if start is not None and stop is not None and stop.last < start.first:
            self.problems.append(Problem(f"{where}.stop", "records.problem.stop_first", {"start": start.text, "stop": stop.text}))
        drug = self.text(fields.get("drug"), f"{where}.drug")
        return None if drug_class is None else Treatment(drug_class=drug_class, drug=drug, start=start, stop=stop)

    def fracture(self, value: Any, where: str) -> Fracture | None:
        """A fracture, or None where it cannot be read."""
        fields = self.fields(value, where, ("site", "date", "trauma"))
        if fields is None:
            return None
        site = self._required(fields, where, "site", SITES, _SAME_SITE)
        trauma = self.one_of(fields.get("trauma"), f"{where}.trauma", TRAUMAS, _SAME_TRAUMA)
        date_of = self.when(fields.get("date"), f"{where}.date")
        return None if site is None else Fracture(site, date_of, trauma)

    def scan(self, value: Any, where: str) -> Scan:
        """What is known of a scan."""
        fields = {} if value is None else self.fields(value, where, ("device", "side", "vertebrae"))
        if not fields:
            return Scan()
        side = self.one_of(fields.get("side"), f"{where}.side", SIDES, {})
        vertebrae = self.text(fields.get("vertebrae"), f"{where}.vertebrae")
        return Scan(self.text(fields.get("device"), f"{where}.device"), side, vertebrae)

    def outside(self, value: Any, where: str) -> tuple[tuple[str, float], ...]:
        """Results that another program worked out."""
        fields = {} if value is None else self.fields(value, where, tuple(OUTSIDE)) or {}
        found = []
        for name, number in fields.items():
            low, high = OUTSIDE.get(name, (0.0, 0.0))
            if name in OUTSIDE and isinstance(number, (int, float)) and not isinstance(number, bool) and low <= number <= high:
                found.append((name, float(number)))
            elif name in OUTSIDE:
                params = {"value": shown(number), "low": f"{low:g}", "high": f"{high:g}"}
                self.problems.append(Problem(f"{where}.{name}", "records.problem.number", params))
        return tuple(found)

    def _required(self, fields: Mapping[str, Any], where: str, name: str, allowed: tuple[str, ...], same: Mapping[Any, str]) -> str | None:
        if fields.get(name) is None:
            self.problems.append(Problem(f"{where}.{name}", "records.problem.required", {"allowed": ", ".join(allowed)}))
            return None
        return self.one_of(fields[name], f"{where}.{name}", allowed, same)


def _text(when: When | None) -> str | None:
    return None if when is None else when.text


def _without_none(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}
