"""Answers that refuse: problem+json (RFC 9457) with the sentences of the rest of the program."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from itertools import islice
from typing import Any

from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse

from osteo_core.errors import MOST_LINES, InvalidInput, OsteoError, Problem
from osteo_core.translations import FALLBACK, LANGUAGES, translate

MEDIA_TYPE = "application/problem+json"


class Refused(OsteoError):  # noqa: N818  (as InvalidInput)
    """A call that is not answered: an HTTP status, the kind that the metrics count, and a sentence as a key with its parameters."""

    def __init__(self, status: int, kind: str, /, *, headers: Mapping[str, str] | None = None, **params: Any) -> None:
        self.status, self.kind, self.params, self.headers = status, kind, params, dict(headers or {})
        super().__init__(self.text())

    def text(self, language: str = "en") -> str:
        return Problem("", f"service.refused.{self.kind}", self.params).sentence(language)


def language_of(connection: HTTPConnection) -> str:
    """The best language that Accept-Language asks for; English where it asks for none that there is."""
    best, weight = FALLBACK, 0.0
    for entry in connection.headers.get("accept-language", "")[:500].split(","):
        name, _, rest = entry.strip().partition(";")
        quality = _quality(rest)
        plain = name.strip().lower().partition("-")[0]
        if plain in LANGUAGES and quality > weight:
            best, weight = plain, quality
    return best


def _quality(text: str) -> float:
    name, _, number = text.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(number)
    except ValueError:
        return 0.0


def refusal(error: OsteoError, language: str) -> JSONResponse:
    """The answer to a refused call."""
    status, kind, headers = 422, "input", {}
    document: dict[str, Any] = {"type": "about:blank", "title": "", "status": 0, "detail": ""}
    if isinstance(error, Refused):
        status, kind, headers = error.status, error.kind, error.headers
    elif isinstance(error, InvalidInput):
        document["problems"] = problems_of(error, language)
        document["count"] = len(error.problems)
    else:
        status, kind = 503, "artifact"
    say = getattr(error, "text", None)
    document |= {"title": HTTPStatus(status).phrase, "status": status, "detail": say(language) if say else str(error), "kind": kind}
    return JSONResponse(document, status, headers | {"Content-Language": language}, MEDIA_TYPE)


def problems_of(error: InvalidInput, language: str) -> list[dict[str, str]]:
    """The first problems: where, and the sentence."""
    first = islice(error.problems, MOST_LINES)
    return [{"where": Problem(each.where, "").where, "text": each.text(language)} for each in first]


def refused_in_its_place(error: InvalidInput, language: str) -> dict[str, Any]:
    """Of a list, one that was refused."""
    return {"refused": problems_of(error, language), "count": len(error.problems)}


def json_answer(found: Any, language: str) -> JSONResponse:
    """An answer in a language, kept by nobody on the way."""
    return JSONResponse(found, headers={"Content-Language": language, "Cache-Control": "no-store"})


def sentence(key: str, language: str, **params: Any) -> str:
    """A sentence of this room."""
    return translate(f"service.{key}", language, **params)
