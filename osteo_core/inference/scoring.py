"""Scoring a whole table: every row ends up in the results or in the errors file, in the order of the table."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from osteo_core.constants import STATUSES
from osteo_core.errors import InvalidInput, Problem
from osteo_core.inference.score_files import TableWriter, check_output, errors_path_of
from osteo_core.patients.columns import check
from osteo_core.patients.tables.read import CHUNK_ROWS, PatientTable, TableChunk, open_patients
from osteo_core.whole_files import taking_names

ENDS = ("", "_low", "_high")
FURTHER_FRACTURES = ("hip_fracture", "prevalent_fracture")
"""Outcomes that have columns only where the model answers them."""

Comparators = Callable[[dict[str, Any]], dict[str, Any]]
"""Further result columns of n >= 0 people from their checked columns: numbers as float64 (n,), texts as lists."""

Share = Callable[[Callable[[TableChunk], "_Scored"], Iterable[TableChunk]], "Iterator[tuple[TableChunk, _Scored]]"]
"""How chunks are shared out among workers: work and its pieces -> each piece with its result, in order."""


class TableModel(Protocol):
    """What `score` needs of a model."""

    def assess_columns(self, columns: dict[str, Any]) -> Any:
        """Assess n people of checked columns; InvalidInput names the rows that hold nothing the model reads.

        The answer has status, status_low, status_high (n, 3); fracture, fracture_low, fracture_high (n,) or None; notes, n texts.
        Probabilities are in 0..1. A model with one of FURTHER_FRACTURES among its `outcomes` also has that, with _low and _high.
        """
        ...


@dataclass(frozen=True, kw_only=True)
class ScoreSummary:
    """What became of a table. `n_in == n_scored + n_refused`; `errors_path` is None when no row was refused; `seconds` is wall time.

    `unread` names the columns that are not in the catalogue and were left unread, "" those without a name.
    """

    n_in: int
    n_scored: int
    n_refused: int
    errors_path: Path | None
    seconds: float
    unread: tuple[str, ...] = ()


def score(
    in_path: str | Path,
    out_path: str | Path,
    model: TableModel,
    *,
    comparators: Comparators | None = None,
    chunk_rows: int = CHUNK_ROWS,
    progress: bool = True,
    language: str = "en",
    strict: bool = False,
    share: Share | None = None,
) -> ScoreSummary:
    """Assess every row of a CSV or Parquet table: id, probabilities with their 95 % intervals, the columns of `comparators`, and notes.

    Rows with a problem are left out of the results and listed, one line a problem, in `<out>.errors.csv` (row from 1 under the header,
    id, field, problem in `language`); an errors file of an earlier run goes when no row is refused. Unknown columns are left unread
    (`strict` refuses them). Memory does not grow with the table. Both files appear only when complete, and texts from the table cannot
    be run as formulas (`score_files`). `share` has the chunks worked out elsewhere, where `model` and `comparators` must be able to go; the
    files are the same bytes. Raises InvalidInput for a table or a place that cannot be used.
    """
    started = time.perf_counter()
    in_path, out_path = Path(in_path), Path(out_path)
    check_output(in_path, out_path)
    table = open_patients(in_path, strict=strict)
    errors_path = errors_path_of(out_path)
    n_in = n_refused = 0
    with TableWriter(out_path) as results, TableWriter(errors_path) as errors, _bar(table, progress) as bar:
        for chunk, scored in (share or _one_by_one)(partial(_score, model=model, comparators=comparators), table.chunks(chunk_rows)):
            results.write(scored.answers)
            if scored.problems:
                errors.write(_error_lines(chunk, scored.problems, language))
            n_in += chunk.n
            n_refused += scored.refused
            bar.update(chunk.n)
        if not n_in:
            raise InvalidInput(Problem(where=in_path.name, key="tables.no_rows"))
        if n_in != results.rows + n_refused:
            raise RuntimeError(f"{in_path.name}: of {n_in} rows {results.rows} were scored and {n_refused} refused; nothing written")
        with taking_names(out_path.parent):
            errors_path.unlink(missing_ok=True)
            if n_refused:
                errors.finish()
            results.finish()
    seconds = time.perf_counter() - started
    return ScoreSummary(
        n_in=n_in,
        n_scored=results.rows,
        n_refused=n_refused,
        errors_path=errors_path if n_refused else None,
        seconds=seconds,
        unread=table.unread,
    )


@dataclass(frozen=True)
class _Scored:
    """What became of a chunk: result columns of its good rows, how many were refused, and every problem in the order of the rows."""

    answers: dict[str, Any]
    refused: int
    problems: list[Problem]


def _score(chunk: TableChunk, model: TableModel, comparators: Comparators | None) -> _Scored:
    good, problems = sorted_out(chunk)
    answers, good, unread = _results(chunk, good, model, comparators)
    return _Scored(answers, int((~good).sum()), sorted(problems + unread, key=lambda problem: problem.row or 0))


def _one_by_one(work: Callable[[TableChunk], _Scored], chunks: Iterable[TableChunk]) -> Iterator[tuple[TableChunk, _Scored]]:
    return ((chunk, work(chunk)) for chunk in chunks)


def sorted_out(chunk: TableChunk) -> tuple[NDArray[np.bool_], list[Problem]]:
    """The rows that can be assessed, (n,) bool, and every problem of the others. Rows with unreadable cells are not checked further."""
    readable = np.flatnonzero(~chunk.bad_rows)
    checked = check({name: cells[readable] for name, cells in chunk.columns.items()})
    problems = [replace(p, row=chunk.first_row + int(readable[p.row])) for p in checked if p.row is not None]
    good = ~chunk.bad_rows
    good[[p.row - chunk.first_row for p in problems if p.row is not None]] = False
    return good, chunk.problems + problems


def _results(
    chunk: TableChunk, good: NDArray[np.bool_], model: TableModel, comparators: Comparators | None
) -> tuple[dict[str, Any], NDArray[np.bool_], list[Problem]]:
    """The result columns of a chunk's good rows, which rows these were (n,), and why the model could not read the others."""
    try:
        return _answers(chunk, good, model, comparators), good, []
    except InvalidInput as refused:
        # A model that reads some modalities only names the rows with none of them; a single row goes without a number.
        asked = np.flatnonzero(good)
        unread = [replace(problem, row=chunk.first_row + int(asked[problem.row or 0])) for problem in refused.problems]
        readable = good.copy()
        readable[[problem.row - chunk.first_row for problem in unread if problem.row is not None]] = False
        return _answers(chunk, readable, model, comparators), readable, unread


