"""What is asked of the table: which model, which outcome, and where people are followed or dated, by which columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from osteo_core.constants import DEFAULT_MODEL
from osteo_core.evaluation.uploads.plain_names import plain_name
from osteo_core.inference.artifact import available
from osteo_core.inference.own_models import is_own, own_models
from osteo_core.recalibration.questions import OUTCOMES, Question
from pages._widgets.shared import choice, model, own
from pages._widgets.shared.language import Translator

if TYPE_CHECKING:
    from osteo_core.evaluation.uploads.upload import UploadColumn, UploadDescription
    from osteo_core.inference.assessment import Outcome

FROM_SCAN = "osteoporosis"
"""The outcome that need not be a column."""
_EXAMPLE_MODEL = "nhanes"
_FEW = 3


def choose(description: UploadDescription, loads: int, is_example: bool, tr: Translator) -> tuple[str, Question]:
    """The model's name and the question."""
    names = (*available(), *own_models())
    start = _EXAMPLE_MODEL if is_example or DEFAULT_MODEL not in names else DEFAULT_MODEL
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        name = choice.selectbox(
            tr("your_hospital.model"), names, index=names.index(start), format_func=lambda n: _called(n, tr),
            key=f"hospital.model.{loads}", persist_state="session", width=230,
        )  # fmt: skip
        answers = model.load(name).outcomes
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
    return name, Question(outcome=outcome, answer=answer, time=time if both else None, event=event if both else None, date=date)


def _called(name: str, tr: Translator) -> str:
    return own.title(name, tr) if is_own(name) else tr(f"your_hospital.model_of.{name}")


def _outcome(answer: Outcome, columns: dict[str, UploadColumn], loads: int, tr: Translator) -> str:
    """Column of the outcome; osteoporosis may follow from the T-scores."""
    offered = [name for name, column in columns.items() if column.kind == "binary" and name not in OUTCOMES[:1]]
    offered = [FROM_SCAN, *offered] if answer == FROM_SCAN else offered or list(columns)
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
