"""A choice is what was chosen, whatever words it is shown by: the other language, new counts, a browser that is a moment behind."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from osteo_core.patients import Patient
from pages._widgets.shared import router
from pages._widgets.shared.record import Record, flat
from tests.folders import ROOT

PAGES = [f"pages/{name}.py" for name in router.PAGES]
PLAIN = re.compile(r"\bst\.(selectbox|radio|multiselect|segmented_control|pills|select_slider|tabs|toggle)\(")


def test_every_choice_goes_through_one_place() -> None:
    """The language's own switch is shown by the same two words in either language."""
    apart = {"choice.py", "language.py"}
    found = [
        path.name for path in (ROOT / "pages").rglob("*.py") if path.name not in apart and PLAIN.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []
    assert {path.name for path in (ROOT / "pages").glob("*.py")} == {Path(page).name for page in PAGES}


def _choosing() -> None:
    import streamlit as st

    from pages._widgets.shared import choice

    words = {"en": {None: "not known", True: "yes", False: "no"}, "zh": {None: "不详", True: "是", False: "否"}}
    language = st.session_state.setdefault("language", "en")
    of = words[language].__getitem__
    heard = st.session_state.setdefault("heard", [])

    def note(name: str) -> None:
        heard.append((name, choice.of(name)))

    for key, told in st.session_state.get("told", {}).items():  # as the browser's message does, before its callback
        st.session_state[key] = told
        choice._changed(key, note, (key,))
    for key, told in st.session_state.pop("told", {}).items():
        st.session_state[key] = told
    choice.settle()
    st.session_state["seen"] = {
        "select": choice.selectbox("a", [None, True, False], format_func=of, key="select", on_change=note, args=("select",)),
        "radio": choice.radio("b", [None, True, False], format_func=of, key="radio", on_change=note, args=("radio",)),
        "several": choice.multiselect("c", [True, False], format_func=of, key="several", on_change=note, args=("several",)),
        "segment": choice.segmented_control("d", [True, False], format_func=of, key="segment", on_change=note, args=("segment",)),
        "pills": choice.pills("e", [True, False], format_func=of, key="pills", on_change=note, args=("pills",)),
    }
    opened = choice.tabs({"first": of(True), "second": of(False)}, key="tabs")
    st.session_state["seen"]["tab"] = next(name for name, tab in opened.items() if tab.open)


CHOSEN = {"select": True, "radio": False, "several": [False], "segment": False, "pills": [True], "tab": "second"}


def _chosen() -> AppTest:
    app = AppTest.from_function(_choosing).run()
    assert app.session_state["seen"] == {"select": None, "radio": None, "several": [], "segment": None, "pills": [], "tab": "first"}
    app.selectbox[0].select(True)
    app.radio[0].set_value(False)
    app.multiselect[0].select(False)
    app.segmented_control(key="segment").set_value(False)
    app.pills(key="pills").set_value([True])
    app.run()
    app.session_state["tabs"] = "no"
    app.run()
    assert not app.exception
    assert app.session_state["seen"] == CHOSEN
    return app


def test_the_words_change_and_the_choices_do_not() -> None:
    app = _chosen()
    heard = list(app.session_state["heard"])
    assert sorted(name for name, _ in heard) == ["pills", "radio", "segment", "select", "several"]
    for language in ("zh", "en", "zh"):
        app.session_state["language"] = language
        app.run()
        assert not app.exception
        assert app.session_state["seen"] == CHOSEN
        app.run()  # a click elsewhere sends every choice by its words
        assert app.session_state["seen"] == CHOSEN
    assert app.session_state["heard"] == heard  # nobody chose anything


@pytest.mark.parametrize("told", ["yes", "是"])
def test_words_of_a_moment_ago_are_found_and_are_no_change(told: str) -> None:
    """A browser that has not yet drawn the new words tells the old ones."""
    app = _chosen()
    app.session_state["language"] = "zh"
    app.run()
    heard = list(app.session_state["heard"])
    app.session_state["told"] = {"select": told, "radio": "no", "several": ["no"], "segment": "no", "pills": [told]}
    app.run()
    assert not app.exception
    assert app.session_state["seen"] == CHOSEN
    assert app.session_state["heard"] == heard


def test_the_start_value_says_what_is_chosen() -> None:
    """The state's own message is sent once, and is lost where a click cuts its run short; a browser then goes by the start value."""
    app = _chosen()
    app.run()
    select, radio, several = app.selectbox[0].proto, app.radio[0].proto, app.multiselect[0].proto
    assert (select.options[select.default], radio.options[radio.default]) == ("yes", "no")
    assert [several.options[place] for place in several.default] == ["no"]
    buttons = {one.key: [one.proto.options[place].content for place in one.proto.default] for one in app.get("button_group")}
    assert buttons == {"segment": ["no"], "pills": ["yes"]}
    assert not any(one.proto.set_value for one in (app.selectbox[0], app.radio[0], app.multiselect[0], *app.get("button_group")))


def _switches() -> None:
    import streamlit as st

    from pages._widgets.shared import choice, language

    st.session_state.setdefault("language", "zh")
    st.session_state.setdefault("on", True)
    language.start()
    choice.toggle("a", key="on")


def test_the_start_value_says_which_language_and_what_is_switched_on() -> None:
    """Chinese pages turned English on a slow machine: the switch was drawn without its state, and told its first option as chosen."""
    app = AppTest.from_function(_switches).run().run()
    assert not app.exception
    assert app.radio(key="language").proto.options[app.radio(key="language").proto.default] == "中文"
    assert app.toggle(key="on").proto.default is True
    assert not app.radio(key="language").proto.set_value


def _clicked_twice() -> None:
    import streamlit as st

    from pages._widgets.shared import choice

    heard = st.session_state.setdefault("heard", [])
    for told in st.session_state.pop("told", ()):  # each a click; the run of all but the last is cut short before it draws anything
        st.session_state["radio"] = told
        choice._changed("radio", lambda: heard.append(choice.of("radio")), ())
    choice.radio("a", [None, True, False], key="radio", on_change=lambda: None)


def test_a_click_that_cuts_short_the_run_of_the_click_before_is_heard() -> None:
    """Yes, then at once "not known": no run has drawn the yes, and the record must not keep it."""
    app = AppTest.from_function(_clicked_twice).run()
    app.session_state["told"] = ["True", "—"]
    app.run()
    assert not app.exception
    assert app.session_state["heard"] == [True, None]


def _alike() -> None:
    import streamlit as st

    from pages._widgets.shared import choice

    st.session_state["seen"] = choice.selectbox("a", ["x1", "x2"], format_func=lambda _: "x", key="alike")


def test_two_that_read_alike_are_told_apart() -> None:
    app = AppTest.from_function(_alike).run()
    assert app.selectbox[0].options == ["x", "x (2)"]
    app.selectbox[0].select_index(1).run()
    assert app.session_state["seen"] == "x2"
    app.selectbox[0].select_index(0).run()
    assert app.session_state["seen"] == "x1"


def _others(app: AppTest) -> None:
    """Choose something else in every control of the page that is open to a choice."""
    for box in [*app.main.selectbox]:
        if not box.disabled and len(box.options) > 1 and not (box.key or "").startswith(("step.", "picker.")):
            box.select_index(len(box.options) - 1)
    for radio in app.main.radio:
        radio.set_value(_options(radio)[-1])


def _options(radio: Any) -> list[str]:
    return list(radio.options)


def _held(app: AppTest) -> dict[str, Any]:
    """What the page's controls hold, by key; a chart's selection, the words that were shown and the language itself are none."""
    kinds = ("selectbox", "radio", "multiselect", "button_group", "slider", "number_input", "text_input", "toggle", "checkbox")
    keys = {w.key for kind in kinds for w in app.get(kind) if w.key}
    return {key: app.session_state[key] for key in sorted(keys - {"language"}) if key in app.session_state}


@pytest.mark.parametrize("page", PAGES)
def test_the_other_language_leaves_every_choice_of_every_page(page: str, everything_measured: dict[str, Any]) -> None:
    patient = Patient.read(everything_measured)
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=300)
    app.session_state["language"] = "en"
    app.session_state["record"] = Record(draft=flat(patient), patient=patient, generation=1)
    app.session_state["rule_set"] = "bhof_2022"
    app.run()
    app.switch_page(page).run()
    _others(app)
    app.run()
    assert not app.exception
    before, record = _held(app), app.session_state["record"]
    draft = dict(record.draft)
    for language in ("zh", "zh", "en", "en"):
        app.session_state["language"] = language
        app.run()
        assert not app.exception
        assert _held(app) == before
        assert app.session_state["record"].draft == draft
        assert app.session_state["record"].patient == record.patient
