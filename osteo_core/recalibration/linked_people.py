"""Somebody's own table as people for charts that filter each other: all who can be read, whatever they lack, and why others cannot."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteo_core.errors import InvalidInput, Problem
from osteo_core.evaluation.linked.people import LinkedPeople, age_bands
from osteo_core.evaluation.reports.study import Labels, Study
from osteo_core.evaluation.uploads.plain_names import plain_name
from osteo_core.evaluation.uploads.prediction_columns import as_texts, read_numbers
from osteo_core.evaluation.uploads.prediction_table import checked_chunks
from osteo_core.inference.assessment import OUTCOME_COLUMN, Outcome
from osteo_core.inference.predictor import Predictor
from osteo_core.inference.scoring import sorted_out
from osteo_core.patients.columns import Columns, harmonise
from osteo_core.patients.tables.files import TableFile, open_content
from osteo_core.patients.tables.header import known_columns
from osteo_core.patients.tables.numbers import is_missing
from osteo_core.patients.tables.read import PatientTable
from osteo_core.patients.who import OSTEOPOROSIS_AT, category_of_t
from osteo_core.recalibration.questions import Question
from osteo_core.recalibration.table_columns import read_asked
from osteo_core.recalibration.table_people import lowest_t_scores

Array = NDArray[np.float64]

AGE, T_SCORES = "age", ("lowest_t", "femoral_neck_t", "total_hip_t", "lumbar_spine_t")
"""Columns of a table of predictions that say who the people are; of the T-scores the lowest that is known."""


@dataclass(frozen=True, kw_only=True)
class LinkedTable:
    """`people`: the rows that could be read; `problems`: of the `refused` rows."""

    people: LinkedPeople
    refused: int
    problems: tuple[Problem, ...] = field(repr=False)


def read_linked(
    source: tuple[str, bytes], *, model: Predictor | None, answer: Outcome = "osteoporosis", outcome: str | None = None,
    own: str | None = None,
) -> LinkedTable:  # fmt: skip
    """Read a table in the catalogue's names (a file's name and content).

    Args:
        model: that answers for every row it can read (None: no risks); answer: which of its answers;
        outcome: column that says how it came out; None: of "osteoporosis" the lowest T-score, of others nothing is known;
        own: a further column of the table, by whose labels people are grouped.

    Raises:
        InvalidInput: a table that cannot be read, without rows, none of which can be read; a column of outcomes that holds something else.
    """
    name, content = source
    opened = open_content(content, name)
    known = None if outcome is None else read_asked(opened, name, Question(outcome=outcome, answer=answer)).outcome
    parts, good, problems = _rows(opened, name, model, answer)
    if not good.any():
        raise InvalidInput(problems or [Problem(name, "tables.no_rows")])
    whole = {column: np.concatenate([part[column] for part in parts]) for column in parts[0]}
    t_score = whole.pop("t_score")
    if known is not None:
        known = known[good]
    elif answer == "osteoporosis":
        known = np.where(np.isnan(t_score), np.nan, (t_score <= OSTEOPOROSIS_AT).astype(float))
    else:
        known = np.full(len(t_score), np.nan)
    age, risk = whole.pop("age"), whole.pop("risk")
    groups: dict[str, Labels] = {"sex": whole.pop("sex"), "age_band": age_bands(age), **whole}
    if own is not None:
        groups[own] = _labels(opened, name, own)[good]
    people = LinkedPeople(age=age, t_score=t_score, risk=risk, outcome=known, groups=groups)
    return LinkedTable(people=people, refused=int((~good).sum()), problems=tuple(problems))


def of_study(study: Study, model: str, source: tuple[str, bytes]) -> LinkedPeople:
    """The people of a table of predictions that was read already, with age and T-score where it has columns of those names.

    Raises:
        InvalidInput: the table cannot be read.
        KeyError: no such model, or one that gives no probability.
    """
    if model not in study.probabilities:
        raise KeyError(model)
    numbers = _numbers(source, (AGE, *T_SCORES), study.n)
    t_scores = np.stack([numbers.get(name, np.full(study.n, np.nan)) for name in T_SCORES])
    lowest = np.where(np.isfinite(t_scores), t_scores, np.inf).min(axis=0)
    age = numbers.get(AGE, np.full(study.n, np.nan))
    groups = {"age_band": age_bands(age)} if np.isfinite(age).any() else {}
    return LinkedPeople(
        age=age, t_score=np.where(np.isfinite(lowest), lowest, np.nan), risk=study.predictions[model], outcome=study.outcome,
        weight=study.weight, groups=groups | dict(study.groups),
    )  # fmt: skip


def _rows(
    opened: TableFile, name: str, model: Predictor | None, answer: Outcome
) -> tuple[list[dict[str, Any]], NDArray[np.bool_], list[Problem]]:
    """Columns of the rows that can be read, a chunk at a time; which rows these are (rows,); what is wrong with the others."""
    table = PatientTable(opened, *known_columns(name, opened.header))
    parts: list[dict[str, Any]] = []
    readable: list[NDArray[np.bool_]] = [np.zeros(0, bool)]
    problems: list[Problem] = []
    for chunk in table.chunks():
        good, refused = sorted_out(chunk)
        readable.append(good)
        problems += refused
        if good.any():
            columns = {column: cells[good] for column, cells in chunk.columns.items()}
            parts.append(_described(columns) | {"risk": _risks(model, columns, answer, int(good.sum()))})
    return parts, np.concatenate(readable), problems


def _described(columns: Columns) -> dict[str, Any]:
    full = harmonise(columns).columns
    t_score = lowest_t_scores(full)
    fracture = np.asarray(full["prior_fracture"], float)
    words = {1.0: "yes", 0.0: "no"}
    return {
        "age": np.asarray(full["age"], float), "t_score": t_score, "sex": np.asarray(full["sex"], object),
        "ethnicity": np.asarray(full["ethnicity"], object),
        "status": np.array([None if np.isnan(t) else category_of_t(t) for t in t_score], object),
        "prior_fracture": np.array([words.get(value) for value in fracture], object),
    }  # fmt: skip


def _risks(model: Predictor | None, columns: Columns, answer: Outcome, n: int) -> Array:
    """(n,) the model's answer, NaN for rows that hold nothing it reads."""
    from scipy.special import expit

    risk, asked = np.full(n, np.nan), np.ones(n, bool)
    if model is None:
        return risk
    try:
        found = model.assess_columns(columns)
    except InvalidInput as refused:
        asked[[problem.row for problem in refused.problems if problem.row is not None]] = False
        if asked.all() or not asked.any():
            return risk
        found = model.assess_columns({name: cells[asked] for name, cells in columns.items()})
    risk[asked] = expit(found.predictions[answer].log_odds[:, OUTCOME_COLUMN[answer]])
    return risk


