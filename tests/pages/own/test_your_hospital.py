"""Your hospital: the Korean people with one click, the layer adopted and taken away; and the patient's page under a layer."""

from __future__ import annotations

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from osteo_core import load_model
from osteo_core.recalibration import optimism
from osteo_core.recalibration.layer import CalibrationLayer
from osteo_core.recalibration.update_methods import UpdatedModel
from osteo_core.translations import translate
from tests.folders import ROOT


def _page(name: str, **state: object) -> AppTest:
    st.cache_resource.clear()
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=600)
    for key, value in ({"language": "zh", "wanted": name} | state).items():
        app.session_state[key] = value
    return app.run()


def _said(app: AppTest) -> str:
    return " ".join(m.value for m in (*app.markdown, *app.info, *app.warning, *app.error, *app.success))


def test_the_korean_people_are_judged_with_one_click_and_their_layer_can_be_adopted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(optimism, "RESAMPLES", 20)
    app = _page("your_hospital")
    assert [title.value for title in app.title] == [translate("your_hospital.title", "zh")]
    app.button(key="hospital.example").click().run()
    assert not app.exception
    said = _said(app)
    assert "0.829" in said
    assert "0.808" in said
    assert translate("layer.method.logistic", "zh") in said
    alts = [chart.proto.alt for chart in app.get("plotly_chart")]
    assert len(alts) == 5
    assert all(alts)
    assert not app.success
    app.button(key="hospital.adopt").click().run()
    assert not app.exception
    assert len(app.success) == 1
    app.button(key="hospital.take_away").click().run()
    assert not app.exception
    assert not app.success


def test_the_patients_page_says_that_a_layer_is_in_force_and_takes_it_away() -> None:
    updated = UpdatedModel(method="intercept", names=("intercept", "lp"), coefficients=np.array([1.0, 1.0]), covariance=np.zeros((2, 2)))
    layer = CalibrationLayer(
        model="life", outcome="fracture", sums=load_model("life").artifact.sums, updated=updated, n=431, events=50, definition={},
        dates={"made": "2026-11-26"}, procedure={}, tests={}, before={}, after={},
    )  # fmt: skip
    app = _page("patient", **{"layers.own": {("life", "fracture"): layer}, "language": "en"})
    assert not app.exception
    assert any("431 people of a hospital" in info.value for info in app.info)
    moved = _said(app)
    app.button(key="layers.take_away.life").click().run()
    assert not app.exception
    assert not any("431" in info.value for info in app.info)
    assert _said(app) != moved
