"""The next best test on the patient's page: asked, then answered with a chart that says what it shows."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from osteo_core.translations import LANGUAGES, translate
from tests.folders import ROOT


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_question_is_answered_when_asked(language: str) -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.session_state["language"], app.session_state["world"] = language, "paper"
    app.session_state["form.modality"] = "micro"
    app.run()
    assert not app.exception
    assert any(each.label == translate("scan.title", language) for each in app.expander)
    next(button for button in app.button if button.key == "next_test.asked").click().run()
    assert not app.exception
    said = [chart.proto.alt for chart in app.get("plotly_chart")] + [box.value for box in app.info]
    first = translate("figures.next_test.alt", language, parts="|").split("|")[0]
    assert any(each.startswith(first) or each == translate("next_test.complete", language) for each in said)
