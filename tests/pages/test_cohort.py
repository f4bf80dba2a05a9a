"""The cohort page runs in every part and both languages, and says why where it cannot."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from osteo_core.stored import cohort_study
from osteo_core.stored import linkage as cohort_study_linkage
from osteo_core.translations import translate
from tests.pages.in_turn import in_turn
from tests.pages.opened import opened, texts

CHARTS = {"flow": 1, "table1": 0, "missing": 2, "matching": 1, "survival": 1, "hazards": 1, "auc": 1}


def _page(part: str = "flow", language: str = "en") -> AppTest:
    return opened("cohort", language, {"cohort.tab": translate(f"cohort_page.tab.{part}", language)})


def _alts(app: AppTest) -> list[str]:
    return [chart.proto.alt for chart in app.get("plotly_chart")]


@pytest.mark.parametrize("part, language", in_turn(CHARTS))
def test_every_part_is_shown_and_only_it(part: str, language: str) -> None:
    app = _page(part, language)
    assert not app.exception
    assert not app.warning
    assert [title.value for title in app.title] == [translate("cohort_page.title", language)]
    assert translate("cohort_page.intro", language, people="13,236") in texts(app, "info", "warning")
    assert len(app.header) == 1
    alts = _alts(app)
    assert len(alts) == CHARTS[part]
    assert all(len(alt) > 40 for alt in alts)


def test_the_flow_says_what_is_invented_and_ends_where_the_record_does() -> None:
    app = _page("flow")
    said = texts(app, "info", "warning")
    assert "are invented" in said
    for count in ("12,848", "12,856", "10,284", "2,572", "380"):
        assert count in said
    assert "17,244" in _alts(app)[0]


def test_any_groups_can_stand_in_table_1() -> None:
    app = _page("table1")
    assert list(app.table[0].value.columns[:3]) == ["Normal, n = 2,647", "Osteopenia, n = 4,001", "Osteoporosis, n = 6,208"]
    app.selectbox(key="cohort.table1.by").set_value("population").run()
    assert not app.exception
    assert list(app.table[0].value.columns[:2]) == ["Development, n = 12,856", "Hospital, n = 380"]
    app.multiselect(key="cohort.table1.groups.population").set_value(["hospital"]).run()
    assert not app.exception
    assert "at least 2 are needed" in app.warning[0].value


def test_a_covariate_that_makes_the_groups_is_refused_by_name() -> None:
    app = _page("matching")
    before = _alts(app)
    app.selectbox(key="cohort.matching.by").set_value("sex").run()
    assert "Female" in app.warning[0].value
    assert not _alts(app)
    app.multiselect(key="cohort.matching.covariates").set_value(["age", "bmi"]).run()
    assert not app.warning
    assert _alts(app) != before


def test_curves_by_other_cut_offs_and_other_groups() -> None:
    app = _page("survival")
    app.text_input(key="cohort.survival.cuts.fusion").set_value("10，20").run()
    assert not app.exception
    assert "10–<20" in _alts(app)[0]
    for wrong in ("20, 10", "a few", "", "2,5"):
        app.text_input(key="cohort.survival.cuts.fusion").set_value(wrong).run()
        assert not app.exception
        assert len([*app.warning, *(m for m in app.markdown if "⚠" in m.value)]) == 1
        assert not _alts(app)
    app.text_input(key="cohort.survival.cuts.fusion").set_value("7,5; 20").run()
    assert "7.5–<20" in _alts(app)[0]
    app.selectbox(key="cohort.survival.by").set_value("column.sex").run()
    assert not app.warning
    assert "Female" in _alts(app)[0]
    assert "n = 12,856" in texts(app, "info", "warning")


def test_hazards_per_unit_and_without_covariates() -> None:
    app = _page("hazards")
    app.radio(key="cohort.hazards.scale").set_value("per_unit").run()
    assert "Age, per 10 years" in _alts(app)[0]
    app.multiselect(key="cohort.hazards.covariates").set_value([]).run()
    assert not app.exception
    assert [warning.value for warning in app.warning] == [translate("cohort_page.hazards.no_covariates", "en")]


def test_without_the_stored_linkage_the_flow_still_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cohort_study_linkage.load, "__defaults__", (tmp_path,))
    app = _page("flow")
    assert not app.exception
    assert "linkage" in app.warning[0].value or "SHA256SUMS" in app.warning[0].value
    assert len(_alts(app)) == 1


def test_without_the_record_the_page_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cohort_study, "CARD", tmp_path / "card.json")
    cohort_study.record.cache_clear()
    app = _page("flow")
    cohort_study.record.cache_clear()
    assert not app.exception
    assert "card.json" in app.error[0].value


def _uploaded() -> None:
    import numpy as np
    import streamlit as st

    from osteo_core.evaluation.reports.study import Study
    from pages._widgets.shared import language
    from pages._widgets.studies import survival as cohort_survival

    study: Study = st.session_state["study"]
    assert isinstance(study.outcome, np.ndarray)
    cohort_survival.show(study, "upload.survival", language.translator())


def test_a_table_of_ones_own_gets_curves_by_its_predictions() -> None:
    rng = np.random.default_rng(8)
    score, time = rng.normal(50, 10, 400), rng.exponential(5, 400)
    event = rng.integers(0, 3, 400).astype(float)
    wards = np.array(["east", "west", None, "north"], object)[np.arange(400) % 4]
    study = cohort_study.Study(
        (event == 1).astype(float),
        {"mine": score},
        scores=frozenset({"mine"}),
        groups={"ward": wards},
        follow_up=cohort_study.FollowUp(time, event),
    )
    app = AppTest.from_function(_uploaded, default_timeout=60)
    app.session_state["study"] = study
    app.session_state["language"] = "en"
    app.run()
    assert not app.exception
    assert len(app.table[0].value) == 4
    app.selectbox(key="upload.survival.by").set_value("column.ward").run()
    assert not app.exception
    assert list(pd.DataFrame(app.table[0].value).index) == ["east", "north", "west"]
    assert "100 left out" in " ".join(m.value for m in app.markdown)
