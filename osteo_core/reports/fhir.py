"""The record and the network's risks for a record system: a FHIR R4 Bundle of Observations and one RiskAssessment.

Codes are those by which `records.sources.fhir` reads, so that what is written is read back. What has no code there is named in the
RiskAssessment's note and not written. No result of FRAX or of another program is given out under that program's code.
"""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Iterator
from typing import Any

import osteo_core
from osteo_core.catalogue import CATALOGUE
from osteo_core.inference.percentages import bare_interval
from osteo_core.records import Visit
from osteo_core.records.sources.fhir.parts import table
from osteo_core.reports.answers import Answered
from osteo_core.reports.provenance import people
from osteo_core.reports.wording import labels, say

LOINC, SNOMED, UCUM = "http://loinc.org", "http://snomed.info/sct", "http://unitsofmeasure.org"
MEDIA_TYPE = "application/fhir+json"

_CODES = {
    "lumbar_spine": {"bmd": "24966-4", "t": "38267-1", "z": "85394-5"}, "total_hip": {"bmd": "38261-4", "t": "38264-8", "z": "80933-5"},
    "femoral_neck": {"bmd": "24701-5", "t": "38263-0", "z": "80934-3"},
}  # fmt: skip
_SITES = {"total_hip": ("182046008", "Entire femur"), "femoral_neck": ("29627003", "Neck of femur")}
_UNITS = {"bmd": ("g/cm2", "g/cm2"), "t": ("T-score", "{T-score}"), "z": ("Z-score", "{Z-score}")}
_UCUM = {
    "age": "a", "height_cm": "cm", "weight_kg": "kg", "bmi": "kg/m2", "serum_calcium": "mmol/L", "osteocalcin": "ug/L", "p1np": "ug/L",
    "ctx": "ug/L",
}  # fmt: skip
_OUTCOMES = {"osteoporosis": "64859006"}
_YEARS = {"fracture": 10, "hip_fracture": 10}
_OF_A_SCAN = "manufacturer"


def fhir(found: Answered, date: datetime.date, language: str) -> str:
    """The Bundle as JSON, the same text for the same answers and date."""
    bundle = _Bundle(f"{found.record.to_json(indent=None)} {date.isoformat()} {language}")
    patient = bundle.add("Patient", _patient(found))
    basis: list[dict[str, str]] = []
    left_out: list[str] = []
    for visit in found.record.visits:
        basis = [bundle.add("Observation", each | {"subject": patient}) for each in _observations(visit, language, left_out)]
    risk = _risk(found, date, language, list(dict.fromkeys(left_out))) | {"subject": patient}
    bundle.add("RiskAssessment", risk | ({"basis": basis} if basis else {}))
    return bundle.text(date)


