"""The pages of review: they run in both languages, one threshold moves everything, a file is judged and forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from osteo_core.evaluation import shipped, shipped_files
from osteo_core.translations import LANGUAGES, translate

ROOT = Path(__file__).resolve().parents[2]


def _page(name: str, language: str = "en") -> AppTest:
    st.cache_resource.clear()
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.session_state["language"] = language
    app.run()
    return app.switch_page(f"pages/{name}.py").run()


def _alts(app: AppTest) -> list[str]:
    return [chart.proto.alt for chart in app.get("plotly_chart")]


def _said(app: AppTest) -> str:
    return " ".join(m.value for m in (*app.markdown, *app.info, *app.warning, *app.error))


@pytest.mark.parametrize("language", LANGUAGES)
def test_subgroups_show_the_forest_the_differences_and_a_curve_each(language: str) -> None:
    app = _page("subgroups", language)
    assert not app.exception
    assert [title.value for title in app.title] == [translate("subgroups.title", language)]
    alts = _alts(app)
    assert len(alts) == 4
    assert len(set(alts)) == 4
    for sex in ("female", "male"):
        assert all(translate(f"performance.label.{sex}", language) in alt for alt in alts)
    assert translate("performance.who.virtual", language) in _said(app)
    assert translate("subgroups.multiplicity", language, count=3) in _said(app)


def test_bone_status_explains_why_it_divides_no_osteoporosis() -> None:
    app = _page("subgroups")
    app.selectbox(key="subgroups.column.virtual").set_value("status").run()
    assert not app.exception
    assert not _alts(app)
    assert translate("subgroups.status", "en") in _said(app)
    app.selectbox(key="subgroups.outcome.fracture").set_value("fracture").run()
    assert not app.exception
    assert len(_alts(app)) == 4


@pytest.mark.parametrize("people", shipped.PEOPLE)
def test_every_division_of_every_people_can_be_shown(people: str) -> None:
    app = _page("subgroups")
    app.selectbox(key="subgroups.people").set_value(people).run()
    for column in shipped.groups(people):
        app.selectbox(key=f"subgroups.column.{'nhanes' if people == 'nhanes' else 'virtual'}").set_value(column).run()
        assert not app.exception, column
    kind = "real" if people == "nhanes" else "virtual"
    assert translate(f"performance.who.{kind}", "en") in _said(app) or column == "status"


def test_a_threshold_is_asked_for_only_where_the_statistic_has_one() -> None:
    app = _page("subgroups")
    assert not app.slider
    app.selectbox(key="subgroups.statistic").set_value("sensitivity").run()
    before = _alts(app)[0]
    app.slider(key="subgroups_osteoporosis_threshold").set_value(80).run()
    assert not app.exception
    after = _alts(app)[0]
    assert before != after
    assert "80" in after


def test_without_the_shipped_people_the_page_says_what_lacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipped_files, "EVALUATION", tmp_path)
    app = _page("subgroups", "zh")
    assert not app.exception
    assert not _alts(app)
    assert app.warning
