"""The reader's own file of outcomes and predictions: loaded into this session alone, forgotten on request; an example until then."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import streamlit as st

from osteo_core.errors import InvalidInput
from osteo_core.stored import studies as shipped
from pages._widgets.review.people import forget, own, shared
from pages._widgets.review.shipped import stamp
from pages._widgets.shared import text, uploads
from pages._widgets.shared.language import Translator
from pages._widgets.shared.own import tables as own_tables

if TYPE_CHECKING:
    from osteo_core.evaluation.uploads.upload import UploadDescription

EXAMPLE = "example.csv"
_FILE, _REFUSED, _LOADS = "predictions.file", "predictions.refused", "predictions.loads"
_MODELS = ("fusion", "dxa_only", "lightgbm")
_GROUPS = ("sex", "age_band")


@dataclass(frozen=True)
class File:
    """A file's name and content; `loads` counts the files of this session, so that nothing of one is taken for another's."""

    name: str
    content: bytes = field(repr=False)
    loads: int

    @property
    def is_example(self) -> bool:
        """Whether it is the example that ships."""
        return self.loads == 0


def show(tr: Translator) -> File:
    """Show the chosen data, the buttons and the reason for a refused file. Raises ArtifactError where not even the example ships."""
    file = current()
    told = "example" if file.is_example else "own"
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(tr(f"predictions.now_{told}", rows=f"{described(file).rows:,}"), width="content")
        with st.popover(tr("predictions.load"), key="predictions.load"):
            loads = st.session_state.get(_LOADS, 0)
            uploads.box(
                tr("predictions.file"),
                tr,
                types=["csv", "tsv", "txt", "parquet"],
                key=f"predictions.uploaded.{loads}",
                on_change=_take,
                args=(loads,),
            )
            st.markdown(f":small[{tr('predictions.private')}]")
        if file.is_example:
            st.download_button(
                tr("predictions.example_file"), _example, file_name=EXAMPLE, mime="text/csv", key="predictions.example_file",
                type="tertiary", on_click="ignore",
            )  # fmt: skip
        else:
            st.button(tr("predictions.forget"), key="predictions.forget", on_click=drop, help=tr("predictions.forget_help"))
    if refused := st.session_state.get(_REFUSED):
        st.error(f"{tr('predictions.refused')}\n\n{text.listed(refused)}")
    return file


def current() -> File:
    """The session's file, or the example."""
    kept = st.session_state.get(_FILE)
    return kept if kept is not None else File(EXAMPLE, _example(), 0)


def described(file: File) -> UploadDescription:
    """The file's columns, looked at once."""
    from osteo_core.evaluation.uploads.upload import describe_upload

    found: UploadDescription = own(("described", file.loads), lambda: describe_upload(file.content, file.name))
    return found


def take(name: str, content: bytes) -> None:
    """Put a file in the place of the one on screen, if it can be read; otherwise remember why not."""
    from osteo_core.evaluation.uploads.upload import describe_upload

    loads = st.session_state.get(_LOADS, 0) + 1
    st.session_state[_LOADS] = loads  # the uploader, too, starts anew and lets go of its copy
    try:
        description = describe_upload(content, name)
    except InvalidInput as refused:
        st.session_state[_REFUSED] = refused.problems
        return
    drop()
    st.session_state[_FILE] = File(name, content, loads)
    own(("described", loads), lambda: description)


def drop() -> None:
    """Forget the file and all that was made of it."""
    for key in (_FILE, _REFUSED):
        st.session_state.pop(key, None)
    own_tables.withdraw("predictions")
    forget()


def _take(loads: int) -> None:
    if (file := uploads.taken(f"predictions.uploaded.{loads}")) is not None:
        take(*file)


def _example() -> bytes:
    """The held-out virtual people with three models, sex and age, and what became of them. Raises ArtifactError where they do not ship."""
    content: bytes = shared(("example", stamp("test")), _write_example)
    return content


def _write_example() -> bytes:
    table, study = shipped.table("test"), shipped.study("test", "osteoporosis")
    chosen = {"osteoporosis": study.outcome.astype(int)} | {f"p_{name}": study.predictions[name].round(6) for name in _MODELS}
    chosen |= {name: study.groups[name] for name in _GROUPS}
    chosen |= {"years": table["fracture_time"].round(3).to_numpy(), "event": table["fracture_event"].astype(int).to_numpy()}
    content: str = table[["id"]].assign(**chosen).to_csv(index=False)
    return content.encode("utf-8")
