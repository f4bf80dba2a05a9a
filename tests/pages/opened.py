"""The app in Streamlit's AppTest: opened at a page, and what it says."""

from __future__ import annotations

from collections.abc import Mapping

from streamlit.testing.v1 import AppTest

from tests.folders import ROOT


def opened(page: str | None = None, language: str = "en", state: Mapping[str, object] | None = None, *, seconds: int = 120) -> AppTest:
    """The app after its first run: at `page`, by its name in the address (None: the patient's), with `state` in the session."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=seconds)
    app.session_state["language"] = language
    if page is not None:
        app.session_state["wanted"] = page  # opened first: the patient's page is not drawn before it
    for key, value in (state or {}).items():
        app.session_state[key] = value
    return app.run()


def texts(app: AppTest, *kinds: str) -> str:
    """All its texts, the sidebar's too, and those of messages of the `kinds` named ("warning", …)."""
    return "\n".join(element.value for kind in ("markdown", *kinds) for element in app.get(kind))


def texts_on_page(app: AppTest) -> str:
    """The page's texts, without the sidebar's."""
    return "\n".join(element.value for element in app.main.markdown)
