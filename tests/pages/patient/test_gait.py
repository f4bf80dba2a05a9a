"""A lower-back sensor's recording on the patient's page: asked, checked, shown, and entered on a click. mobgap itself only where it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from osteo_core.catalogue import CATALOGUE
from osteo_core.gait.recording import GRAVITY, Gait
from osteo_core.translations import LANGUAGES, translate
from pages._widgets.shared.record import Record
from tests.gait.walks import lengths, walk
from tests.pages.opened import opened, texts

UPLOAD = "walk.upload.0"
ANSWERS = {"sensor.acceleration_unit": "g", "sensor.rate_unit": "deg/s", "sensor.vertical": "x=up"}
MEASURED = Gait(
    gait_speed=0.934, step_length=0.5172, step_length_spread=12.4, cadence=108, steps=40, bouts=1, walking_s=22.2, sensor_height_m=0.95,
    height_measured=False,
)  # fmt: skip


def _recording(*, times: bool = True) -> bytes:
    table = walk(steps=lengths(0.6, 0.04, 40, 0))
    table[["acc_x", "acc_y", "acc_z"]] /= GRAVITY
    if not times:
        table = table.assign(time=range(len(table))).rename(columns={"time": "samples"})
    return table.to_csv(index=False).encode()


def _opened(language: str = "en", **draft: Any) -> AppTest:
    state = {"form.modality": "sensory", "walk.fold.0": True, "record": Record(draft=draft), **ANSWERS}
    app = opened(None, language, state)
    assert not app.exception
    return app


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[float, float | None]]:
    """As if mobgap were there, and had found the walk of MEASURED; the heights that it was given."""
    heights = []

    def measure(recording: object, height_cm: float, sensor_cm: float | None) -> Gait:
        heights.append((height_cm, sensor_cm))
        return MEASURED

    monkeypatch.setattr("osteo_core.extras.find_spec", lambda name: object())
    monkeypatch.setattr("pages._widgets.patient.gait.measure", measure)
    return heights


def _put(app: AppTest, content: bytes, name: str = "walk.csv") -> AppTest:
    app.file_uploader(key=UPLOAD).set_value((name, content, "text/csv"))
    return app.run()


def _measure(app: AppTest) -> AppTest:
    button = app.button(key="walk.measure")
    assert not button.disabled
    button.click().run()
    assert not app.exception
    return app


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_mobgap_it_is_said_and_nothing_is_asked(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("osteo_core.extras.find_spec", lambda name: None)
    app = _opened(language, height_cm=158.0)
    assert translate("walk.not_installed", language, packages="mobgap", extra="gait") in [info.value for info in app.info]
    assert UPLOAD not in [each.key for each in app.file_uploader]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_values_are_shown_first_and_entered_on_a_click(language: str, installed: list[tuple[float, float | None]]) -> None:
    app = _measure(_put(_opened(language, height_cm=158.0, age=70, gait_speed=1.1), _recording()))
    assert installed == [(158.0, None)]
    told = texts(app, "warning")
    assert "0.93 m/s" in told
    assert translate("walk.replaces", language, value="1.1", unit=CATALOGUE["gait_speed"].unit_in(language)) in told
    assert translate("gait.spread", language, spread=12) in told
    assert "[en]" not in told
    current = app.session_state["record"]
    assert current.draft["gait_speed"] == 1.1
    app.button(key="walk.enter").click().run()
    assert not app.exception
    assert {name: current.draft.get(name) for name in ("gait_speed", "step_length", "step_length_cv")} == {
        "gait_speed": 0.93, "step_length": 0.52, "step_length_cv": None,
    }  # fmt: skip
    assert current.patient.sensory.gait_speed == 0.93
    assert app.text_input(key="field.0.gait_speed.m/s").value == "0.93"
    assert texts(app).count(translate("walk.derived", language)) == 2
    assert "walk.file" not in app.session_state
    app.text_input(key="field.0.gait_speed.m/s").set_value("1.0").run()
    assert current.derived == {"step_length"}
    assert texts(app).count(translate("walk.derived", language)) == 1


def test_several_bouts_are_shown_and_cannot_be_entered(
    installed: list[tuple[float, float | None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pages._widgets.patient.gait.measure", lambda *_: replace(MEASURED, bouts=2))
    app = _measure(_put(_opened(height_cm=158.0), _recording()))
    told = texts(app, "warning")
    assert "0.93 m/s" in told
    assert translate("gait.several_bouts", "en", bouts=2, seconds=11) in told
    assert not [button for button in app.button if button.key == "walk.enter"]


def test_what_is_asked_of_a_recording_without_times_and_of_a_record_without_height(installed: list[tuple[float, float | None]]) -> None:
    app = _put(_opened(age=70), _recording(times=False))
    assert app.button(key="walk.measure").disabled
    app.text_input(key="sensor.rate_hz").set_value("100")
    app.text_input(key="walk.height").set_value("158")
    app.text_input(key="walk.sensor_height").set_value("96.4").run()
    _measure(app)
    assert installed == [(158.0, 96.4)]
    assert app.button(key="walk.enter")
    app.text_input(key="walk.sensor_height").set_value("90").run()
    assert not [button for button in app.button if button.key == "walk.enter"]  # measured with another answer


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_names_the_question_and_says_what_the_command_says(language: str, installed: list[tuple[float, float | None]]) -> None:
    app = _put(_opened(language, height_cm=158.0), _recording())
    app.session_state["sensor.acceleration_unit"] = "m/s2"
    app.run()
    _measure(app)
    expected = translate("gait.other_unit", language, said="m/s2", expected="9.81", found="0.998", fits="g")
    assert [error.value for error in app.error] == [
        translate("errors.at_field", language, where=translate("walk.acceleration_unit", language), sentence=expected)
    ]
    assert installed == []
    told = [error.value for error in _put(app, b"time,acc_x\n0,1\n").error]
    assert len(told) == 1
    assert "gyr_z" in told[0]


def test_nothing_of_one_person_is_shown_with_the_next(installed: list[tuple[float, float | None]]) -> None:
    app = _measure(_put(_opened(height_cm=158.0), _recording()))
    app.button(key="picker.new").click().run()
    assert not app.exception
    assert "walk.found" not in app.session_state
    assert "walk.file" not in app.session_state


def test_mobgap_measures_a_walk_on_the_page(tmp_path: Path) -> None:
    pytest.importorskip("mobgap", reason="the extra `gait` is not installed")
    app = _measure(_put(_opened(height_cm=150.0), _recording()))
    app.button(key="walk.enter").click().run()
    draft = app.session_state["record"].draft
    assert draft["gait_speed"] == pytest.approx(1.08, rel=0.02)
    assert draft["step_length"] == pytest.approx(0.6, rel=0.02)
    assert "step_length_cv" not in draft
