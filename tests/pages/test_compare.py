"""The compare page: every example in both languages, a patient of three fields, nobody, a refused edit, and the rule set's place."""

from __future__ import annotations

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from osteo_core import load_model
from osteo_core.catalogue import CATALOGUE
from osteo_core.constants import MODEL_OF_WORLD, World
from osteo_core.patients import Patient
from osteo_core.patients.examples import list_examples
from osteo_core.scores.rules.decide import rule_sets
from osteo_core.translations import LANGUAGES, translate
from tests.folders import ROOT

OUTCOMES = ("major", "hip", "osteoporosis")


def _start(language: str = "en", world: World = "life", **state: object) -> AppTest:
    """The compare page after the patient page has been opened once."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.session_state["language"], app.session_state["world"] = language, world
    app.run()
    for name, value in state.items():
        app.session_state[name] = value
    return app.switch_page("pages/compare.py").run()


def _patient(app: AppTest, **draft: object) -> AppTest:
    """Another record on the compare page: empty, then the fields given."""
    app.switch_page("pages/patient.py").run()
    next(b for b in app.button if b.label == translate("pages.picker.new", "en")).click().run()
    app.button_group(key="form.modality").select("clinical").run()
    for name, value in draft.items():
        widgets = [*app.text_input, *app.selectbox]
        widget = next(w for w in widgets if (w.key or "").startswith("field.") and f".{name}" in w.key)
        widget.set_value(str(value)).run()
    return app.switch_page("pages/compare.py").run()


def _alts(app: AppTest) -> list[str]:
    return [chart.proto.alt for chart in app.get("plotly_chart")]


def _texts(app: AppTest) -> str:
    return "\n".join(m.value for m in app.markdown)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_every_outcome_and_says_what_each_chart_shows(language: str) -> None:
    app = _start(language)
    assert not app.exception
    assert [title.value for title in app.title] == [translate("compare.title", language)]
    alts = _alts(app)
    for outcome in OUTCOMES:
        assert any(alt.startswith(translate(f"compare.outcome.{outcome}", language)) for alt in alts)
    assert len(set(alts)) == len(alts)
    assert translate("scores.qfracture.disclaimer", language) in _texts(app)


@pytest.mark.parametrize("example", list_examples(), ids=lambda example: example.id)
def test_every_example_can_be_compared(example: object) -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()
    app.selectbox(key="picker.example").select(example.id).run()  # type: ignore[attr-defined]
    app.switch_page("pages/compare.py").run()
    assert not app.exception
    assert len(_alts(app)) >= 4


def test_age_sex_and_weight_alone_give_a_page_that_names_what_is_lacking() -> None:
    app = _patient(_start(), age=67.0, sex="female", weight_kg=54.0)
    assert not app.exception
    major = next(alt for alt in _alts(app) if alt.startswith(translate("compare.outcome.major", "en")))
    assert "Network" in major
    assert "QFracture: no value (needs: Height)" in major
    # 0.2 x (54 - 67) = -2.6, whole number -2
    assert "−2" in _texts(app)
    assert translate("compare.bmd.none", "en") in _texts(app)


def test_nobody_on_screen_is_said_plainly() -> None:
    app = _patient(_start())
    assert not app.exception
    assert not _alts(app)
    assert [info.value for info in app.info] == [translate("compare.no_patient", "en")]


def test_a_refused_edit_is_named_and_every_answer_leaves_it_out() -> None:
    app = _start()
    app.switch_page("pages/patient.py").run()
    bmd = next(w for w in app.text_input if ".femoral_neck_bmd." in (w.key or "") and w.key.startswith("field."))
    bmd.set_value("790").run()
    app.switch_page("pages/compare.py").run()
    assert not app.exception
    assert any(translate("fields.left_out", "en") in w.value and "790" in w.value for w in app.warning)
    assert app.session_state["record"].patient.dxa.femoral_neck_bmd is None
    assert len(_alts(app)) >= 4


def test_a_rule_set_decides_and_its_threshold_stands_beside_the_frax_style_score_only() -> None:
    before = _start()
    assert translate("compare.decision.none", "en") in _texts(before)
    chosen = next(rule for rule in rule_sets() if rule.name == "bhof_2022")
    app = _start(rule_set=chosen.name)
    assert not app.exception
    assert chosen.source in _texts(app)
    major = next(alt for alt in _alts(app) if alt.startswith(translate("compare.outcome.major", "en")))
    rows = major.split("; ")
    assert [("threshold" in row) for row in rows] == [row.startswith("FRAX-style") for row in rows]
    assert any("threshold" in row for row in rows)


def test_another_prevalence_moves_the_network_and_no_other_score() -> None:
    def rows(app: AppTest) -> dict[str, str]:
        alt = next(a for a in _alts(app) if a.startswith(translate("compare.outcome.major", "en")))
        return {row.split(" ")[0]: row for row in alt.split(": ", 1)[1].split("; ")}

    learned, restated = rows(_start(world="paper")), rows(_start(world="paper", **{"prevalence.choice": "nhanes"}))
    assert learned["Network"] != restated["Network"]
    assert "adjusted" in restated["Network"]
    assert learned["QFracture"] == restated["QFracture"]


def _hip_by_age(app: AppTest) -> str:
    app.radio(key="compare.by_age.view").set_value("hip").run()
    assert not app.exception
    told = [alt for alt in _alts(app) if " by age with" in alt]
    assert len(told) == 1
    assert "QFracture" in told[0]
    return told[0]


def test_risk_by_age_for_the_hip_has_the_network_where_it_answers_it() -> None:
    assert "Network" in _hip_by_age(_start())
    assert "Network" not in _hip_by_age(_start(world="paper"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_hip_says_whether_a_network_answers_it(language: str) -> None:
    unanswered = f":small[{translate('compare.asks.hip_unanswered', language)}]"
    for world, said in (("life", False), ("paper", True)):
        app = _start(language, world=world)
        assert not app.exception
        assert (unanswered in [m.value for m in app.markdown]) is said
        network = f"{translate('compare.network.life', language)}"
        hip = next(alt for alt in _alts(app) if alt.startswith(translate("compare.outcome.hip", language)))
        assert (network in hip) is not said


def test_bmd_stands_on_the_reference_curve_of_each_measured_site() -> None:
    app = _start()
    dxa = app.session_state["record"].patient.dxa
    measured = [name for name, value in dxa if name.endswith("_bmd") and value is not None]
    told = [alt for alt in _alts(app) if any(alt.startswith(CATALOGUE[name].label_in("en")) for name in measured)]
    assert len(told) == len(measured) > 0


@pytest.mark.parametrize("example", ["woman-osteoporosis-fracture", "virtual-complete-osteoporosis"])
@pytest.mark.parametrize("world", MODEL_OF_WORLD)
def test_curves_pass_through_the_patients_own_numbers_and_the_scan_alone_is_the_scan_alone(example: str, world: World) -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()
    app.selectbox(key="picker.example").select(example).run()
    app.session_state["world"] = world
    app.switch_page("pages/compare.py").run()
    patient, _, learned = app.session_state["person.answers"]
    here = int(np.flatnonzero(learned.ages == patient.clinical.age)[0])
    name = MODEL_OF_WORLD[world]
    ours, by_age = learned.networks[name], learned.by_age[name]
    assert by_age["major"][here] == pytest.approx(100 * ours.fracture.probability, rel=1e-5)
    assert ("hip" in by_age) is (ours.hip_fracture is not None) is (world == "life")
    if ours.hip_fracture is not None:
        assert by_age["hip"][here] == pytest.approx(100 * ours.hip_fracture.probability, rel=1e-5)
    for score in ("frax_style", "qfracture"):
        for outcome in ("hip", "major"):
            assert learned.by_age[score][outcome][here] == pytest.approx(learned.scores[score].value(outcome).value)
    alone = load_model(name).assess(Patient(dxa=patient.dxa))
    assert learned.dxa_alone.osteoporosis.probability == pytest.approx(alone.osteoporosis.probability, rel=1e-5)
    assert learned.dxa_alone.osteoporosis.low == pytest.approx(alone.osteoporosis.low, rel=1e-5)
