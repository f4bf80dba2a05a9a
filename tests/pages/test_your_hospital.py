"""Your hospital: the Korean people with one click, the layer adopted and taken away, a wrong table refused."""

from __future__ import annotations

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from osteo_core.translations import LANGUAGES, translate
from tests.folders import ROOT


def _page(language: str = "en", name: str = "your_hospital") -> AppTest:
    st.cache_resource.clear()
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=300)
    app.session_state["language"] = language
    app.session_state["wanted"] = name
    return app.run()


def _said(app: AppTest) -> str:
    return " ".join(m.value for m in (*app.markdown, *app.info, *app.warning, *app.error, *app.success))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_korean_people_are_judged_with_one_click_and_their_layer_can_be_adopted(language: str) -> None:
    app = _page(language)
    assert [title.value for title in app.title] == [translate("your_hospital.title", language)]
    app.button(key="hospital.example").click().run()
    assert not app.exception
    said = _said(app)
    assert "0.829" in said
    assert "0.808" in said
    assert translate("layer.method.logistic", language) in said
    alts = [chart.proto.alt for chart in app.get("plotly_chart")]
    assert len(alts) == 5
    assert all(alts)
    assert not app.success
    app.button(key="hospital.adopt").click().run()
    assert not app.exception
    assert len(app.success) == 1
    app.button(key="hospital.take_away").click().run()
    assert not app.success
