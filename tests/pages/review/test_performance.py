"""The page of performance: its four charts, every tab of all people, and parts of them."""

from __future__ import annotations

import pytest

from osteo_core.stored import studies as shipped
from osteo_core.translations import LANGUAGES, translate
from tests.pages.review.shown import alts_of, marks_of, opened, words_of

TABS = "performance.tabs"


@pytest.mark.parametrize("language", LANGUAGES)
def test_performance_shows_the_square_the_finding_and_who_they_are(language: str) -> None:
    app = opened("performance", language)
    assert not app.exception
    alts = alts_of(app)
    assert len(alts) == 4
    assert len(set(alts)) == 4
    said = words_of(app)
    # The network's AUC among the held-out people as its own card has it, and the best possible beside it.
    assert "0.914" in said
    assert translate("performance.main_best", language, best="0.917") in said
    assert translate("performance.who.virtual", language) in said
    assert "**n = 2,572" in said


def test_a_share_above_99_percent_is_no_quotation() -> None:
    app = opened("performance")
    app.selectbox(key="performance.people").set_value("nhanes").run()
    app.slider(key="performance_nhanes_osteoporosis_threshold").set_value(70).run()
    assert not app.exception
    cells = [cell for table in app.table for cell in table.value.to_numpy().ravel()]
    assert any(cell.startswith("\\>99") for cell in cells)
    assert not any(cell.startswith(">") for cell in cells)


def test_the_crosses_lie_where_sensitivity_and_specificity_are() -> None:
    app = opened("performance")
    study = shipped.study("test", "osteoporosis")
    flagged, case = study.predictions["fusion"] >= 0.5, study.outcome == 1
    x, y = marks_of(app)[0][0]  # type: ignore[index]
    assert x == pytest.approx(100 * (flagged & ~case).sum() / (~case).sum())
    assert y == pytest.approx(100 * (flagged & case).sum() / case.sum())


@pytest.mark.parametrize("people, outcome", [(people, outcome) for people in shipped.PEOPLE for outcome in shipped.OUTCOMES[people]])
def test_every_tab_of_every_people_can_be_opened(people: str, outcome: str) -> None:
    app = opened("performance")
    app.selectbox(key="performance.people").set_value(people).run()
    app.selectbox(key=f"performance.outcome.{shipped.OUTCOMES[people][-1]}").set_value(outcome).run()
    for tab in ("calibration_tab", "pairs", "precision", "pair", "classes", "times"):
        app.session_state[TABS] = translate(f"performance.{tab}.title", "en")
        app.run()
        assert not app.exception, tab
    kind = "real" if people == "nhanes" else "virtual"
    assert translate(f"performance.who.{kind}", "en") in words_of(app)


def test_a_subgroup_is_judged_alone() -> None:
    app = opened("performance")
    app.selectbox(key="performance.part.virtual").set_value("sex=male").run()
    assert not app.exception
    men = shipped.study("test", "osteoporosis").groups["sex"] == "male"
    assert f"**n = {men.sum():,}" in words_of(app)


def test_a_subgroup_that_the_outcome_defines_is_refused_with_the_reason() -> None:
    app = opened("performance")
    app.selectbox(key="performance.part.virtual").set_value("status=normal").run()
    assert not app.exception
    assert not alts_of(app)
    assert app.warning
