"""Files that a reader hands over: read once, and let go of."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile


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