def _labels(opened: TableFile, name: str, column: str) -> Labels:
    """(rows,) labels of a column, harmless to show, None where the cell is empty."""
    place = [each.strip() for each in opened.header].index(column)
    cells = [cell for raw in checked_chunks(opened, name, [place], {place}) for cell in as_texts(raw.columns[0])]
    shown = {cell: None if is_missing(cell) else plain_name(cell) for cell in set(cells)}
    return np.array([shown[cell] for cell in cells], object)


def _numbers(source: tuple[str, bytes], names: tuple[str, ...], n: int) -> dict[str, Array]:
    """Those of the columns that the table has once, (n,) numbers; a cell that is no number is not known."""
    opened = open_content(source[1], source[0])
    header = [each.strip() for each in opened.header]
    places = {name: header.index(name) for name in names if header.count(name) == 1}
    wanted = sorted(places.values())
    found: dict[str, list[Array]] = {name: [] for name in places}
    for raw in checked_chunks(opened, source[0], wanted) if wanted else ():
        for name, place in places.items():
            numbers, _ = read_numbers(raw.columns[wanted.index(place)], opened.style(place), None)
            found[name].append(np.where(np.isfinite(numbers), numbers, np.nan))
    return {name: np.concatenate(parts) for name, parts in found.items() if sum(map(len, parts)) == n}
