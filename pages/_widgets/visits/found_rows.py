"""The rows of the review: one value each, as the source has it and as it would enter the form."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from osteo_core.catalogue import CATALOGUE
from osteo_core.patients.reading.written import read_number, write_number
from osteo_core.records.sources.found import Found
from pages._widgets.shared import choice, language, text
from pages._widgets.shared.language import Translator

_ACCEPT, _LEAVE, _YES, _NO = "accept", "leave", "yes", "no"
MOST_ROWS = 120
"""Values that are offered one by one; a file of more has something else in it than densitometry."""


def options(value: Found) -> list[Any]:
    """What may be done with a value; nothing where it can only be left."""
    if value.status == "refused":
        return []
    if value.choices:
        return [_LEAVE, *value.choices]
    if value.field == "manufacturer" and value.value is None:
        return [_LEAVE, *CATALOGUE["manufacturer"].categories]
    if value.status == "question" and value.feature is not None and value.feature.kind == "binary":
        return [_LEAVE, _YES, _NO]
    if value.field is None or value.value is None:
        return []
    return [_ACCEPT, _LEAVE] if value.status == "accept" else [_LEAVE, _ACCEPT]


_WIDTHS = [3, 3, 2, 2]


def heads(tr: Translator) -> None:
    """What stands in each column."""
    for place, key in zip(st.columns(_WIDTHS), ("what_head", "found", "becomes", "do"), strict=True):
        place.markdown(f":small[**{tr(f'bring_in.{key}')}**]")


def row(number: int, value: Found, tr: Translator) -> None:
    """A value: what it is and of which day, as the source has it, what it becomes, and what to do with it."""
    label = _label(value, tr)
    what, found, becomes, do = st.columns(_WIDTHS, vertical_alignment="center")
    day = "" if value.date is None else value.date.isoformat()
    what.markdown(f"{text.as_text(label)}  \n:small[{text.as_text(day)}]")
    reason = "" if value.reason is None else f"  \n:small[{text.as_text(value.reason.sentence(language.current()))}]"
    found.markdown(f"{text.as_text(f'{value.found} {value.unit}')}{reason}")
    with becomes:
        if _is_number(value):
            key = f"person.row.value.{number}"
            st.session_state.setdefault(key, write_number(float(value.value)))
            st.text_input(f"{tr('bring_in.becomes')}: {label}", st.session_state[key], key=key, label_visibility="collapsed")
        else:
            st.markdown(text.as_text(_shown(value, tr)))
    with do:
        offered = options(value)
        choice.selectbox(
            f"{tr('bring_in.do')}: {label}", offered, format_func=lambda o: _named(o, value, tr), key=f"person.row.do.{number}",
            label_visibility="collapsed",
        )  # fmt: skip


def not_taken(values: list[Found], tr: Translator) -> None:
    """What is not offered, each with its reason."""
    if not values:
        return
    with st.expander(tr("bring_in.not_taken", n=len(values))):
        lines = []
        for value in values[:MOST_ROWS]:
            reason = "" if value.reason is None else value.reason.sentence(language.current())
            lines.append(f"- {text.as_text(f'{value.found} {value.unit} [{value.source}]: {reason}')}")
        if len(values) > MOST_ROWS:
            lines.append(f"- {tr('errors.more', n=len(values) - MOST_ROWS)}")
        st.markdown("\n".join(lines))


def decided(number: int, value: Found) -> Found:
    """A value as the person on the screen decided. Raises ValueError where its box holds no number."""
    done = choice.of(f"person.row.do.{number}")
    if done in (None, _LEAVE) or not options(value):
        return replace(value, status="refused")
    if done in (_YES, _NO):
        return replace(value, status="accept", value=done == _YES)
    if done in CATALOGUE["manufacturer"].categories:
        return replace(value, status="accept", value=done)
    taken = replace(value, status="accept", field=done if done in CATALOGUE else value.field)
    if _is_number(value):
        typed = str(st.session_state.get(f"person.row.value.{number}", ""))
        allowed = None if taken.feature is None else taken.feature.allowed
        taken = replace(taken, value=read_number(typed, allowed=allowed))
    return taken


def _is_number(value: Found) -> bool:
    return isinstance(value.value, (int, float)) and not isinstance(value.value, bool)


def _label(value: Found, tr: Translator) -> str:
    if value.feature is not None:
        return value.feature.label_in(language.current())
    if value.choices:
        return " / ".join(CATALOGUE[name].label_in(language.current()) for name in value.choices)
    return tr(f"records.field.{(value.field or 'none').replace('.', '_')}")


def _shown(value: Found, tr: Translator) -> str:
    if value.value is None:
        return "–"
    if isinstance(value.value, bool):
        return tr("pages.form.yes" if value.value else "pages.form.no")
    if value.feature is not None and value.value in value.feature.categories:
        return value.feature.category_in(value.value, language.current())
    if isinstance(value.value, dict):
        return "; ".join(_part(name, part, tr) for name, part in value.value.items() if part)
    return str(value.value)


def _part(name: str, part: Any, tr: Translator) -> str:
    """A part of a treatment or a fracture in words."""
    if name == "class":
        return tr(f"over_time.class.{part}")
    if name == "site":
        return CATALOGUE["prior_fracture_sites"].category_in(str(part), language.current())
    return tr(f"over_time.trauma.{part}") if name == "trauma" else str(part)


def _named(option: str, value: Found, tr: Translator) -> str:
    if option in CATALOGUE:
        return CATALOGUE[option].label_in(language.current())
    if option in CATALOGUE["manufacturer"].categories:
        return CATALOGUE["manufacturer"].category_in(option, language.current())
    return tr(f"pages.form.{option}") if option in (_YES, _NO) else tr(f"bring_in.option.{option}")
