"""The page goes through every step in both languages with the patient's own numbers, and ends where the Patient page does."""

from __future__ import annotations

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from osteo_core import load_model
from osteo_core.figures.base.numbers import percent
from osteo_core.patients import Patient
from osteo_core.patients.examples import list_examples, load_example
from osteo_core.translations import sentences, translate
from tests.folders import ROOT
from tests.pages.in_turn import in_turn
from tests.pages.opened import texts_on_page
from tests.scans import foam

CHARTS = {
    "map": 1, "inputs": 1, "dxa_clinical": 1, "micro": 4, "btm": 1, "gene": 3, "sensory": 3, "tokens": 1, "attention": 2, "fused": 2,
    "residual": 1, "pairs": 2, "outputs": 1, "ensemble": 1, "interval": 1, "whole": 1,
}  # fmt: skip
NOTHING_THERE = ("micro", "btm", "gene", "sensory", "pairs")
"""Steps that have nothing to show for a patient with DXA and clinical factors only."""
ASKED = tuple(step for step in CHARTS if step != "whole")


def _page(step: str, language: str = "en", *, who: str = "virtual", patient: Patient | None = None) -> AppTest:
    from pages._widgets.shared.record import Record, flat

    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.session_state["language"] = language
    app.session_state["step.inside"] = step
    app.session_state["inside.who"] = who
    if patient is not None:
        app.session_state["record"] = Record(draft=flat(patient), patient=patient)
    app.session_state["wanted"] = "inside"  # opened first: the patient's page is not drawn before it
    return app.run().run()  # of the second run, AppTest lists the page's own words without the router's


def _alts(app: AppTest) -> list[str]:
    return [chart.proto.alt for chart in app.get("plotly_chart")]


@pytest.mark.parametrize("step, charts, language", in_turn(CHARTS.items()))
def test_every_step_runs_with_a_person_who_has_everything(step: str, charts: int, language: str) -> None:
    app = _page(step, language)
    assert not app.exception
    assert [title.value for title in app.title] == [translate("inside.title", language)]
    assert [header.value for header in app.header] == [translate(f"inside.title_of.{step}", language)]
    assert len(_alts(app)) == charts
    assert all(len(alt) > 15 for alt in _alts(app))
    assert translate("inside.virtual", language) in texts_on_page(app)
    assert not app.main.info


@pytest.mark.parametrize("step, language", in_turn(CHARTS))
def test_every_step_runs_with_the_patient_on_screen(step: str, language: str) -> None:
    app = _page(step, language, who="mine")
    assert not app.exception
    assert translate("inside.mine", language) in texts_on_page(app)
    if step in NOTHING_THERE:
        assert not _alts(app)
        assert len(app.main.info) == 1
    else:
        assert _alts(app)


@pytest.mark.parametrize("who, language", in_turn(["mine", "virtual"]))
@pytest.mark.parametrize("step", ASKED)
def test_the_answer_comes_when_asked_for(step: str, who: str, language: str) -> None:
    app = _page(step, language, who=who)
    before = texts_on_page(app)
    app.toggle(key=f"inside.answer.{step}").set_value(True).run()
    assert not app.exception
    assert len(texts_on_page(app)) > len(before) + 10
    assert "nan" not in texts_on_page(app).lower().replace("finan", "")


@pytest.mark.parametrize("part", ["ask", "answer_of"])
@pytest.mark.parametrize("step", ASKED)
def test_a_question_and_its_answer_are_short(step: str, part: str) -> None:
    assert len(sentences("en")[f"inside.{part}.{step}"].split()) <= 60


def test_it_ends_with_the_numbers_of_the_assessment() -> None:
    patient = load_example("woman-osteoporosis-fracture")
    answer = load_model("fusion").assess(patient)
    said = texts_on_page(_page("whole", who="mine", patient=patient))
    assert answer.fracture is not None
    assert f"osteoporosis now {percent(answer.osteoporosis.probability)}" in said
    assert f"within 10 years {percent(answer.fracture.probability)}" in said


def test_another_network_and_imputation_show_other_tensors_but_the_same_answer() -> None:
    app = _page("dxa_clinical")
    first = _alts(app)
    app.segmented_control(key="inside.network").set_value(4).run()
    second = _alts(app)
    app.segmented_control(key="inside.draw").set_value(1).run()
    assert not app.exception
    assert first != second
    app.selectbox(key="step.inside").set_value("interval").run()
    there = _alts(app)
    app.segmented_control(key="inside.network").set_value(0).run()
    assert _alts(app) == there


def test_the_output_chosen_moves_the_pairs_and_their_answer() -> None:
    app = _page("pairs")
    app.toggle(key="inside.answer.pairs").set_value(True).run()
    before, said = _alts(app), texts_on_page(app)
    app.radio(key="inside.output.pairs").set_value("fracture").run()
    assert not app.exception
    assert _alts(app)[0] != before[0]
    assert texts_on_page(app) != said


def test_nobody_on_screen_is_said_and_a_virtual_person_stands_in() -> None:
    from pages._widgets.shared.record import Record

    app = _page("map", who="mine")
    app.session_state["record"] = Record()
    app.run()
    assert not app.exception
    assert translate("inside.nobody", "en") in [box.value for box in app.main.info]
    assert len(_alts(app)) == 1


def test_presenting_shows_a_step_and_no_label() -> None:
    app = _page("tokens", who="mine")
    app.session_state["presenter"] = True
    app.run()
    assert not app.exception
    assert [header.value for header in app.header] == [translate("inside.title_of.tokens", "en")]
    label = next(example.label["en"] for example in list_examples())
    assert label not in texts_on_page(app) + " ".join(m.value for m in app.sidebar.markdown)
    assert len(_alts(app)) == 1


def test_one_kind_of_data_makes_no_pair_and_takes_all_the_attention() -> None:
    patient = Patient.model_validate({"btm": {"ctx": 0.5, "p1np": 60}})
    pairs = _page("pairs", who="mine", patient=patient)
    assert not pairs.exception
    assert translate("inside.answer_one.pairs", "en") in [box.value for box in pairs.main.info]
    attention = _page("attention", who="mine", patient=patient)
    attention.toggle(key="inside.answer.attention").set_value(True).run()
    assert translate("inside.answer_one.attention", "en") in texts_on_page(attention)


def test_measured_arrays_are_called_measured(everything_measured: dict[str, dict[str, object]]) -> None:
    rng = np.random.default_rng(3)
    everything_measured["micro"]["volume"] = foam()
    everything_measured["sensory"]["series"] = {"values": rng.normal(size=(400, 2)).tolist(), "sampling_hz": 20.0}
    patient = Patient.model_validate(everything_measured)
    assert translate("inside.volume_measured", "en") in " ".join(_alts(_page("micro", who="mine", patient=patient)))
    assert translate("inside.series_measured", "en") in " ".join(_alts(_page("sensory", who="mine", patient=patient)))


def test_a_record_that_the_network_does_not_read_is_said_so() -> None:
    app = _page("map", who="mine", patient=Patient.model_validate({"clinical": {"height_cm": 170}}))
    assert not app.exception
    assert len(app.main.warning) == 1
    assert not _alts(app)
