"""Columns of one's own predictions: which are offered, and what words, scores and groups become."""

from __future__ import annotations

import pytest

from osteo_core.translations import LANGUAGES, translate
from tests.pages.review.shown import CASES, alts_of, with_file, words_of

WORDS = "result,p_new,t_score,grade\n" + "".join(
    f"{('Good', 'Poor')[i % 3 == 0]},{0.1 + 0.008 * i:.3f},{-0.03 * i - (i % 3 == 0):.2f},{('a', 'b', '')[i % 7 % 3]}\n" for i in range(90)
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_outcome_in_words_asks_which_value_is_the_event(language: str) -> None:
    app = with_file(WORDS, language)
    assert not app.exception
    assert translate("predictions.choose_event", language, column="result", one="Good", other="Poor") in [i.value for i in app.info]
    assert not alts_of(app)
    asked = app.selectbox(key="predictions.event_level.1.result")
    assert asked.label == translate("predictions.event_level", language)
    asked.set_value("Poor").run()
    assert not app.exception
    assert not app.error
    counts = translate("performance.counts", language, people="", outcome="", n=90, events=30)
    assert counts.partition("**")[2].partition("**")[0] in words_of(app)
    assert len(alts_of(app)) == 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_score_is_ranked_in_the_direction_chosen(language: str) -> None:
    app = with_file(WORDS, language)
    app.selectbox(key="predictions.event_level.1.result").set_value("Poor")
    app.session_state["predictions.models.1"] = []
    app.session_state["predictions.scores.1"] = ["t_score"]
    app.run()
    assert not app.exception
    assert translate("predictions.lower", language, name="t_score") in [box.label for box in app.checkbox]
    said = words_of(app)
    assert translate("performance.at.score", language) in said
    assert "0.5" in said  # the hint: an AUC below it
    below = app.main.get("plotly_chart")[0].proto.alt
    app.checkbox(key="predictions.lower.1.t_score").check().run()
    assert not app.exception
    assert app.get("plotly_chart")[0].proto.alt != below
    assert translate("performance.score.chosen_here", language) in words_of(app)
    for tab in ("calibration_tab", "pairs", "precision", "pair"):
        title = translate(f"performance.{tab}.title", language)
        app.session_state[f"predictions.tabs.{translate('performance.at.title', language)}"] = title
        app.run()
        assert not app.exception, tab


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name, words", [("percent_signs.csv", "44.3%"), ("duplicate_prediction.csv", "p_new")])
def test_a_page_without_predictions_says_why_each_column_is_not_offered(name: str, words: str, language: str) -> None:
    app = with_file((CASES / name).read_bytes(), language)
    assert not app.exception
    assert translate("upload.no_models", language) in [error.value for error in app.error]
    listed = [m.value for m in app.markdown if "- " in m.value and words in m.value]
    assert listed
    assert len(listed[0].splitlines()) <= 14


def test_of_many_columns_ten_are_named_and_counted() -> None:
    names = [f"text{i}" for i in range(40)]
    rows = "".join(f"{i % 2}," + ",".join(f"w{i}" for _ in names) + "\n" for i in range(20))
    app = with_file(f"y,{','.join(names)}\n{rows}")
    listed = next(m.value for m in app.markdown if "text0" in m.value)
    assert listed.count("\n- ") == 11
    assert translate("predictions.not_offered_more", "en", count=30) in listed


@pytest.mark.parametrize("language", LANGUAGES)
def test_people_whose_group_is_not_known_are_a_group(language: str) -> None:
    app = with_file(WORDS, language)
    app.selectbox(key="predictions.event_level.1.result").set_value("Poor").run()
    app.segmented_control(key="predictions.view").set_value("subgroups").run()
    assert not app.exception
    assert not app.error
    assert any(translate("evaluate.group_not_known", language) in alt for alt in alts_of(app))


def test_a_group_named_like_a_strategy_or_not_known_stays_itself() -> None:
    labels = ["none", "all", "not known", ""]
    rows = "".join(f"{i % 2},{0.05 + 0.9 * ((i * 37) % 100) / 100:.3f},{labels[i // 2 % 4]}\n" for i in range(200))
    app = with_file("y,p,site\n" + rows)
    app.segmented_control(key="predictions.view").set_value("subgroups").run()
    assert not app.exception
    assert any("(not known)" in alt and "none" in alt for alt in alts_of(app))
