"""The values of a FHIR document."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from osteo_core.records.sources.fhir.conditions import of_condition, of_family
from osteo_core.records.sources.fhir.document import Document, read_document
from osteo_core.records.sources.fhir.medications import of_medication
from osteo_core.records.sources.fhir.observations import of_observation, unresolved
from osteo_core.records.sources.fhir.parts import Resource, place
from osteo_core.records.sources.fhir.person import of_person
from osteo_core.records.sources.found import Found, as_found

_PASSED_OVER = ("Patient", "Device", "Medication", "Organization", "Practitioner", "PractitionerRole", "OperationOutcome", "Specimen")


def read_fhir(data: Resource, today: date) -> list[Found]:
    """Every value of a FHIR document, what is taken and what is not. Raises InvalidInput as `read_document` does."""
    document = read_document(data, today)
    values = [value for resource in document.resources for value in _of(resource, document)]
    values += _of_the_whole(document)
    days = [v.date for v in values if v.date is not None and v.status != "refused" and not v.standing and v.date <= today]
    return [*values, *of_person(document, days, today)]


def _of_the_whole(document: Document) -> Iterator[Found]:
    """What is missing of the file itself: the resource of the patient, the other pages of a list."""
    if document.elsewhere is not None:
        yield Found(field=None, found=as_found(document.elsewhere), source="subject").refused("unresolved")
    if document.next_page is not None:
        yield Found(field=None, found=as_found(document.next_page), source="Bundle.link").refused("paged")


def _of(resource: Resource, document: Document) -> Iterator[Found]:
    kind = resource.get("resourceType")
    if kind == "Observation":
        yield from of_observation(resource, document)
    elif kind == "Condition":
        yield from of_condition(resource)
    elif kind == "FamilyMemberHistory":
        yield from of_family(resource)
    elif kind in ("MedicationStatement", "MedicationRequest"):
        yield from of_medication(resource, document)
    elif kind == "DiagnosticReport":
        yield from _of_report(resource, document)
    elif kind not in _PASSED_OVER:
        yield Found(field=None, found=as_found(kind), source=place(resource)).refused("resource")


def _of_report(report: Resource, document: Document) -> Iterator[Found]:
    """A report's results stand in Observations of their own; its conclusion and attached documents are not read."""
    yield from unresolved(report, "result", document)
    if isinstance(report.get("conclusion"), str):
        yield Found(field=None, found=as_found(report["conclusion"]), source=f"{place(report)}.conclusion").refused("conclusion")
    if report.get("presentedForm"):
        yield Found(field=None, found="presentedForm", source=f"{place(report)}.presentedForm").refused("attachment")
