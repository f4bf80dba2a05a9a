"""Somebody's own table of outcomes and predictions, as it was uploaded: what is in it, and the study that it makes.

The content stays in memory: nothing is written to disk, and nothing is kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

import numpy as np

from osteo_core.errors import InvalidInput, Problem
from osteo_core.evaluation.decision.net_benefit import ALL, NONE
from osteo_core.evaluation.groups.subgroups import REST
from osteo_core.evaluation.reports.evaluate_model import Direction
from osteo_core.evaluation.reports.evaluate_scores import oriented
from osteo_core.evaluation.reports.study import FollowUp, Labels, Study
from osteo_core.evaluation.uploads.columns import Kind, UploadColumn, UploadDescription, columns_of
from osteo_core.evaluation.uploads.plain_names import distinct_plain_names, plain_name, plain_text
from osteo_core.evaluation.uploads.prediction_table import PredictionTable, read_columns
from osteo_core.patients.tables.files import TableFile, open_content

__all__ = ["Direction", "Kind", "UploadColumn", "UploadDescription", "describe_upload", "plain_name", "read_upload"]

MOST_ROWS = 5_000_000
_TAKEN = (ALL, NONE)  # the decision curve's own names
_LABELS_TAKEN = (ALL, REST)  # and those of the rows beside subgroups
_LONGEST = 300
# A page has controls where a command has options.
_ON_A_PAGE = {f"evaluate.{name}": f"upload.{name}" for name in ("asked_twice", "out_of_range", "percent", "two_levels", "no_such_level")}


def describe_upload(content: bytes, name: str) -> UploadDescription:
    """Columns and rows of an uploaded file, before anybody says which column is which.

    Args:
        content: the file; name: its name, whose ending says which kind it is.

    Raises:
        InvalidInput: a file that cannot be read, has no rows, rows of another width than the header, or more than 5,000,000 rows.
    """
    with _harmless_problems():
        return columns_of(_open(content, name), name)


def read_upload(
    content: bytes,
    name: str,
    *,
    outcome: str,
    models: Sequence[str],
    groups: Sequence[str] = (),
    time: str | None = None,
    event: str | None = None,
    scores: Mapping[str, Direction] | None = None,
    event_level: str | None = None,
) -> Study:
    """The study of an uploaded CSV (comma, semicolon or tab; UTF-8 or UTF-16; decimal commas) or Parquet table.

    Every row is used, or the table is refused with its rows named. Models, groups and their labels have the names that pages may show
    (`plain_name`), in the order asked for.

    Args:
        content: the file; name: its name, whose ending says which kind it is;
        outcome: column of 0/1, false/true, no/yes or 否/是, or of two values of which `event_level` is the event;
        models: columns of probabilities; scores: columns of other predictors, and whether higher or lower values mean more risk;
        groups: columns of at most 50 labels each, empty cells being people whose group is not known;
        time, event: columns of years followed and of how it ended (0 censored, 1 the outcome, 2 death without it), both or neither;
        the event may be the outcome's own column.

    Raises:
        InvalidInput: as `describe_upload`; a column that is absent, there twice or chosen twice; no model; time without event; missing or
            unreadable cells (of groups none); predictions outside 0..1; an outcome of other values; nobody, or everybody, with the
            outcome. Its texts are harmless to show.
    """
    with _harmless_problems():
        _check_choice([*models, *(scores or ())], time, event)
        table = read_columns(
            _open(content, name), name, outcome=outcome, predictions=models, scores=tuple(scores or ()), groups=groups, time=time,
            event=event, event_level=event_level,
        )  # fmt: skip
        if table.outcome.min() == table.outcome.max():
            key = "evaluate.all_events" if table.outcome.any() else "evaluate.no_events"
            raise InvalidInput(Problem(where=outcome, key=key, params={"n": len(table.outcome)}))
    return _study(table, {column for column, riskier in (scores or {}).items() if riskier == "lower"})


def _open(content: bytes, name: str) -> TableFile:
    table = open_content(content, name)
    if table.rows_expected > MOST_ROWS:
        raise InvalidInput(Problem(where=name, key="upload.too_many_rows", params={"rows": table.rows_expected, "most": MOST_ROWS}))
    return table


def _check_choice(models: Sequence[str], time: str | None, event: str | None) -> None:
    problems = [] if models else [Problem("", "upload.no_models")]
    problems += [Problem("", "upload.time_and_event")] if (time is None) != (event is None) else []
    if problems:
        raise InvalidInput(problems)


def _study(table: PredictionTable, lower: Collection[str]) -> Study:
    models = distinct_plain_names(list(table.predictions), taken=_TAKEN)
    groups = distinct_plain_names(list(table.groups), taken=_TAKEN)
    return Study(
        outcome=table.outcome,
        predictions={models[name]: oriented(values, name in lower) for name, values in table.predictions.items()},
        scores=frozenset(models[name] for name in table.scores),
        reversed=frozenset(models[name] for name in lower),
        groups={groups[name]: _plain_labels(labels) for name, labels in table.groups.items()},
        follow_up=None if table.time is None or table.event is None else FollowUp(table.time, table.event),
        notes=tuple(_harmless(note) for note in table.notes),
    )


def _plain_labels(labels: Labels) -> Labels:
    shown = distinct_plain_names(sorted(set(labels) - {None}), taken=_LABELS_TAKEN)
    return np.array([None if label is None else shown[label] for label in labels], dtype=object)


@contextmanager
def _harmless_problems() -> Iterator[None]:
    """Names and cells inside a refusal are somebody's text as well; and here columns are chosen on a page, not named in a command."""
    try:
        yield
    except InvalidInput as refused:
        raise InvalidInput([_harmless(problem) for problem in refused.problems]) from refused


def _harmless(problem: Problem) -> Problem:
    params = {name: _short(value) if isinstance(value, str) else value for name, value in problem.params.items()}
    key = _ON_A_PAGE.get(problem.key, problem.key)
    return replace(problem, where=plain_name(problem.where) if problem.where else "", key=key, params=params)


def _short(text: str) -> str:
    plain = plain_text(text)
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1] + "…"
