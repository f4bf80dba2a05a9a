"""The cases go through every step in both languages: question first, then truth; a person can be taken on; people are found."""

from __future__ import annotations

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from osteo_core.errors import ArtifactError
from osteo_core.patients.cases import Case, held_out, list_cases, load_case
from osteo_core.patients.table_row import as_reported
from osteo_core.stored import find_cases
from osteo_core.translations import LANGUAGES, sentences, translate
from pages._widgets.cases.steps import CHOICES
from pages._widgets.shared import model
from tests.pages.in_turn import in_turn
from tests.pages.opened import opened, texts_on_page

CASES = {case.id: case for case in list_cases()}
TEXTS = ("title_of", "ask", "answer_of", "not_of")


def _page(step: str, language: str = "en", *, presenting: bool = False) -> AppTest:
    # Of the second run, AppTest lists the page's own words without the router's.
    return opened("cases", language, {"presenter": presenting, "step.cases": step}).run()


def _title(case: Case, language: str) -> str:
    who = translate(f"cases.who.{case.sex}", language, age=case.age)
    return translate(f"cases.title_of.{case.id}", language, who=who)


def _open(app: AppTest, step: str) -> AppTest:
    return app.toggle(key=f"cases.answer.{step}").set_value(True).run()


@pytest.mark.parametrize("case, language", in_turn(CASES.values()), ids=CASES)
def test_every_case_asks_before_it_tells(case: Case, language: str) -> None:
    app = _page(case.id, language)
    assert not app.exception
    assert [title.value for title in app.title] == [translate("cases.title", language)]
    assert [header.value for header in app.header] == [_title(case, language)]
    assert translate(f"cases.{'real' if case.kind == 'nhanes' else 'virtual'}", language) in texts_on_page(app)
    assert not app.get("plotly_chart")
    truth = sentences(language)["cases.truth.virtual"].split("{")[0][:6]
    opening = sentences(language)[f"cases.answer_of.{case.id}"].split("{")[0][:12]
    assert truth not in texts_on_page(app)
    assert opening not in texts_on_page(app)
    _open(app, case.id)
    assert not app.exception
    assert truth in texts_on_page(app)
    assert opening in texts_on_page(app)
    assert translate("cases.do_not", language, text="").strip() in texts_on_page(app)
    assert "nan" not in texts_on_page(app).lower().replace("nhanes", "")


