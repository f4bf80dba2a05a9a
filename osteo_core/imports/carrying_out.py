"""The import itself: every row of the table ends among the people or in the list of those refused, with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, BinaryIO

import numpy as np

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import Problem
from osteo_core.imports.converting.converter import Converted, Converter
from osteo_core.imports.findings import Finding
from osteo_core.imports.planning import Plan
from osteo_core.imports.writing import PeopleWriter
from osteo_core.patients.columns import check
from osteo_core.patients.tables.source import RawChunk

CHUNK_ROWS = 20_000
_MANY_REFUSED, _FEW_ROWS = 0.2, 20
_NOT_AN_ERROR = "age"


@dataclass(kw_only=True)
class FieldCount:
    """What the people who were written have of one field; `total` is the sum of its numbers, of a yes/no field how many say yes."""

    n: int = 0
    low: float = np.inf
    high: float = -np.inf
    total: float = 0.0
    values: Counter[str] = field(default_factory=Counter)


@dataclass(kw_only=True)
class Outcome:
    """What became of the rows. `rows_in == rows_out + refused rows`; `flow` counts why rows were refused; `findings` came up on the way."""

    rows_in: int = 0
    rows_out: int = 0
    refused: list[Problem] = field(default_factory=list)
    flow: Counter[str] = field(default_factory=Counter)
    counts: dict[str, FieldCount] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    recoded: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class _Piece:
    """Rows as they were read, the first of them row `first` of the table, and the columns that they are read from."""

    raw: RawChunk
    first: int
    columns: tuple[str, ...]


@dataclass(frozen=True)
class _Read:
    """The rows of a piece as people; what is wrong with them but for ids that come again; cells that were recoded, by field."""

    people: Converted
    malformed: list[Problem]
    unlikely: list[Problem]
    recoded: dict[str, int]


Share = Callable[[Callable[[_Piece], _Read], Iterable[_Piece]], Iterator[tuple[_Piece, _Read]]]
"""How pieces are shared out among workers: work and its pieces -> each piece with what was read, in order."""


def carry_out(found: Plan, file: BinaryIO, share: Share | None = None) -> Outcome:
    """Write the people of a planned import to `file` as Parquet. InvalidInput for a table that breaks off on the way.

    With `share` the rows are converted and checked elsewhere; which ids come again is seen here, and the file is the same bytes.
    """
    converter = found.converter
    header = found.opened.header
    columns = [name for name in converter.columns]
    places = [header.index(name) for name in columns] or [0]
    writer = PeopleWriter(file, found.written, texts=_texts(found))
    outcome = Outcome(counts={name: FieldCount() for name in writer.names})
    seen: set[str] = set()
    recoded: Counter[str] = Counter()
    work = partial(_read, converter=converter.detached(), width=len(header))
    for piece, read in (share or _one_by_one)(work, _pieces(found, places, tuple(columns))):
        good = _judge(read, outcome, seen if found.mapping.identity else None)
        writer.write(read.people, good)
        _count(read.people, good, outcome.counts)
        outcome.rows_in += piece.raw.n
        recoded.update(read.recoded)
    writer.finish()
    outcome.rows_out = writer.rows
    outcome.recoded = {name: n for name, n in recoded.items() if n}
    outcome.findings = list(_on_the_way(found, outcome))
    return outcome


def _pieces(found: Plan, places: list[int], columns: tuple[str, ...]) -> Iterator[_Piece]:
    first = 0
    for raw in found.opened.chunks(CHUNK_ROWS, places):
        yield _Piece(raw, first, columns)
        first += raw.n


def _one_by_one(work: Callable[[_Piece], _Read], pieces: Iterable[_Piece]) -> Iterator[tuple[_Piece, _Read]]:
    return ((piece, work(piece)) for piece in pieces)


def _read(piece: _Piece, converter: Converter, width: int) -> _Read:
    """Convert and check; rows that are malformed are not checked."""
    raw, first = piece.raw, piece.first
    converter.recoded = {}
    people = converter.convert(dict(zip(piece.columns, raw.columns, strict=False)), raw.n, first)
    malformed = list(people.problems)
    if raw.widths is not None:
        wrong = np.flatnonzero(raw.widths != width)
        malformed += [Problem("", "tables.wrong_width", {"cells": int(raw.widths[at]), "columns": width}, first + int(at)) for at in wrong]
    whole = np.ones(people.n, bool)
    whole[[problem.row - first for problem in malformed if problem.row is not None]] = False
    readable = np.flatnonzero(whole)
    known = {name: cells[readable] for name, cells in people.columns.items() if name in CATALOGUE}
    unlikely = []
    if known and len(readable):
        unlikely = [replace(problem, row=first + int(readable[problem.row])) for problem in check(known) if problem.row is not None]
    return _Read(people, malformed, unlikely, converter.recoded)


def decide(found: Plan, outcome: Outcome) -> list[Finding]:
    """What is still to be decided: before the rows were read, and since."""
    late = [each for each in outcome.findings if each.decision and each.name not in found.mapping.accepted and not found.accept]
    return [*found.open, *late]


def _texts(found: Plan) -> frozenset[str]:
    """Outcomes that are no numbers, by the sample."""
    cells = {profile.name: profile.cells for profile in found.sampled.profiles}
    n = len(found.sampled.profiles[0].cells)
    columns = found.converter.convert(cells, n, 0).columns
    return frozenset(name for name, values in columns.items() if name not in CATALOGUE and values.dtype == object)


def _judge(read: _Read, outcome: Outcome, seen: set[str] | None) -> Any:
    """(n,) True for the rows that are people; the others are named and counted, each once, by its first reason."""
    first, people = outcome.rows_in, read.people
    again = _repeated(people.ids, first, seen) if seen is not None else []
    of_those = {problem.row for problem in again}
    problems = [*read.malformed, *again, *(problem for problem in read.unlikely if problem.row not in of_those)]
    problems.sort(key=lambda problem: problem.row or 0)
    good = np.ones(people.n, bool)
    good[[problem.row - first for problem in problems if problem.row is not None]] = False
    outcome.refused += problems
    reasons: dict[int, str] = {}
    for problem in problems:
        reasons.setdefault(problem.row or 0, problem.where)
    outcome.flow.update(reasons.values())
    return good


def _repeated(ids: list[str], first: int, seen: set[str]) -> list[Problem]:
    problems = []
    for at, identity in enumerate(ids):
        if not identity:
            problems.append(Problem("id", "imports.row.no_id", {}, first + at))
        elif identity in seen:
            problems.append(Problem("id", "imports.row.repeated", {}, first + at))
        seen.add(identity)
    return problems


def _count(people: Converted, good: Any, counts: dict[str, FieldCount]) -> None:
    for name, count in counts.items():
        values = people.columns[name][good]
        if values.dtype == np.float64:
            known = values[np.isfinite(values)]
            count.n += len(known)
            if len(known):
                count.total += float(known.sum())
                count.low, count.high = min(count.low, float(known.min())), max(count.high, float(known.max()))
        else:
            known = [value for value in values.tolist() if value is not None]
            count.n += len(known)
            if len(count.values) < 100:
                count.values.update(";".join(value) if isinstance(value, tuple) else str(value) for value in known)


def _on_the_way(found: Plan, outcome: Outcome) -> Any:
    repeated = sum(problem.key == "imports.row.repeated" for problem in outcome.refused)
    if repeated:
        params = {"n": repeated, "column": found.mapping.identity}
        yield Finding(kind="repeated_id", field="id", params=params, share=repeated / outcome.rows_in, default="first_row")
    if found.mapping.identity is None:
        yield Finding(kind="no_id", field="id")
    errors = sum(times for where, times in outcome.flow.items() if where not in (_NOT_AN_ERROR, "id"))
    if outcome.rows_in >= _FEW_ROWS and errors > _MANY_REFUSED * outcome.rows_in:
        where, times = max(((w, t) for w, t in outcome.flow.items() if w not in (_NOT_AN_ERROR, "id")), key=lambda pair: pair[1])
        params = {"n": errors, "of": outcome.rows_in, "most": where or "-", "times": times}
        yield Finding(kind="many_refused", field=where, params=params, share=errors / outcome.rows_in, default="rows_refused")
    if outcome.rows_in and not outcome.rows_out:
        yield Finding(kind="nobody_left", field="", default="never")
