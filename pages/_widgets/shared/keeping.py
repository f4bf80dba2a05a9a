"""What survives a reload of the page: the record as typed and a few settings, kept by the browser for this tab alone.

The server forgets a session when its page is loaded anew. A small component (keeping.js) writes what this module hands it into the tab's
sessionStorage, and hands it back once to a session that has nothing of its own yet. Nothing of it is in the page's address, in a cookie or
on the server's disk. What comes back is read like a file from a stranger.
"""

from __future__ import annotations

import json
import secrets
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from osteo_core.catalogue import CATALOGUE, Feature
from osteo_core.patients.examples import list_examples
from osteo_core.patients.reading.asked import AskedNumber
from osteo_core.patients.reading.json_text import parse_json
from osteo_core.records import Record as Visits
from osteo_core.translations import LANGUAGES, one_after_another
from pages._widgets.shared import choice, language, record, redraw, units
from pages._widgets.shared.language import Translator
from pages._widgets.shared.record import Record

PART = "keeping"
_KEY, _SESSION, _HEARD = "keeping.browser", "keeping.session", "keeping.heard"
_TOLD, _AS_RESTORED = "keeping.told", "keeping.as_restored"
_VISITS = "person.visits"
"""Where `visits.history` keeps the visits of the person on screen; beside it, whether the form holds the next one."""
_NEXT_VISIT = "person.next_visit"
_VERSION = 1
_MOST = 200_000
"""Characters kept: many times a record without measured images or series, and far from what a browser allows."""
_MOST_TEXT = 1_000
_SWITCHES = ("conventional_units", "presenter")
_CHOICES = ("rule_set", "world", "prevalence.choice", "form.modality")
# What draws nothing must not take a row's gap either: the answer is to stand on the first screen.
_STYLE = """<style>
[data-testid="stLayoutWrapper"]:has(> :is(.st-key-keeping, .st-key-language-tag)) { position: absolute; height: 0; overflow: hidden; }
</style>"""


@cache
def _component() -> ComponentRenderer:
    code = Path(__file__).with_name("keeping.js").read_text(encoding="utf-8")
    return st.components.v2.component("osteo.keeping", js=code)


def show() -> None:
    """The component, which takes no room: it writes what is to be kept, or hands back what was."""
    with st.container(key="keeping"):
        st.html(_STYLE)
        _kept()


@redraw.part(PART)
def _kept() -> None:
    state, text, own = st.session_state, written(), record.current().own
    data = {
        "session": state.setdefault(_SESSION, secrets.token_hex(8)), "text": text, "own": own, "heard": bool(state.get(_HEARD)),
        # A page that is about to lose something asks before it is left.
        "lost": own and not text,
    }  # fmt: skip
    _component()(key=_KEY, data=data, height=1, on_kept_change=_hear, on_back_change=_back)


def written() -> str:
    """The values to keep, as JSON; empty where it would be too long."""
    state, current = st.session_state, record.current()
    settings = {name: state[name] for name in _SWITCHES if name in state} | {"language": language.current()}
    settings |= {name: value for name in _CHOICES if (value := choice.of(name)) is not None}
    as_opened = not current.own and current.example == list_examples()[0].id
    kept = {"version": _VERSION, "settings": settings, "record": None if as_opened else _of(current)}
    text = json.dumps(kept, ensure_ascii=False)  # in the order entered
    return text if len(text) <= _MOST else ""


def _of(current: Record) -> dict[str, Any]:
    draft = {name: value for name, value in current.draft.items() if CATALOGUE[name].kind != "array"}
    typed = {name: [typed.text, typed.unit] for name, typed in current.typed.items()}
    visits: Visits | None = st.session_state.get(_VISITS)
    return {
        "draft": draft, "typed": typed, "identity": current.identity, "example": current.example, "case": current.case,
        "visits": None if visits is None else visits.to_json(indent=None), "next_visit": bool(st.session_state.get(_NEXT_VISIT)),
        "edited": current.edited, "derived": sorted(current.derived), "without": sorted(current.draft.keys() - draft.keys()),
    }  # fmt: skip


def telling() -> bool:
    """Whether the page says that entries are back."""
    return st.session_state.get(_TOLD) is not None