@pytest.mark.parametrize("case, language", in_turn(CASES.values()), ids=CASES)
def test_every_view_is_shown(case: Case, language: str) -> None:
    app = _open(_page(case.id, language), case.id)
    counts = {"risk": 2 if case.asks in ("status", "spread") else 1, "why": 1, "scores": 1, "record": 0}
    for view, charts in counts.items():
        app.radio(key=f"cases.view.{case.id}").set_value(view).run()
        assert not app.exception
        assert not app.error
        alts = [chart.proto.alt for chart in app.get("plotly_chart")]
        assert len(alts) == charts
        assert all(len(alt) > 15 for alt in alts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_record_names_its_kinds_of_data_and_what_is_not_there(language: str) -> None:
    from osteo_core.catalogue import CATALOGUE, MODALITIES

    for case in CASES.values():
        said = texts_on_page(_page(case.id, language))
        assert all(CATALOGUE.modality_label(modality, language) in said for modality in MODALITIES)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_title_does_not_give_the_answer_away_and_texts_are_short(case: Case) -> None:
    for part in TEXTS:
        assert len(sentences("en")[f"cases.{part}.{case.id}"].split()) <= 60
    assert "{t}" not in sentences("en")[f"cases.title_of.{case.id}"]
    assert "%" not in _title(case, "en")


def test_without_the_network_the_question_stands_and_the_answer_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent() -> None:
        raise ArtifactError("artifact.missing", folder="fusion", file="weights.safetensors", models="none")

    st.cache_resource.clear()
    monkeypatch.setattr(model, "load", absent)
    monkeypatch.setattr(model, "warm_up", lambda: None)
    app = _page("high")
    assert translate("cases.ask.high", "en") in texts_on_page(app)
    _open(app, "high")
    assert not app.exception
    assert any("weights.safetensors" in error.value for error in app.error)


def test_risks_stay_as_learned_and_the_page_says_so_where_others_restate_them() -> None:
    app = _page("alarm")
    learned = _open(app, "alarm").get("plotly_chart")[0].proto.alt
    assert translate("cases.not_restated", "en") not in texts_on_page(app)
    app.session_state["world"], app.session_state["prevalence.choice"] = "paper", "nhanes"
    app.run()
    assert translate("cases.not_restated", "en") in texts_on_page(app)
    assert app.get("plotly_chart")[0].proto.alt == learned


def test_what_the_class_said_is_repeated_beside_the_truth() -> None:
    app = _page("missed")
    app.radio(key="cases.say.missed").set_value("normal").run()
    _open(app, "missed")
    said = translate("cases.said", "en", choice=translate("cases.choice.status.normal", "en"))
    assert said in texts_on_page(app)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_choice_has_words(language: str) -> None:
    for asked, choices in CHOICES.items():
        words = [translate(f"cases.choice.{asked}.{choice}", language) for choice in choices]
        assert len(set(words)) == len(words)


def test_numbers_beyond_the_training_are_warned_of() -> None:
    app = _open(_page("outside"), "outside")
    assert any("outside the model's training range" in warning.value for warning in app.warning)


@pytest.mark.parametrize("step", ["dense", "man"])
def test_a_case_becomes_the_current_patient_without_a_name(step: str) -> None:
    app = _open(_page(step, presenting=True), step)
    app.button(key=f"cases.adopt.{step}").click().run()
    assert not app.exception
    assert app.session_state["record"].patient == as_reported(load_case(step))
    assert app.session_state["record"].example == CASES[step].example
    assert CASES[step].source not in texts_on_page(app)
    app.switch_page("pages/patient.py").run()
    assert not app.exception


@pytest.mark.parametrize("outcome, language", in_turn(find_cases.OUTCOMES))
def test_people_are_found_by_every_description(outcome: find_cases.Outcome, language: str) -> None:
    app = _page("show", language)
    app.selectbox(key="cases.show.outcome").set_value(outcome).run()
    table = find_cases.people()
    for kind in find_cases.kinds(outcome):
        app.selectbox(key=f"cases.show.kind.{outcome}").set_value(kind).run()
        assert not app.exception
        n = len(find_cases.find_cases(table, kind, outcome))
        assert translate("cases.show.found", language, place=1, n=n) in texts_on_page(app)
        teach = translate(f"cases.show.teach.{kind}", language)
        assert teach not in texts_on_page(app)
        step = f"show_{outcome}_wrong" if kind in find_cases.OF_THRESHOLD else f"show_{outcome}"
        assert teach in texts_on_page(_open(app, step))
        assert not app.exception
        app.toggle(key=f"cases.answer.{step}").set_value(False).run()


def test_the_next_person_comes_with_the_answer_closed_and_can_be_taken_on() -> None:
    app = _open(_page("show"), "show_osteoporosis_wrong")
    app.button(key="cases.show.next").click().run()
    assert not app.exception
    assert app.toggle(key="cases.answer.show_osteoporosis_wrong").value is False
    second = find_cases.find_cases(find_cases.people(), "false_negative", "osteoporosis")[1]
    _open(app, "show_osteoporosis_wrong")
    app.button(key=f"cases.adopt.{second}").click().run()
    assert app.session_state["record"].patient == as_reported(held_out(second))
    app.switch_page("pages/patient.py").run()
    assert translate("cases.taken.virtual", "en") in texts_on_page(app)


def test_the_threshold_moves_who_is_missed_and_nobody_is_said_kindly() -> None:
    app = _page("show")
    app.slider(key="cases.show.threshold").set_value(80).run()
    n = len(find_cases.find_cases(find_cases.people(), "false_negative", "osteoporosis", threshold=0.8))
    assert translate("cases.show.found", "en", place=1, n=n) in texts_on_page(app)
    app.selectbox(key="cases.show.outcome").set_value("fracture").run()
    app.selectbox(key="cases.show.kind.fracture").set_value("false_positive").run()
    app.slider(key="cases.show.threshold").set_value(95).run()
    assert not app.exception
    assert [info.value for info in app.info] == [translate("cases.show.nobody", "en")]
