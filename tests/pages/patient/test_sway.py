"""A force plate's recording on the patient's page: shown first, entered on a click, never for closed eyes or foam."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from osteo_core.catalogue import CATALOGUE
from osteo_core.translations import LANGUAGES, translate
from pages._widgets.shared.record import Record
from tests.pages.opened import opened, texts
from tests.sway.paths import circle

UPLOAD = "plate.upload.0"


def _opened(language: str = "en", *, eyes: str = "open", **draft: Any) -> AppTest:
    answers = {"sensor.plate_unit": "mm", "plate.eyes": eyes, "plate.surface": "firm"}
    state = {"form.modality": "sensory", "plate.fold.0": True, "record": Record(draft=draft), **answers}
    app = opened(None, language, state)
    assert not app.exception
    return app


def _put(app: AppTest, content: bytes) -> AppTest:
    app.file_uploader(key=UPLOAD).set_value(("plate.csv", content, "text/csv"))
    app.run()
    assert not app.exception
    return app


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_velocity_is_shown_first_and_entered_on_a_click(language: str) -> None:
    app = _put(_opened(language, age=70, sway_velocity=2.0), circle(radius_cm=0.5, turns_hz=0.3).to_csv(index=False).encode())
    told, unit = texts(app), CATALOGUE["sway_velocity"].unit_in(language)
    assert f"{2 * np.pi * 0.5 * 0.3:.2f} {unit}" in told
    assert translate("walk.replaces", language, value="2", unit=unit) in told
    assert "[en]" not in told
    current = app.session_state["record"]
    assert current.draft["sway_velocity"] == 2.0
    app.button(key="plate.enter").click().run()
    assert not app.exception
    assert current.draft["sway_velocity"] == 0.94
    assert app.text_input(key="field.0.sway_velocity.cm/s").value == "0.94"
    assert texts(app).count(translate("walk.derived", language)) == 1
    assert "plate.file" not in app.session_state


def test_closed_eyes_are_measured_and_not_entered() -> None:
    app = _put(_opened(eyes="closed"), circle(radius_cm=0.5, turns_hz=0.3).to_csv(index=False).encode())
    assert "0.94 cm/s" in texts(app)
    assert translate("sway.not_entered", "en") in [warning.value for warning in app.warning]
    assert not [button for button in app.button if button.key == "plate.enter"]


def test_a_refusal_names_the_question_and_a_recording_without_times_asks_for_the_rate() -> None:
    table = circle(radius_cm=0.5, turns_hz=0.3).rename(columns={"cop_x (mm)": "x", "cop_y (mm)": "y"})
    app = _put(_opened(), table.drop(columns="time").to_csv(index=False).encode())
    assert "cm/s" not in texts(app)
    app.text_input(key="sensor.plate_hz").set_value("100").run()
    assert "0.94 cm/s" in texts(app)
    app.selectbox(key="sensor.plate_unit").set_value("m").run()
    assert any("Unit of the centre of pressure" in error.value and "This fits mm" in error.value for error in app.error)
    app.button(key="picker.new").click().run()
    assert "plate.file" not in app.session_state
    assert "plate.eyes" not in app.session_state or app.session_state["plate.eyes"] is None


def test_what_is_no_recording_says_why() -> None:
    assert any("cop_x, cop_y" in error.value for error in _put(_opened(), b"time,force\n0,1\n1,2\n").error)
