"""A page of review, opened first, and what it shows."""

from __future__ import annotations

import json

from streamlit.testing.v1 import AppTest

from osteo_core.translations import LANGUAGES, translate
from pages._widgets.review.upload import File
from tests.folders import ROOT

CASES = ROOT / "tests" / "golden" / "cases"


def opened(name: str, language: str = "en") -> AppTest:
    return _before(name, language).run()


def _before(name: str, language: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.session_state["language"] = language
    app.session_state["wanted"] = name  # opened first: the patient's page is not drawn before it
    return app


def alts_of(app: AppTest) -> list[str]:
    """Of the charts of the people chosen; both worlds side by side, further down, have tests of their own."""
    elsewhere = [translate("worlds.source.life_network", language) for language in LANGUAGES]
    return [alt for alt in (chart.proto.alt for chart in app.get("plotly_chart")) if not any(name in alt for name in elsewhere)]


def words_of(app: AppTest) -> str:
    return " ".join(m.value for m in (*app.markdown, *app.info, *app.warning, *app.error))


def marks_of(app: AppTest) -> list[object]:
    """Where the threshold stands on each chart of the square."""
    found: list[object] = []
    for chart in app.get("plotly_chart")[:4]:
        figure = json.loads(chart.proto.spec)
        shapes = [shape["x0"] for shape in figure["layout"].get("shapes", ()) if shape["x0"] == shape["x1"]]
        found.append(
            shapes
            or [point for trace in figure["data"] if trace.get("mode") == "markers" for point in zip(trace["x"], trace["y"], strict=True)]
        )
    return found


def with_file(content: str | bytes, language: str = "en") -> AppTest:
    """The page of one's own predictions with a file that was just loaded; the example before it is not drawn."""
    app = _before("predictions", language)
    app.session_state["predictions.loads"] = 1
    app.session_state["predictions.file"] = File("mine.csv", content if isinstance(content, bytes) else content.encode(), 1)
    return app.run()
