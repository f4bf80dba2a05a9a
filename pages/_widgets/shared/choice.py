"""Every choice of every page: the session holds what was chosen, never the words that it was shown by.

A browser names a choice by its words, and Streamlit finds it by them. Words change: with the language, with a count in them, in presenter's
mode. What comes in by words that were shown a moment ago is found by those, and a widget whose words have changed is told anew what is
chosen.

A browser is told what is chosen by the state, once, and by the start value, each time: where the one message is lost (its run was cut short
by a click), the widget would otherwise show its first option, tell the server so with the next click, and the answer would be gone.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import streamlit as st
from streamlit.elements.lib.mutable_tab_container import TabContainer

from pages._widgets.shared import language

T = TypeVar("T", bound=Hashable)
Words = Callable[[Any], str]

_MEMORY = "choice.memory"
_UNKNOWN = "—"
"""What stands for None among radio buttons: Streamlit marks no button at all where the value is None."""


@dataclass
class _Shown:
    """What one widget has shown: `words` -> what was meant by them whenever they were shown; `now`: option -> its words of this moment."""

    words: dict[str, Any] = field(default_factory=dict)
    now: dict[Any, str] = field(default_factory=dict)
    value: Any = None

    def offer(self, options: Iterable[Any], words: Words) -> bool:
        """Take the options of this run; True where their words are others than those of the last one."""
        before, self.now = self.now, _distinct(options, words)
        self.words |= {told: option for option, told in self.now.items()}
        return before != self.now

    def meant(self, told: Any) -> Any:
        """What was chosen, whether it is told by itself or by words."""
        if isinstance(told, list | tuple):
            return [self.meant(one) for one in told]
        return told if told is None or told in self.now else self.words.get(told, told)

    def gone(self, value: Any) -> bool:
        """True for one choice that is no longer offered."""
        return value is not None and not isinstance(value, list) and value not in self.now

    def keep(self, value: Any) -> Any:
        """Remember what was chosen when the widget was last drawn."""
        self.value = value
        return value


def _distinct(options: Iterable[Any], words: Words) -> dict[Any, str]:
    """Option -> its words; two that read alike would be one to the browser, so the second gets a number."""
    found: dict[Any, str] = {}
    taken: set[str] = set()
    for option in options:
        plain, number = words(option), 1
        while (told := plain if number == 1 else f"{plain} ({number})") in taken:
            number += 1
        taken.add(told)
        found[option] = told
    return found


def settle() -> None:
    """At the start of a run, before anything reads a choice: what the browser tells by older words is put by its value."""
    memory = _memory()
    for key in [key for key in memory if key not in st.session_state]:
        del memory[key]
    for key, shown in memory.items():
        _put(key, shown)


def selectbox(label: str, options: Sequence[T], *, key: str, format_func: Words = str, index: int = 0, **more: Any) -> T:
    """`st.selectbox`; where None is among the options, its words stand in the empty field."""
    shown = _prepared(key, options, format_func, options[index] if index else None)
    empty = shown.now.get(None) or language.translator()("pages.choose")
    chosen = st.selectbox(
        label, options, format_func=shown.now.__getitem__, key=key, index=_place(options, key), placeholder=empty, **_heard(key, more),
    )  # fmt: skip
    return cast("T", shown.keep(chosen))


def radio(
    label: str, options: Sequence[T], *, key: str, format_func: Words = str, index: int | None = 0,
    **more: Any,
) -> T:  # fmt: skip
    """`st.radio`; None among the options is a button like the others, and marked where nothing else is. Read it with `of`."""
    buttons = [_UNKNOWN if option is None else option for option in options]
    start = options[index] if index else None
    shown = _prepared(key, buttons, lambda option: format_func(None if option == _UNKNOWN else option), start)
    if None in options and st.session_state.get(key, _UNKNOWN) is None:
        st.session_state[key] = _UNKNOWN
    st.radio(
        label, buttons, format_func=shown.now.__getitem__, key=key, index=_place(buttons, key, None if index is None else 0),
        **_heard(key, more),
    )  # fmt: skip
    return cast("T", shown.keep(of(key)))


def multiselect(
    label: str, options: Sequence[T], *, key: str, format_func: Words = str, default: Sequence[T] = (),
    placeholder: str | None = None, **more: Any,
) -> list[T]:  # fmt: skip
    """`st.multiselect`."""
    shown = _prepared(key, options, format_func, list(default))
    empty = placeholder or language.translator()("pages.choose")
    chosen = st.multiselect(
        label, options, _offered(options, key), format_func=shown.now.__getitem__, key=key, placeholder=empty, **_heard(key, more),
    )  # fmt: skip
    return cast("list[T]", shown.keep(chosen))


def segmented_control(
    label: str, options: Sequence[T], *, key: str, format_func: Words = str, default: T | None = None,
    **more: Any,
) -> T:  # fmt: skip
    """`st.segmented_control` of which one is chosen."""
    start = options[0] if default is None and more.get("required") else default
    shown = _prepared(key, options, format_func, start)
    chosen = st.segmented_control(
        label, options, format_func=shown.now.__getitem__, key=key, default=next(iter(_offered(options, key)), None), **_heard(key, more),
    )  # fmt: skip
    return cast("T", shown.keep(chosen))


def pills(
    label: str, options: Sequence[T], *, key: str, format_func: Words = str, default: Sequence[T] = (),
    **more: Any,
) -> list[T]:  # fmt: skip
    """`st.pills` of which several are chosen."""
    shown = _prepared(key, options, format_func, list(default))
    chosen = st.pills(
        label, options, format_func=shown.now.__getitem__, key=key, default=_offered(options, key), selection_mode="multi",
        **_heard(key, more),
    )  # fmt: skip
    return cast("list[T]", shown.keep(chosen))


def toggle(label: str, *, key: str, help: str | None = None) -> bool:
    """`st.toggle`, kept for the session."""
    return st.toggle(label, bool(st.session_state.get(key)), key=key, help=help, persist_state="session")


def tabs(titles: Mapping[str, str], *, key: str) -> dict[str, TabContainer]:
    """`st.tabs`, of which only the open one is to be drawn: name -> its tab. The one that is open stays open when its title changes."""
    kept = f"{key}.open"
    shown = _prepared(key, titles, titles.__getitem__, None)
    name = shown.meant(st.session_state[key]) if key in st.session_state else st.session_state.get(kept)
    if name in titles:
        st.session_state[key] = shown.now[name]
    drawn = dict(zip(titles, st.tabs(list(shown.now.values()), key=key, on_change="rerun"), strict=True))
    st.session_state[kept] = next((name for name, tab in drawn.items() if tab.open), None)
    return drawn


def of(key: str) -> Any:
    """The option chosen in the widget of this key, None where none is; usable in callbacks."""
    value = st.session_state.get(key)
    return None if value == _UNKNOWN else value


def _memory() -> dict[str, _Shown]:
    memory: dict[str, _Shown] = st.session_state.setdefault(_MEMORY, {})
    return memory


def _prepared(key: str, options: Iterable[Any], words: Words, start: Any) -> _Shown:
    """The widget's memory, once its value and its words are in order."""
    shown = _memory().setdefault(key, _Shown())
    changed = shown.offer(options, words)
    if key in st.session_state:
        _put(key, shown, anew=changed)
    if start is not None and start != [] and (key not in st.session_state or shown.gone(st.session_state[key])):
        st.session_state[key] = start
    return shown


