"""The patient and the densitometry of a prefetch, as values of our own catalogue; what cannot be taken as it stands is named, not guessed.

The scan is read here, strictly: a diagnosis hangs on it. What else a record system sends is read by `beside`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from osteo_core.errors import Problem
from osteo_core.records.sources.fhir.body_site import site_of
from osteo_core.records.sources.fhir.document import ADULT
from osteo_core.records.sources.fhir.parts import reference, table, words
from osteo_core.service.cds.beside import Beside, beside
from osteo_core.service.cds.codes import LOINC, MEANINGS, UNITS, Meaning
from osteo_core.service.refusals import Refused

PATIENT, DXA = "patient", "dxa"
_FINAL = {"final", "amended", "corrected"}
_SITES = {"spine": "lumbar_spine", "neck": "femoral_neck", "total": "total_hip"}
_MAKERS = {"hologic": "hologic", "lunar": "ge_lunar", "ge healthcare": "ge_lunar", "norland": "norland"}


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a prefetch says.

    Attributes:
        record: nested as a patient's record; None where there is nobody to speak of (deceased).
        dates: field -> day of the measurement.
        left_out: measurements that could not be taken, each with the reason.
        open: what was sent beside the scan and is a question, or could not be read.
    """

    record: dict[str, dict[str, Any]] | None
    dates: dict[str, date]
    left_out: tuple[Problem, ...] = ()
    open: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class _Value:
    field: str
    value: float
    day: date
    maker: str | None


def read(prefetch: Any, patient_id: str, today: date) -> Reading:
    """The patient of the hook.

    Raises:
        Refused: 412 where what is needed is missing, of somebody else, an error, or only a part of it (a paged bundle).
    """
    if not isinstance(prefetch, dict):
        raise Refused(412, "prefetch_missing", name=PATIENT)
    person = _resource(prefetch, PATIENT, "Patient")
    if person.get("id") != patient_id:
        raise Refused(412, "prefetch_other", name=PATIENT)
    if person.get("deceasedBoolean") is True or person.get("deceasedDateTime"):
        return Reading(record=None, dates={})
    clinical: dict[str, Any] = {"age": _age(person.get("birthDate"), today), "sex": _sex(person.get("gender"))}
    more = beside(prefetch, person, clinical, today) if clinical["age"] >= ADULT else Beside({})
    clinical |= more.clinical
    values: list[_Value] = []
    left_out: list[Problem] = []
    for observation in _observations(prefetch, patient_id):
        for part in (observation, *_dicts(observation.get("component"))):
            _take(part, observation, values, left_out)
    fields, dates = _newest(values, left_out)
    record = {"clinical": clinical, "dxa": fields} if fields else {"clinical": clinical}
    return Reading(record=record, dates=dates, left_out=tuple(left_out), open=more.open)


def _resource(prefetch: dict[str, Any], name: str, kind: str) -> dict[str, Any]:
    found = prefetch.get(name)
    if found is None:
        raise Refused(412, "prefetch_missing", name=name)
    if isinstance(found, dict) and found.get("resourceType") == "OperationOutcome":
        raise Refused(412, "prefetch_failed", name=name)
    if not isinstance(found, dict) or found.get("resourceType") != kind:
        raise Refused(412, "prefetch_kind", name=name, kind=kind)
    return found


def _observations(prefetch: dict[str, Any], patient_id: str) -> Iterator[dict[str, Any]]:
    """The observations of the bundle; none where the record system found none (null)."""
    if DXA in prefetch and prefetch[DXA] is None:
        return
    bundle = _resource(prefetch, DXA, "Bundle")
    if any(link.get("relation") == "next" for link in _dicts(bundle.get("link"))):
        raise Refused(412, "prefetch_paged", name=DXA)
    for entry in _dicts(bundle.get("entry")):
        found = entry.get("resource")
        if not isinstance(found, dict):
            continue
        if found.get("resourceType") == "OperationOutcome":
            if any(issue.get("severity") in ("fatal", "error") for issue in _dicts(found.get("issue"))):
                raise Refused(412, "prefetch_failed", name=DXA)
            continue
        if found.get("resourceType") != "Observation":
            continue
        if reference(found.get("subject")) != f"Patient/{patient_id}":
            raise Refused(412, "prefetch_other", name=DXA)
        if found.get("status") in _FINAL:
            yield found


