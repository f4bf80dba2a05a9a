"""The OpenAPI 3.1 document of the interfaces, made from the models of their requests and answers."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import BaseModel
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
from osteo_core.service.openapi import hooks
from osteo_core.service.openapi.parts import REF, choice, content, in_query, json_body, ref, refusals
from osteo_core.service.record_models import RecordOverTime

_REFUSALS = ("400", "401", "403", "413", "415", "422", "429", "503")


def document(public_url: str | None = None, *, hooks_without_token: bool = False) -> dict[str, Any]:
    """The whole document, for a service at that address; `hooks_without_token` where this machine may call a hook without one."""
    found = dict(_document())
    found["paths"] = found["paths"] | hooks.paths(without_token=hooks_without_token)
    if public_url:
        found["servers"] = [{"url": public_url}]
    return found


@cache
def _document() -> dict[str, Any]:
    answers = (Assessment, Explained, Comparison, FoundValues, Version, Ready, Refused, ProblemDocument, *hooks.ANSWERS)
    requests = (Patient, RecordOverTime, *hooks.REQUESTS)
    pairs = [*((model, "serialization") for model in answers), *((model, "validation") for model in requests)]
    _, schemas = models_json_schema(pairs, ref_template=REF)  # type: ignore[arg-type]
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
            "/api/v1/version": {"get": _get("version", "What answers here", Version, which=("401", "403", "429", "503"))},
            "/healthz": {"get": _text("healthz", "Whether this process is alive")},
            "/metrics": {"get": _text("metrics", "Counts as Prometheus reads them", "403")},
            "/readyz": {"get": _get("readyz", "Whether this process may be sent calls", Ready, also={"503": Ready})},
        },
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}, **hooks.SECURITY},
        },
    }


def _post(name: str, summary: str, answer: type[BaseModel], *, model: bool = False) -> dict[str, Any]:
    one = ref(answer)
    many = {"type": "array", "items": {"anyOf": [one, ref(Refused)]}}
    person = {"anyOf": [ref(Patient), ref(RecordOverTime)]}
    request = {"anyOf": [*person["anyOf"], _list_of(person)]}
    operation = {
        "operationId": name,
        "summary": summary,
        "security": [{}, {"bearer": []}],
        "requestBody": json_body(request),
        "responses": {
            "200": content("The answer; of a list, one each in its order", {"anyOf": [one, many]}),
            **refusals(*_REFUSALS),
        },
    }
    if model:
        operation["parameters"] = [_model_parameter()]
    return operation


def _record() -> dict[str, Any]:
    """What a file of another system holds: JSON, or a file as it is."""
    from osteo_core.catalogue import CATALOGUE
    from osteo_core.service.files import MEDIA_TYPES, MOST_DAYS, YES_NO

    one = ref(FoundValues)
    several = {"type": "array", "items": {"anyOf": [one, ref(Refused)]}}
    document = {"type": "object", "description": "FHIR R4 (a Bundle or a resource), or our own record"}
    kinds: dict[str, Any] = {kind: {"schema": {"type": "string"} if kind == "text/plain" else {}} for kind in MEDIA_TYPES}
    kinds |= {kind: {"schema": {"anyOf": [document, _list_of(document)]}} for kind in MEDIA_TYPES if kind.endswith("json")}
    parameters = [
        choice("accept", list(YES_NO), "also the record that the accepted values make", "false"),
        choice("manufacturer", list(CATALOGUE["manufacturer"].categories), "the scanner's maker, where the file does not say it"),
        in_query("together", {"type": "integer", "minimum": 0, "maximum": MOST_DAYS, "default": 0}, "days apart that make one visit"),
    ]
    return {
        "operationId": "record",
        "summary": "What a file of another system holds: each value, and what becomes of it",
        "security": [{}, {"bearer": []}],
        "parameters": parameters,
        "requestBody": {"required": True, "content": kinds},
        "responses": {
            "200": content("Every value; of a JSON list, one each in its order", {"anyOf": [one, several]}),
            **refusals(*_REFUSALS),
        },
    }


def _report() -> dict[str, Any]:
    """The report of one patient, as PDF or HTML."""
    from osteo_core.service.files import KINDS, READERS

    parameters = [
        choice("for", list(READERS), "who reads it", READERS[0]),
        choice("format", list(KINDS), "the kind of file", "pdf"),
        in_query("date", {"type": "string", "format": "date"}, "the date that it bears; today where none is given"),
    ]
    files = {kind.partition(";")[0]: {"schema": {"type": "string"}} for kind in KINDS.values()}
    person = {"anyOf": [ref(Patient), ref(RecordOverTime)]}
    return {
        "operationId": "report",
        "summary": "The report of one patient, for the clinician or for the patient",
        "security": [{}, {"bearer": []}],
        "parameters": parameters,
        "requestBody": json_body(person),
        "responses": {"200": {"description": "The file", "content": files}, **refusals(*_REFUSALS)},
    }


def _list_of(one: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": one, "maxItems": MOST_PATIENTS}


def _get(
    name: str, summary: str, answer: type[BaseModel], which: tuple[str, ...] = (), also: dict[str, type[BaseModel]] | None = None
) -> dict[str, Any]:
    more = {status: content("Not ready", ref(model)) for status, model in (also or {}).items()}
    responses = {"200": content("The answer", ref(answer)), **refusals(*which), **more}
    return {"operationId": name, "summary": summary, "security": [{}, {"bearer": []}], "responses": responses}


def _text(name: str, summary: str, *which: str) -> dict[str, Any]:
    said = content("The answer", {"type": "string"}, "text/plain")
    return {"operationId": name, "summary": summary, "security": [], "responses": {"200": said, **refusals(*which)}}


def _model_parameter() -> dict[str, Any]:
    """Own models are not named: this document is open to whoever asks; `/version` names them."""
    from osteo_core.constants import DEFAULT_MODEL
    from osteo_core.inference.model_names import NAME, available

    one_of = [{"enum": list(available())}, {"pattern": f"^{NAME.pattern}$"}]
    schema = {"type": "string", "anyOf": one_of, "default": DEFAULT_MODEL}
    return in_query("model", schema, "the network that is asked: one that ships, or an own model of this installation (/api/v1/version)")
