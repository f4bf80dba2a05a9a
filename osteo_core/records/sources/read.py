"""Whatever file or text it is: told apart by what it holds, and read into values to look through."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from osteo_core.errors import InvalidInput, Problem
from osteo_core.patients.reading.json_text import parse_json
from osteo_core.records.reading import read_record
from osteo_core.records.record import Record
from osteo_core.records.sources.fhir.document import is_fhir
from osteo_core.records.sources.fhir.read import read_fhir
from osteo_core.records.sources.found import Found
from osteo_core.records.sources.settle import of_record, settled
from osteo_core.translations import LANGUAGES, translate

MOST_MB = 50
_DEEPEST = 60
"""Levels of brackets in FHIR: contained resources, components and extensions inside each other."""
_DICOM = slice(128, 132)


def read_file(path: Path, today: date | None = None) -> tuple[list[Found], tuple[Problem, ...]]:
    """As `read_source`, of a file. Raises InvalidInput where it cannot be read or is none of the kinds."""
    try:
        if not path.is_file():  # a device never ends
            raise InvalidInput(Problem(path.name, "patients.problem.not_a_file"))
        if path.stat().st_size > MOST_MB * 1_000_000:
            raise InvalidInput(Problem(path.name, "patients.problem.file_size", {"limit": MOST_MB}))
        content = path.read_bytes()
    except OSError:
        raise InvalidInput(Problem(path.name, "patients.problem.file")) from None
    return read_source(content, path.name, today)


def read_content(content: bytes, name: str, today: date | None = None) -> list[Found]:
    """The values alone, as `read_source`."""
    return read_source(content, name, today)[0]


def read_source(source: Any, name: str, today: date | None = None) -> tuple[list[Found], tuple[Problem, ...]]:
    """The values of a file's content, of text that was pasted, or of JSON that was parsed, and what is worth knowing of the whole.

    Args:
        source: bytes, or parsed JSON.
        name: shown as their source.

    Raises:
        InvalidInput: it is none of FHIR JSON, our own JSON, a DICOM structured report, a PDF with text, or text of one report; or it is
            of two people.
    """
    today = today or date.today()
    if not isinstance(source, bytes):
        return _of_data(source, name, today)
    if source[_DICOM] == b"DICM":
        from osteo_core.records.sources.dicom.read import read_report

        return settled(read_report(source), today), ()
    if source[:1024].lstrip().startswith(b"%PDF"):
        return _of_pdf(source, name, today), ()
    text = _decoded(source)
    start = text.lstrip("\ufeff \t\r\n")[:1]
    if start in ("{", "["):
        return _of_data(parse_json(text, deepest=_DEEPEST, most_mb=MOST_MB), name, today)
    if start == "<":
        raise InvalidInput(Problem(name, "records.source.xml"))
    return _of_text(text, name, today), ()


def several(content: bytes, name: str) -> list[Any] | None:
    """The documents of a JSON list, parsed; None for what is no list. Raises InvalidInput where it cannot be read."""
    if not content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
        return None
    found: list[Any] = parse_json(_decoded(content), deepest=_DEEPEST + 1, most_mb=MOST_MB)
    return found


def _of_data(data: Any, name: str, today: date) -> tuple[list[Found], tuple[Problem, ...]]:
    if is_fhir(data):
        return settled(read_fhir(data, today), today), ()
    if isinstance(data, dict) and "fhirVersion" in data:
        raise InvalidInput(Problem("", "records.fhir.version", {"version": str(data["fhirVersion"]), "where": name}))
    record = Record(**read_record(data, today))
    return of_record(record, name), record.remarks


def _of_text(text: str, name: str, today: date) -> list[Found]:
    from osteo_core.records.sources.text.report import read_text

    _refuse_own_report(text, name)
    return settled(read_text(text, name), today)


def _of_pdf(content: bytes, name: str, today: date) -> list[Found]:
    """The values by the reading of the pages that gives more of them; the order in which they were written where both give as many."""
    from osteo_core.records.sources.text.pdf import texts_of_pdf

    written, placed = texts_of_pdf(content)
    try:
        values = _of_text(written, name, today)
    except InvalidInput as refused:
        if [problem.key for problem in refused.problems] != ["records.source.no_values"]:
            raise
        return _of_text(placed, name, today)
    try:
        return max(values, _of_text(placed, name, today), key=_accepted)
    except InvalidInput:  # as they stand, two columns of a page may run into each other
        return values


def _accepted(values: list[Found]) -> int:
    return sum(value.status == "accept" for value in values)


def _refuse_own_report(text: str, name: str) -> None:
    """A report of this program says every value several times, with those of other visits; its record is what can be read again."""
    first = text.lstrip().partition("\n")[0].strip()
    titles = {translate(f"reports.{reader}.title", language) for reader in ("clinician", "leaflet") for language in LANGUAGES}
    if first in titles:
        raise InvalidInput(Problem(name, "records.source.own_report"))


def _decoded(content: bytes) -> str:
    """Text in the encodings that reports come in."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise InvalidInput(Problem("", "records.source.unknown"))
