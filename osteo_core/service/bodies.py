"""What a call brings: read up to a limit, and refused by its announced length before a byte of it is read."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request

from osteo_core.patients.reading.json_text import MOST_MB_WITH_ARRAYS, parse_json
from osteo_core.service.refusals import Refused

MOST_OF_API = MOST_MB_WITH_ARRAYS * 1_000_000
MOST_OF_HOOK = 5_000_000
_CLOSE = {"Connection": "close"}


async def read_json(request: Request, most: int = MOST_OF_API) -> Any:
    """The JSON of a request's body.

    Raises:
        Refused: 413 where it is longer than `most` bytes, 415 where it is not sent as JSON.
        InvalidInput: it is not JSON as this program reads it.
    """
    _require_json(request)
    return parse_json(await _read(request, most))


async def read_any(request: Request, most: int) -> bytes:
    """A body of any kind, a file as it is. Raises Refused (413)."""
    return await _read(request, most)


async def read_hook(request: Request) -> dict[str, Any]:
    """The object that a CDS client sends; FHIR nests deeper than a patient's record here. Raises Refused."""
    _require_json(request)
    text = await _read(request, MOST_OF_HOOK)
    try:
        found = json.loads(text.decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError):  # not UTF-8, not JSON, nested without end
        raise Refused(400, "hook_json") from None
    if not isinstance(found, dict):
        raise Refused(400, "hook_json")
    return found


def _no_number(constant: str) -> Any:
    raise ValueError(constant)


def _require_json(request: Request) -> None:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json" and not (media_type.startswith("application/") and media_type.endswith("+json")):
        raise Refused(415, "media_type")


async def _read(request: Request, most: int) -> bytes:
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:20]) > most:
        raise Refused(413, "body", limit=most // 1_000_000, headers=_CLOSE)
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise Refused(413, "body", limit=most // 1_000_000, headers=_CLOSE)
        parts.append(part)
    return b"".join(parts)
