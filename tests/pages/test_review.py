"""The pages of review: they run in both languages, one threshold moves everything, a file is judged and forgotten."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from osteo_core.stored import files as shipped_files
from osteo_core.stored import studies as shipped
from osteo_core.translations import LANGUAGES, translate
from pages._widgets.review.threshold import SliderInputSync
from pages._widgets.review.upload import File
from tests.folders import ROOT

TABS = "performance.tabs"


def _page(name: str, language: str = "en") -> AppTest:
    st.cache_resource.clear()
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.session_state["language"] = language
    app.session_state["wanted"] = name  # opened first: the patient's page is not drawn before it
    return app.run()


def _alts(app: AppTest) -> list[str]:
    """Of the charts of the people chosen; both worlds side by side, further down, have tests of their own."""
    elsewhere = [translate("worlds.source.life_network", language) for language in LANGUAGES]
    return [alt for alt in (chart.proto.alt for chart in app.get("plotly_chart")) if not any(name in alt for name in elsewhere)]


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
    assert translate("subgroups.multiplicity_one", language) in _said(app)


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
        app.selectbox(key=f"subgroups.column.{people if people in ('life', 'nhanes') else 'virtual'}").set_value(column).run()
        assert not app.exception, column
    kind = "real" if people == "nhanes" else "virtual"
    assert translate(f"performance.who.{kind}", "en") in _said(app) or column == "status"


def test_a_score_that_is_no_probability_says_so_once() -> None:
    app = _page("subgroups")
    app.selectbox(key="subgroups.people").set_value("nhanes").run()
    app.selectbox(key="subgroups.statistic").set_value("specificity").run()
    assert not app.exception
    assert _said(app).count(translate("examination.reason.score", "en")) == 1


def test_a_share_above_99_percent_is_no_quotation() -> None:
    app = _page("performance")
    app.selectbox(key="performance.people").set_value("nhanes").run()
    app.slider(key="performance_nhanes_osteoporosis_threshold").set_value(70).run()
    assert not app.exception
    cells = [cell for table in app.table for cell in table.value.to_numpy().ravel()]
    assert any(cell.startswith("\\>99") for cell in cells)
    assert not any(cell.startswith(">") for cell in cells)


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_performance_shows_the_square_the_finding_and_who_they_are(language: str) -> None:
    app = _page("performance", language)
    assert not app.exception
    alts = _alts(app)
    assert len(alts) == 4
    assert len(set(alts)) == 4
    said = _said(app)
    # The network's AUC among the held-out people as its own card has it, and the best possible beside it.
    assert "0.914" in said
    assert translate("performance.main_best", language, best="0.917") in said
    assert translate("performance.who.virtual", language) in said
    assert "**n = 2,572" in said


def _marks(app: AppTest) -> list[object]:
    """Where the threshold stands on each chart of the square."""
    found: list[object] = []
    for chart in app.get("plotly_chart")[:4]:
        figure = json.loads(chart.proto.spec)
        shapes = [shape["x0"] for shape in figure["layout"].get("shapes", ()) if shape["x0"] == shape["x1"]]
        found.append(
            shapes
            or [point for trace in figure["data"] if trace.get("mode") == "markers" for point in zip(trace["x"], trace["y"], strict=True)]
        )
    return found


def test_one_threshold_moves_all_four_charts_and_the_figures() -> None:
    app = _page("performance")
    before, tables = _marks(app), [table.value.to_string() for table in app.table]
    app.slider(key="performance_osteoporosis_threshold").set_value(20).run()
    assert not app.exception
    after = _marks(app)
    assert [a == b for a, b in zip(before, after, strict=True)] == [False] * 4
    assert after[1:] == [[20.0]] * 3
    assert [table.value.to_string() for table in app.table] != tables
    assert all("20\N{NO-BREAK SPACE}%" in alt for alt in _alts(app))
    typed = "performance_osteoporosis.threshold.typed"
    app.text_input(key=typed).set_value("70,0").run()
    assert app.slider(key="performance_osteoporosis_threshold").value == 70
    assert app.text_input(key=typed).value == "70,0"
    assert _marks(app)[1:] == [[70.0]] * 3
    for refused in ("7,5", "0", "abc", ""):
        app.text_input(key=typed).set_value(refused).run()
        assert app.text_input(key=typed).value == refused
        assert any("⚠" in m.value and translate("performance.control.kept", "en", percent=70) in m.value for m in app.markdown)
        assert _marks(app)[1:] == [[70.0]] * 3
    app.slider(key="performance_osteoporosis_threshold").set_value(20).run()
    assert app.text_input(key=typed).value == "20"
    assert _marks(app)[1:] == [[20.0]] * 3


def test_the_crosses_lie_where_sensitivity_and_specificity_are() -> None:
    app = _page("performance")
    study = shipped.study("test", "osteoporosis")
    flagged, case = study.predictions["fusion"] >= 0.5, study.outcome == 1
    x, y = _marks(app)[0][0]  # type: ignore[index]
    assert x == pytest.approx(100 * (flagged & ~case).sum() / (~case).sum())
    assert y == pytest.approx(100 * (flagged & case).sum() / case.sum())


@pytest.mark.parametrize("people, outcome", [(people, outcome) for people in shipped.PEOPLE for outcome in shipped.OUTCOMES[people]])
def test_every_tab_of_every_people_can_be_opened(people: str, outcome: str) -> None:
    app = _page("performance")
    app.selectbox(key="performance.people").set_value(people).run()
    app.selectbox(key=f"performance.outcome.{shipped.OUTCOMES[people][-1]}").set_value(outcome).run()
    for tab in ("calibration_tab", "pairs", "precision", "pair", "classes", "times"):
        app.session_state[TABS] = translate(f"performance.{tab}.title", "en")
        app.run()
        assert not app.exception, tab
    kind = "real" if people == "nhanes" else "virtual"
    assert translate(f"performance.who.{kind}", "en") in _said(app)


def test_a_subgroup_is_judged_alone() -> None:
    app = _page("performance")
    app.selectbox(key="performance.part.virtual").set_value("sex=male").run()
    assert not app.exception
    men = shipped.study("test", "osteoporosis").groups["sex"] == "male"
    assert f"**n = {men.sum():,}" in _said(app)


def test_a_subgroup_that_the_outcome_defines_is_refused_with_the_reason() -> None:
    app = _page("performance")
    app.selectbox(key="performance.part.virtual").set_value("status=normal").run()
    assert not app.exception
    assert not _alts(app)
    assert app.warning


GOOD = "y,p_new,p_old,site\n" + "".join(
    f"{i % 2},{0.05 + 0.9 * ((i * 37) % 100) / 100:.3f},0.{1 + i % 8},{'AB'[i % 3 == 0]}\n" for i in range(200)
)


def _with_file(content: str | bytes, language: str = "en") -> AppTest:
    app = _page("predictions", language)
    app.session_state["predictions.loads"] = 1
    app.session_state["predictions.file"] = File("mine.csv", content if isinstance(content, bytes) else content.encode(), 1)
    return app.run()


@pytest.mark.parametrize("language", LANGUAGES)
def test_predictions_start_with_an_example(language: str) -> None:
    app = _page("predictions", language)
    assert not app.exception
    assert len(_alts(app)) == 4
    assert translate("predictions.now_example", language, rows="2,572") in _said(app)
    for view in ("subgroups", "survival"):
        app.segmented_control(key="predictions.view").set_value(view).run()
        assert not app.exception
        assert _alts(app)


@pytest.mark.parametrize(
    "content", [GOOD, GOOD.replace(",", ";").replace(".", ","), GOOD.encode("utf-16")], ids=["csv", "german", "utf-16"]
)
def test_a_file_is_judged_as_it_stands(content: str | bytes) -> None:
    app = _with_file(content)
    assert not app.exception
    assert not app.error
    assert "**n = 200 · events 100**" in _said(app)
    assert "p_new" in _said(app)


def test_a_forgotten_file_leaves_nothing_in_the_session() -> None:
    app = _with_file(GOOD)
    app.button(key="predictions.forget").click().run()
    assert not app.exception
    assert translate("predictions.now_example", "en", rows="2,572") in _said(app)
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
    app = _with_file(content, language)
    assert not app.exception
    assert translate(key, language, **params) in " ".join(error.value for error in app.error)
    assert not _alts(app)


def test_a_column_with_a_value_above_1_is_offered_as_a_score_and_the_page_says_why() -> None:
    lines = GOOD.splitlines(keepends=True)
    lines[5] = "0,1.5,0.2,A\n"
    app = _with_file("".join(lines))
    assert not app.exception
    offered = {control.label: control.options for control in app.multiselect}
    assert "p_new" not in offered[translate("predictions.models", "en")]
    assert "p_new" in offered[translate("predictions.scores", "en")]
    assert any("p_new" in told.value and "1.5" in told.value for told in app.markdown)


@pytest.mark.parametrize("cell", ["", "text"])
def test_a_bad_prediction_is_named_with_its_row(cell: str) -> None:
    lines = GOOD.splitlines(keepends=True)
    lines[5] = f"0,{cell},0.2,A\n"
    app = _with_file("".join(lines))
    app.session_state["predictions.models.1"] = ["p_new"]
    app.run()
    assert not app.exception
    assert app.error
    assert "5" in app.error[0].value
    assert "p_new" in app.error[0].value


def test_a_columns_name_is_shown_as_it_reads() -> None:
    app = _with_file(GOOD.replace("p_new", "<b>**:red[p]**</b>"))
    assert not app.exception
    assert "<b>" not in _said(app)
    assert ":red[p]" not in _said(app)


@pytest.mark.parametrize("delay", range(6))
@pytest.mark.parametrize("which", [0, 1], ids=["slider", "field"])
@pytest.mark.parametrize("way", [1, -1], ids=["up", "down"])
def test_a_browser_that_is_behind_never_sends_the_threshold_back(way: int, which: int, delay: int) -> None:
    pair, sent = SliderInputSync(50), [50] * 20
    for step in range(50 + way, 50 + 15 * way, way):
        # What is moved tells its own value; the other one what it was sent some steps ago.
        told = [sent[-1 - delay]] * 2
        told[which] = step
        assert pair.settle(*told) == step
        sent.append(step)
    end = sent[-1]
    # Once the browser has caught up, either can be moved, also to where it was.
    for other in (0, 1, 0):
        told = [pair.value] * 2
        told[other] = 50 if pair.value != 50 else end
        assert pair.settle(*told) == told[other]
        assert pair.settle(told[other], told[other]) == told[other]


def test_a_threshold_in_the_address_is_where_the_page_starts() -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()
    app.switch_page("pages/performance.py")
    app.query_params["performance_osteoporosis_threshold"] = "31"
    app.run()
    assert not app.exception
    assert _marks(app)[1:] == [[31.0]] * 3


CASES = ROOT / "tests" / "golden" / "cases"
WORDS = "result,p_new,t_score,grade\n" + "".join(
    f"{('Good', 'Poor')[i % 3 == 0]},{0.1 + 0.008 * i:.3f},{-0.03 * i - (i % 3 == 0):.2f},{('a', 'b', '')[i % 7 % 3]}\n" for i in range(90)
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_outcome_in_words_asks_which_value_is_the_event(language: str) -> None:
    app = _with_file(WORDS, language)
    assert not app.exception
    assert translate("predictions.choose_event", language, column="result", one="Good", other="Poor") in [i.value for i in app.info]
    assert not _alts(app)
    asked = app.selectbox(key="predictions.event_level.1.result")
    assert asked.label == translate("predictions.event_level", language)
    asked.set_value("Poor").run()
    assert not app.exception
    assert not app.error
    assert translate("performance.counts", language, people="", outcome="", n=90, events=30).partition("**")[2].partition("**")[0] in _said(
        app
    )
    assert len(_alts(app)) == 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_score_is_ranked_in_the_direction_chosen(language: str) -> None:
    app = _with_file(WORDS, language)
    app.selectbox(key="predictions.event_level.1.result").set_value("Poor")
    app.session_state["predictions.models.1"] = []
    app.session_state["predictions.scores.1"] = ["t_score"]
    app.run()
    assert not app.exception
    assert translate("predictions.lower", language, name="t_score") in [box.label for box in app.checkbox]
    said = _said(app)
    assert translate("performance.at.score", language) in said
    assert "0.5" in said  # the hint: an AUC below it
    below = app.main.get("plotly_chart")[0].proto.alt
    app.checkbox(key="predictions.lower.1.t_score").check().run()
    assert not app.exception
    assert app.get("plotly_chart")[0].proto.alt != below
    assert translate("performance.score.chosen_here", language) in _said(app)
    for tab in ("calibration_tab", "pairs", "precision", "pair"):
        title = translate(f"performance.{tab}.title", language)
        app.session_state[f"predictions.tabs.{translate('performance.at.title', language)}"] = title
        app.run()
        assert not app.exception, tab


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name, words", [("percent_signs.csv", "44.3%"), ("duplicate_prediction.csv", "p_new")])
def test_a_page_without_predictions_says_why_each_column_is_not_offered(name: str, words: str, language: str) -> None:
    app = _with_file((CASES / name).read_bytes(), language)
    assert not app.exception
    assert translate("upload.no_models", language) in [error.value for error in app.error]
    listed = [m.value for m in app.markdown if "- " in m.value and words in m.value]
    assert listed
    assert len(listed[0].splitlines()) <= 14


def test_of_many_columns_ten_are_named_and_counted() -> None:
    names = [f"text{i}" for i in range(40)]
    rows = "".join(f"{i % 2}," + ",".join(f"w{i}" for _ in names) + "\n" for i in range(20))
    app = _with_file(f"y,{','.join(names)}\n{rows}")
    listed = next(m.value for m in app.markdown if "text0" in m.value)
    assert listed.count("\n- ") == 11
    assert translate("predictions.not_offered_more", "en", count=30) in listed


@pytest.mark.parametrize("language", LANGUAGES)
def test_people_whose_group_is_not_known_are_a_group(language: str) -> None:
    app = _with_file(WORDS, language)
    app.selectbox(key="predictions.event_level.1.result").set_value("Poor").run()
    app.segmented_control(key="predictions.view").set_value("subgroups").run()
    assert not app.exception
    assert not app.error
    assert any(translate("evaluate.group_not_known", language) in alt for alt in _alts(app))


def test_a_group_named_like_a_strategy_or_not_known_stays_itself() -> None:
    labels = ["none", "all", "not known", ""]
    rows = "".join(f"{i % 2},{0.05 + 0.9 * ((i * 37) % 100) / 100:.3f},{labels[i // 2 % 4]}\n" for i in range(200))
    app = _with_file("y,p,site\n" + rows)
    app.segmented_control(key="predictions.view").set_value("subgroups").run()
    assert not app.exception
    assert any("(not known)" in alt and "none" in alt for alt in _alts(app))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_done_with_a_file_is_said(language: str) -> None:
    app = _with_file((CASES / "rounding_dust.csv").read_bytes(), language)
    assert not app.exception
    assert any("1.0000000000000002" in info.value for info in app.info)
    app = _with_file((CASES / "thousands_in_time.csv").read_bytes(), language)
    assert not app.exception
    assert any("365.25" in info.value for info in app.info)
