"""A hospital's table as people to judge a model on: its answers, what became of them, who they are; every refused row counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteo_core.catalogue import SITES
from osteo_core.errors import InvalidInput, Problem
from osteo_core.evaluation.reports.evaluate_model import Direction
from osteo_core.inference.assessment import OUTCOME_COLUMN, Outcome
from osteo_core.inference.predictor import Predictor
from osteo_core.inference.scoring import sorted_out
from osteo_core.patients.columns import Columns, harmonise
from osteo_core.patients.dxa import round_t
from osteo_core.patients.tables.files import TableFile, open_content, open_table
from osteo_core.patients.tables.header import known_columns
from osteo_core.patients.tables.read import CHUNK_ROWS, PatientTable, TableChunk, table_features
from osteo_core.patients.who import OSTEOPOROSIS_AT
from osteo_core.recalibration.layer import COVARIATES, CalibrationLayer, covariates_of
from osteo_core.recalibration.optimism import within_horizon
from osteo_core.recalibration.questions import Question
from osteo_core.recalibration.recalibrated import RecalibratedModel, log_odds_of
from osteo_core.recalibration.table_columns import AskedColumns, Dates, read_asked
from osteo_core.translations import LANGUAGES

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Beside:
    """A score set beside the model: its values (n,) of harmonised columns, NaN where it has none, and which of them mean more risk.

    `riskier` is None where they are probabilities.
    """

    values: Callable[[Columns], Array]
    riskier: Direction | None


Scores = Mapping[str, Beside]

MOST_REFUSED = 0.2
"""Share of refused rows above which what is left says too little about the whole."""
_PEOPLE = ("age", "sex", "height_cm", "weight_kg", "bmi", "prior_fracture", "ethnicity")
_REASONS = 5
_T_SCORES = tuple(f"{site}_t" for site in SITES)


@dataclass(frozen=True, kw_only=True)
class TablePeople:
    """The rows that could be read and whose outcome is known, n of them.

    Attributes:
        answer: which of a model's answers is judged; name: of the model, or the column of predictions.
        outcome: (n,) 0 or 1; probability: (n,) in 0..1; scores: by name (n,), NaN where there is none.
        covariates: COVARIATES (n,), NaN where not known.
        time, event: (n,) or None; dates: (n,) or None.
        rows: of the table; problems: of refused rows, `refused` of them; unknown: rows without an outcome or an answer.
        defined_by: "t_scores", "status", "column" or "follow_up".
        reads_scan: whether the model was shown the scan that the outcome is made of.
        layer: the calibration layer under which the model answered; None as it was released.
    """

    answer: Outcome
    name: str
    outcome: Array
    probability: Array
    scores: Mapping[str, Array]
    covariates: Mapping[str, Array]
    time: Array | None
    event: Array | None
    dates: Dates | None
    rows: int
    refused: int
    problems: tuple[Problem, ...]
    unknown: int
    defined_by: str
    reads_scan: bool
    layer: CalibrationLayer | None = None

    @property
    def n(self) -> int:
        """Number of people."""
        return len(self.outcome)

    @property
    def events(self) -> int:
        """People with the outcome; of those followed in time, within the horizon."""
        return int(self.outcome.sum())

    @property
    def lp(self) -> Array:
        """(n,) logit of the probability; infinite for 0 and 1."""
        from scipy.special import logit

        return np.asarray(logit(self.probability))


Asked = Predictor | RecalibratedModel


def read_people(source: Path | tuple[str, bytes], question: Question, model: Asked | None, scores: Scores | None = None) -> TablePeople:
    """Read a table in the catalogue's names (a path, or a file's name and content) and ask the model about every row.

    Without a model the question names a column of predictions; of the patient's columns only who they are is then read.

    Raises:
        InvalidInput: a table that cannot be read; a column that is not there or holds something else; more than a fifth of the rows
            refused; nobody whose outcome is known.
    """
    answer = question.answer_of(model)
    file, opened = (source.name, open_table(source)) if isinstance(source, Path) else (source[0], open_content(source[1], source[0]))
    asked = read_asked(opened, file, question)
    parts = list(_chunks(_patients(opened, file, model, asked), model, answer, scores))
    problems = _refusals(parts, file)
    whole = {name: np.concatenate([part.values[name] for part in parts]) for name in parts[0].values}
    good = np.concatenate([part.good for part in parts])
    return _assembled(question, answer, asked, whole, model, good=good, problems=problems)


@dataclass(frozen=True)
class _Part:
    """What one chunk gives: columns (m,) of numbers, rows refused being NaN in all of them; and why they were."""

    values: dict[str, Array]
    good: NDArray[np.bool_]
    problems: list[Problem]


def _patients(opened: TableFile, file: str, model: Asked | None, asked: AskedColumns) -> PatientTable:
    """The table as patients; only what tells who they are where no model is asked."""
    if model is not None:
        return PatientTable(opened, *known_columns(file, opened.header))
    wanted = {*_PEOPLE, *(() if asked.outcome is not None else _T_SCORES)}
    header = [name.strip() for name in opened.header]
    places = {name: header.index(name) for name in wanted & set(header) & set(table_features())}
    # Without any of them the rows are still to be counted: a text column does for that.
    return PatientTable(opened, places or {"id": 0}, ())


def _chunks(table: PatientTable, model: Asked | None, answer: Outcome, scores: Scores | None) -> Iterator[_Part]:
    for chunk in table.chunks(CHUNK_ROWS):
        good, problems = sorted_out(chunk)
        columns = {name: cells[good] for name, cells in chunk.columns.items()}
        answers = np.empty(0)
        if model is not None:
            answers, good, unread = _asked_of(model, columns, chunk, good, answer)
            problems = problems + unread
            columns = {name: cells[good] for name, cells in chunk.columns.items()}
        yield _part(chunk, good, problems, columns, answers, scores)


def _asked_of(
    model: Asked, columns: Columns, chunk: TableChunk, good: NDArray[np.bool_], answer: Outcome
) -> tuple[Array, NDArray[np.bool_], list[Problem]]:
    """The model's log-odds of the rows that it can read, which rows these are, and why it cannot read others."""
    if not good.any():
        return np.empty(0), good, []
    try:
        found, unread = model.assess_columns(columns), list[Problem]()
    except InvalidInput as refused:
        places = np.flatnonzero(good)
        unread = [replace(problem, row=chunk.first_row + int(places[problem.row or 0])) for problem in refused.problems]
        good = good.copy()
        good[[problem.row - chunk.first_row for problem in unread if problem.row is not None]] = False
        if not good.any():
            return np.empty(0), good, unread
        found = model.assess_columns({name: cells[good] for name, cells in chunk.columns.items()})
    released = found.predictions[answer].log_odds[:, OUTCOME_COLUMN[answer]]
    return released if _layer_of(model, answer) is None else log_odds_of(found.predictions, answer), good, unread


