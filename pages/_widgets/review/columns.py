"""The roles of a file's columns: guessed at first, then chosen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from osteo_core.evaluation.uploads.plain_names import plain_name
from pages._widgets.review import not_offered as review_not_offered
from pages._widgets.shared import choice
from pages._widgets.shared.language import Translator

if TYPE_CHECKING:
    from osteo_core.evaluation.uploads.upload import Direction, UploadColumn, UploadDescription

_MOST_MODELS, _MOST_GROUPS, _MOST_LABELS = 6, 5, 10
_TIME = re.compile(r"time|year|follow|dauer|时间|随访|年数", re.IGNORECASE)
_EVENT = re.compile(r"event|ended|结束|事件", re.IGNORECASE)
_IDENTIFIER = re.compile(r"(^|_)id$|^row", re.IGNORECASE)
_TWO = 2


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Names of columns as the file has them; `scores` with which of their values mean more risk; `event_level` of an outcome in words."""

    outcome: str
    models: tuple[str, ...]
    groups: tuple[str, ...]
    time: str | None
    event: str | None
    scores: tuple[tuple[str, Direction], ...] = ()
    event_level: str | None = None
    levels: tuple[str, str] | None = None
    """The two values of an outcome of which the event is to be told; None where the column says so itself."""


def guess(description: UploadDescription) -> Columns:
    """What the columns seem to be.

    The first yes/no column is the outcome (or the first of two values), probabilities are the predictions, texts of few labels the groups.
    """
    columns = [column for column in description.columns if not column.repeated]
    time = _first(c for c in columns if c.kind == "number" and _TIME.search(c.name))
    event = _first(c for c in columns if _EVENT.search(c.name) and _TWO <= c.distinct <= 3) if time else None
    binary = (c for c in columns if c.kind == "binary" and c.name != event)
    outcome = _first(binary) or event or _first(c for c in columns if len(c.labels) == _TWO) or _first(columns) or ""
    probable = [c.name for c in columns if c.kind == "probability" and c.name != outcome]
    groups = [c.name for c in columns if c.kind == "text" and _TWO <= c.distinct <= _MOST_LABELS and not _IDENTIFIER.search(c.name)]
    time = time if event else None
    return Columns(
        outcome=outcome,
        models=tuple(probable[:3]),
        groups=tuple([g for g in groups if g != outcome][:_MOST_GROUPS]),
        time=time,
        event=event,
    )


def _first(columns: Iterable[UploadColumn]) -> str | None:
    found = next(iter(columns), None)
    return None if found is None else found.name


def choose(description: UploadDescription, loads: int, tr: Translator) -> Columns:
    """The controls, in one row."""
    start, by_name = guess(description), {c.name: c for c in description.columns if not c.repeated}
    names = tuple(by_name)
    outcomes = tuple(sorted(names, key=lambda name: (by_name[name].kind != "binary", len(by_name[name].labels) != _TWO)))
    outcome = str(_one("outcome", outcomes, start.outcome, loads, tr))
    levels = _levels(by_name.get(outcome))
    event_level = _event_level(outcome, levels, loads, tr) if levels else None
    not_offered = [c for c in description.columns if c.why_not and c.name != outcome]
    models = _several(
        "models", _of_kinds(by_name, ("probability", "binary"), outcome), start.models, loads, _MOST_MODELS, tr,
        more=lambda _: review_not_offered.show(not_offered, tr),
    )  # fmt: skip
    scores = _scores(tuple(n for n in _of_kinds(by_name, _RANKING, outcome) if n not in models), loads, tr)
    groups = _several("groups", tuple(n for n in names if n != outcome), start.groups, loads, _MOST_GROUPS, tr)
    time = _one("time", (None, *(n for n in names if by_name[n].kind != "text")), start.time, loads, tr)
    event = _one("event", (None, *(n for n in names if _TWO <= by_name[n].distinct <= 3)), start.event, loads, tr) if time else None
    return Columns(
        outcome=outcome, models=models, groups=groups, time=time, event=event, scores=scores, event_level=event_level, levels=levels
    )


_RANKING = ("number", "percent", "probability", "binary")


def _of_kinds(by_name: dict[str, UploadColumn], kinds: Sequence[str], outcome: str) -> tuple[str, ...]:
    """Columns of these kinds, in the order of the kinds."""
    found = [name for name, column in by_name.items() if column.kind in kinds and name != outcome]
    return tuple(sorted(found, key=lambda name: kinds.index(by_name[name].kind)))


def _levels(column: UploadColumn | None) -> tuple[str, str] | None:
    """The two values of a column that is not yes or no."""
    if column is None or column.kind == "binary" or len(column.labels) != _TWO:
        return None
    one, other = column.labels
    return one, other


def _event_level(outcome: str, levels: tuple[str, str], loads: int, tr: Translator) -> str | None:
    """Which of the two is the event; None where nothing was chosen yet."""
    return _one("event_level", (None, *levels), None, loads, tr, part=outcome, absent="predictions.choose")


def _scores(offered: tuple[str, ...], loads: int, tr: Translator) -> tuple[tuple[str, Direction], ...]:
    """Predictors that are no probabilities, and for each whether lower values mean more risk."""
    if not offered:
        return ()
    lower: dict[str, bool] = {}

    def directions(scores: Sequence[str]) -> None:
        for name in scores:
            key = f"predictions.lower.{loads}.{name}"
            lower[name] = st.checkbox(tr("predictions.lower", name=plain_name(name)), key=key, persist_state="session")

    chosen = _several("scores", offered, (), loads, _MOST_MODELS, tr, more=directions)
    return tuple((name, "lower" if lower.get(name) else "higher") for name in chosen)


def _one(
    which: str,
    offered: Sequence[str | None],
    start: str | None,
    loads: int,
    tr: Translator,
    *,
    part: str = "",
    absent: str = "predictions.none",
) -> str | None:
    key = f"predictions.{which}.{loads}" + (f".{part}" if part else "")
    if key not in st.session_state:
        st.session_state[key] = start
    chosen: str | None = choice.selectbox(
        tr(f"predictions.{which}"), offered, format_func=lambda name: tr(absent) if name is None else plain_name(name), key=key,
        persist_state="session", width=128,
    )  # fmt: skip
    return chosen


def _several(
    which: str,
    offered: Sequence[str],
    start: Sequence[str],
    loads: int,
    most: int,
    tr: Translator,
    more: Callable[[Sequence[str]], None] | None = None,
) -> tuple[str, ...]:
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
            if more is not None:
                more(chosen)
    return tuple(name for name in offered if name in chosen)
