"""A list of SNP dosages as text: one "rsID, dosage" a line."""

from __future__ import annotations

import re

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import InvalidInput, Problem
from osteo_core.patients.reading.written import read_number
from osteo_core.patients.tables.numbers import is_missing

_LINE = re.compile(r'"?([^",;，；\s]+)"?(?:\s*([,;，；])\s*|\s+)("?)([^"]*)\3')
_LONGEST = 40


def parse_dosages(text: str) -> dict[str, int]:
    """rsID -> 0, 1 or 2 effect alleles, from lines such as "rs2277438,1" (comma, semicolon, tab or space between).

    Empty lines, lines that start with "#", a header line ("rsid,dosage") and dosages that are missing (empty, NA) are passed over. A
    dosage may be written with decimals ("1,0" where the comma does not separate). Raises InvalidInput with one problem a line: a line of
    another form, an rsID outside the panel, a dosage other than 0, 1, 2, or an rsID given twice.
    """
    dosages: dict[str, int] = {}
    problems: list[Problem] = []
    lines = [(n, line.strip()) for n, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1)]
    for n, line in lines:
        if not line or line.startswith("#") or line.lower().lstrip('"').startswith("rsid"):
            continue
        parts = _LINE.fullmatch(line)
        rsid = parts[1].lower() if parts else ""
        dosage, key = _dosage(parts, dosages)
        if key is not None:
            problems.append(Problem("", f"dosages.{key}", {"line": n, "text": line[:_LONGEST], "rsid": rsid[:20]}))
        elif dosage is not None:
            dosages[rsid] = dosage
    if not dosages and not problems:
        problems.append(Problem("", "dosages.empty"))
    if problems:
        raise InvalidInput(problems)
    return dosages


def _dosage(parts: re.Match[str] | None, seen: dict[str, int]) -> tuple[int | None, str | None]:
    """The line's dosage, None where it is missing, and what is wrong with the line."""
    if parts is None or (not parts[3] and parts[2] in (",", "，") and parts[2] in parts[4]) or re.search(r"[;；\s]", parts[4].strip()):
        return None, "form"
    if parts[1].lower() not in CATALOGUE.snp_names:
        return None, "unknown"
    if parts[1].lower() in seen:
        return None, "twice"
    if is_missing(parts[4]):
        return None, None
    try:
        number = read_number(parts[4], allowed=(0.0, 2.0))
    except ValueError:  # no number, or one of two
        return None, "dosage"
    return (int(number), None) if number in (0.0, 1.0, 2.0) else (None, "dosage")
