"""A list of SNP dosages as text: one "rsID, dosage" a line."""

from __future__ import annotations

import re

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import InvalidInput, Problem

_SEPARATOR = re.compile(r"[,;\s]+")


def parse_dosages(text: str) -> dict[str, int]:
    """rsID -> 0, 1 or 2 effect alleles, from lines such as "rs2277438,1" (comma, semicolon, tab or space between).

    Empty lines, lines that start with "#" and a header line ("rsid,dosage") are passed over. Raises InvalidInput with one problem a line:
    a line of another form, an rsID outside the panel, a dosage other than 0, 1, 2, or an rsID given twice.
    """
    dosages: dict[str, int] = {}
    problems: list[Problem] = []
    lines = [(n, line.strip()) for n, line in enumerate(text.splitlines(), start=1)]
    for n, line in lines:
        if not line or line.startswith("#") or line.lower().startswith("rsid"):
            continue
        parts = [part.strip('"') for part in _SEPARATOR.split(line)]
        key = _fault(parts, dosages)
        if key is None:
            dosages[parts[0].lower()] = int(float(parts[1]))
        else:
            problems.append(Problem("", f"dosages.{key}", {"line": n, "text": line[:40], "rsid": parts[0][:20]}))
    if not dosages and not problems:
        problems.append(Problem("", "dosages.empty"))
    if problems:
        raise InvalidInput(problems)
    return dosages


def _fault(parts: list[str], seen: dict[str, int]) -> str | None:
    if len(parts) != 2:
        return "form"
    rsid, dosage = parts[0].lower(), parts[1]
    if rsid not in CATALOGUE.snp_names:
        return "unknown"
    if dosage not in {"0", "1", "2", "0.0", "1.0", "2.0"}:
        return "dosage"
    return "twice" if rsid in seen else None
