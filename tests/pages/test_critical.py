"""The critical reading: every step in both languages, the arithmetic follows what is typed, and the printed numbers come back."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from osteo_core.paper.contradictions import NUMBERS
from osteo_core.translations import sentences, translate
from tests.pages.in_turn import in_turn
from tests.pages.opened import opened, texts_on_page

POINTS = {
    "counts": (1, 6, 7), "accuracy": (2,), "mean": (4,), "pooled": (15,), "p_values": (5, 18), "interval": (16,), "same": (3,),
    "table1": (9,), "circular": (10, 8), "calibrated": (20,), "words": (11, 12, 13, 14, 17, 19),
}  # fmt: skip


def _page(step: str, language: str = "en") -> AppTest:
    return opened("critical", language, {"step.critical": step})


def test_the_steps_cover_all_twenty_points_once() -> None:
    assert sorted(n for points in POINTS.values() for n in points) == list(NUMBERS)


@pytest.mark.parametrize("step, language", in_turn([*POINTS, "everything"]))
def test_every_step_runs_in_both_languages(step: str, language: str) -> None:
    app = _page(step, language)
    assert not app.exception
    assert [header.value for header in app.header] == [translate(f"critical.title_of.{step}", language)]
    charts = app.get("plotly_chart")
    assert len(charts) == (step not in ("words", "everything"))
    assert all(len(chart.proto.alt) > 20 for chart in charts)
    assert "nan" not in texts_on_page(app).lower()


@pytest.mark.parametrize("step, points, language", in_turn(POINTS.items()))
def test_the_answer_comes_when_asked_for_and_names_its_points(step: str, points: tuple[int, ...], language: str) -> None:
    app = _page(step, language)
    answered = sentences(language)["critical.beside"].split("{here}")[0][-6:]
    assert answered not in texts_on_page(app)
    app.toggle(key=f"critical.answer.{step}").set_value(True).run()
    assert not app.exception
    assert texts_on_page(app).count(answered) == len(points)
    assert all(translate("contradictions.mark", language, n=n) in texts_on_page(app) for n in points)


VERDICTS = {
    # step: what to type, the words before it and after it
    "accuracy": ({"accuracy.accuracy": 87.0}, "cannot", "can"),
    "mean": ({"mean.stated": 64.8}, "cannot", "can"),
    "counts": ({"counts.test": 12856.0}, "cannot", "can"),
    "p_values": ({f"p_values.age.n.{c}": 60.0 for c in ("normal", "osteopenia", "osteoporosis")}, "cannot", "can"),
    "interval": ({"interval.people": 5000.0}, "interval.narrow", "interval.fits"),
    "calibrated": ({"calibrated.accuracy": 80.0, "calibrated.brier": 0.12}, "calibrated.better", "calibrated.fits"),
    "pooled": ({"pooled.overall": 0.99}, "can", "cannot"),
}


@pytest.mark.parametrize("step, case", VERDICTS.items())
def test_the_verdict_follows_what_is_typed_and_the_printed_numbers_come_back(step: str, case: tuple[dict[str, float], str, str]) -> None:
    typed, before, after = case
    app = _page(step)
    assert f"**{translate(f'critical.{before}')}**" in texts_on_page(app)
    for name, value in typed.items():
        app.text_input(key=f"critical.{name}").set_value(str(value))
    app.run()
    assert not app.exception
    assert f"**{translate(f'critical.{after}')}**" in texts_on_page(app)
    app.button(key=f"reset.{step}").click().run()
    assert f"**{translate(f'critical.{before}')}**" in texts_on_page(app)


def test_the_printed_numbers_are_found_impossible_by_the_numbers_of_the_list() -> None:
    assert "between 85.3 and 89.7" in texts_on_page(_page("accuracy"))
    assert "64.85" in texts_on_page(_page("mean"))
    assert "0.918" in texts_on_page(_page("table1"))


def test_dxa_is_judged_by_itself_when_it_defines_the_outcome() -> None:
    app = _page("circular")
    assert "**0.889**" in texts_on_page(app)
    app.radio(key="critical.definition").set_value("measured").run()
    assert "**1.000**" in texts_on_page(app)


def test_wider_groups_lower_the_auc_of_table_1_to_the_printed_one() -> None:
    app = _page("table1")
    app.slider(key="critical.factor").set_value(1.2).run()
    assert f"**{translate('critical.can')}**" in texts_on_page(app)


def test_numbers_that_cannot_be_are_told_instead_of_worked_out() -> None:
    app = _page("p_values")
    app.selectbox(key="critical.p_row").select("current_smoking").run()
    app.text_input(key="critical.p_values.current_smoking.count.normal").set_value("9999").run()
    assert [w.value for w in app.warning] == [translate("critical.p_values.too_many")]
    app = _page("interval")
    app.text_input(key="critical.interval.high").set_value("0,6").run()
    assert [w.value for w in app.warning] == [translate("critical.interval.turned")]


@pytest.mark.parametrize("step", POINTS)
def test_a_question_is_short(step: str) -> None:
    assert len(sentences("en")[f"critical.ask.{step}"].split()) <= 60


def test_what_was_typed_is_there_again_after_another_step_and_another_page() -> None:
    app = _page("accuracy")
    app.text_input(key="critical.accuracy.accuracy").set_value("87").run()
    app.button(key="step.critical.next").click().run()
    app.switch_page("pages/about.py").run()
    app.switch_page("pages/critical.py").run()
    app.button(key="step.critical.previous").click().run()
    assert app.text_input(key="critical.accuracy.accuracy").value == "87"
    assert app.text_input(key="critical.accuracy.sensitivity").value == "85.3"


@pytest.mark.parametrize("step, name, text", [("accuracy", "accuracy", "1.2.3"), ("counts", "people", "12.5"), ("mean", "stated", "")])
def test_nothing_is_worked_out_of_a_number_that_is_refused(step: str, name: str, text: str) -> None:
    app = _page(step)
    boxes = len(app.text_input)
    app.text_input(key=f"critical.{step}.{name}").set_value(text).run()
    assert not app.exception
    assert len(app.text_input) == boxes
    assert app.text_input(key=f"critical.{step}.{name}").value == text
    assert any("⚠" in m.value for m in app.markdown)
    assert translate("fields.correct", "en") in [info.value for info in app.info]
    assert not app.get("plotly_chart")
    app.button(key=f"reset.{step}").click().run()
    assert app.get("plotly_chart")
