"""Files that a reader hands over: asked for in their language, read once, and let go of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from osteo_core.errors import InvalidInput
from pages._widgets.shared.language import Translator

# Streamlit says "Upload" and "200MB per file" in English whatever the page's language. The word on the button gives way to ours (it stays
# where it is, at no size: a button without words of its own has no name); the limit is said in a line of its own.
_OUR_WORDS = """<style>
[data-testid="stFileUploaderDropzoneInstructions"] {{ display: none; }}
[data-testid="stFileUploaderDropzone"] button p {{ font-size: 0; }}
[data-testid="stFileUploaderDropzone"] button p::after {{ font-size: 1rem; content: "{choose}"; }}
</style>"""

# The field is named, can be focused, and says at the same time that it is there for the eye alone (axe: presentation-role-conflict).
_A_GROUP = """<script>
(() => {
  const mend = () => document.querySelectorAll("[data-testid=stFileUploaderDropzone][role=presentation]")
    .forEach((zone) => zone.setAttribute("role", "group"));
  if (!window.dropzonesMended) {
    window.dropzonesMended = new MutationObserver(mend);
    window.dropzonesMended.observe(document.body, { childList: true, subtree: true });
  }
  mend();
})();
</script>"""


def box(label: str, tr: Translator, *, key: str, most_mb: int | None = None, types: Sequence[str] = (), **more: Any) -> None:
    """An uploader in the page's language, with what it takes: files of these types, of `most_mb` at most (else the server's own limit).

    A file above `most_mb` is refused by its reader, in the page's language; one above the server's limit by Streamlit, in English. `more`
    goes to `st.file_uploader`.
    """
    st.html(_OUR_WORDS.format(choose=tr("pages.upload.choose")) + _A_GROUP, unsafe_allow_javascript=True, width="content")
    st.file_uploader(label, type=list(types) or None, key=key, **more)
    limit = most_mb or int(st.get_option("server.maxUploadSize"))
    kinds = tr("pages.upload.between").join(kind.lstrip(".").upper() for kind in types)
    st.markdown(f":small[{tr('pages.upload.limit_of' if kinds else 'pages.upload.limit', mb=limit, kinds=kinds)}]")


def taken(key: str) -> tuple[str, bytes] | None:
    """Name and content of what the uploader of this key holds, None where it holds nothing.

    The server's own copy goes at once; Streamlit would keep it until the session ends.
    """
    file = st.session_state.get(key)
    if not isinstance(file, UploadedFile):  # none; or one that was let go of, which the browser still lists
        return None
    run = get_script_run_ctx()
    if run is not None and isinstance(run.uploaded_file_mgr, MemoryUploadedFileManager):
        run.uploaded_file_mgr.remove_file(session_id=run.session_id, file_id=file.file_id)
    return file.name, file.getvalue()


def keep(key: str, slot: str, read: Callable[[bytes, str], object], forgotten: tuple[str, ...] = ()) -> None:
    """Read what was handed over (content, name) into the session's `slot`, or why it cannot be read; nothing where it was taken away.

    What followed from a file before, `forgotten`, goes with it.
    """
    file = taken(key)
    if file is None and st.session_state.get(key) is not None:
        return  # it was read before; Streamlit tells of it again once the server's copy is gone
    for name in (slot, *forgotten):
        st.session_state.pop(name, None)
    if file is not None:
        try:
            st.session_state[slot] = read(file[1], file[0])
        except InvalidInput as refused:
            st.session_state[slot] = refused