def _layer_of(model: Asked | None, answer: Outcome) -> CalibrationLayer | None:
    return model.layers.get(answer) if isinstance(model, RecalibratedModel) else None


def _part(
    chunk: TableChunk, good: NDArray[np.bool_], problems: list[Problem], columns: Columns, log_odds: Array, scores: Scores | None
) -> _Part:
    from scipy.special import expit

    values: dict[str, Array] = {}
    n = int(good.sum())
    full = harmonise(columns).columns if n and columns else None
    made: dict[str, Array] = {} if full is None else covariates_of(full) | {"lowest_t": lowest_t_scores(full)}
    if full is not None and scores is not None:
        made |= {f"score.{name}": np.asarray(score.values(full), float) for name, score in scores.items()}
    if len(log_odds):
        made["probability"] = expit(log_odds)
    names = {*COVARIATES, "lowest_t", "probability", *(f"score.{name}" for name in scores or ())}
    for name in sorted(names):
        values[name] = np.full(chunk.n, np.nan)
        if name in made:
            values[name][good] = made[name]
    return _Part(values, good, sorted(problems, key=lambda problem: problem.row or 0))


def lowest_t_scores(full: Mapping[str, Any]) -> Array:
    """(n,) lowest T-score of the sites, one decimal; NaN where there is none."""
    t = np.stack([np.asarray(round_t(full[name]), float) for name in _T_SCORES], axis=1)
    lowest = np.where(np.isfinite(t), t, np.inf).min(axis=1)
    return np.where(np.isfinite(lowest), lowest, np.nan)


