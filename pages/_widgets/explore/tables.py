"""People who come in a table: the Korean hospital's, and one's own from the pages that took them."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any

import streamlit as st

from osteo_core.cohorts import korea
from osteo_core.constants import DEFAULT_MODEL
from osteo_core.evaluation.uploads.plain_names import plain_name
from osteo_core.inference.model_names import available
from pages._widgets.explore import words as explore_words
from pages._widgets.explore.shown import Found
from pages._widgets.shared import choice, model
from pages._widgets.shared.language import Translator
from pages._widgets.shared.own.tables import OwnTable

if TYPE_CHECKING:
    from osteo_core.evaluation.uploads.upload import UploadDescription
    from osteo_core.inference.assessment import Outcome
    from osteo_core.recalibration.linked_people import LinkedTable

Chosen = tuple[tuple[Hashable, ...], Found | None, Callable[..., Any]]
MOST_ASSESSED = 20_000
"""Rows for which a page waits for a network."""
_WITHOUT_SCAN, _WIDTH = "nhanes", 200
_FROM_SCAN = "osteoporosis"


def of_korea(shared: Callable[..., Any], tr: Translator) -> Chosen:
    """The Korean hospital's patients, with the model that does not look at the scan."""
    key = ("korea",)

    def read() -> LinkedTable:
        from osteo_core.recalibration.linked_people import read_linked

        with st.spinner(tr("explore.working")):
            return read_linked((korea.FILE.name, korea.content()), model=model.load(_WITHOUT_SCAN))

    return key, _found(shared(("people", *key), read), tr(f"performance.outcome.{_FROM_SCAN}")), shared


def of_own(table: OwnTable, tr: Translator) -> Chosen:
    """A table of this session, with its controls. Raises InvalidInput where it cannot be read."""
    return _predictions(table, tr) if table.study is not None else _records(table, tr)


def _predictions(table: OwnTable, tr: Translator) -> Chosen:
    from osteo_core.recalibration.linked_people import of_study

    study = table.study
    if study is None or not study.probabilities:
        st.warning(tr("explore.no_probability", page=tr("pages.nav.predictions")))
        return (), None, table.kept
    chosen = choice.selectbox(
        tr("explore.model"), study.probabilities, key=f"explore.prediction.{hash(table.key)}", persist_state="session", width=_WIDTH
    )
    key = (table.source, table.key, chosen)
    people = table.kept(("people", *key), lambda: of_study(study, chosen, (table.name, table.content)))
    return key, Found(people=people, outcome=tr("explore.their_outcome")), table.kept


def _records(table: OwnTable, tr: Translator) -> Chosen:
    from osteo_core.evaluation.uploads.upload import describe_upload

    described: UploadDescription = table.kept(("described",), lambda: describe_upload(table.content, table.name))
    mark = f"{table.source}.{hash(table.key)}"
    offered = (None, *available()) if described.rows <= MOST_ASSESSED else (None,)
    start = DEFAULT_MODEL if DEFAULT_MODEL in offered else None
    name = choice.selectbox(
        tr("explore.model"), offered, index=offered.index(start), key=f"explore.model.{mark}", persist_state="session", width=_WIDTH,
        format_func=lambda one: tr("explore.no_model" if one is None else f"your_hospital.model_of.{one}"),
    )  # fmt: skip
    answers: tuple[Outcome, ...] = model.load(name).outcomes if name else ("osteoporosis",)
    answer = choice.selectbox(
        tr("explore.outcome"), answers, format_func=lambda one: tr(f"layer.outcome.{one}"), key=f"explore.answer.{mark}.{name}",
        persist_state="session", width=_WIDTH,
    )  # fmt: skip
    binary = [column.name for column in described.columns if column.kind == "binary" and not column.repeated]
    absent = "explore.from_scan" if answer == _FROM_SCAN else "explore.unknown"
    outcome = choice.selectbox(
        tr("explore.column"), (None, *binary), format_func=lambda one: tr(absent) if one is None else plain_name(one),
        key=f"explore.column.{mark}.{answer}", persist_state="session", width=_WIDTH,
    )  # fmt: skip
    own = _own_group(described, mark, tr)
    key = (table.source, table.key, name, answer, outcome, own)

    def read() -> LinkedTable:
        from osteo_core.recalibration.linked_people import read_linked

        with st.spinner(tr("explore.working")):
            loaded = model.load(name) if name else None
            return read_linked((table.name, table.content), model=loaded, answer=answer, outcome=outcome, own=own)

    if described.rows > MOST_ASSESSED:
        st.info(tr("explore.too_many", rows=f"{described.rows:,}", most=f"{MOST_ASSESSED:,}", page=tr("pages.nav.predictions")))
    return key, _found(table.kept(("people", *key), read), tr(f"layer.outcome.{answer}")), table.kept


def _own_group(described: UploadDescription, mark: str, tr: Translator) -> str | None:
    """A further column of labels, or none; nothing is asked where there is none."""
    offered = [
        column.name for column in described.columns
        if column.labels and len(column.labels) > 1 and not column.repeated and column.name not in explore_words.ORDER
    ]  # fmt: skip
    if not offered:
        return None
    chosen = choice.selectbox(
        tr("explore.own_group"), (None, *offered), format_func=lambda one: "–" if one is None else plain_name(one),
        key=f"explore.own_group.{mark}", persist_state="session", width=_WIDTH,
    )  # fmt: skip
    return None if chosen is None else str(chosen)


def _found(read: LinkedTable, outcome: str) -> Found:
    return Found(people=read.people, outcome=outcome, refused=read.refused, problems=read.problems)
