"""Workbooks of Excel, WPS and LibreOffice: the first sheet that holds a table, or the one named."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from osteo_core.errors import InvalidInput, Problem
from osteo_core.imports.reading.opened import MemoryTable, OpenedTable, text_of
from osteo_core.imports.reading.text_files import describe, lines_above, under_groups
from osteo_core.patients.tables.numbers import is_missing
from osteo_core.patients.tables.source import refused

ENDINGS = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".et")
_LOOKED_AT = 40


def open_workbook(source: Path | bytes, name: str, *, sheet: str | None = None) -> OpenedTable:
    """The table of a workbook, held in memory.

    Raises:
        InvalidInput: a password, a damaged file, no such sheet, or no sheet with a table.
    """
    import python_calamine as calamine

    try:
        book = calamine.load_workbook(source if isinstance(source, Path) else io.BytesIO(source))
        rows = {each: book.get_sheet_by_name(each).to_python(skip_empty_area=True) for each in _asked(book.sheet_names, sheet, name)}
    except calamine.PasswordError as error:
        raise refused(name, "workbook_password") from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        key = "workbook_password" if "password" in str(error).casefold() or _is_locked(source) else "broken_workbook"
        raise refused(name, key, reason=str(error)[:100]) from error
    full = {each: table for each, table in rows.items() if len(table) > 1}
    if not full:
        raise refused(name, "empty_sheets", names=", ".join(rows))
    chosen = next(iter(full))
    opened = _table(name, full[chosen])
    opened.said = {"sheet": chosen}
    if len(full) > 1:
        others = ", ".join(each for each in full if each != chosen)
        opened.notes.append(("other_sheets", {"file": name, "sheet": chosen, "others": others}))
    return opened


def _asked(names: list[str], sheet: str | None, file: str) -> list[str]:
    if sheet is None:
        return names
    if sheet not in names:
        raise InvalidInput(Problem(file, "imports.error.no_such_sheet", {"sheet": sheet, "names": ", ".join(names)}))
    return [sheet]


def _table(name: str, cells: list[list[Any]]) -> OpenedTable:
    rows = [[text_of(cell).strip() for cell in row] for row in cells]
    above = lines_above(rows[:_LOOKED_AT])
    header = rows[above]
    width = max((place + 1 for place, cell in enumerate(header) if cell), default=0)
    body = [row for row in rows[above + 1 :] if any(not is_missing(cell) for cell in row)]
    if not body or not width:
        raise refused(name, "no_rows")
    width = max(width, max(place + 1 for row in body[:1000] for place, cell in enumerate(row) if cell))
    header = [*header, *[""] * (width - len(header))][:width]
    header = under_groups(header, rows[above - 1]) if above else header
    columns = [[row[place] if place < len(row) else "" for row in body] for place in range(width)]
    opened = OpenedTable(name=name, kind="workbook", file=MemoryTable(header, columns))
    if above:
        opened.notes.append(("lines_above", {"n": above, "file": name}))
    describe(opened, [[*row, *[""] * width][:width] for row in body[:19]])
    return opened


def _is_locked(source: Path | bytes) -> bool:
    """An .xlsx under a password is no zip file but an OLE container with an encrypted stream."""
    content = source.read_bytes() if isinstance(source, Path) else source
    return content.startswith(b"\xd0\xcf\x11\xe0") and "EncryptedPackage".encode("utf-16-le") in content
