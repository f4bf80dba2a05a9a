"""The reader's own files: held in this session alone, forgotten on request; the hospital's table that ships until then."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from osteo_core.errors import InvalidInput, Problem
from pages._widgets.shared import text, uploads
from pages._widgets.shared.language import Translator
from pages._widgets.shared.own import tables as own_tables

if TYPE_CHECKING:
    from osteo_core.imports.planning import Plan
    from osteo_core.imports.reading.opened import OpenedTable
    from osteo_core.imports.suggestion.profiles import Sampled

_TAKEN, _REFUSED, _LOADS, _KEPT = "data.taken", "data.refused", "data.loads", "data.kept"
MOST_MB = 200


@dataclass(frozen=True)
class Taken:
    """Opened files and their sampled columns; `loads` counts the files of this session, 0 being the example."""

    opened: OpenedTable = field(repr=False)
    sampled: Sampled = field(repr=False)
    loads: int = 0

    @property
    def is_example(self) -> bool:
        """Whether it is the table that ships."""
        return self.loads == 0


def show(tr: Translator) -> Taken:
    """The files in use, the uploader, and why a file was refused. Raises ArtifactError where not even the example ships."""
    taken = current()
    told = "now_example" if taken.is_example else "now_own"
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        names = text.as_text(taken.opened.name)
        columns = len(taken.sampled.profiles)
        st.markdown(tr(f"your_data.{told}", name=names, rows=f"{taken.sampled.rows:,}", columns=columns), width="content")
        with st.popover(tr("your_data.load"), key="data.load"):
            loads = st.session_state.get(_LOADS, 0)
            uploads.box(
                tr("your_data.files"), tr, accept_multiple_files=True, key=f"data.uploaded.{loads}", on_change=_take, args=(loads,),
                most_mb=MOST_MB, max_upload_size=MOST_MB,
            )  # fmt: skip
            st.text_input(tr("your_data.encoding"), key="data.encoding", placeholder=tr("your_data.encoding_auto"))
            st.markdown(f":small[{tr('your_data.private')}]")
        if not taken.is_example:
            st.button(tr("your_data.forget"), key="data.forget", on_click=drop)
    if refused := st.session_state.get(_REFUSED):
        st.error(f"{tr('your_data.refused')}\n\n{text.listed(refused)}")
    return taken


def current() -> Taken:
    """The session's files, or the example."""
    if _TAKEN not in st.session_state:
        from osteo_core.imports.examples import NAME, example

        st.session_state[_TAKEN] = _opened([(NAME, example())], None, 0)
    taken: Taken = st.session_state[_TAKEN]
    return taken


def take(files: list[tuple[str, bytes]], encoding: str | None = None) -> None:
    """Put files in the place of those on screen, if they can be read; otherwise remember why not."""
    loads = st.session_state.get(_LOADS, 0) + 1
    st.session_state[_LOADS] = loads
    try:
        taken = _opened(files, encoding, loads)
    except InvalidInput as refused:
        st.session_state[_REFUSED] = refused.problems
        return
    drop()
    st.session_state[_TAKEN] = taken


def drop() -> None:
    """Forget the files and all that was made of them."""
    for key in (_TAKEN, _REFUSED, _KEPT):
        st.session_state.pop(key, None)
    own_tables.withdraw("data")


def kept(key: tuple[Any, ...], make: Any) -> Any:
    """What `make` gives, computed once for these files in this session; dropped with them."""
    store: dict[tuple[Any, ...], Any] = st.session_state.setdefault(_KEPT, {})
    if key not in store:
        if len(store) >= 8:
            store.pop(next(iter(store)))
        store[key] = make()
    return store[key]


def suggested(taken: Taken, lang: str) -> Plan:
    """What is suggested for the files, found once."""
    from osteo_core.imports.planning import planned

    found: Plan = kept(("suggested", taken.loads, lang), lambda: planned(taken.opened, taken.sampled, language=lang))
    return found


def _opened(files: list[tuple[str, bytes]], encoding: str | None, loads: int) -> Taken:
    from osteo_core.imports.reading.opening import Given, ReadingOptions, open_all
    from osteo_core.imports.suggestion.profiles import sample

    opened = open_all([Given(name, content) for name, content in files], ReadingOptions(encoding=encoding or None))
    sampled = sample(opened)
    if not sampled.rows:
        raise InvalidInput(Problem(opened.name, "tables.no_rows"))
    return Taken(opened, sampled, loads)


def _take(loads: int) -> None:
    held = st.session_state.get(f"data.uploaded.{loads}") or []
    run = get_script_run_ctx()
    files = []
    for file in held:
        files.append((file.name, file.getvalue()))
        if run is not None and isinstance(run.uploaded_file_mgr, MemoryUploadedFileManager):  # the server's own copy goes at once
            run.uploaded_file_mgr.remove_file(session_id=run.session_id, file_id=file.file_id)
    if files:
        take(files, st.session_state.get("data.encoding"))
