"""JSON read strictly: a problem names its line and column, and a field written twice is not silently overwritten."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from osteo_core.errors import InvalidInput, Problem

_MOST_BYTES = 500_000_000  # a measured volume as text; more is a mistake


def read_source(source: str | Path) -> str | bytes:
    """The bytes of a file, or the text itself. Raises InvalidInput for a file that cannot be read."""
    if isinstance(source, str) and not _names_file(source):
        return source
    path = Path(source)
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InvalidInput(Problem(path.name, "patients.problem.file_size", {"limit": _MOST_BYTES // 1_000_000}))
        return path.read_bytes()
    except OSError:
        raise InvalidInput(Problem(str(source), "patients.problem.file")) from None


def parse_json(text: str | bytes) -> Any:
    """The value of JSON text. Raises InvalidInput where it is not UTF-8, not JSON, nested too deep or names a field twice."""
    try:
        decoded = text.decode("utf-8-sig") if isinstance(text, bytes) else text.removeprefix("\ufeff")
        return json.loads(decoded, object_pairs_hook=_object)
    except UnicodeDecodeError as error:
        raise InvalidInput(Problem("", "patients.problem.encoding", {"position": error.start + 1})) from None
    except json.JSONDecodeError as error:
        params = {"line": error.lineno, "column": error.colno, "found": _found(error.doc, error.pos)}
        raise InvalidInput(Problem("", "patients.problem.json", params)) from None
    except (RecursionError, ValueError) as error:  # ValueError: a number of thousands of digits
        if isinstance(error, InvalidInput):
            raise
        raise InvalidInput(Problem("", "patients.problem.json_extreme")) from None


def _names_file(source: str) -> bool:
    """True for text that is the name of a file: it ends in .json, or a file of that name exists."""
    text = source.strip()
    if text[:1] in ("{", "[") or "\n" in text or len(text) > 1000:
        return False
    return bool(text) and (text.lower().endswith(".json") or Path(text).is_file())


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    for name, value in pairs:
        if name in seen:
            raise InvalidInput(Problem(name, "patients.problem.json_twice"))
        seen[name] = value
    return seen


def _found(document: str, position: int) -> dict[str, str]:
    """A few characters of what stands there."""
    piece = " ".join(document[position : position + 12].split())
    return {"en": f'"{piece}"', "zh": f"“{piece}”"} if piece else {"en": "the end of the text", "zh": "文本结尾"}
