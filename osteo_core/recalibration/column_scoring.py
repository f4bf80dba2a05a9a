"""A layer that was made for a column of predictions, laid over that column of another table: each row's id, prediction and new risk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteo_core.errors import InvalidInput, Problem
from osteo_core.evaluation.uploads.columns_by_role import place_of, read_by_role
from osteo_core.evaluation.uploads.prediction_columns import NumberColumn
from osteo_core.inference.score_files import TableWriter, check_output
from osteo_core.inference.scoring import sorted_out
from osteo_core.patients.columns import harmonise
from osteo_core.patients.tables.files import TableFile, open_table
from osteo_core.patients.tables.read import CHUNK_ROWS, PatientTable
from osteo_core.recalibration.layer import FIELDS, CalibrationLayer, covariates_of
from osteo_core.recalibration.table_people import TablePeople

Array = NDArray[np.float64]

NEW, LOW, HIGH, NOTES = ADDED = ("recalibrated", "recalibrated_low", "recalibrated_high", "recalibrated_notes")
"""The columns that are added: probability with its 95 % interval, of the layer's coefficients alone, and what was done."""
_READ = {"bmi": ("bmi", "height_cm", "weight_kg")}


@dataclass(frozen=True, kw_only=True)
class ColumnSummary:
    """What became of a table of `n_in` rows: every one is in the results, `n_moved` of them with a new risk."""

    n_in: int
    n_moved: int


def score_column(in_path: Path, out_path: Path, layer: CalibrationLayer) -> ColumnSummary:
    """Write id, prediction and the ADDED columns, CSV or Parquet by ending. A row without what the layer needs has a note that says why.

    Raises:
        InvalidInput: a table or a place that cannot be used; no such column, or one that is no column of probabilities.
    """
    if layer.prediction is None:
        raise ValueError("a layer over a model is laid over that model's answers, not over a column")
    check_output(in_path, out_path)
    opened = open_table(in_path)
    header = [name.strip() for name in opened.header]
    column = NumberColumn(layer.prediction, "prediction", opened.style(place_of(header, layer.prediction, in_path.name)))
    read_by_role(opened, in_path.name, header, {"prediction": column})
    if not column.n:
        raise InvalidInput(Problem(in_path.name, "tables.no_rows"))
    ids, covariates, why_not = _people(opened, header, layer, column.n)
    added = _added(layer, column.values, covariates, why_not)
    with TableWriter(out_path) as results:
        results.write({"id": ids, layer.prediction: column.values, **added})
        results.finish()
    return ColumnSummary(n_in=column.n, n_moved=int(np.isfinite(added[NEW]).sum()))


def under_column_layer(people: TablePeople, layer: CalibrationLayer, name: str) -> TablePeople:
    """The same people with their column of predictions under the layer that was made for it; who lacks a field that it needs is left out.

    Raises:
        InvalidInput: a layer of a model or of another column (`name` is its file), or nobody whom it can be laid over.
    """
    from scipy.special import expit

    if layer.prediction != people.name:
        params = {"made_for": layer.prediction or layer.model, "column": people.name}
        raise InvalidInput(Problem(name, "layer.other_column", params))
    moved = layer.moved(people.lp, people.covariates)
    known = np.isfinite(moved)
    if not known.any():
        raise InvalidInput(Problem(people.name, "hospital.nobody_known"))
    return replace(
        people, outcome=people.outcome[known], probability=expit(moved[known]), layer=layer,
        scores={key: values[known] for key, values in people.scores.items()},
        covariates={key: values[known] for key, values in people.covariates.items()},
        time=None if people.time is None else people.time[known],
        event=None if people.event is None else people.event[known],
        dates=None if people.dates is None else people.dates[known],
        unknown=people.unknown + int((~known).sum()),
    )  # fmt: skip


def _added(layer: CalibrationLayer, p: Array, covariates: dict[str, Array], why_not: list[str]) -> dict[str, Any]:
    from scipy.special import expit, logit

    certain = (p == 0) | (p == 1)
    lp = logit(np.where(certain, np.nan, p))
    low, high = layer.interval((lp, lp, lp), covariates)
    moved = layer.moved(lp, covariates)
    notes = []
    for row, value in enumerate(moved.tolist()):
        if np.isfinite(value):
            notes.append(f"recalibrated: {layer.outcome} ({layer.method})")
            continue
        lacking = [FIELDS[name] for name in layer.updated.names[2:] if np.isnan(covariates[name][row])]
        reason = "0 or 1 has no log-odds" if certain[row] else layer.prediction if np.isnan(p[row]) else why_not[row] or ", ".join(lacking)
        notes.append(f"not recalibrated: {reason}" if certain[row] else f"not recalibrated, lacking: {reason}")
    return {NEW: expit(moved), LOW: expit(low), HIGH: expit(high), NOTES: notes}


def _people(
    opened: TableFile, header: list[str], layer: CalibrationLayer, n: int
) -> tuple[list[str], dict[str, Array], list[str]]:  # fmt: skip
    """Ids; what the layer's revision looks at (n,), NaN where it is not known; and per row what could not be read."""
    names = layer.updated.names[2:]
    fields = {field for name in names for field in _READ.get(FIELDS[name], (FIELDS[name],))}
    places = {field: header.index(field) for field in sorted({"id", *fields} & set(header))}
    found, why_not = {name: np.full(n, np.nan) for name in names}, [""] * n
    ids: list[str] = []
    # Without any of them the rows are still to be counted: a text column does for that.
    for chunk in PatientTable(opened, places or {"id": 0}, ()).chunks(CHUNK_ROWS):
        ids += chunk.ids.tolist() if "id" in places else [str(chunk.first_row + row + 1) for row in range(chunk.n)]
        if not set(places) - {"id"}:
            continue
        good, problems = sorted_out(chunk)
        for problem in problems:
            why_not[problem.row or 0] = problem.where
        if good.any():
            made = covariates_of(harmonise({name: cells[good] for name, cells in chunk.columns.items()}).columns)
            rows = chunk.first_row + np.flatnonzero(good)
            for name in names:
                found[name][rows] = made[name]
    return ids, found, why_not
