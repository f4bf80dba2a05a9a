"""Every page runs in both languages; the patient page follows what is typed and refuses what is wrong."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from osteo_core.catalogue import CATALOGUE
from osteo_core.constants import MODEL_OF_WORLD
from osteo_core.patients.examples import list_examples, load_example
from osteo_core.scores.qfracture import score as qfracture
from osteo_core.translations import LANGUAGES, translate
from tests.folders import ROOT

PAGES = [("patient", "pages.patient.title", 6), ("about", "about.title", 0)]


def _start(language: str = "en", world: str = "life") -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.session_state["language"] = language
    app.session_state["world"] = world
    return app.run()


def _charts(app: AppTest) -> list[str]:
    return [chart.proto.alt for chart in app.get("plotly_chart")]


def _choose(app: AppTest, key: str, value: object) -> None:
    """Set a control of the sidebar, which AppTest no longer lists after the first rerun."""
    app.session_state[key] = value
    app.run()


def _field(app: AppTest, name: str) -> object:
    return next(widget for widget in app.text_input if f".{name}." in (widget.key or "") and (widget.key or "").startswith("field."))


def _value_shown(app: AppTest, place: int = 0) -> str:
    """The sentence under a gauge, which carries the number and its interval."""
    return [m.value for m in app.markdown if "100" in m.value and m.value.startswith("**") and "%" in m.value][place]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page, heading, least_charts", PAGES)
def test_a_page_runs_with_its_heading_and_charts(page: str, heading: str, least_charts: int, language: str) -> None:
    app = _start(language)
    if page != "patient":
        app.switch_page(f"pages/{page}.py").run()
    assert not app.exception
    assert [title.value for title in app.title] == [translate(heading, language)]
    assert len(_charts(app)) >= least_charts
    assert any(translate("pages.notice", language) in m.value for m in app.markdown)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_says_what_it_shows(language: str) -> None:
    alts = _charts(_start(language))
    assert alts
    assert all(alt and len(alt) > 15 for alt in alts)
    assert len(set(alts)) == len(alts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_restating_says_for_whom_and_leaves_the_explanation(language: str) -> None:
    app = _start(language, "paper")
    learned = _value_shown(app)
    _choose(app, "prevalence.choice", "nhanes")
    assert not app.exception
    assert _value_shown(app) != learned
    said = " ".join(m.value for m in app.markdown)
    assert "NHANES" in said
    assert translate("prevalence.explained", language) in said
    _choose(app, "prevalence.choice", "virtual")
    assert _value_shown(app) == learned


@pytest.mark.parametrize("world", MODEL_OF_WORLD)
def test_ones_own_prevalence_moves_the_answer_the_same_way(world: str) -> None:
    app = _start(world=world)
    _choose(app, "prevalence.choice", "own")
    assert not app.exception
    shown = []
    for percent in ("20", "5,0", "1.0"):
        _choose(app, "prevalence.fracture", percent)
        shown.append(float(_value_shown(app, 1).removeprefix("**").split("\N{NO-BREAK SPACE}")[0]))
    assert shown == sorted(shown, reverse=True)
    assert len(set(shown)) == 3


def test_without_age_there_is_nothing_to_restate_for_and_the_page_says_which_is_missing() -> None:
    app = _start(world="paper")
    app.button(key="picker.new").click().run()
    app.selectbox(key=next(w.key for w in app.selectbox if ".manufacturer" in (w.key or ""))).select("hologic").run()
    _field(app, "femoral_neck_bmd").set_value("0.6").run()  # type: ignore[attr-defined]
    learned = _value_shown(app)
    _choose(app, "prevalence.choice", "nhanes")
    assert _value_shown(app) == learned
    assert any(m.value.startswith(":small[Cannot be adjusted") and "Age" in m.value and "Sex" in m.value for m in app.markdown)


def test_qfractures_questions_are_asked_and_change_its_score_only() -> None:
    app = _start()
    app.session_state[f"form.history.{app.session_state['record'].generation}"] = True  # unfolded
    app.segmented_control(key="form.modality").set_value("clinical").run()
    before = app.session_state["record"].patient
    answer = _value_shown(app)
    next(w for w in app.radio if (w.key or "").endswith(".dementia")).set_value(True).run()
    after = app.session_state["record"].patient
    assert after.history.dementia is True
    assert _value_shown(app) == answer
    old, new = (qfracture.for_patient(patient).value("hip") for patient in (before, after))
    assert old is not None
    assert new is not None
    assert new.value > 1.5 * old.value  # type: ignore[operator]


def test_the_first_screen_is_a_real_person_and_says_so() -> None:
    app = _start()
    first = list_examples()[0]
    assert first.kind == "nhanes"
    assert any(translate("pages.picker.is_real", "en") in m.value for m in app.markdown)
    assert not any(translate("pages.picker.is_virtual", "en") in m.value for m in app.markdown)


@pytest.mark.parametrize("example", list_examples(), ids=lambda example: example.id)
def test_every_example_can_be_shown(example: object) -> None:
    app = _start()
    app.selectbox(key="picker.example").select(example.id).run()  # type: ignore[attr-defined]
    assert not app.exception
    assert _charts(app)
    assert app.session_state["record"].patient == load_example(example.id)  # type: ignore[attr-defined]


def test_a_typed_field_changes_the_answer() -> None:
    app = _start()
    before, bmd = _value_shown(app), app.session_state["record"].draft["femoral_neck_bmd"]
    _field(app, "femoral_neck_bmd").set_value(str(bmd + 0.25)).run()  # type: ignore[attr-defined]
    assert not app.exception
    assert app.session_state["record"].patient.dxa.femoral_neck_bmd == pytest.approx(bmd + 0.25)
    assert _value_shown(app) != before


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refused_value_stays_as_typed_is_explained_and_left_out(language: str) -> None:
    app = _start(language)
    before = _value_shown(app)
    label = CATALOGUE["femoral_neck_bmd"].label_in(language)
    _field(app, "femoral_neck_bmd").set_value("790").run()  # type: ignore[attr-defined]
    assert not app.exception
    assert _field(app, "femoral_neck_bmd").value == "790"  # type: ignore[attr-defined]
    assert any("⚠" in m.value and "790" in m.value and label in m.value for m in app.markdown)
    warned = next(w.value for w in app.warning if translate("fields.left_out", language) in w.value)
    assert label in warned
    assert "790" in warned
    assert app.session_state["record"].patient.dxa.femoral_neck_bmd is None
    assert app.session_state["record"].refused == ("femoral_neck_bmd",)
    assert _value_shown(app) != before


def test_new_empties_every_field_and_one_field_is_enough() -> None:
    app = _start()
    next(b for b in app.button if b.label == translate("pages.picker.new", "en")).click().run()
    assert not app.exception
    assert app.session_state["record"].draft == {}
    assert app.session_state["record"].patient is None
    assert not _charts(app)
    assert all(widget.value == "" for widget in app.text_input)
    app.button_group(key="form.modality").select("clinical").run()
    _field(app, "age").set_value("70").run()  # type: ignore[attr-defined]
    assert not app.exception
    assert app.session_state["record"].patient.clinical.age == 70
    assert _charts(app)


def test_any_order_bmd_before_its_manufacturer() -> None:
    app = _start()
    next(b for b in app.button if b.label == translate("pages.picker.new", "en")).click().run()
    _field(app, "total_hip_bmd").set_value("0,7").run()  # type: ignore[attr-defined]
    assert app.session_state["record"].patient is None
    assert app.session_state["record"].problems
    maker = next(s for s in app.selectbox if (s.key or "").endswith(".manufacturer"))
    maker.select("hologic").run()
    assert not app.exception
    assert app.session_state["record"].patient.dxa.total_hip_bmd == 0.7
    assert not app.session_state["record"].problems


def test_conventional_units_show_the_same_record() -> None:
    app = _start()
    next(b for b in app.button if b.label == translate("pages.picker.new", "en")).click().run()
    app.button_group(key="form.modality").select("clinical").run()
    app.toggle(key="conventional_units").set_value(True).run()
    _field(app, "vitamin_d_25oh").set_value("20").run()  # type: ignore[attr-defined]
    # 20 ng/mL x 2.496 = 49.92 nmol/L (CLINICAL factor of 25-hydroxyvitamin D)
    assert app.session_state["record"].patient.clinical.vitamin_d_25oh == pytest.approx(49.92)
    app.toggle(key="conventional_units").set_value(False).run()
    assert _field(app, "vitamin_d_25oh").value == "49.92"  # type: ignore[attr-defined]


def test_an_edit_survives_the_other_page_and_the_language() -> None:
    app = _start()
    _field(app, "femoral_neck_bmd").set_value("0.777").run()  # type: ignore[attr-defined]
    app.switch_page("pages/about.py").run()
    app.switch_page("pages/patient.py").run()
    app.session_state["language"] = "zh"
    app.run()
    assert not app.exception
    assert _field(app, "femoral_neck_bmd").value == "0.777"  # type: ignore[attr-defined]


def test_what_if_moves_the_answer_and_not_the_record() -> None:
    app = _start()
    patient = app.session_state["record"].patient
    before = next(alt for alt in _charts(app) if alt.startswith("What the change does"))
    typed = next(n for n in app.text_input if (n.key or "").endswith(".typed"))
    typed.set_value(str(float(typed.value) * 1.4)).run()
    assert not app.exception
    assert next(alt for alt in _charts(app) if alt.startswith("What the change does")) != before
    assert app.session_state["record"].patient is patient


@pytest.mark.parametrize("by", ["modality", "feature"])
@pytest.mark.parametrize("outcome", ["osteoporosis", "fracture"])
def test_why_for_either_outcome(by: str, outcome: str) -> None:
    app = _start()
    app.radio(key="why.outcome").set_value(outcome).run()
    app.radio(key="why.by").set_value(by).run()
    assert not app.exception
    named = translate(f"figures.outcome.{outcome}", "en")
    assert any(alt.startswith(f"{named}: from ") for alt in _charts(app))
