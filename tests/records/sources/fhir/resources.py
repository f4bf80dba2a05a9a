"""FHIR resources written after the structure of public examples, and what is read of them."""

import json
from datetime import date

from osteo_core.records.sources.read import read_content

TODAY = date(2025, 6, 1)

LOINC, SNOMED = "http://loinc.org", "http://snomed.info/sct"

PATIENT = {"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1953-04-10"}


def concept(code, system=LOINC, text=None):
    return {"coding": [{"system": system, "code": code}], **({"text": text} if text else {})}


def quantity(value, unit, code=None):
    return {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": code or unit}


def observation(code, value, unit="g/cm2", when="2024-05-01T10:00:00Z", subject="Patient/p", **more):
    resource = {
        "resourceType": "Observation", "id": f"o-{code}-{when[:10]}", "status": "final", "code": concept(code),
        "subject": {"reference": subject},
        "effectiveDateTime": when,
    }  # fmt: skip
    return resource | ({} if value is None else {"valueQuantity": quantity(value, unit)}) | more


def bundle(*resources):
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": r, "fullUrl": f"urn:uuid:{n}"} for n, r in enumerate(resources)],
    }


def read(*resources):
    data = resources[0] if len(resources) == 1 else bundle(*resources)
    return read_content(json.dumps(data).encode(), "bundle.json", TODAY)


def rows(*resources):
    return [(v.field, v.value, v.status, v.reason.key.rpartition(".")[2] if v.reason else None) for v in read(*resources)]


def one(resource):
    return next(v for v in read(resource) if v.field != "manufacturer")
