"""Your hospital: the Korean people with one click, the layer adopted and taken away; and the patient's page under a layer."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from osteo_core import load_model
from osteo_core.recalibration import optimism
from osteo_core.recalibration.layer import CalibrationLayer
from osteo_core.recalibration.update_methods import UpdatedModel
from osteo_core.records import Record
from osteo_core.translations import translate
from pages._widgets.hospital.table import Table
from tests.folders import ROOT
from tests.pages.opened import texts


def _page(name: str, **state: object) -> AppTest:
    st.cache_resource.clear()
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=600)
    for key, value in ({"language": "zh", "wanted": name} | state).items():
        app.session_state[key] = value
    return app.run()


MESSAGES = ("info", "warning", "error", "success")


def test_the_korean_people_are_judged_with_one_click_and_their_layer_can_be_adopted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(optimism, "RESAMPLES", 20)
    app = _page("your_hospital")
    assert [title.value for title in app.title] == [translate("your_hospital.title", "zh")]
    app.button(key="hospital.example").click().run()
    assert not app.exception
    said = texts(app, *MESSAGES)
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
    app.toggle(key="hospital.under").set_value(True).run()
    assert not app.exception
    assert "1.65" in texts(app, *MESSAGES)  # the spread of log-odds, 1.32, times the layer's slope, 1.247
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
    moved = texts(app, *MESSAGES)
    app.button(key="layers.take_away.life").click().run()
    assert not app.exception
    assert not any("431" in info.value for info in app.info)
    assert texts(app, *MESSAGES) != moved


@pytest.mark.parametrize("page, said", [("help", "not_applied"), ("your_hospital", "judged")])
def test_every_page_says_that_a_layer_is_in_force(page: str, said: str) -> None:
    updated = UpdatedModel(method="intercept", names=("intercept", "lp"), coefficients=np.array([1.0, 1.0]), covariance=np.zeros((2, 2)))
    layer = CalibrationLayer(
        model="life", outcome="fracture", sums=load_model("life").artifact.sums, updated=updated, n=431, events=50, definition={},
        dates={"made": "2026-11-26"}, procedure={}, tests={}, before={}, after={},
    )  # fmt: skip
    told = translate(f"your_hospital.sidebar.{said}", "zh")
    assert told in texts(_page(page, **{"layers.own": {("life", "fracture"): layer}}), *MESSAGES)
    assert page != "help" or told not in texts(_page(page), *MESSAGES)


def test_a_tables_own_column_of_predictions_is_judged_and_updated_but_not_adopted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(optimism, "RESAMPLES", 10)
    rng = np.random.default_rng(5)
    p = rng.uniform(0.05, 0.6, 300)
    rows = [f"{age},{risk:.4f},{int(rng.random() < risk / 2)}" for age, risk in zip(rng.integers(50, 90, 300), p, strict=True)]
    content = "age,our score,found\n" + "\n".join(rows) + "\n"
    app = _page("your_hospital", language="en")
    app.session_state["hospital.loads"] = 1
    app.session_state["hospital.file"] = Table("ours.csv", content.encode(), 1)
    app.run()
    app.selectbox(key="hospital.model.1").select("column: our score").run()
    assert not app.exception
    said = texts(app, *MESSAGES)
    assert translate("your_hospital.update.column_help", "en") in said
    assert "hospital.adopt" not in {button.key for button in app.button}


def test_the_risks_over_time_are_under_the_layer_and_say_so() -> None:
    updated = UpdatedModel(method="intercept", names=("intercept", "lp"), coefficients=np.array([1.0, 1.0]), covariance=np.zeros((2, 2)))
    model = load_model("life")
    layer = CalibrationLayer(
        model="life", outcome="fracture", sums=model.artifact.sums, updated=updated, n=431, events=50, definition={},
        dates={"made": "2026-11-26"}, procedure={}, tests={}, before={}, after={},
    )  # fmt: skip
    visit = {"date": "2024-05-01", "clinical": {"age": 71, "sex": "female"}, "dxa": {"manufacturer": "hologic", "femoral_neck_bmd": 0.58}}
    record = Record.from_json_text(json.dumps({"visits": [visit]}), today=date(2025, 6, 1))
    app = _page("help", **{"layers.own": {("life", "fracture"): layer}, "language": "en"})
    app.session_state["person.visits"] = record
    app.switch_page("pages/over_time.py").run()
    assert not app.exception
    assert any("431 people of a hospital" in info.value for info in app.info)
    found = model.assess(record.newest().patient).fracture
    assert found is not None
    moved = 1 / (1 + np.exp(-(np.log(found.probability / (1 - found.probability)) + 1)))
    assert f"{100 * moved:.0f}\xa0%" in "\n".join(table.value.to_string() for table in app.table)
