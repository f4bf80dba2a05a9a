"""The OpenAPI 3.1 document of `/api/v1`, made from the models of its requests and answers."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic.json_schema import models_json_schema

from osteo_core import __version__
from osteo_core.service.models import (
    MOST_PATIENTS,
    Assessment,
    Comparison,
    Explained,
    FoundValues,
    Patient,
    ProblemDocument,
    Ready,
    Refused,
    Version,
)
from osteo_core.service.record_models import RecordOverTime
from osteo_core.service.refusals import MEDIA_TYPE

_REF = "#/components/schemas/{model}"
_REFUSALS = {
    "400": "The request is not one", "401": "A login or token is needed", "403": "The role does not allow it",
    "413": "The body is too long", "415": "The body is not JSON", "422": "The input is refused, with every reason",
    "429": "Too many calls a minute (Retry-After)",
    "503": "Too many calls wait, or a file that ships is damaged",
}  # fmt: skip


def document(public_url: str | None = None) -> dict[str, Any]:
    """The whole document, for a service at that address."""
    found = dict(_document())
    if public_url:
        found["servers"] = [{"url": public_url}]
    return found


@cache
def _document() -> dict[str, Any]:
    answers = (Assessment, Explained, Comparison, FoundValues, Version, Ready, Refused, ProblemDocument)
    pairs = [(model, "serialization") for model in answers] + [(Patient, "validation"), (RecordOverTime, "validation")]
    _, schemas = models_json_schema(pairs, ref_template=_REF)  # type: ignore[arg-type]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "osteo_core",
            "version": __version__,
            "summary": "Osteoporosis and ten-year fracture risk, explained. For research and teaching.",
            "description": (
                "Answers are those of the command line with --format json. Sentences are English or Chinese, by Accept-Language. "
                "A text is read as a number, a yes or a no where it plainly is one ('0,612', 'yes'); null is 'not measured'. "
                "Rules between fields (a BMD needs its manufacturer) are in the sentences of a 422."
            ),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": {
            "/api/v1/assess": {"post": _post("assess", "What a network says of a patient", Assessment, model=True)},
            "/api/v1/explain": {"post": _post("explain", "The same, and what moved the result", Explained, model=True)},
            "/api/v1/compare": {"post": _post("compare", "Networks, scores and rule sets beside each other", Comparison)},
            "/api/v1/record": {"post": _record()},
            "/api/v1/report": {"post": _report()},
            "/api/v1/version": {"get": _get("version", "What answers here", Version, refusals=("401", "403", "429", "503"))},
            "/readyz": {"get": _get("readyz", "Whether this process may be sent calls", Ready, also={"503": Ready})},
        },
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def _post(name: str, summary: str, answer: type, *, model: bool = False) -> dict[str, Any]:
    one = {"$ref": _ref(answer)}
    many = {"type": "array", "items": {"anyOf": [one, {"$ref": _ref(Refused)}]}}
    person = {"anyOf": [{"$ref": _ref(Patient)}, {"$ref": _ref(RecordOverTime)}]}
    request = {"anyOf": [*person["anyOf"], _list_of(person)]}
    operation = {
        "operationId": name,
        "summary": summary,
        "security": [{}, {"bearer": []}],
        "requestBody": {"required": True, "content": {"application/json": {"schema": request}}},
        "responses": {
            "200": _content("The answer; of a list, one each in its order", {"anyOf": [one, many]}),
            **_refusals(tuple(_REFUSALS)),
        },
    }
    if model:
        operation["parameters"] = [_model_parameter()]
    return operation


def _record() -> dict[str, Any]:
    """What a file of another system holds: JSON, or a file as it is."""
    from osteo_core.catalogue import CATALOGUE
    from osteo_core.service.files import MEDIA_TYPES, MOST_DAYS, YES_NO

    one = {"$ref": _ref(FoundValues)}
    several = {"type": "array", "items": {"anyOf": [one, {"$ref": _ref(Refused)}]}}
    document = {"type": "object", "description": "FHIR R4 (a Bundle or a resource), or our own record"}
    kinds: dict[str, Any] = {kind: {"schema": {"type": "string"} if kind == "text/plain" else {}} for kind in MEDIA_TYPES}
    kinds |= {kind: {"schema": {"anyOf": [document, _list_of(document)]}} for kind in MEDIA_TYPES if kind.endswith("json")}
    parameters = [
        _parameter("accept", list(YES_NO), "also the record that the accepted values make", "false"),
        _parameter("manufacturer", list(CATALOGUE["manufacturer"].categories), "the scanner's maker, where the file does not say it"),
        _in_query("together", {"type": "integer", "minimum": 0, "maximum": MOST_DAYS, "default": 0}, "days apart that make one visit"),
    ]
    return {
        "operationId": "record",
        "summary": "What a file of another system holds: each value, and what becomes of it",
        "security": [{}, {"bearer": []}],
        "parameters": parameters,
        "requestBody": {"required": True, "content": kinds},
        "responses": {
            "200": _content("Every value; of a JSON list, one each in its order", {"anyOf": [one, several]}),
            **_refusals(tuple(_REFUSALS)),
        },
    }


def _report() -> dict[str, Any]:
    """The report of one patient, as PDF or HTML."""
    from osteo_core.service.files import KINDS, READERS

    parameters = [
        _parameter("for", list(READERS), "who reads it", READERS[0]),
        _parameter("format", list(KINDS), "the kind of file", "pdf"),
        _in_query("date", {"type": "string", "format": "date"}, "the date that it bears; today where none is given"),
    ]
    files = {kind.partition(";")[0]: {"schema": {"type": "string"}} for kind in KINDS.values()}
    person = {"anyOf": [{"$ref": _ref(Patient)}, {"$ref": _ref(RecordOverTime)}]}
    return {
        "operationId": "report",
        "summary": "The report of one patient, for the clinician or for the patient",
        "security": [{}, {"bearer": []}],
        "parameters": parameters,
        "requestBody": {"required": True, "content": {"application/json": {"schema": person}}},
        "responses": {"200": {"description": "The file", "content": files}, **_refusals(tuple(_REFUSALS))},
    }


def _list_of(one: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": one, "maxItems": MOST_PATIENTS}


def _get(name: str, summary: str, answer: type, refusals: tuple[str, ...] = (), also: dict[str, type] | None = None) -> dict[str, Any]:
    more = {status: _content("Not ready", {"$ref": _ref(model)}) for status, model in (also or {}).items()}
    responses = {"200": _content("The answer", {"$ref": _ref(answer)}), **_refusals(refusals), **more}
    return {"operationId": name, "summary": summary, "security": [{}, {"bearer": []}], "responses": responses}


def _model_parameter() -> dict[str, Any]:
    from osteo_core.constants import DEFAULT_MODEL
    from osteo_core.service.names import models

    return _parameter("model", list(models()), "the network that is asked", DEFAULT_MODEL)


def _parameter(name: str, allowed: list[str], what: str, default: str | None = None) -> dict[str, Any]:
    return _in_query(name, {"type": "string", "enum": allowed} | ({} if default is None else {"default": default}), what)


def _in_query(name: str, schema: dict[str, Any], what: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": what, "schema": schema}


def _refusals(which: tuple[str, ...]) -> dict[str, Any]:
    return {status: _content(_REFUSALS[status], {"$ref": _ref(ProblemDocument)}, MEDIA_TYPE) for status in which}


def _content(description: str, schema: dict[str, Any], media_type: str = "application/json") -> dict[str, Any]:
    return {"description": description, "content": {media_type: {"schema": schema}}}


def _ref(model: type) -> str:
    return _REF.format(model=model.__name__)