def _take(part: dict[str, Any], observation: dict[str, Any], values: list[_Value], left_out: list[Problem]) -> None:
    """Add what a coded value says; where it is one of ours and cannot be taken, why."""
    code = _code(part.get("code"), LOINC, MEANINGS)
    if code is None:
        return
    try:
        meaning = MEANINGS[code]
        field = f"{_part_measured(code, part, observation)}_{meaning.kind}"
        values.append(_Value(field, _number(part.get("valueQuantity"), meaning), _day(observation), _maker(observation)))
    except _Unclear as unclear:
        left_out.append(Problem(f"LOINC {code}", f"service.cds.left_out.{unclear}"))


class _Unclear(Exception):  # noqa: N818  (caught where it is raised: why a value is left out)
    """Why a value cannot be taken as it stands, as the end of a key."""


def _part_measured(code: str, part: dict[str, Any], observation: dict[str, Any]) -> str:
    """The catalogue's site, found as `record` finds it. Raises _Unclear."""
    region = site_of(table()["dxa"][code], part.get("bodySite") or observation.get("bodySite"), words(part.get("code"))).region
    if region not in _SITES:
        raise _Unclear("one_vertebra" if region == "vertebra" else "region" if region == "other" else "site")
    return _SITES[region]


def _number(quantity: Any, meaning: Meaning) -> float:
    if not isinstance(quantity, dict):
        raise _Unclear("value")
    value, unit = quantity.get("value"), quantity.get("code") or quantity.get("unit") or ""
    if isinstance(value, bool) or not isinstance(value, int | float) or quantity.get("comparator"):
        raise _Unclear("value")
    if unit not in UNITS[meaning.kind]:
        raise _Unclear("unit")
    return float(value)


def _day(observation: dict[str, Any]) -> date:
    when = observation.get("effectiveDateTime")
    try:
        return date.fromisoformat(str(when)[:10])
    except ValueError:  # no date, or a year alone: which value is the newest cannot be told
        raise _Unclear("date") from None


def _maker(observation: dict[str, Any]) -> str | None:
    device = observation.get("device")
    said = str(device.get("display", "")).lower() if isinstance(device, dict) else ""
    return next((maker for name, maker in _MAKERS.items() if name in said), None)


def _newest(values: list[_Value], left_out: list[Problem]) -> tuple[dict[str, Any], dict[str, date]]:
    """Of each field the newest value, of one day the lowest. A BMD counts where its site has no T-score and its manufacturer is known."""
    best: dict[str, _Value] = {}
    for found in values:
        kept = best.get(found.field)
        if kept is None or (found.day, -found.value) > (kept.day, -kept.value):
            best[found.field] = found
    fields: dict[str, Any] = {}
    makers = {found.maker for name, found in best.items() if name.endswith("_bmd") and f"{name[:-4]}_t" not in best}
    for name, found in best.items():
        if name.endswith("_t"):
            fields[name] = found.value
        elif f"{name[:-4]}_t" not in best:
            if found.maker is None or len(makers) > 1:
                left_out.append(Problem(name, "service.cds.left_out.manufacturer"))
            else:
                fields |= {name: found.value, "manufacturer": found.maker}
    return fields, {name: best[name].day for name in fields if name in best}


def _age(born: Any, today: date) -> int:
    """Completed years. Raises Refused where the day of birth is not known in full."""
    try:
        day = date.fromisoformat(born) if isinstance(born, str) and len(born) == 10 else None
    except ValueError:
        day = None
    if day is None or day > today:
        raise Refused(412, "birth_date")
    return today.year - day.year - ((today.month, today.day) < (day.month, day.day))


def _sex(gender: Any) -> str:
    if gender not in ("female", "male"):
        raise Refused(412, "gender")
    return str(gender)


def _code(concept: Any, system: str, known: dict[str, Any]) -> str | None:
    codings = _dicts(concept.get("coding")) if isinstance(concept, dict) else []
    return next((c["code"] for c in codings if c.get("system") == system and isinstance(c.get("code"), str) and c["code"] in known), None)


def _dicts(given: Any) -> list[dict[str, Any]]:
    return [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []
