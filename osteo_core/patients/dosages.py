"""A list of SNP dosages as text: one "rsID, dosage" a line."""

from __future__ import annotations

import csv

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import InvalidInput, Problem
from osteo_core.patients.written import read_number

_LONGEST = 1000


def parse_dosages(text: str) -> dict[str, int]:
    """rsID -> 0, 1 or 2 effect alleles, from lines such as "rs2277438,1" (comma, semicolon, tab or space between).

    A dosage is read as any number that a person writes: "1", "1.0", and beside another separator than a comma also "1,0". Empty lines,
    lines that start with "#" and a header line ("rsid,dosage") are passed over. Raises InvalidInput with one problem a line: a line of
    another form, an rsID outside the panel, a dosage other than 0, 1, 2, or an rsID given twice.
    """
    dosages: dict[str, int] = {}
    problems: list[Problem] = []
    lines = [(n, line.strip()) for n, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1)]
    for n, line in lines:
        if not line or line.startswith("#") or line.lower().lstrip('"').startswith("rsid"):
            continue
        rsid, *cells = _cells(line[:_LONGEST])
        dosage = _dosage(cells[0]) if len(cells) == 1 else None
        key = _fault(rsid.lower(), cells, dosage, dosages)
        if key is None and dosage is not None:
            dosages[rsid.lower()] = dosage
        else:
            problems.append(Problem("", f"dosages.{key}", {"line": n, "text": line[:40], "rsid": rsid[:20]}))
    if not dosages and not problems:
        problems.append(Problem("", "dosages.empty"))
    if problems:
        raise InvalidInput(problems)
    return dosages


def _cells(line: str) -> list[str]:
    """The cells of a line; only where commas stand between them can a dosage hold none, unless in quotes."""
    first, *others = line.split()
    separator = next((mark for mark in "\t;；" if mark in line), None)
    if separator is None and others and not set(first) & {",", "，"}:
        return [first, *others]
    if separator is None:
        separator = "，" if "，" in line else ","
    return [cell.strip().strip('"').strip() for cell in next(csv.reader([line], delimiter=separator, skipinitialspace=True))]


def _dosage(cell: str) -> int | None:
    try:
        number = read_number(cell)
    except ValueError:
        return None
    return int(number) if number in (0.0, 1.0, 2.0) else None


def _fault(rsid: str, cells: list[str], dosage: int | None, seen: dict[str, int]) -> str | None:
    if len(cells) != 1:
        return "form"
    if rsid not in CATALOGUE.snp_names:
        return "unknown"
    if dosage is None:
        return "dosage"
    return "twice" if rsid in seen else None
