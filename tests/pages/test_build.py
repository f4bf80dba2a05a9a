"""Building a diagnosis: every step in both languages, the buttons, the two orders, and what is said where something lacks."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from osteo_core import load_model
from osteo_core.constants import MODALITIES
from osteo_core.explanation.modality_subsets import restricted
from osteo_core.figures.base.estimates import number
from osteo_core.figures.base.numbers import percent_with_interval
from osteo_core.patients import Patient
from osteo_core.patients.examples import load_example
from osteo_core.stored import studies as shipped
from osteo_core.translations import LANGUAGES, sentences, translate
from pages._widgets.build.data import EXAMPLE
from tests.pages.in_turn import in_turn
from tests.pages.opened import opened, texts_on_page

STEPS = {"start": 1, "add": 2, "orders": 1, "cohort": 1, "worth": 1}
ASKED = ("start", "orders", "cohort", "worth")


def _page(step: str, language: str = "en", who: str = EXAMPLE, **state: Any) -> AppTest:
    return opened("build", language, {"step.build": step, "build.who": who} | state)


def _alts(app: AppTest) -> list[str]:
    return [chart.proto.alt for chart in app.get("plotly_chart")]


def _record(patient: Patient | None) -> Any:
    from pages._widgets.shared.record import Record, flat

    return Record(draft=flat(patient) if patient else {}, patient=patient, edited=True)


@pytest.mark.parametrize("step, charts, language", in_turn(STEPS.items()))
def test_every_step_runs_and_says_who_the_people_are(step: str, charts: int, language: str) -> None:
    app = _page(step, language)
    assert not app.exception
    assert [title.value for title in app.title] == [translate("build.title", language)]
    assert [header.value for header in app.header] == [translate(f"build.title_of.{step}", language)]
    assert len(_alts(app)) == charts
    assert all(len(alt) > 15 for alt in _alts(app))
    people = "virtual" if step in ("cohort", "worth") else "person.virtual"
    assert translate(f"build.{people}", language) in texts_on_page(app)
    assert "nan" not in (texts_on_page(app) + " ".join(_alts(app))).lower().split()


@pytest.mark.parametrize("step, language", in_turn(ASKED))
def test_the_answer_comes_when_asked_for(step: str, language: str) -> None:
    app = _page(step, language)
    template = sentences(language)[f"build.answer_of.{step}"]
    closing = template.rsplit("}", 1)[-1][-14:]
    assert closing not in texts_on_page(app)
    app.toggle(key=f"build.answer.{step}").set_value(True).run()
    assert not app.exception
    assert closing in texts_on_page(app)


@pytest.mark.parametrize("step", ASKED)
def test_a_question_and_its_answer_are_short(step: str) -> None:
    for part in ("ask", "answer_of"):
        assert len(sentences("en")[f"build.{part}.{step}"].split()) <= 60


def test_the_current_patient_is_a_real_example_at_first_with_its_own_data_only() -> None:
    app = _page("add", who="current")
    assert translate("build.person.real", "en") in texts_on_page(app)
    keys = {button.key for button in app.button}
    assert {"build.add.dxa", "build.add.clinical"} <= keys
    assert not {"build.add.btm", "build.add.gene"} & keys
    app.selectbox(key="step.build").set_value("cohort").run()
    assert "Genes" in _alts(app)[0]


def test_adding_undoing_and_starting_again_move_every_chart() -> None:
    app, model, patient = _page("add"), load_model("fusion"), load_example(EXAMPLE)
    bare = _alts(app)
    app.button(key="build.add.btm").click().run()
    app.button(key="build.add.dxa").click().run()
    assert not app.exception
    assert "build.add.btm" not in {button.key for button in app.button}
    for players in ((), ("btm",), ("btm", "dxa")):
        for outcome in ("osteoporosis", "fracture"):
            risk = getattr(model.assess(restricted(patient, players)), outcome)
            assert percent_with_interval(risk) in _alts(app)[0]
    assert len(_alts(app)) == len(bare) + 1  # attention, which a single kind of data has whole
    assert _alts(app)[1] != bare[1]
    assert restricted(patient, ("dxa",)).who_category().text("en") in texts_on_page(app)
    app.button(key="build.undo").click().run()
    assert "build.add.dxa" in {button.key for button in app.button}
    assert translate("build.who_waits", "en") in texts_on_page(app)
    app.button(key="build.restart").click().run()
    assert _alts(app) == bare
    assert app.button(key="build.undo").disabled


def test_the_waterfall_is_of_the_data_added_so_far() -> None:
    app = _page("add")
    app.button(key="build.add.btm").click().run()
    for outcome in ("osteoporosis", "fracture"):
        app.radio(key="build.outcome").set_value(outcome).run()
        waterfall = _alts(app)[1]
        assert translate(f"figures.outcome.{outcome}", "en") in waterfall
        assert "DXA" not in waterfall
        assert "Turnover markers" in waterfall
    app.radio(key="build.by").set_value("feature").run()
    assert "CTX" in _alts(app)[1] or "TRAP" in _alts(app)[1]


def _ways(app: AppTest) -> tuple[str, set[str]]:
    """What the chart says of the two orders, and of each kind of data on average over all 720."""
    orders, average = _alts(app)[0].rstrip(".").split("720 orders: ")
    return orders, set(average.split(", "))


def test_the_order_chosen_is_shared_and_the_average_does_not_depend_on_it() -> None:
    app = _page("add")
    app.button(key="build.add.gene").click().run()
    app.selectbox(key="step.build").set_value("orders").run()
    assert "Genes → DXA → " in texts_on_page(app)
    app.toggle(key="build.answer.orders").set_value(True).run()
    gained, average = _ways(app)
    app.selectbox(key="build.other").set_value("clinic").run()
    assert _ways(app)[0] != gained
    assert _ways(app)[1] == average
    app.selectbox(key="step.build").set_value("add").run()
    app.button(key="build.restart").click().run()
    app.button(key="build.add.sensory").click().run()
    app.selectbox(key="step.build").set_value("orders").run()
    assert _ways(app)[1] == average
    app.selectbox(key="step.build").set_value("cohort").run()
    assert _alts(app)[0].index("Balance and gait") < _alts(app)[0].index("DXA")


def test_an_order_of_ones_own() -> None:
    app = _page("orders")
    app.selectbox(key="build.other").set_value("own").run()
    assert not app.exception
    assert translate("build.same_order", "en") in " ".join(info.value for info in app.info)
    app.multiselect(key="build.own").set_value(["gene", "btm"]).run()
    assert "Genes → Turnover markers → DXA" in texts_on_page(app)


@pytest.mark.parametrize("figure, column", [("auc", "auc"), ("brier", "brier"), ("net_benefit", "net_benefit_0.3")])
def test_the_cohorts_figures_are_the_evaluations(figure: str, column: str) -> None:
    app = _page("cohort")
    app.selectbox(key="build.cohort.figure").set_value(figure).run()
    app.selectbox(key="build.cohort.outcome").set_value("fracture").run()
    if figure == "net_benefit":
        app.selectbox(key="build.cohort.threshold").set_value(0.3).run()
    ladder = shipped.ladder().query("outcome == 'fracture'").set_index(["subset", "model"])[column]
    for step in range(1, 7):
        for model in ("fusion", "oracle"):
            assert number(ladder["+".join(MODALITIES[:step]), model]) in _alts(app)[0]
    app.selectbox(key="build.cohort.way").set_value("second").run()
    assert not app.exception
    assert number(ladder["sensory", "fusion"]) in _alts(app)[0]
    assert translate("build.fewer", "en", few="6,000", n="20,000") in texts_on_page(app)


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_patient_the_page_says_so_and_offers_the_example(language: str) -> None:
    for step in ("start", "add", "orders"):
        app = _page(step, language, who="current", record=_record(None))
        assert not app.exception
        assert translate("build.no_patient", language) in [info.value for info in app.info]
        app.selectbox(key="build.who").set_value(EXAMPLE).run()
        assert len(_alts(app)) == STEPS[step]


def test_patients_with_little_are_told_what_lacks(everything_measured: dict[str, Any]) -> None:
    scan = Patient.model_validate({"dxa": everything_measured["dxa"]})
    app = _page("add", who="current", record=_record(scan))
    assert not app.exception
    assert translate("build.no_base", "en") in [warning.value for warning in app.warning]
    bare = Patient.model_validate({"clinical": {"age": 71, "sex": "male"}})
    app = _page("add", who="current", record=_record(bare))
    assert not app.exception
    assert translate("build.nothing", "en") in [info.value for info in app.info]
    app.selectbox(key="step.build").set_value("orders").run()
    assert translate("build.too_few", "en") in [info.value for info in app.info]
    app.selectbox(key="step.build").set_value("start").run()
    app.toggle(key="build.answer.start").set_value(True).run()
    assert translate("build.answer_of.start_none", "en") in texts_on_page(app)


def test_age_without_sex_is_a_start() -> None:
    patient = Patient.model_validate({"clinical": {"age": 66, "prior_fracture": True}})
    app = _page("add", who="current", record=_record(patient))
    app.button(key="build.add.clinical").click().run()
    assert not app.exception
    assert "sex not entered" in _alts(app)[0]


def test_a_label_is_not_shown_while_presenting() -> None:
    patient = load_example(EXAMPLE).model_copy(update={"label": "Mrs Somebody"})
    for step in STEPS:
        app = _page(step, who="current", record=_record(patient), presenter=True)
        assert not app.exception
        assert "Somebody" not in texts_on_page(app) + " ".join(_alts(app))
