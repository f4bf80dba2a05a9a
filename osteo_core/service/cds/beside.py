"""What a record system may send beside the scan: body size, smoking, diagnoses, family history, drugs, read as `record` reads them.

None of it is needed for a card, so that what is missing, cut off or could not be read is named in the card and refuses nothing; only
somebody else's data do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import InvalidInput, Problem
from osteo_core.patients.reading.usable import usable
from osteo_core.records.sources.fhir.parts import reference
from osteo_core.records.sources.fhir.read import read_fhir
from osteo_core.records.sources.found import Found
from osteo_core.records.sources.settle import settled
from osteo_core.service.cds.codes import LOINC
from osteo_core.service.refusals import Refused

VITALS, CONDITIONS, FAMILY, MEDICATIONS = "vitals", "conditions", "family", "medications"
_MEASURED = ("8302-2", "29463-7", "39156-5", "72166-2")
_OF_PATIENT = "patient={{context.patientId}}"
PREFETCH = {
    VITALS: f"Observation?{_OF_PATIENT}&code={','.join(f'{LOINC}|{code}' for code in _MEASURED)}&_sort=-date&_count=50",
    CONDITIONS: f"Condition?{_OF_PATIENT}&_count=200",
    FAMILY: f"FamilyMemberHistory?{_OF_PATIENT}&_count=50",
    MEDICATIONS: f"MedicationRequest?{_OF_PATIENT}&status=active&_count=100",
}
"""Height, weight, body mass index and smoking, newest first; the rest as it is."""


@dataclass(frozen=True)
class Beside:
    """What was found: clinical fields with their values, and what is open or could not be read."""

    clinical: dict[str, Any]
    open: tuple[Problem, ...] = ()


def beside(prefetch: dict[str, Any], person: dict[str, Any], clinical: dict[str, Any], today: date) -> Beside:
    """The clinical fields of a prefetch beyond age and sex, which `clinical` holds.

    Raises:
        Refused: 412 where a resource is of another patient.
    """
    open_: list[Problem] = []
    entries = [{"resource": person}]
    for name in PREFETCH:
        entries += [{"resource": resource} for resource in _resources(prefetch.get(name), name, str(person.get("id")), open_)]
    try:
        values = settled(read_fhir({"resourceType": "Bundle", "type": "collection", "entry": entries}, today), today)
    except InvalidInput as refused:  # another version of FHIR, for instance: the whole of it is left out, and that is said
        return Beside({}, (*open_, *refused.problems))
    taken = _newest(values)
    kept = usable(clinical | taken)
    open_ += [Problem(CATALOGUE[name].path, problem.key, problem.params) for name, problem in kept.refused.items()]
    asked = [Problem(value.found, value.reason.key, value.reason.params) for value in values if _asks(value, taken) and value.reason]
    return Beside({name: value for name, value in taken.items() if name not in kept.refused}, (*open_, *asked))


def _resources(sent: Any, name: str, patient_id: str, open_: list[Problem]) -> Iterator[dict[str, Any]]:
    if sent is None:
        return
    if not isinstance(sent, dict) or sent.get("resourceType") != "Bundle":
        open_.append(Problem("", "service.refused.prefetch_failed", {"name": name}))
        return
    if name != VITALS and any(link.get("relation") == "next" for link in _dicts(sent.get("link"))):
        open_.append(Problem(name, "records.refused.paged"))
    for found in [entry["resource"] for entry in _dicts(sent.get("entry")) if isinstance(entry.get("resource"), dict)]:
        if found.get("resourceType") == "OperationOutcome":
            if any(issue.get("severity") in ("fatal", "error") for issue in _dicts(found.get("issue"))):
                open_.append(Problem("", "service.refused.prefetch_failed", {"name": name}))
            continue
        if reference(found.get("subject") or found.get("patient")) != f"Patient/{patient_id}":
            raise Refused(412, "prefetch_other", name=name)
        yield found


def _newest(values: Sequence[Found]) -> dict[str, Any]:
    """Of each clinical field the newest value that needs no question; age and sex are known."""
    found: dict[str, Any] = {}
    for value in values:
        if value.status == "accept" and _is_clinical(value) and value.field is not None:
            found.setdefault(value.field, value.value)
    return found


def _is_clinical(value: Found) -> bool:
    return value.feature is not None and value.feature.modality == "clinical" and value.field not in ("age", "sex")


def _asks(value: Found, taken: dict[str, Any]) -> bool:
    """A question about a field that nothing else answers."""
    return value.status == "question" and _is_clinical(value) and value.field not in taken


def _dicts(given: Any) -> list[dict[str, Any]]:
    return [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []
