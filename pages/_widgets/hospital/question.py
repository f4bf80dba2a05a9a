"""What is asked of the table: which model or column of predictions, which outcome, and the columns of follow-up and dates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from osteo_core.catalogue import SITES
from osteo_core.constants import DEFAULT_MODEL
from osteo_core.evaluation.uploads.plain_names import plain_name
from osteo_core.inference.model_names import every_model
from osteo_core.recalibration.questions import OUTCOMES, STATUS_COLUMN, Question
from pages._widgets.shared import choice, layers, model
from pages._widgets.shared.language import Translator

if TYPE_CHECKING:
    from osteo_core.evaluation.uploads.upload import UploadColumn, UploadDescription
    from osteo_core.inference.assessment import Outcome
    from osteo_core.model import Model

FROM_SCAN = "osteoporosis"
"""The outcome that need not be a column."""
_OF_SCAN = frozenset({FROM_SCAN, STATUS_COLUMN, *(f"{site}_{measure}" for site in SITES for measure in ("t", "bmd"))})
_EXAMPLE_MODEL = "nhanes"
_FEW = 3
_COLUMN = "column: "
"""Begins what is offered of the table's own columns of predictions; no model's name holds a colon."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question and the name of the model that it is asked; None where it is a column of the table's own predictions."""

    model: str | None
    question: Question

    def network(self) -> Model | None:
        """The model itself."""
        return None if self.model is None else model.load(self.model)

    def words(self, tr: Translator) -> str:
        """The model or the column in words."""
        return plain_name(self.question.prediction or "") if self.model is None else layers.called(self.model, tr)


def choose(description: UploadDescription, loads: int, is_example: bool, tr: Translator) -> Asked:
    """The question, and whom it is asked."""
    own_predictions = tuple(_COLUMN + c.name for c in description.columns if c.kind == "probability" and not c.repeated)
    names = (*every_model(), *own_predictions)
    start = _EXAMPLE_MODEL if is_example or DEFAULT_MODEL not in names else DEFAULT_MODEL
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        name = choice.selectbox(
            tr("your_hospital.model"), names, index=names.index(start), format_func=lambda n: _offered(n, tr),
            key=f"hospital.model.{loads}", persist_state="session", width=230,
        )  # fmt: skip
        prediction = name.removeprefix(_COLUMN) if name.startswith(_COLUMN) else None
        answers = OUTCOMES if prediction is not None else model.load(name).outcomes
        answer = choice.selectbox(
            tr("your_hospital.answer"), answers, format_func=lambda a: tr(f"layer.outcome.{a}"), key=f"hospital.answer.{loads}.{name}",
            persist_state="session", width=230,
        )  # fmt: skip
        columns = {column.name: column for column in description.columns if not column.repeated}
        followed = answer in ("fracture", "hip_fracture")
        time = _optional("time", [c.name for c in columns.values() if c.kind == "number"], loads, tr) if followed else None
        event = _optional("event", _events(columns), loads, tr) if followed and time else None
        outcome = FROM_SCAN if followed and time and event else _outcome(answer, columns, loads, tr)
        date = _optional("date", [c.name for c in columns.values() if c.dates], loads, tr)
    both = time is not None and event is not None
    return Asked(
        model=name if prediction is None else None,
        question=Question(
            outcome=outcome, answer=answer, time=time if both else None, event=event if both else None, date=date, prediction=prediction,
        ),
    )  # fmt: skip


def _offered(name: str, tr: Translator) -> str:
    if name.startswith(_COLUMN):
        return tr("your_hospital.model_column", column=plain_name(name.removeprefix(_COLUMN)))
    return layers.called(name, tr)


def _outcome(answer: Outcome, columns: dict[str, UploadColumn], loads: int, tr: Translator) -> str:
    """Column of the outcome; osteoporosis may follow from the T-scores."""
    offered = [name for name, column in columns.items() if column.kind == "binary" and name not in OUTCOMES[:1]]
    if answer != FROM_SCAN:
        offered = offered or list(columns)
    elif offered and not _OF_SCAN & set(columns):  # nothing here says what the scan found
        offered = [*offered, FROM_SCAN]
    else:
        offered = [FROM_SCAN, *offered]
    return str(
        choice.selectbox(
            tr("your_hospital.outcome"),
            offered,
            format_func=lambda n: tr("your_hospital.from_scan") if n == FROM_SCAN else plain_name(n),
            key=f"hospital.outcome.{loads}.{answer}",
            persist_state="session",
            width=230,
        )
    )


def _events(columns: dict[str, UploadColumn]) -> list[str]:
    return [name for name, column in columns.items() if column.kind in ("binary", "number") and 1 < column.distinct <= _FEW]


def _optional(role: str, offered: list[str], loads: int, tr: Translator) -> str | None:
    """A column of that role, or none; nothing is shown where no column can be one."""
    if not offered:
        return None
    chosen = choice.selectbox(
        tr(f"your_hospital.{role}"), (None, *offered), format_func=lambda n: tr("your_hospital.no_column") if n is None else plain_name(n),
        key=f"hospital.{role}.{loads}", persist_state="session", width=170,
    )  # fmt: skip
    return None if chosen is None else str(chosen)
