"""The teaching page goes through every step in both languages, keeps answers back until asked, and says who is real and who is drawn."""

from __future__ import annotations

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from osteo_core.patients import Patient
from osteo_core.translations import sentences, translate
from tests.pages.in_turn import in_turn
from tests.pages.opened import opened, texts_on_page
from tests.scans import foam

GUIDED = {"which": 1, "density": 1, "drawn": 1, "layer": 1, "tell": 1, "series": 1, "who": 1, "groups": 1, "measure": 1}
FREE = {"build": 3, "look": 1}
REAL = ("who", "groups", "measure", "look")


def _page(step: str, language: str = "en") -> AppTest:
    return opened("bone", language, {"step.bone": step})


@pytest.mark.parametrize("step, charts, language", in_turn((GUIDED | FREE).items()))
def test_every_step_runs_and_says_whether_the_people_are_real(step: str, charts: int, language: str) -> None:
    app = _page(step, language)
    assert not app.exception
    assert [title.value for title in app.title] == [translate("bone.title", language)]
    assert [header.value for header in app.header] == [translate(f"bone.title_of.{step}", language)]
    alts = [chart.proto.alt for chart in app.get("plotly_chart")]
    assert len(alts) == charts
    assert all(len(alt) > 15 for alt in alts)
    assert translate(f"bone.{'real' if step in REAL else 'virtual'}", language) in texts_on_page(app)


@pytest.mark.parametrize("step, language", in_turn(GUIDED))
def test_the_answer_comes_when_asked_for(step: str, language: str) -> None:
    app = _page(step, language)
    opening = sentences(language)[f"bone.answer_of.{step}"].split("{")[0][:12]
    assert opening not in texts_on_page(app)
    app.toggle(key=f"bone.answer.{step}").set_value(True).run()
    assert not app.exception
    assert opening in texts_on_page(app)
    assert "nan" not in texts_on_page(app).lower()


@pytest.mark.parametrize("step", GUIDED)
def test_a_question_and_its_answer_are_short(step: str) -> None:
    for part in ("ask", "answer_of"):
        assert len(sentences("en")[f"bone.{part}.{step}"].split()) <= 60


def test_next_goes_on_and_the_place_is_kept() -> None:
    app = _page("which")
    app.button(key="step.bone.next").click().run()
    assert [header.value for header in app.header] == [translate("bone.title_of.density", "en")]
    app.switch_page("pages/about.py").run()
    app.switch_page("pages/bone.py").run()
    assert [header.value for header in app.header] == [translate("bone.title_of.density", "en")]


def test_slider_and_typed_number_move_each_other_and_the_bone() -> None:
    app = _page("build")
    before = [chart.proto.alt for chart in app.get("plotly_chart")]
    app.text_input(key="bone.type.ct_th").set_value("2,0").run()
    assert app.slider(key="bone.slide.ct_th").value == 2.0
    assert "shell of 2.0" in app.get("plotly_chart")[0].proto.alt
    app.slider(key="bone.slide.ct_th").set_value(1.5).run()
    assert app.text_input(key="bone.type.ct_th").value == "1.500"
    assert not app.exception
    assert [chart.proto.alt for chart in app.get("plotly_chart")] != before
    app.text_input(key="bone.type.ct_th").set_value("thick").run()
    assert app.text_input(key="bone.type.ct_th").value == "thick"
    assert not app.get("plotly_chart")
    assert [info.value for info in app.info] == [translate("fields.correct", "en")]


def test_a_patient_with_microarchitecture_can_be_set_beside(everything_measured: dict[str, object]) -> None:
    from pages._widgets.shared.record import Record, flat

    patient = Patient.model_validate(everything_measured)
    app = _page("build")
    app.session_state["record"] = Record(draft=flat(patient), patient=patient)
    app.run()
    app.selectbox(key="bone.beside").set_value("patient").run()
    assert not app.exception
    assert "Current patient" in app.get("plotly_chart")[0].proto.alt


def test_recordings_of_fallers_only() -> None:
    app = _page("look")
    app.selectbox(key="bone.kind").set_value("fallers").run()
    assert not app.exception
    offered = app.multiselect(key="bone.people").options
    assert offered
    assert not any("falls: 0" in option for option in offered)


def test_measured_arrays_of_the_patient_take_the_place_of_the_drawn_ones(everything_measured: dict[str, dict[str, object]]) -> None:
    from pages._widgets.shared.record import Record, flat

    rng = np.random.default_rng(3)
    series = {"values": rng.normal(size=(400, 2)).tolist(), "sampling_hz": 20.0}
    everything_measured["micro"]["volume"], everything_measured["sensory"]["series"] = foam(), series
    patient = Patient.model_validate(everything_measured)
    app = _page("build")
    app.session_state["record"] = Record(draft=flat(patient), patient=patient)
    app.run()
    app.selectbox(key="bone.beside").set_value("patient").run()
    assert not app.exception
    assert translate("bone.status.patient_measured", "en") in app.get("plotly_chart")[0].proto.alt
    app.selectbox(key="step.bone").set_value("series").run()
    app.session_state["bone.series"] = ["younger", "patient"]
    app.run()
    assert not app.exception
    assert translate("bone.series.patient_measured", "en") in app.get("plotly_chart")[0].proto.alt
