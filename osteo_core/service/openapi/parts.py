"""Pieces of the document: references to schemas, parameters, answers and refusals."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from osteo_core.service.models import ProblemDocument
from osteo_core.service.refusals import MEDIA_TYPE

REF = "#/components/schemas/{model}"

_REFUSALS = {
    "400": "The request is not one", "401": "A login or token is needed", "403": "The role does not allow it",
    "412": "What the service needs to know is missing, paged, an error, or of somebody else",
    "413": "The body is too long", "415": "The body is not JSON", "422": "The input is refused, with every reason",
    "429": "Too many calls a minute (Retry-After)",
    "503": "Too many calls wait, or a file that ships is damaged",
}  # fmt: skip


def ref(model: type[BaseModel]) -> dict[str, Any]:
    """The schema of a model."""
    return {"$ref": REF.format(model=model.__name__)}


def in_query(name: str, schema: dict[str, Any], what: str) -> dict[str, Any]:
    """A parameter that may be left out."""
    return {"name": name, "in": "query", "required": False, "description": what, "schema": schema}


def choice(name: str, allowed: list[str], what: str, default: str | None = None) -> dict[str, Any]:
    """A parameter with its allowed values."""
    return in_query(name, {"type": "string", "enum": allowed} | ({} if default is None else {"default": default}), what)


def refusals(*which: str) -> dict[str, Any]:
    """Refusals by their status, each as problem+json."""
    return {status: content(_REFUSALS[status], ref(ProblemDocument), MEDIA_TYPE) for status in which}


def content(description: str, schema: dict[str, Any], media_type: str = "application/json") -> dict[str, Any]:
    """An answer."""
    return {"description": description, "content": {media_type: {"schema": schema}}}


def json_body(schema: dict[str, Any]) -> dict[str, Any]:
    """What a call brings."""
    return {"required": True, "content": {"application/json": {"schema": schema}}}