def _answers(chunk: TableChunk, good: NDArray[np.bool_], model: TableModel, comparators: Comparators | None) -> dict[str, Any]:
    n = int(good.sum())
    columns = {name: cells[good] for name, cells in chunk.columns.items()}
    # The 10-year fracture always has its columns (empty where the model does not answer it), the others where the model does.
    fractures = ("fracture", *(outcome for outcome in getattr(model, "outcomes", ()) if outcome in FURTHER_FRACTURES))
    numbers = dict.fromkeys((f"p_{name}{end}" for name in (*STATUSES, *fractures) for end in ENDS), np.full(n, np.nan))
    notes: list[str] = []
    if n:
        answer = model.assess_columns(columns)
        for end in ENDS:
            if "osteoporosis" in getattr(model, "outcomes", ("osteoporosis",)):
                status = np.asarray(getattr(answer, "status" + end), dtype=float)
                numbers |= {f"p_{name}{end}": status[:, k] for k, name in enumerate(STATUSES)}
            answered = {name: getattr(answer, name + end) for name in fractures}
            numbers |= {f"p_{name}{end}": np.asarray(risk, dtype=float) for name, risk in answered.items() if risk is not None}
        notes = list(answer.notes)
    beside = comparators(columns) if comparators else {}
    return {"id": list(chunk.ids[good]), **numbers, **beside, "notes": notes}


def _error_lines(chunk: TableChunk, problems: list[Problem], language: str) -> dict[str, list[str]]:
    rows = [problem.row or 0 for problem in problems]
    return {
        "row": [str(row + 1) for row in rows],
        "id": [_one_line(chunk.ids[row - chunk.first_row]) for row in rows],
        "field": [problem.where for problem in problems],
        "problem": [problem.sentence(language) for problem in problems],
    }


def _one_line(text: str) -> str:
    """An id whose line breaks and other control characters are seen as escapes, so that every problem is one line."""
    return text if text.isprintable() else "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)


def _bar(table: PatientTable, progress: bool) -> Any:
    from tqdm import tqdm

    return tqdm(total=table.rows_expected, unit=" people", file=sys.stderr, disable=not progress)
