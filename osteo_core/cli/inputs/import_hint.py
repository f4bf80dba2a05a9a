"""What `score` and `evaluate` say of a table that is not in the project's names or form: the command that brings it into them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from osteo_core.errors import InvalidInput, Problem

_NOT_OURS = frozenset(
    f"tables.{key}"
    for key in (
        "no_feature_column", "unknown_column_nearest", "repeated_column", "unknown_ending", "not_utf8", "is_workbook", "is_zip",
        "is_packed",        "is_statistics", "not_a_category", "many_columns",
    )
)  # fmt: skip


@contextmanager
def import_hint(table: Path) -> Iterator[None]:
    """A refusal of the table gets the hint as its first line, so that it stands among the ten that are shown."""
    try:
        yield
    except InvalidInput as refused:
        if any(problem.key in _NOT_OURS for problem in refused.problems):
            raise InvalidInput([hint(table), *refused.problems]) from refused
        raise


def hint(table: Path) -> Problem:
    """The sentence with the command."""
    return Problem(table.name, "imports.hint.score", {"table": str(table), "out": table.with_suffix("").name + ".parquet"})
