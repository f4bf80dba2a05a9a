"""A FHIR document: which resources it holds, whose they are, and what makes it unreadable as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from osteo_core.errors import InvalidInput, Problem
from osteo_core.records.sources.fhir.parts import Resource, listed, objects, place, reference, short_reference, table, when_of

READ = (
    "Observation", "Condition", "MedicationStatement", "MedicationRequest", "FamilyMemberHistory", "DiagnosticReport", "Patient",
)  # fmt: skip
ADULT = 18


@dataclass
class Document:
    """Resources in order, each with what it is contained in; `by_reference` finds one by "Type/id", full URL or "#id".

    `elsewhere` is the reference to the patient where the file does not hold that resource, `next_page` the address of the rest of a list.
    """

    resources: list[Resource] = field(default_factory=list)
    by_reference: dict[str, Resource] = field(default_factory=dict)
    patient: Resource | None = None
    elsewhere: str | None = None
    next_page: str | None = None

    def resolved(self, value: Any, within: Resource | None = None) -> Resource | None:
        """The resource that a Reference means; None where it is not in the file."""
        target = reference(value)
        if target is None:
            return None
        if target.startswith("#") and within is not None:
            return next((r for r in objects(within.get("contained")) if r.get("id") == target[1:]), None)
        return self.by_reference.get(target)

    def of(self, *kinds: str) -> Iterator[Resource]:
        """The resources of these types."""
        return (resource for resource in self.resources if resource.get("resourceType") in kinds)


def is_fhir(data: Any) -> bool:
    """Whether JSON is a FHIR resource."""
    return isinstance(data, Mapping) and isinstance(data.get("resourceType"), str)


def read_document(data: Resource, today: date) -> Document:
    """The resources of a Bundle or of a single resource.

    Raises:
        InvalidInput: an error answer of a server, another version of FHIR, two patients, a child, nothing that is read here.
    """
    document = Document()
    for full_url, resource in _resources(data):
        _add(document, full_url, resource)
    _refuse_outcomes(document)
    _refuse_versions(data, document)
    _find_patient(document)
    document.next_page = _next_page(data)
    if data.get("resourceType") != "Bundle":
        document.elsewhere = None  # one resource alone never holds its patient
    _refuse_child(document, today)
    if not any(document.of(*READ)):
        kinds = sorted({str(r.get("resourceType")) for r in document.resources}) or ["Bundle"]
        raise InvalidInput(Problem("", "records.fhir.nothing", {"kinds": ", ".join(kinds[:8])}))
    return document


def _resources(data: Resource) -> Iterator[tuple[str | None, Resource]]:
    if data.get("resourceType") != "Bundle":
        yield None, data
        return
    for entry in objects(data.get("entry")):
        resource = entry.get("resource")
        if not isinstance(resource, Mapping) or not is_fhir(resource):
            continue
        if resource["resourceType"] == "Bundle":
            yield from _resources(resource)
        else:
            full_url = entry.get("fullUrl")
            yield full_url if isinstance(full_url, str) else None, resource


def _add(document: Document, full_url: str | None, resource: Resource) -> None:
    if resource.get("id") is not None:
        document.by_reference.setdefault(f"{resource['resourceType']}/{resource['id']}", resource)
    if full_url:
        document.by_reference.setdefault(short_reference(full_url), resource)
    document.resources.append(resource)
    for inner in objects(resource.get("contained")):
        if is_fhir(inner):
            # What a contained resource does not say itself it has from the one around it.
            shared = {name: resource[name] for name in ("subject", "patient", "effectiveDateTime", "effectivePeriod") if name in resource}
            document.resources.append({**shared, **inner})


def _refuse_outcomes(document: Document) -> None:
    for outcome in document.of("OperationOutcome"):
        for issue in objects(outcome.get("issue")):
            if issue.get("severity") in ("fatal", "error"):
                details = issue.get("diagnostics") or (issue.get("details") or {}).get("text") or issue.get("code") or ""
                raise InvalidInput(Problem("", "records.fhir.outcome", {"text": str(details)}))


def _refuse_versions(data: Resource, document: Document) -> None:
    for resource in (data, *document.resources):
        said = resource.get("fhirVersion")
        if isinstance(said, str) and not said.startswith(("4.0", "4.1", "4.3")):
            raise InvalidInput(Problem("", "records.fhir.version", {"version": said, "where": place(resource)}))
        for profile in listed((resource.get("meta") or {}).get("profile") if isinstance(resource.get("meta"), Mapping) else None):
            if isinstance(profile, str) and ("/STU3/" in profile or "/5.0/" in profile or profile.endswith(("|3.0.2", "|3.0.1", "|5.0.0"))):
                raise InvalidInput(Problem("", "records.fhir.version", {"version": profile, "where": place(resource)}))
    for version, kinds in table()["versions"].items():
        for resource in (data, *document.resources):
            marks = [name for name in kinds.get(resource.get("resourceType"), ()) if name in resource]
            if marks:
                params = {"version": version, "where": f"{place(resource)}: {marks[0]}"}
                raise InvalidInput(Problem("", "records.fhir.version", params))
    for resource in document.of("Condition"):
        if isinstance(resource.get("clinicalStatus"), str):
            params = {"version": "STU3", "where": f"{place(resource)}: clinicalStatus"}
            raise InvalidInput(Problem("", "records.fhir.version", params))


def _find_patient(document: Document) -> None:
    """The one person of the document. Raises InvalidInput where there are two."""
    people: dict[str, Resource] = {}
    for number, person in enumerate(document.of("Patient")):
        people.setdefault(str(person.get("id") or number), person)
    subjects = {target for resource in document.of(*READ) if (target := reference(resource.get("subject") or resource.get("patient")))}
    meant = {_person(target, document) for target in subjects if not target.startswith("#")}
    count = max(len(people), len(meant))
    if count > 1:
        named = sorted({f"Patient/{name}" for name in people} if len(people) > 1 else meant)
        raise InvalidInput(Problem("", "records.fhir.two_people", {"count": count, "people": ", ".join(named[:5])}))
    document.patient = next(iter(people.values()), None)
    document.elsewhere = next(iter(meant), None) if document.patient is None else None
    if (
        people
        and meant
        and next(iter(meant)) != f"Patient/{next(iter(people))}"
        and document.patient is not None
        and document.patient.get("id")
    ):
        both = f"Patient/{next(iter(people))}, {next(iter(meant))}"
        raise InvalidInput(Problem("", "records.fhir.two_people", {"count": 2, "people": both}))


def _next_page(data: Resource) -> str | None:
    """Where the rest of a search's answer is, of which this is a page."""
    return next((str(link.get("url") or "…") for link in objects(data.get("link")) if link.get("relation") == "next"), None)


def _person(target: str, document: Document) -> str:
    """The Patient that a reference means, by its id where it is in the file."""
    found = document.by_reference.get(target)
    return target if found is None or not found.get("id") else f"Patient/{found['id']}"


def _refuse_child(document: Document, today: date) -> None:
    born = None if document.patient is None else when_of(document.patient, "birthDate")
    if born is not None and (age := age_on(born.first, today)) < ADULT:
        raise InvalidInput(Problem("", "records.fhir.child", {"age": age}))


def age_on(born: date, day: date) -> int:
    """Completed years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
