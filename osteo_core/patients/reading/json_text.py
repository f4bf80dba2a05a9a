"""JSON read strictly: problems have a line and column, a field written twice is not overwritten, no number is changed, size is bounded."""

from __future__ import annotations

import json
import re
import stat
from pathlib import Path
from typing import Any

from osteo_core.errors import InvalidInput, Problem
from osteo_core.patients.reading.written import nearest_double
from osteo_core.translations import LANGUAGES, translate

MOST_MB = 5
"""A patient's record without measured arrays, as text; the fullest takes some kilobytes."""

MOST_MB_WITH_ARRAYS = 50
"""With a measured volume or series: about five million numbers, which take some 400 MB while they are read. Larger images come as NIfTI."""

_MEGABYTE = 1_000_000
_DEEPEST = 8
"""Levels of brackets: record, block, volume, and the volume's three; none that is a patient's has more."""

_ARRAY = re.compile(rb'"values"')


class OutOfReach:
    """A number in JSON that a computer would make infinite or 0: "1e400", "1e-400"; `text` as it was written."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text


def read_source(source: str | Path) -> str | bytes:
    """The bytes of a file, or the text itself. Raises InvalidInput for what is no file or cannot be read, and for a file too large."""
    if isinstance(source, str) and not _names_file(source):
        return source
    path = Path(source)
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):  # a device such as /dev/zero never ends, a pipe may never begin
            raise InvalidInput(Problem(str(source), "patients.problem.not_a_file"))
        if found.st_size > MOST_MB_WITH_ARRAYS * _MEGABYTE:
            raise InvalidInput(Problem(path.name, "patients.problem.file_size_arrays", _limits()))
        return path.read_bytes()
    except (OSError, ValueError) as failed:  # ValueError: a NUL, or half of a surrogate pair, in the name
        if isinstance(failed, InvalidInput):
            raise
        raise InvalidInput(Problem(str(source), "patients.problem.file")) from None


def parse_json(text: str | bytes, *, deepest: int = _DEEPEST, most_mb: int = MOST_MB) -> Any:
    """The value of JSON text, numbers that a computer cannot hold as `OutOfReach`.

    `deepest`: levels of brackets that are allowed; `most_mb`: the size without measured arrays.

    Raises InvalidInput where it is too large, not UTF-8, not JSON, nested too deep or names a field twice.
    """
    _bounded(text, most_mb)
    try:
        decoded = text.decode("utf-8-sig") if isinstance(text, bytes) else text.removeprefix("\ufeff")
        value = json.loads(decoded, object_pairs_hook=_object, parse_float=_number)
    except UnicodeDecodeError as error:
        raise InvalidInput(Problem("", "patients.problem.encoding", {"position": error.start + 1})) from None
    except json.JSONDecodeError as error:
        params = {"line": error.lineno, "column": error.colno, "found": _found(error.doc, error.pos)}
        raise InvalidInput(Problem("", "patients.problem.json", params)) from None
    except (RecursionError, ValueError) as error:  # ValueError: a number of thousands of digits
        if isinstance(error, InvalidInput):
            raise
        raise InvalidInput(Problem("", "patients.problem.json_extreme")) from None
    if _deeper(value, deepest):
        raise InvalidInput(Problem("", "patients.problem.json_extreme"))
    return value


def _bounded(text: str | bytes, most_mb: int) -> None:
    size = len(text)
    if size > MOST_MB_WITH_ARRAYS * _MEGABYTE:
        raise InvalidInput(Problem("", "patients.problem.file_size_arrays", _limits()))
    if size > most_mb * _MEGABYTE:
        content = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
        if not _ARRAY.search(content):
            raise InvalidInput(Problem("", "patients.problem.file_size_arrays", _limits()))


def _limits() -> dict[str, int]:
    return {"limit": MOST_MB, "limit_arrays": MOST_MB_WITH_ARRAYS}


def _deeper(value: Any, levels: int) -> bool:
    """Whether brackets stand within more than so many others; walked level by level, since Python's own stack is what runs out."""
    level = [value]
    for _ in range(levels + 1):
        inside: list[Any] = []
        for one in level:
            if isinstance(one, dict):
                inside += [child for child in one.values() if isinstance(child, (dict, list))]
            elif isinstance(one, list):
                inside += [child for child in one if isinstance(child, (dict, list))]
        if not inside:
            return False
        level = inside
    return True


def _names_file(source: str) -> bool:
    """True for text that is the name of a file: it ends in .json, or a file of that name exists."""
    text = source.strip()
    if not text or text[:1] in ("{", "[") or "\n" in text or len(text) > 1000:
        return False
    if text.lower().endswith(".json"):
        return True
    try:
        return Path(text).exists()
    except (OSError, ValueError):  # longer than a name may be
        return False


def _number(text: str) -> float | OutOfReach:
    value = nearest_double(text)
    return OutOfReach(text) if value is None else value


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
    key = "errors.quoted" if piece else "patients.problem.json_end"
    return {language: translate(key, language, piece=piece) for language in LANGUAGES}
