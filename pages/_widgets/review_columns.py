"""Which column of a file is which: guessed at first, then chosen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from osteo_core.evaluation.plain_names import plain_name
from pages._widgets import choice
from pages._widgets.language import Translator

if TYPE_CHECKING:
    from osteo_core.evaluation.upload import UploadColumn, UploadDescription

_MOST_MODELS, _MOST_GROUPS, _MOST_LABELS = 6, 5, 10
_TIME = re.compile(r"time|year|follow|dauer|时间|随访|年数", re.IGNORECASE)
_EVENT = re.compile(r"event|ended|结束|事件", re.IGNORECASE)
_IDENTIFIER = re.compile(r"(^|_)id$|^row", re.IGNORECASE)


@dataclass(frozen=True)
class Columns:
    """Names of columns as the file has them."""

    outcome: str
    models: tuple[str, ...]
    groups: tuple[str, ...]
    time: str | None
    event: str | None


def guess(description: UploadDescription) -> Columns:
    """What the columns seem to be: the first yes/no column the outcome, probabilities the predictions, texts of few labels the groups."""
    columns = [column for column in description.columns if not column.repeated]
    time = _first(c for c in columns if c.kind == "number" and _TIME.search(c.name))
    event = _first(c for c in columns if _EVENT.search(c.name) and 2 <= c.distinct <= 3) if time else None
    outcome = _first(c for c in columns if c.kind == "binary" and c.name != event) or event or columns[0].name
    probable = [c.name for c in columns if c.kind == "probability" and c.name != outcome]
    percent = [c.name for c in columns if c.kind == "percent" and c.name not in (outcome, time)]
    groups = [c.name for c in columns if c.kind == "text" and 2 <= c.distinct <= _MOST_LABELS and not _IDENTIFIER.search(c.name)]
    time = time if event else None
    return Columns(outcome, tuple((probable or percent)[:3]), tuple(groups[:_MOST_GROUPS]), time, event)


def _first(columns: object) -> str | None:
    found = next(iter(columns), None)  # type: ignore[call-overload]
    return None if found is None else found.name


def choose(description: UploadDescription, loads: int, tr: Translator) -> Columns:
    """The controls, in one row."""
    start, by_name = guess(description), {c.name: c for c in description.columns if not c.repeated}
    names = tuple(by_name)
    outcomes = tuple(sorted(names, key=lambda name: by_name[name].kind != "binary"))
    outcome = _one("outcome", outcomes, start.outcome, loads, tr)
    models = _several("models", _numbers(by_name, outcome), start.models, loads, _MOST_MODELS, tr)
    groups = _several("groups", tuple(n for n in names if n != outcome), start.groups, loads, _MOST_GROUPS, tr)
    time = _one("time", (None, *(n for n in names if by_name[n].kind != "text")), start.time, loads, tr)
    event = _one("event", (None, *(n for n in names if 2 <= by_name[n].distinct <= 3)), start.event, loads, tr) if time else None
    return Columns(str(outcome), models, groups, time, event)


def _numbers(by_name: dict[str, UploadColumn], outcome: str | None) -> tuple[str, ...]:
    """Columns of numbers, probabilities first."""
    rank = {"probability": 0, "percent": 1, "number": 2, "binary": 3}
    found = [name for name, column in by_name.items() if column.kind in rank and name != outcome]
    return tuple(sorted(found, key=lambda name: rank[by_name[name].kind]))


def _one(which: str, offered: Sequence[str | None], start: str | None, loads: int, tr: Translator) -> str | None:
    key = f"predictions.{which}.{loads}"
    if key not in st.session_state:
        st.session_state[key] = start
    chosen: str | None = choice.selectbox(
        tr(f"predictions.{which}"), offered, format_func=lambda name: tr("predictions.none") if name is None else plain_name(name), key=key,
        persist_state="session", width=150,
    )  # fmt: skip
    return chosen


def _several(which: str, offered: Sequence[str], start: Sequence[str], loads: int, most: int, tr: Translator) -> tuple[str, ...]:
    key = f"predictions.{which}.{loads}"
    if key not in st.session_state:
        st.session_state[key] = list(start)
    kept = [name for name in st.session_state[key] if name in offered]
    if kept != st.session_state[key]:
        st.session_state[key] = kept
    with st.container(gap="xxsmall", width="content"):
        st.markdown(f":small[{tr(f'predictions.{which}')}]")
        with st.popover(tr("predictions.chosen", n=len(kept), of=len(offered)), key=f"{key}.open"):
            chosen = choice.multiselect(
                tr(f"predictions.{which}"),
                offered,
                format_func=plain_name,
                key=key,
                max_selections=most,
                persist_state="session",
                width=330,
            )
    return tuple(name for name in offered if name in chosen)