class _Bundle:
    """Resources with addresses that are the same for the same content."""

    def __init__(self, seed: str) -> None:
        self._seed, self._entries = uuid.uuid5(uuid.NAMESPACE_URL, seed), list[dict[str, Any]]()

    def add(self, kind: str, content: dict[str, Any]) -> dict[str, str]:
        """A resource; the reference to it."""
        address = f"urn:uuid:{uuid.uuid5(self._seed, str(len(self._entries)))}"
        name = "patient" if kind == "Patient" else f"{kind.lower()}-{len(self._entries)}"
        self._entries.append({"fullUrl": address, "resource": {"resourceType": kind, "id": name} | content})
        return {"reference": address}

    def text(self, date: datetime.date) -> str:
        bundle = {"resourceType": "Bundle", "type": "collection", "timestamp": f"{date.isoformat()}T00:00:00Z", "entry": self._entries}
        return json.dumps(bundle, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _patient(found: Answered) -> dict[str, Any]:
    clinical = found.patient.entered().get("clinical", {})
    known: dict[str, Any] = {} if found.patient.id in (None, "") else {"identifier": [{"value": str(found.patient.id)}]}
    return known | ({"gender": clinical["sex"]} if "sex" in clinical else {})


def _observations(visit: Visit, language: str, left_out: list[str]) -> Iterator[dict[str, Any]]:
    """What of a visit has a code; the names of the rest go to `left_out`."""
    entered = {name: value for fields in visit.patient.entered().values() for name, value in fields.items()}
    known = _plain_codes()
    for name, value in entered.items():
        site, _, measure = name.rpartition("_")
        if site in _CODES and measure in _UNITS:
            yield _dated(visit) | _of_site(visit, site, measure, value, entered.get(_OF_A_SCAN), language)
        elif name in known:
            feature = CATALOGUE[name]
            code = {"coding": [{"system": LOINC, "code": known[name]}], "text": feature.label_in(language)}
            yield _dated(visit) | {"code": code, "valueQuantity": _quantity(value, feature.unit_in("en"), _UCUM[name])}
        elif name not in ("sex", _OF_A_SCAN):
            left_out.append(name)


def _plain_codes() -> dict[str, str]:
    """Field -> its LOINC code, of fields whose code is read back as they are written."""
    read = table()["measurements"]
    return {name: code for name in _UCUM if (code := CATALOGUE[name].loinc) and read.get(code, {}).get("field") == name}


def _dated(visit: Visit) -> dict[str, Any]:
    return {"status": "final"} | ({} if visit.date is None else {"effectiveDateTime": visit.date.isoformat()})


def _of_site(visit: Visit, site: str, measure: str, value: float, maker: str | None, language: str) -> dict[str, Any]:
    """A value of densitometry: the place, the side and the vertebrae as far as they are known, and with a BMD whose machine it was."""
    code = {"coding": [{"system": LOINC, "code": _CODES[site][measure]}], "text": CATALOGUE[f"{site}_{measure}"].label_in(language)}
    found: dict[str, Any] = {"code": code, "valueQuantity": _quantity(value, *_UNITS[measure])}
    if site in _SITES:
        snomed, name = _SITES[site]
        side = {"left": ":272741003=7771000", "right": ":272741003=24028007"}.get(visit.scan.side or "", "")
        said = {"left": "Left ", "right": "Right "}.get(visit.scan.side or "", "")
        found["bodySite"] = {"coding": [{"system": SNOMED, "code": f"{snomed}{side}"}], "text": f"{said}{name}"}
    elif visit.scan.vertebrae:
        found["bodySite"] = {"text": visit.scan.vertebrae}
    if maker is not None:
        device: dict[str, Any] = {
            "resourceType": "Device",
            "id": "scanner",
            "manufacturer": CATALOGUE["manufacturer"].category_in(maker, "en"),
        }
        if visit.scan.device:
            device["deviceName"] = [{"name": visit.scan.device, "type": "model-name"}]
        found |= {"contained": [device], "device": {"reference": "#scanner"}}
    return found


def _quantity(value: float, unit: str, code: str) -> dict[str, Any]:
    return {"value": value, "unit": unit, "system": UCUM, "code": code}


def _risk(found: Answered, date: datetime.date, language: str, left_out: list[str]) -> dict[str, Any]:
    """The network's risks, each with its interval in words; the method is ours, and says so."""
    predictions = []
    for outcome, risk in found.risks.items():
        named: dict[str, Any] = {"text": say(f"outcome.{outcome}", language)}
        if outcome in _OUTCOMES:
            named["coding"] = [{"system": SNOMED, "code": _OUTCOMES[outcome]}]
        each: dict[str, Any] = {
            "outcome": named,
            "probabilityDecimal": float(f"{100 * risk.probability:.4g}"),
            "rationale": say("interval", language, ends=bare_interval(risk.low, risk.high)),
        }
        if outcome in _YEARS:
            each["whenRange"] = {"low": _quantity(0, "years", "a"), "high": _quantity(_YEARS[outcome], "years", "a")}
        predictions.append(each)
    notes = [say("notice", language), people(found, language), *found.layers(language)]
    notes += [say("fhir.left_out", language, fields=labels(left_out, language))] if left_out else []
    method = say("fhir.method", language, model=found.model, version=osteo_core.__version__, weights=found.weights[:12])
    return {
        "status": "final",
        "method": {"text": method},
        "occurrenceDateTime": (found.visit or date).isoformat(),
        "prediction": predictions,
        "note": [{"text": text} for text in notes],
    }