def tell(tr: Translator) -> None:
    """After a reload, until the record is changed: that the entries are back, and what of them could not be kept."""
    told = st.session_state.get(_TOLD)
    if told is None:
        return
    now = json.dumps(_of(record.current()))
    if now != st.session_state.setdefault(_AS_RESTORED, now):
        st.session_state[_TOLD] = None
    elif told == "unreadable":
        st.warning(tr("pages.keeping.unreadable"))
    else:
        names = tr("figures.list_separator").join(CATALOGUE[name].label_in(language.current()) for name in told)
        st.info(one_after_another(tr("pages.keeping.restored"), tr("pages.keeping.without", fields=names) if told else ""))


def _hear() -> None:
    """What the browser hands back: taken once, by a session that has nothing of its own."""
    state = st.session_state
    if state.get(_HEARD) or record.current().own:
        return
    state[_HEARD] = True
    try:
        kept = parse_json(_text(state[_KEY]["kept"], _MOST))
        _need(isinstance(kept, dict) and kept.get("version") == _VERSION)
        _settings(kept.get("settings"))
        if kept.get("record") is not None:
            state[_TOLD] = _restore(kept["record"])
    except ValueError:
        state[_TOLD] = "unreadable"
    st.rerun()  # all of the page speaks of the record, not this part alone


def _back() -> None:
    """The connection is there again, and the message that says so has told all widgets' values, whose own callbacks hear of them; or the
    theme is another one, and the message has told which.
    """
    st.rerun()


def _settings(given: Any) -> None:
    _need(isinstance(given, dict))
    for name in _SWITCHES:
        if isinstance(given.get(name), bool):
            st.session_state[name] = given[name]
    if given.get("language") in LANGUAGES:
        st.session_state["language"] = given["language"]
    # A choice that is not offered is dropped by its control.
    for name in _CHOICES:
        if isinstance(given.get(name), str):
            st.session_state[name] = given[name][:_MOST_TEXT]


def _restore(given: Any) -> list[str] | None:
    """Put the record back. Returns the fields that could not be kept; None where nothing of one's own was."""
    _need(isinstance(given, dict))
    example, case, without = given.get("example"), given.get("case"), given.get("without")
    _need(example is None or example in {one.id for one in list_examples()})
    _need(case in (None, "real", "virtual") and isinstance(given.get("edited"), bool))
    _need(isinstance(without, list) and all(name in CATALOGUE for name in without))
    kept = Record(draft=_draft(given.get("draft")), identity=_identity(given.get("identity")), example=example, case=case)
    kept.edited = given["edited"]
    derived = given.get("derived", [])
    _need(isinstance(derived, list) and all(isinstance(name, str) and name in kept.draft for name in derived))
    kept.derived = set(derived)
    visits = given.get("visits")
    _need(visits is None or isinstance(visits, str))
    restored = None if visits is None else Visits.from_json_text(visits)
    record.restore(kept, _typed(given.get("typed")))
    if restored is not None:
        st.session_state[_VISITS], st.session_state[_NEXT_VISIT] = restored, given.get("next_visit") is True
    return without if kept.own else None


def _draft(given: Any) -> dict[str, Any]:
    _need(isinstance(given, dict))
    for name, value in given.items():
        _need(name in CATALOGUE and CATALOGUE[name].enterable and CATALOGUE[name].kind != "array")
        for one in value if isinstance(value, list) else [value]:
            _need(isinstance(one, bool | int | float) or bool(_text(one, _MOST_TEXT)))
    return dict(given)


def _typed(given: Any) -> list[tuple[Feature, str, AskedNumber]]:
    """What stood in the boxes, with the unit that it was typed in."""
    _need(isinstance(given, dict))
    found = []
    for name, pair in given.items():
        _need(name in CATALOGUE and CATALOGUE[name].is_numeric and isinstance(pair, list) and len(pair) == 2)
        feature, written, unit = CATALOGUE[name], _text(pair[0], _MOST_TEXT), _text(pair[1], _MOST_TEXT)
        ways = [units.si(feature), *([units.conventional(feature)] if feature.conventional else [])]
        by_unit = {asked.feature.unit or "": asked for asked in ways}
        _need(unit in by_unit)
        found.append((feature, written, by_unit[unit]))
    return found


def _identity(given: Any) -> dict[str, Any]:
    _need(isinstance(given, dict) and all(name in record.IDENTITY for name in given))
    return {name: value if isinstance(value, int) else _text(value, _MOST_TEXT) for name, value in given.items()}


def _text(value: Any, most: int) -> str:
    _need(isinstance(value, str) and len(value) <= most)
    return str(value)


def _need(condition: bool) -> None:
    """Raises ValueError where what the browser handed back is not what this module writes."""
    if not condition:
        raise ValueError("not what was kept")
