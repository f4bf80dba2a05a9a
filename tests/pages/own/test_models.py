"""A model of the user's own on the pages: offered wherever a network answers, said to be theirs, and its card; an altered one says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from osteo_core import load_model
from osteo_core.figures.base.numbers import percent_with_interval
from osteo_core.patients.examples import list_examples, load_example
from osteo_core.training.own.train import train_own
from osteo_core.translations import LANGUAGES, translate
from tests.pages.opened import opened, texts
from tests.training.own.conftest import drawn, small

NAME = "mine"


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own")
    drawn().to_parquet(folder / "people.parquet")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OSTEO_MODELS", str(folder / "models"))
        train_own(small(folder / "people.parquet"))
    return folder / "models"


@pytest.fixture(autouse=True)
def _offered(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSTEO_MODELS", str(models))


def _start(language: str = "en", **state: object) -> AppTest:
    return opened(None, language, state)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_answers_on_the_patients_page_and_is_said_to_be_the_users_own(language: str) -> None:
    app = _start(language)
    assert not app.exception
    choice = app.sidebar.selectbox(key="own.model")
    assert choice.value is None
    choice.set_value(NAME).run()
    assert not app.exception
    found = load_model(NAME).assess(load_example(list_examples()[0].id))
    assert found.osteoporosis is not None
    assert f"**{percent_with_interval(found.osteoporosis)}**" in texts(app)
    said = texts(app)
    assert translate("own.page.whose", language, n="260") in said
    assert translate("pages.notice_own", language) in said
    # Nothing on this page may say any more that virtual people were learned from, or that figures of one's own were entered.
    assert translate("first_card.people.own_model", language) in said
    app.switch_page("pages/compare.py").run()
    assert not app.exception
    assert any(translate("own.page.yours", language, name=NAME) in str(table.value) for table in app.table)


def test_figures_entered_before_do_not_move_the_shipped_networks_behind_an_own_model() -> None:
    """The control for them is hidden while an own model answers, so what it once said must not count."""
    figures = {"prevalence.choice": "own", "prevalence.osteoporosis": "90", "prevalence.fracture": "60"}
    plain, entered = (_compared(**{"own.model": NAME}, **more) for more in ({}, figures))
    assert plain == entered
    assert translate("compare.kind.network.life", "en") in plain


def _compared(**state: str) -> str:
    app = _start(**state).switch_page("pages/compare.py").run()
    return "\n".join(table.value.to_csv() for table in app.table)


def test_its_card_stands_among_the_cards_and_an_altered_one_says_so(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    shutil.copytree(models, tmp_path / "models")
    shutil.copytree(models / NAME, tmp_path / "models" / "second")
    monkeypatch.setenv("OSTEO_MODELS", str(tmp_path / "models"))
    app = _start().switch_page("pages/about.py").run()
    assert not app.exception
    assert translate("own.page.limits") in texts(app)
    assert any("second" in error.value and NAME in error.value for error in app.error)
