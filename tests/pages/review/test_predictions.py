"""One's own predictions on their page: a file is judged as it stands, and forgotten."""

from __future__ import annotations

import pytest

from osteo_core.translations import LANGUAGES, translate
from tests.pages.review.shown import CASES, alts_of, opened, with_file, words_of

GOOD = "y,p_new,p_old,site\n" + "".join(
    f"{i % 2},{0.05 + 0.9 * ((i * 37) % 100) / 100:.3f},0.{1 + i % 8},{'AB'[i % 3 == 0]}\n" for i in range(200)
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_predictions_start_with_an_example(language: str) -> None:
    app = opened("predictions", language)
    assert not app.exception
    assert len(alts_of(app)) == 4
    assert translate("predictions.now_example", language, rows="2,572") in words_of(app)
    for view in ("subgroups", "survival"):
        app.segmented_control(key="predictions.view").set_value(view).run()
        assert not app.exception
        assert alts_of(app)


@pytest.mark.parametrize(
    "content", [GOOD, GOOD.replace(",", ";").replace(".", ","), GOOD.encode("utf-16")], ids=["csv", "german", "utf-16"]
)
def test_a_file_is_judged_as_it_stands(content: str | bytes) -> None:
    app = with_file(content)
    assert not app.exception
    assert not app.error
    assert "**n = 200 · events 100**" in words_of(app)
    assert "p_new" in words_of(app)


def test_a_forgotten_file_leaves_nothing_in_the_session() -> None:
    app = with_file(GOOD)
    app.button(key="predictions.forget").click().run()
    assert not app.exception
    assert translate("predictions.now_example", "en", rows="2,572") in words_of(app)
    kept = app.session_state["predictions.kept"]
    assert "predictions.file" not in app.session_state
    assert all("mine.csv" not in str(key) and 1 not in key for key in kept)


BAD = {
    "no events": (GOOD.replace("\n1,", "\n0,"), "evaluate.no_events", {"n": 200}),
    "all events": (GOOD.replace("\n0,", "\n1,"), "evaluate.all_events", {"n": 200}),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", BAD)
def test_bad_outcomes_are_refused_in_the_readers_language(case: str, language: str) -> None:
    content, key, params = BAD[case]
    app = with_file(content, language)
    assert not app.exception
    assert translate(key, language, **params) in " ".join(error.value for error in app.error)
    assert not alts_of(app)


def test_a_column_with_a_value_above_1_is_offered_as_a_score_and_the_page_says_why() -> None:
    lines = GOOD.splitlines(keepends=True)
    lines[5] = "0,1.5,0.2,A\n"
    app = with_file("".join(lines))
    assert not app.exception
    offered = {control.label: control.options for control in app.multiselect}
    assert "p_new" not in offered[translate("predictions.models", "en")]
    assert "p_new" in offered[translate("predictions.scores", "en")]
    assert any("p_new" in told.value and "1.5" in told.value for told in app.markdown)


@pytest.mark.parametrize("cell", ["", "text"])
def test_a_bad_prediction_is_named_with_its_row(cell: str) -> None:
    lines = GOOD.splitlines(keepends=True)
    lines[5] = f"0,{cell},0.2,A\n"
    app = with_file("".join(lines))
    app.session_state["predictions.models.1"] = ["p_new"]
    app.run()
    assert not app.exception
    assert app.error
    assert "5" in app.error[0].value
    assert "p_new" in app.error[0].value


def test_a_columns_name_is_shown_as_it_reads() -> None:
    app = with_file(GOOD.replace("p_new", "<b>**:red[p]**</b>"))
    assert not app.exception
    assert "<b>" not in words_of(app)
    assert ":red[p]" not in words_of(app)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_done_with_a_file_is_said(language: str) -> None:
    app = with_file((CASES / "rounding_dust.csv").read_bytes(), language)
    assert not app.exception
    assert any("1.0000000000000002" in info.value for info in app.info)
    app = with_file((CASES / "thousands_in_time.csv").read_bytes(), language)
    assert not app.exception
    assert any("365.25" in info.value for info in app.info)