def _put(key: str, shown: _Shown, *, anew: bool = False) -> None:
    told = st.session_state[key]
    meant = shown.meant(told)
    if anew or meant != told:
        st.session_state[key] = meant


def _place(options: Sequence[Any], key: str, otherwise: int | None = 0) -> int | None:
    """Where what is chosen stands among the options."""
    chosen = _offered(options, key)
    return list(options).index(chosen[0]) if chosen else otherwise


def _offered(options: Sequence[Any], key: str) -> list[Any]:
    """What is chosen, of what is on offer."""
    chosen = st.session_state.get(key)
    return [one for one in (chosen if isinstance(chosen, list | tuple) else [chosen]) if one in options]


def _heard(key: str, more: dict[str, Any]) -> dict[str, Any]:
    """The widget's further arguments, its callback called only where something else is chosen than was."""
    then = more.pop("on_change", None)
    if then is None:
        return more
    return more | {"on_change": _changed, "args": (key, then, more.pop("args", ()))}


def _changed(key: str, then: Callable[..., None], args: Sequence[Any]) -> None:
    shown = _memory()[key]
    _put(key, shown)
    before, now = shown.value, of(key)
    if now != before:
        shown.keep(now)  # the run that would draw it may be cut short by the next click, which is then compared with this one
        then(*args)
