"""The patient that a command is about: of a record the newest visit, with what carries forward to it said."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from osteo_core.cli.output import complain

if TYPE_CHECKING:
    from osteo_core.records.newest import Newest


def newest_of(path: Path, language: str) -> Newest:
    """The newest visit of a record's or a patient's JSON; what is worth knowing of it goes to stderr. Raises InvalidInput."""
    from osteo_core.records import Record

    record = Record.from_json(path)
    newest = record.newest()
    for remark in (*record.remarks, *newest.notes):
        complain(remark.text(language))
    return newest
