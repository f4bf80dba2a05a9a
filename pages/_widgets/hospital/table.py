"""The table on the page: a hospital's own, or the Korean hospital's as the example; in this session alone, forgotten on request."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import streamlit as st

from osteo_core.cohorts import korea
from osteo_core.errors import InvalidInput
from osteo_core.evaluation.uploads.plain_names import plain_name
from pages._widgets.shared import text, uploads
from pages._widgets.shared.language import Translator
from pages._widgets.shared.own import tables as own_tables

if TYPE_CHECKING:
    from osteo_core.evaluation.uploads.upload import UploadDescription

_FILE, _REFUSED, _LOADS, _KEPT = "hospital.file", "hospital.refused", "hospital.loads", "hospital.kept"
_MOST_KEPT = 60


@dataclass(frozen=True)
class Table:
    """A table's name and content; `loads` counts the tables of this session, so that nothing of one is taken for another's."""

    name: str
    content: bytes = field(repr=False)
    loads: int
    is_example: bool = False

    def people(self, tr: Translator) -> str:
        """Whose table it is, in words."""
        return tr("your_hospital.people_example") if self.is_example else tr("your_hospital.people", name=plain_name(self.name))


def show(tr: Translator) -> Table | None:
    """The buttons, and why a file was refused; None while there is no table."""
    table: Table | None = st.session_state.get(_FILE)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if table is not None:
            st.markdown(tr("your_hospital.now", people=table.people(tr), rows=f"{described(table).rows:,}"), width="content")
        with st.popover(tr("your_hospital.load"), key="hospital.load"):
            loads = st.session_state.get(_LOADS, 0)
            kinds = ["csv", "tsv", "txt", "parquet"]
            uploads.box(tr("your_hospital.file"), tr, types=kinds, key=f"hospital.uploaded.{loads}", on_change=_take_upload, args=(loads,))
            st.markdown(f":small[{tr('your_hospital.private')}]")
        if table is None or not table.is_example:
            st.button(
                tr("your_hospital.example"), key="hospital.example", on_click=take_example, type="primary" if table is None else "tertiary"
            )
        imported = own_tables.offered().get("data")
        if imported is not None and (table is None or table.content is not imported.content):
            st.button(tr("your_hospital.from_data"), key="hospital.from_data", on_click=take, args=(imported.name, imported.content))
        if table is not None:
            st.button(tr("your_hospital.forget"), key="hospital.forget", on_click=drop)
    if refused := st.session_state.get(_REFUSED):
        st.error(f"{tr('your_hospital.refused')}\n\n{text.listed(refused)}")
    return table


def take(name: str, content: bytes, *, is_example: bool = False) -> None:
    """Put a table in the place of the one on screen, if it can be read; otherwise remember why not."""
    from osteo_core.evaluation.uploads.upload import describe_upload

    loads = st.session_state.get(_LOADS, 0) + 1
    st.session_state[_LOADS] = loads
    try:
        description = describe_upload(content, name)
    except InvalidInput as refused:
        st.session_state[_REFUSED] = refused.problems
        return
    drop()
    table = Table(name, content, loads, is_example)
    st.session_state[_FILE] = table
    keep(("described", loads), lambda: description)
    if not is_example:
        own_tables.offer("hospital", (loads,), name, content)


def take_example() -> None:
    """The Korean hospital's people. Raises ArtifactError where they do not ship."""
    take(korea.FILE.name, korea.content(), is_example=True)


def drop() -> None:
    """Forget the table and all that was made of it."""
    for key in (_FILE, _REFUSED, _KEPT):
        st.session_state.pop(key, None)
    own_tables.withdraw("hospital")


def described(table: Table) -> UploadDescription:
    """The table's columns, looked at once."""
    from osteo_core.evaluation.uploads.upload import describe_upload

    found: UploadDescription = keep(("described", table.loads), lambda: describe_upload(table.content, table.name))
    return found


def keep(key: tuple[Hashable, ...], make: Callable[[], Any]) -> Any:
    """Kept in this session alone, and dropped with the table."""
    store: dict[tuple[Hashable, ...], Any] = st.session_state.setdefault(_KEPT, {})
    if key not in store:
        made = make()
        while len(store) >= _MOST_KEPT:
            store.pop(next(iter(store)))
        store[key] = made
    return store[key]


def _take_upload(loads: int) -> None:
    if (file := uploads.taken(f"hospital.uploaded.{loads}")) is not None:
        take(*file)
