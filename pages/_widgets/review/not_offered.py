"""Columns of a file that are not offered as predictions, each with why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from osteo_core.evaluation.uploads.plain_names import plain_name, plain_text
from pages._widgets.shared import language
from pages._widgets.shared.language import Translator

if TYPE_CHECKING:
    from osteo_core.evaluation.uploads.upload import UploadColumn

MOST = 10


def show(columns: Sequence[UploadColumn], tr: Translator) -> None:
    """The first ten in a line each, and how many more there are; nothing where every column is offered."""
    if not columns:
        return
    lines = list(dict.fromkeys(_line(column) for column in columns))
    more = [tr("predictions.not_offered_more", count=len(lines) - MOST)] if len(lines) > MOST else []
    listed = "\n".join(f"- {line}" for line in [*lines[:MOST], *more])
    st.markdown(f"{tr('predictions.not_offered', count=len(columns))}\n\n{listed}")


def _line(column: UploadColumn) -> str:
    """Where and why; names and cells are somebody's text."""
    problem = column.why_not
    assert problem is not None  # asked before
    params = {name: plain_text(value) if isinstance(value, str) else value for name, value in problem.params.items()}
    where = plain_name(problem.where) if problem.where else ""
    return replace(problem, where=where, params=params).text(language.current())
