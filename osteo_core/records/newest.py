"""A visit with what is still true from the visits before it, each value with its date.

Carried: height, menopause once it has come, and family history; sex and ethnicity, since they are the person's and not the day's. Age is
worked out from an earlier one and the time between. Never BMD, markers, weight, or anything else that a day measures.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import Problem
from osteo_core.patients import Patient
from osteo_core.patients.reading.usable import usable
from osteo_core.records.record import Record, Visit

CARRIED = ("height_cm", "postmenopausal", "parental_hip_fracture", "parental_osteoporosis")
"""What may carry forward of what was found or answered."""

_PERSON = ("sex", "ethnicity")
_DAYS_A_YEAR = 365.25


@dataclass(frozen=True)
class Carried:
    """A value that stands from an earlier visit."""

    field: str
    value: Any
    date: date

    def note(self) -> Problem:
        """What is said of it."""
        key = "age" if self.field == "age" else "carried"
        params = {"label": dict(CATALOGUE[self.field].label), "date": self.date.isoformat(), "value": str(self.value)}
        return Problem(CATALOGUE[self.field].path, f"records.remark.{key}", params)


@dataclass(frozen=True, kw_only=True)
class Newest:
    """A visit as a patient that can be assessed: `patient` is the visit's record with what is `carried`.

    `earlier_only` are fields that an earlier visit has and this one lacks, and that do not carry forward; `notes` say all of this, and
    where fractures of the record and the answer about fractures do not fit.
    """

    patient: Patient
    visit: Visit
    carried: tuple[Carried, ...] = ()
    earlier_only: tuple[str, ...] = ()
    notes: tuple[Problem, ...] = ()

    @property
    def date(self) -> date | None:
        """The visit's day."""
        return self.visit.date


def as_known_at(record: Record, number: int) -> Newest:
    """The visit of that number with what carries forward to it."""
    visit, before = record.visits[number], record.visits[:number]
    values = _flat(visit.patient)
    earlier = {name: (value, old.date) for old in before if old.date is not None for name, value in _flat(old.patient).items()}
    carried = [Carried(name, value, day) for name, (value, day) in earlier.items() if _carries(name, value, values)]
    if "age" not in values and "age" in earlier and visit.date is not None:
        age, day = earlier["age"]
        carried.append(Carried("age", int(age + (visit.date - day).days / _DAYS_A_YEAR), day))
    identity = {"id": record.id, "label": record.label}
    # What an earlier visit says must not make this one contradictory: values are left out from the last one on.
    kept = usable(values | {each.field: each.value for each in carried}, identity)
    carried = [each for each in carried if each.field not in kept.refused]
    lost = tuple(f.name for f in CATALOGUE if f.name in earlier and f.name not in values and f.name not in {c.field for c in carried})
    notes = [each.note() for each in carried] + _left_behind(lost) + _fractures(record, visit)
    patient = kept.patient or visit.patient
    return Newest(patient=patient, visit=visit, carried=tuple(carried), earlier_only=lost, notes=tuple(notes))


def _flat(patient: Patient) -> dict[str, Any]:
    return {name: value for fields in patient.entered().values() for name, value in fields.items()}


def _carries(name: str, value: Any, values: dict[str, Any]) -> bool:
    if name in values or name not in (*CARRIED, *_PERSON):
        return False
    if name == "height_cm":
        return "bmi" not in values  # the day's own index says more, and an old height may contradict it
    if name == "postmenopausal":
        return bool(value) and values.get("sex") != "male"
    return True


def _left_behind(names: tuple[str, ...]) -> list[Problem]:
    if not names:
        return []
    labels = {language: "; ".join(CATALOGUE[name].label_in(language) for name in names[:12]) for language in CATALOGUE[names[0]].label}
    if len(names) > 12:
        labels = {language: f"{text}; …" for language, text in labels.items()}
    return [Problem("", "records.remark.not_carried", {"count": len(names), "labels": labels})]


def _fractures(record: Record, visit: Visit) -> list[Problem]:
    """Where the record lists a low-trauma fracture before the visit and the visit's answer does not say so."""
    clinical = visit.patient.clinical
    said = None if clinical is None else clinical.prior_fracture
    before = [
        f for f in record.fractures if f.trauma == "low" and f.date is not None and (visit.date is None or f.date.first <= visit.date)
    ]
    if not before or said is True:
        return []
    sites = {language: CATALOGUE["prior_fracture_sites"].category_in(before[-1].site, language) for language in CATALOGUE["age"].label}
    params = {"site": sites, "date": str(before[-1].date)}
    return [Problem("clinical.prior_fracture", f"records.remark.fracture_{'unsaid' if said is None else 'denied'}", params)]
