"""Whose people, which outcome and model, and by which group."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any, Literal

import streamlit as st

from osteo_core.evaluation.linked.cells import count_cells, drawn_people
from osteo_core.evaluation.uploads.plain_names import plain_name
from osteo_core.stored import linked, studies
from osteo_core.stored.files import EVALUATION
from osteo_core.stored.nhanes_people import HELDOUT
from pages._widgets.explore import tables as explore_tables
from pages._widgets.explore import words as explore_words
from pages._widgets.explore.shown import Found, Shown
from pages._widgets.shared import choice, files
from pages._widgets.shared.language import Translator
from pages._widgets.shared.own import tables as own_tables

KOREA = "korea"
_SHIPPED = ("nhanes", KOREA, "life", "test", "external")
_REAL = ("nhanes", KOREA)
_WIDTH = 200


def show(tr: Translator) -> Shown | None:
    """The controls and the people chosen; None where a choice is still to be made, which is said.

    Raises:
        ArtifactError: people who do not ship; InvalidInput: one's own table that cannot be read.
    """
    own = own_tables.offered()
    offered = [*_SHIPPED, *own]
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        name = choice.selectbox(
            tr("explore.people"), offered, format_func=lambda one: _called(one, own, tr), key="explore.people", persist_state="session",
            width=300,
        )  # fmt: skip
        if name in own:
            key, found, keep = explore_tables.of_own(own[name], tr)
        elif name == KOREA:
            key, found, keep = explore_tables.of_korea(shared, tr)
        else:
            key, found, keep = _shipped(name, tr)
        if found is None:
            return None
        columns = tuple(found.people.groups)
        group = choice.selectbox(
            tr("explore.group"), columns, format_func=lambda one: explore_words.column(one, tr), key=f"explore.group.{name}.{len(columns)}",
            persist_state="session", width=_WIDTH,
        ) if columns else None  # fmt: skip
    return _counted(name, (*key, group), found, group, keep, tr)


def _counted(name: str, key: tuple[Hashable, ...], found: Found, group: str | None, keep: Callable[..., Any], tr: Translator) -> Shown:
    cells = keep(("cells", *key), lambda: count_cells(found.people, group, explore_words.ORDER.get(group or "", ())))
    drawn = keep(("drawn", *key), lambda: drawn_people(found.people, group, cells))
    words = explore_words.words(cells, group or "", found.outcome, tr)
    kind: Literal["virtual", "real", "own"] = "own" if name not in _SHIPPED else "real" if name in _REAL else "virtual"
    return Shown(
        name=name, key=key, kind=kind, people=found.people, cells=cells, drawn=drawn, words=words, refused=found.refused,
        problems=found.problems, keep=keep,
    )  # fmt: skip


def page_of(source: str) -> str:
    """The page that took a table."""
    return source if source == "predictions" else f"your_{source}"


def _called(name: str, own: Mapping[Any, own_tables.OwnTable], tr: Translator) -> str:
    if name in own:
        return tr(f"explore.people_of.{name}", page=tr(f"pages.nav.{page_of(name)}"), name=plain_name(own[name].name))
    return tr(f"explore.people_of.{name}")


def _shipped(name: str, tr: Translator) -> tuple[tuple[Hashable, ...], Found, Callable[..., Any]]:
    outcome = choice.selectbox(
        tr("explore.outcome"), studies.OUTCOMES[name], format_func=lambda one: tr(f"performance.outcome.{one}"),
        key=f"explore.outcome.{name}", persist_state="session", width=_WIDTH,
    )  # fmt: skip
    model = choice.selectbox(
        tr("explore.model"), linked.linked_models(name, outcome), format_func=lambda one: tr(studies.name_key(name, outcome, one)),
        key=f"explore.model.{name}.{outcome}", persist_state="session", width=_WIDTH,
    )  # fmt: skip
    written = files.written(HELDOUT if name == "nhanes" else EVALUATION / f"{name}.parquet")
    key = (name, outcome, model, written)
    people = shared(("people", *key), lambda: linked.linked_people(name, outcome, model))
    return key, Found(people=people, outcome=tr(f"performance.outcome.{outcome}")), shared


@st.cache_resource(show_spinner=False, max_entries=60)
def _shared(key: tuple[Hashable, ...], _make: Callable[[], Any]) -> Any:
    return _make()


def shared(key: tuple[Hashable, ...], make: Callable[[], Any]) -> Any:
    """Kept for everybody: shipped people are nobody's record."""
    return _shared(("explore", *key), make)
