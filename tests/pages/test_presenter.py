"""Presenter's mode hides whose record it is, enlarges the type, and shows the steps of a page one at a time."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from osteo_core.patients.examples import list_examples
from osteo_core.translations import LANGUAGES, translate
from tests.pages.opened import opened


def _start(language: str, presenting: bool) -> AppTest:
    return opened(None, language, {"presenter": presenting})


def _sidebar(app: AppTest) -> str:
    return " ".join(block.value for block in app.sidebar.markdown)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_patients_label_is_shown_at_the_desk_and_never_while_presenting(language: str) -> None:
    label = list_examples()[0].label[language]
    assert label in _sidebar(_start(language, presenting=False))
    presented = _start(language, presenting=True)
    assert not presented.exception
    assert label not in _sidebar(presented)
    assert translate("presenter.hidden", language) in _sidebar(presented)


def _stepping() -> None:
    import streamlit as st

    from osteo_core.translations import translate
    from pages._widgets.shared import presenter

    def tr(key: str, **params: object) -> str:
        return translate(key, "en", **params)

    parts = [presenter.PresenterStep(key=name, title=f"Part {name}", show=lambda name=name: st.markdown(f"shown {name}")) for name in "abc"]  # type: ignore[misc]
    presenter.steps("test", parts, tr, always=bool(st.session_state.get("always")))


def _shown(app: AppTest) -> list[str]:
    return [block.value for block in app.markdown if block.value.startswith("shown")]


def test_steps_are_shown_one_at_a_time_with_ends_that_hold() -> None:
    app = AppTest.from_function(_stepping)
    app.session_state["always"] = True
    app.run()
    assert _shown(app) == ["shown a"]
    previous, following = app.button
    assert previous.disabled
    following.click().run()
    app.button[1].click().run()
    assert _shown(app) == ["shown c"]
    assert app.button[1].disabled
    app.button[0].click().run()
    assert _shown(app) == ["shown b"]
    app.selectbox[0].select("a").run()
    assert _shown(app) == ["shown a"]


def test_a_page_shows_all_its_parts_until_it_is_presented() -> None:
    app = AppTest.from_function(_stepping).run()
    assert _shown(app) == ["shown a", "shown b", "shown c"]
    app.session_state["presenter"] = True
    app.run()
    assert _shown(app) == ["shown a"]


def test_a_charts_words_are_larger_while_presenting_and_the_chart_given_stays_as_it_is() -> None:
    app = AppTest.from_function(_charted).run()
    desk = json.loads(app.get("plotly_chart")[0].proto.spec)["layout"]
    app.session_state["presenter"] = True
    shown = json.loads(app.run().get("plotly_chart")[0].proto.spec)["layout"]
    assert desk["font"]["size"] >= 13
    assert shown["font"]["size"] > desk["font"]["size"]
    assert shown["font"]["color"] == desk["font"]["color"]
    assert shown["xaxis"]["title"]["text"] == desk["xaxis"]["title"]["text"]
    assert shown["xaxis"]["title"]["font"]["size"] > 14
    # A number that stands out at the desk stands out on the wall.
    assert [note["font"]["size"] for note in shown["annotations"]] == [50, 16]
    assert shown["height"] > desk["height"]
    app.session_state["presenter"] = False
    assert json.loads(app.run().get("plotly_chart")[0].proto.spec)["layout"] == desk


@pytest.mark.parametrize("height", [100, 900])
def test_a_chart_is_taller_while_presenting_but_never_taller_than_a_screen(height: int) -> None:
    app = AppTest.from_function(_charted)
    app.session_state["height"] = height
    desk = json.loads(app.run().get("plotly_chart")[0].proto.spec)["layout"]["height"]
    app.session_state["presenter"] = True
    shown = json.loads(app.run().get("plotly_chart")[0].proto.spec)["layout"]["height"]
    assert desk == height
    assert shown > height if height < 400 else shown < 500


def _charted() -> None:
    import plotly.graph_objects as go
    import streamlit as st

    from pages._widgets.shared import charts

    if "figure" not in st.session_state:
        figure = go.Figure(
            layout={
                "height": st.session_state.get("height", 300),
                "margin": {"l": 8},
                "font": {"color": "#123456"},
                "xaxis": {"title": {"text": "x"}},
            }
        )
        figure.add_annotation(text="87 %", font={"size": 40})
        figure.add_annotation(text="(74–97)")
        st.session_state["figure"] = figure
    charts.chart(st.session_state["figure"], "a chart of nothing", "chart.test", row=False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_patients_page_goes_one_thing_at_a_time_and_names_nobody_while_presenting(language: str) -> None:
    labels = [example.label[language] for example in list_examples()]
    app = _start(language, presenting=True)
    seen = []
    for step in ("enter", "card", "answer", "why", "what_if", "notes", "further", "next_test"):
        app.session_state["step.patient"] = step
        app.run()
        assert not app.exception
        seen.append([header.value for header in app.header])
        words = " ".join(block.value for block in [*app.markdown, *app.header])
        assert not any(label in words for label in labels)
        assert not any(label in option for box in app.main.selectbox for option in box.options for label in labels)
    titles = ["presenter.enter", "presenting.first", "presenter.answered", "pages.why.title", "pages.what_if.title", "pages.notes.title"]
    further = ["pages.notes.missing_tests", "next_test.title"]
    assert [headers[0] for headers in seen] == [translate(key, language) for key in (*titles, *further)]
    desk = [header.value for header in _start(language, presenting=False).header]
    assert desk[-3:] == [translate(key, language) for key in titles[3:]]
