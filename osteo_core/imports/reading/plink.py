"""PLINK's `.raw` files (`--recode A`): a line a person, a column a SNP that counts the allele its name ends in."""

from __future__ import annotations

import re

from osteo_core.imports.reading.opened import OpenedTable
from osteo_core.patients.tables.csv_files import CsvTable
from osteo_core.patients.tables.source import Source, binary, refused

COUNTED = re.compile(r"(rs\d+)_([ACGT]+)(?:\(/([ACGT]+)\))?", re.IGNORECASE)
"""rsID, counted allele, and, where PLINK was asked to include it, the other one: "rs1544410_T", "rs1544410_T(/C)"."""
_OWN = ("FID", "IID", "PAT", "MAT", "SEX", "PHENOTYPE")


def open_raw(source: Source, name: str) -> OpenedTable:
    """A `.raw` file; PLINK parts its cells by a blank (1.9) or a tab (2.0).

    Raises:
        InvalidInput: a header that is none of PLINK's.
    """
    with binary(source) as file:
        first = file.readline(10_000_000).decode("utf-8", "replace")
    separator = "\t" if "\t" in first else " " if " " in first.strip() else None
    opened = OpenedTable(name=name, kind="plink", file=CsvTable(source, name, encoding="utf-8", separator=separator))
    if tuple(opened.header[:2]) != _OWN[:2]:
        raise refused(name, "not_plink")
    # PLINK's codes: 1 male, 2 female, anything else not known.
    opened.codes = {"SEX": {"1": "male", "2": "female"}}
    opened.said = {"separator": "tab" if separator == "\t" else "blank"}
    return opened
