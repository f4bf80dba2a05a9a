"""Example, new, load, bring in, save: the row above the form."""

from __future__ import annotations

import streamlit as st

from osteo_core.errors import InvalidInput
from osteo_core.patients.examples import list_examples
from osteo_core.patients.reading.json_text import MOST_MB_WITH_ARRAYS
from osteo_core.records import Record
from osteo_core.translations import one_after_another
from pages._widgets.shared import choice, language, left_out, presenter, record, text, uploads
from pages._widgets.shared.language import Translator
from pages._widgets.shared.output import saving
from pages._widgets.visits import bring_in, history

_EXAMPLE = "picker.example"
_LONGEST = 200


def show(tr: Translator) -> None:
    """The four controls, then what the record on screen is."""
    lang = language.current()
    current = record.current()
    labels = _labels(tr, lang)
    st.session_state[_EXAMPLE] = current.example
    if presenter.on():  # the title stands above the steps
        left, right = st.columns(2, vertical_alignment="bottom")
    else:
        title, left, right = st.columns([2, 4, 6], vertical_alignment="bottom")
        with title:
            st.title(tr("pages.patient.title"))
    with left:
        choice.selectbox(
            tr("pages.picker.example"), [None, *labels], format_func=lambda i: tr("pages.picker.own") if i is None else labels[i],
            key=_EXAMPLE, on_change=_pick,
        )  # fmt: skip
    with right, st.container(horizontal=True, vertical_alignment="center"):
        st.button(tr("pages.picker.new"), key="picker.new", on_click=record.clear, help=tr("pages.picker.new_help"))
        with st.popover(tr("pages.picker.load")):
            # The key moves on with each record, so that the same file can be loaded again after an edit.
            key = f"picker.file.{current.generation}"
            uploads.box(tr("pages.picker.file"), tr, types=["json"], most_mb=MOST_MB_WITH_ARRAYS, key=key, on_change=_load, args=(key,))
        bring_in.entry(tr)
        saving.button(
            tr("pages.picker.save"), lambda: _json(current), "patient.json", saving.JSON, key="picker.save", look="secondary",
            disabled=current.patient is None, help=tr("pages.picker.save_help"),
        )  # fmt: skip
        if not presenter.on():
            _name(current, tr)
    _left_out(current, tr)
    bring_in.show(tr)
    if current.load_problems:
        st.error(f"{tr('pages.picker.refused')}\n\n{text.listed(current.load_problems)}")
    if current.example is not None:
        st.markdown(f":small[{_example_text(current.example, current.edited, tr, lang)}]")
    elif current.case is not None:
        changed = f" {tr('pages.picker.edited')}" if current.edited else ""
        st.markdown(f":small[{tr(f'cases.taken.{current.case}')}{changed}]")


def _labels(tr: Translator, lang: str) -> dict[str, str]:
    """Example -> its label; while presenting its number, since a label tells a class whom it looks at."""
    examples = list_examples()
    if presenter.on():
        return {e.id: tr("presenter.example", n=place) for place, e in enumerate(examples, start=1)}
    return {e.id: e.label[lang] for e in examples}


def _pick() -> None:
    chosen = st.session_state[_EXAMPLE]
    if chosen is None:
        record.clear()
    else:
        record.adopt_example(chosen)


def _load(key: str) -> None:
    file = uploads.taken(key)
    if file is None:
        return
    try:
        history.adopt(Record.from_json_text(file[1]))
    except InvalidInput as refused:
        record.refuse_load(refused.problems)


def _name(current: record.Record, tr: Translator) -> None:
    """Label and id of the record, which Save writes and the sidebar shows."""
    with st.popover(tr("pages.picker.name")):
        for name in reversed(record.IDENTITY):
            key = f"picker.{name}.{current.generation}"
            st.session_state.setdefault(key, str(current.identity.get(name, "")))
            st.text_input(
                tr(f"pages.picker.{name}"), st.session_state[key], key=key, max_chars=_LONGEST, on_change=_identify, args=(name, key)
            )
        st.markdown(f":small[{tr('pages.picker.name_help')}]")


def _identify(name: str, key: str) -> None:
    record.identify(name, st.session_state[key][:_LONGEST])


def _left_out(current: record.Record, tr: Translator) -> None:
    """What stands in the form and not in the file that Save writes."""
    if current.refused and current.patient is not None:
        st.markdown(f":small[{tr('pages.picker.save_without', fields=left_out.names(current.refused, tr))}]")


def _json(current: record.Record) -> str:
    return "" if current.patient is None else current.patient.to_json()


def _example_text(example: str, edited: bool, tr: Translator, lang: str) -> str:
    found = next(e for e in list_examples() if e.id == example)
    kind = tr("pages.picker.is_real" if found.kind == "nhanes" else "pages.picker.is_virtual")
    return one_after_another(kind, found.description[lang], tr("pages.picker.edited") if edited else "")
