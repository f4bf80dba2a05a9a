"""Whose network answers: as in life at first; the paper's on demand, on the patient's pages only, and with every number that follows."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from osteo_core import load_model
from osteo_core.constants import MODEL_OF_WORLD, World
from osteo_core.figures.base.numbers import percent_with_interval
from osteo_core.patients.examples import list_examples, load_example
from osteo_core.translations import LANGUAGES, translate
from tests.pages.opened import opened, texts


def _start(language: str = "en", **state: object) -> AppTest:
    return opened(None, language, state)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("world", MODEL_OF_WORLD)
def test_the_patients_page_shows_what_the_worlds_network_says(world: World, language: str) -> None:
    app = _start(language, world=world)
    assert not app.exception
    expected = load_model(MODEL_OF_WORLD[world]).assess(load_example(list_examples()[0].id))
    for risk in (expected.osteoporosis, expected.fracture, expected.hip_fracture):
        assert risk is None or f"**{percent_with_interval(risk)}**" in texts(app)
    alts = " ".join(chart.proto.alt for chart in app.get("plotly_chart"))
    assert (translate("figures.outcome.hip_fracture", language) in alts) is (world == "life")
    label = translate(f"prevalence.label.{'life' if world == 'life' else 'virtual'}", language, osteoporosis="|", fracture="|")
    assert all(part in texts(app) for part in label.split("|"))


def test_as_in_life_comes_first_and_the_other_is_one_click_away() -> None:
    app = _start()
    control = app.sidebar.radio(key="world")
    assert control.value == "life"
    first = texts(app)
    control.set_value("paper").run()
    assert not app.exception
    assert texts(app) != first
    app.session_state["world"] = "life"
    assert texts(app.run()) == first


def test_the_hip_is_explained_too_and_never_the_likelier_one() -> None:
    app = _start(**{"why.outcome": "hip_fracture"})
    assert not app.exception
    assert any(translate("figures.outcome.hip_fracture") in chart.proto.alt for chart in app.get("plotly_chart"))
    for example in list_examples():
        found = load_model().assess(load_example(example.id))
        assert found.hip_fracture is not None
        assert found.fracture is not None
        assert found.hip_fracture.probability < found.fracture.probability
        assert found.hip_fracture.low <= found.hip_fracture.probability <= found.hip_fracture.high <= found.fracture.high


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_restating_for_the_survey_is_offered_where_the_numbers_are_not_of_life_already(language: str) -> None:
    def offered(world: str) -> list[str]:
        app = _start(language, world=world, **{"prevalence.choice": "own"})
        return list(app.sidebar.selectbox(key="prevalence.choice").options)

    nhanes = translate("prevalence.choice.nhanes", language)
    assert nhanes not in offered("life")
    assert nhanes in offered("paper")


def test_what_was_restated_for_the_survey_is_not_restated_as_in_life() -> None:
    app = _start(world="paper", **{"prevalence.choice": "nhanes"})
    app.session_state["world"] = "life"
    app.run()
    assert not app.exception
    assert texts(_start()) == texts(app)


@pytest.mark.parametrize("page", ["inside", "about"])
def test_other_pages_have_no_such_control_and_a_teaching_page_says_whose_network_it_shows(page: str) -> None:
    app = _start(wanted=page)
    assert not app.exception
    assert not [radio for radio in app.sidebar.radio if radio.key == "world"]
    assert (translate("world.paper_here", "en") in texts(app)) is (page == "inside")
