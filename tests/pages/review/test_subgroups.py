"""The page of subgroups: a forest and a curve each, and a threshold only where there is one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from osteo_core.stored import files as shipped_files
from osteo_core.stored import studies as shipped
from osteo_core.translations import LANGUAGES, translate
from tests.pages.review.shown import alts_of, opened, words_of


@pytest.mark.parametrize("language", LANGUAGES)
def test_subgroups_show_the_forest_the_differences_and_a_curve_each(language: str) -> None:
    app = opened("subgroups", language)
    assert not app.exception
    assert [title.value for title in app.title] == [translate("subgroups.title", language)]
    alts = alts_of(app)
    assert len(alts) == 4
    assert len(set(alts)) == 4
    for sex in ("female", "male"):
        assert all(translate(f"performance.label.{sex}", language) in alt for alt in alts)
    assert translate("performance.who.virtual", language) in words_of(app)
    assert translate("subgroups.multiplicity_one", language) in words_of(app)


def test_bone_status_explains_why_it_divides_no_osteoporosis() -> None:
    app = opened("subgroups")
    app.selectbox(key="subgroups.column.virtual").set_value("status").run()
    assert not app.exception
    assert not alts_of(app)
    assert translate("subgroups.status", "en") in words_of(app)
    app.selectbox(key="subgroups.outcome.fracture").set_value("fracture").run()
    assert not app.exception
    assert len(alts_of(app)) == 4


@pytest.mark.parametrize("people", shipped.PEOPLE)
def test_every_division_of_every_people_can_be_shown(people: str) -> None:
    app = opened("subgroups")
    app.selectbox(key="subgroups.people").set_value(people).run()
    for column in shipped.groups(people):
        app.selectbox(key=f"subgroups.column.{people if people in ('life', 'nhanes') else 'virtual'}").set_value(column).run()
        assert not app.exception, column
    kind = "real" if people == "nhanes" else "virtual"
    assert translate(f"performance.who.{kind}", "en") in words_of(app) or column == "status"


def test_a_score_that_is_no_probability_says_so_once() -> None:
    app = opened("subgroups")
    app.selectbox(key="subgroups.people").set_value("nhanes").run()
    app.selectbox(key="subgroups.statistic").set_value("specificity").run()
    assert not app.exception
    assert words_of(app).count(translate("examination.reason.score", "en")) == 1


def test_a_threshold_is_asked_for_only_where_the_statistic_has_one() -> None:
    app = opened("subgroups")
    assert not app.slider
    app.selectbox(key="subgroups.statistic").set_value("sensitivity").run()
    before = alts_of(app)[0]
    app.slider(key="subgroups_osteoporosis_threshold").set_value(80).run()
    assert not app.exception
    after = alts_of(app)[0]
    assert before != after
    assert "80" in after


@pytest.fixture
def nothing_kept() -> Iterator[None]:
    """What other tests have read of the shipped people is forgotten, and so is what this one finds."""
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.mark.usefixtures("nothing_kept")
def test_without_the_shipped_people_the_page_says_what_lacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipped_files, "EVALUATION", tmp_path)
    app = opened("subgroups", "zh")
    assert not app.exception
    assert not alts_of(app)
    assert app.warning