def _refusals(parts: list[_Part], file: str) -> tuple[Problem, ...]:
    """The problems of the refused rows.

    Raises:
        InvalidInput: no rows, or more than a fifth refused: one line that says how many, and the commonest reasons with their counts.
    """
    rows = sum(len(part.good) for part in parts)
    if not rows:
        raise InvalidInput(Problem(file, "tables.no_rows"))
    refused = sum(int((~part.good).sum()) for part in parts)
    problems = [problem for part in parts for problem in part.problems]
    if refused > MOST_REFUSED * rows:
        kinds = Counter((problem.where, problem.key) for problem in problems)
        first = {(problem.where, problem.key): problem for problem in reversed(problems)}
        head = Problem(
            file, "hospital.many_refused", {"refused": refused, "rows": rows, "share": f"{100 * refused / rows:.0f}", "most": "20"}
        )
        raise InvalidInput([head, *(_with_count(first[kind], count) for kind, count in kinds.most_common(_REASONS))])
    return tuple(problems)


def _with_count(problem: Problem, count: int) -> Problem:
    """The first problem of a kind, and how many rows have it."""
    example = {language: problem.sentence(language) for language in LANGUAGES}
    row = 1 if problem.row is None else problem.row + 1
    return Problem(problem.where, "hospital.reason", {"count": count, "row": row, "example": example})


def _assembled(
    question: Question, answer: Outcome, asked: AskedColumns, whole: dict[str, Array], model: Asked | None, *,
    good: NDArray[np.bool_], problems: tuple[Problem, ...],
) -> TablePeople:  # fmt: skip
    outcome, defined_by = _outcome(question, asked, whole["lowest_t"])
    probability = whole["probability"] if asked.prediction is None else asked.prediction
    known = good & np.isfinite(outcome) & np.isfinite(probability)
    if question.followed and asked.time is not None and asked.event is not None:
        known &= np.isfinite(asked.time) & np.isfinite(asked.event)
    if not known.any():
        key = "hospital.no_t_scores" if defined_by == "t_scores" else "hospital.nobody_known"
        raise InvalidInput(Problem(question.outcome, key))
    scan = defined_by in ("t_scores", "status") and answer == "osteoporosis" and model is not None and not _withholds_scan(model)
    return TablePeople(
        answer=answer,
        name=question.prediction or (model.name if model else ""),
        outcome=outcome[known],
        probability=probability[known],
        scores={name.removeprefix("score."): values[known] for name, values in whole.items() if name.startswith("score.")},
        covariates={name: whole[name][known] for name in COVARIATES},
        time=None if asked.time is None else asked.time[known],
        event=None if asked.event is None else asked.event[known],
        dates=None if asked.dates is None else asked.dates[known],
        rows=len(good),
        refused=int((~good).sum()),
        problems=problems,
        unknown=int((good & ~known).sum()),
        defined_by=defined_by,
        reads_scan=scan,
        layer=_layer_of(model, answer),
    )


def _outcome(question: Question, asked: AskedColumns, lowest: Array) -> tuple[Array, str]:
    if question.followed and asked.time is not None and asked.event is not None:
        return within_horizon(asked.time, asked.event), "follow_up"
    if asked.outcome is not None:
        return asked.outcome, "status" if asked.from_status else "column"
    return np.where(np.isnan(lowest), np.nan, (lowest <= OSTEOPOROSIS_AT).astype(float)), "t_scores"


def _withholds_scan(model: Asked) -> bool:
    from osteo_core.preprocessing.encode import INPUTS

    return set(INPUTS["dxa"]) <= set(model.artifact.withheld.get("osteoporosis", ()))
