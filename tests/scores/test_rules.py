"""Rule sets decide as their guidelines say, leave open what was not answered, and never read more into a score than it holds."""

from __future__ import annotations

import re
import sys
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteo_core.patients import Patient
from osteo_core.scores.rules.decide import Decision, RuleSet, apply, rule_sets
from osteo_core.scores.score import About, Remark, ScoreResult, UnansweredQuestion, Value
from osteo_core.translations import LANGUAGES

ABOUT = About(name="frax_style", kind="probability", inputs=(), required=(), horizon_years=10, source="", licence="")
RULES = {rules.name: rules for rules in rule_sets()}
BHOF, CHINA, WHO, NOGG = (RULES[name] for name in ("bhof_2022", "china_2022", "who_1994", "nogg_illustration"))
TREATMENT = (BHOF, CHINA)
NOT_MET, UNDECIDED, MET = range(3)
ORDER = {"not_met": NOT_MET, "undecided": UNDECIDED, "met": MET}


def frax(major: float = 5.0, hip: float = 0.5, **more: Any) -> ScoreResult:
    return ScoreResult(ABOUT, values=(Value("major", major), Value("hip", hip)), **more)


def woman(dxa: dict[str, Any] | None = None, **clinical: Any) -> Patient:
    return Patient.read({"clinical": {"age": 66, "sex": "female"} | clinical, "dxa": dxa})


def decide(rules: RuleSet, patient: Patient, score: ScoreResult | None = None) -> Decision:
    return apply(rules, patient, score or frax())


def met(decision: Decision) -> set[str]:
    return {finding.criterion for finding in decision.findings if finding.status == "met"}


NECK_LOW, NECK_OPEN, NECK_GOOD = ({"femoral_neck_t": t} for t in (-2.5, -1.8, -0.4))


def test_each_rule_set_names_country_year_and_source() -> None:
    named = [(rules.name, rules.country, rules.year, rules.purpose) for rules in rule_sets()]
    assert named == [
        ("who_1994", "international", 1994, "diagnosis"),
        ("bhof_2022", "us", 2022, "treatment"),
        ("china_2022", "china", 2022, "treatment"),
        ("nogg_illustration", "uk", 2021, "treatment"),
    ]
    assert all(rules.source for rules in rule_sets())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rules", rule_sets(), ids=lambda rules: rules.name)
def test_each_rule_set_has_its_words(rules: RuleSet, language: str) -> None:
    assert all(rules.text(what, language) for what in ("title", "scope", "about"))


@pytest.mark.parametrize("rules", TREATMENT, ids=lambda rules: rules.name)
def test_thresholds_are_twenty_and_three_percent_at_every_age(rules: RuleSet) -> None:
    assert {rules.threshold("major", age) for age in (50, 70, 90)} == {20}
    assert {rules.threshold("hip", age) for age in (50, 70, 90)} == {3}


def test_a_diagnosis_has_no_percentage() -> None:
    assert WHO.threshold("major", 70) is None


@pytest.mark.parametrize("t", [-4.0, -2.55, -2.5, -2.45, -2.44, -1.0, 0.3])
def test_who_agrees_with_the_category(t: float) -> None:
    patient = woman({"total_hip_t": t})
    assert (decide(WHO, patient).verdict == "met") == (patient.who_category().category == "osteoporosis")


@pytest.mark.parametrize("rules", TREATMENT, ids=lambda rules: rules.name)
@pytest.mark.parametrize(
    "dxa, clinical, score, fired",
    [
        (NECK_GOOD, {"prior_fracture_sites": ["hip"]}, frax(), {"fracture"}),
        (None, {"prior_fracture_sites": ["vertebra"]}, frax(), {"fracture"}),
        (NECK_LOW, {"prior_fracture": False}, frax(), {"t_score"}),
        ({"lumbar_spine_t": -2.7, "femoral_neck_t": -0.5}, {"prior_fracture": False}, frax(), {"t_score"}),
        (NECK_OPEN, {"prior_fracture_sites": ["pelvis"]}, frax(), {"osteopenia_fracture"}),
        (NECK_OPEN, {"prior_fracture_sites": ["humerus"]}, frax(), {"osteopenia_fracture"}),
        (NECK_OPEN, {"prior_fracture_sites": ["forearm"]}, frax(), {"osteopenia_fracture"}),
        (NECK_OPEN, {"prior_fracture": False}, frax(major=20.0), {"osteopenia_frax_major"}),
        (NECK_OPEN, {"prior_fracture": False}, frax(hip=3.0), {"osteopenia_frax_hip"}),
        (NECK_OPEN, {"prior_fracture": False}, frax(25, 6), {"osteopenia_frax_major", "osteopenia_frax_hip"}),
    ],
)
def test_each_criterion_reaches_the_threshold_alone(rules: RuleSet, dxa: Any, clinical: Any, score: ScoreResult, fired: set[str]) -> None:
    decision = decide(rules, woman(dxa, **clinical), score)
    assert decision.verdict == "met"
    assert met(decision) == fired


@pytest.mark.parametrize("rules", TREATMENT, ids=lambda rules: rules.name)
@pytest.mark.parametrize(
    "dxa, clinical, score",
    [
        (NECK_OPEN, {"prior_fracture": False}, frax(19.9, 2.9)),
        (NECK_OPEN, {"prior_fracture_sites": ["other"]}, frax()),
        (NECK_GOOD, {"prior_fracture_sites": ["forearm"]}, frax(40, 10)),
        ({"femoral_neck_t": -1.0}, {"prior_fracture_sites": ["pelvis"]}, frax(40, 10)),  # -1.0 is normal
    ],
)
def test_what_no_criterion_covers_is_not_met(rules: RuleSet, dxa: Any, clinical: Any, score: ScoreResult) -> None:
    assert decide(rules, woman(dxa, **clinical), score).verdict == "not_met"


def test_bhof_takes_osteopenia_for_frax_at_the_hip_alone() -> None:
    spine_alone = woman({"lumbar_spine_t": -1.8, "femoral_neck_t": -0.5, "total_hip_t": -0.5}, prior_fracture=False)
    assert decide(BHOF, spine_alone, frax(25, 5)).verdict == "not_met"
    assert decide(CHINA, spine_alone, frax(25, 5)).verdict == "met"


@pytest.mark.parametrize(
    "dxa, clinical, lacking",
    [
        (NECK_OPEN, {}, "Prior fragility fracture"),
        (NECK_OPEN, {"prior_fracture": True}, "Sites of prior fracture"),
        (NECK_OPEN, {"prior_fracture": True, "prior_fracture_sites": []}, "Sites of prior fracture"),
        (None, {"prior_fracture": False}, "T-score not known (lumbar spine, femoral neck, total hip)"),
    ],
)
def test_an_unanswered_question_is_undecided_and_named(dxa: Any, clinical: Any, lacking: str) -> None:
    decision = decide(BHOF, woman(dxa, **clinical))
    assert decision.verdict == "undecided"
    assert lacking in decision.text()


def test_what_cannot_change_the_verdict_is_not_asked_for() -> None:
    """No T-score is known, but osteopenia with a fracture elsewhere cannot be met without such a fracture."""
    decision = decide(BHOF, woman(None, prior_fracture=False))
    assert next(f for f in decision.findings if f.criterion == "osteopenia_fracture").status == "not_met"


OPEN = (UnansweredQuestion("parental_hip_fracture"), UnansweredQuestion("glucocorticoid_use"))


@pytest.mark.parametrize(
    "score, status",
    [
        (frax(15, unanswered=OPEN, reachable={"major": (15, 25), "hip": (0.5, 1)}), "undecided"),
        (frax(15, unanswered=OPEN, reachable={"major": (15, 19.9), "hip": (0.5, 1)}), "not_met"),
        (frax(21, unanswered=OPEN, reachable={"major": (21, 30), "hip": (0.5, 1)}), "met"),
        (frax(21, unanswered=OPEN, reachable={"major": (19.5, 30), "hip": (0.5, 1)}), "undecided"),  # an answer may lower it
        (frax(15, unanswered=OPEN), "undecided"),
        (frax(15), "not_met"),
    ],
)
def test_open_questions_of_the_score_count_only_where_they_could_change_the_result(score: ScoreResult, status: str) -> None:
    decision = decide(BHOF, woman(NECK_OPEN, prior_fracture=False), score)
    found = next(f for f in decision.findings if f.criterion == "osteopenia_frax_major")
    assert found.status == status
    assert ("Parental hip fracture, Glucocorticoids" in found.text()) == (status == "undecided")


def test_a_score_without_a_value_says_what_it_lacks() -> None:
    lacking = ScoreResult(ABOUT, lacking=("bmi|height_cm+weight_kg",))
    decision = decide(BHOF, woman(NECK_OPEN, prior_fracture=False), lacking)
    assert decision.verdict == "undecided"
    assert "Body mass index / Height + Weight" in decision.text()


def test_a_score_without_a_value_gives_its_reason() -> None:
    refused = ScoreResult(ABOUT, remarks=(Remark("patients.who.no_t"),))
    decision = decide(BHOF, woman(NECK_OPEN, prior_fracture=False), refused)
    assert Remark("patients.who.no_t").text().rstrip(".") in decision.text()


@pytest.mark.parametrize("value, status", [(19.8, "not_met"), (20.1, "met")])
def test_too_close_for_an_approximation_is_said(value: float, status: str) -> None:
    score = ScoreResult(ABOUT, values=(Value("major", value, low=19.0, high=21.0, interval="approximation"), Value("hip", 1.0)))
    found = next(f for f in decide(BHOF, woman(NECK_OPEN), score).findings if f.criterion == "osteopenia_frax_major")
    assert found.status == status
    assert "FRAX itself may be on the other side" in found.text()
    assert "落在阈值另一侧" in found.text("zh")


def test_a_value_just_below_is_not_printed_as_the_threshold() -> None:
    assert "19.96 %" in " ".join(f.text() for f in decide(BHOF, woman(NECK_OPEN), frax(19.96)).findings)


@pytest.mark.parametrize(
    "clinical",
    [{"postmenopausal": False, "age": 48}, {"sex": "male", "age": 45}],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_outside_the_scope_the_rule_does_not_apply(clinical: dict[str, Any], language: str) -> None:
    decision = decide(BHOF, woman(NECK_LOW, **clinical))
    assert (decision.scope, decision.verdict, decision.findings) == ("outside", "undecided", ())
    assert BHOF.text("scope", language) in decision.text(language)


@pytest.mark.parametrize(
    "clinical, why", [({"age": 52}, "menopausal status"), ({"sex": None, "age": 52}, "sex"), ({"sex": "male", "age": None}, "age")]
)
def test_an_unknown_scope_is_undecided(clinical: dict[str, Any], why: str) -> None:
    decision = decide(BHOF, woman(NECK_LOW, **clinical))
    assert (decision.scope, decision.verdict) == ("unknown", "undecided")
    assert why in decision.text()


def test_findings_that_fired_come_first() -> None:
    statuses = [f.status for f in decide(BHOF, woman(NECK_LOW)).findings]
    assert statuses == sorted(statuses, key=["met", "undecided", "not_met"].index)
    assert statuses[0] == "met"
    assert "undecided" in statuses


@pytest.mark.parametrize("rules", TREATMENT, ids=lambda rules: rules.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_findings_built_on_frax_say_so(rules: RuleSet, language: str) -> None:
    decision = decide(rules, woman(NECK_OPEN), frax(25, 5))
    for finding in decision.findings:
        assert finding.approximation == ("frax" in finding.criterion)
        assert (rules.text("frax", language) in finding.text(language)) == finding.approximation
    assert decision.text(language).count(rules.text("frax", language)) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_diagnosis_says_nothing_of_treatment_or_frax(language: str) -> None:
    decision = decide(WHO, woman(NECK_LOW))
    assert not any(finding.approximation for finding in decision.findings)
    assert all(word not in decision.text(language) for word in ("FRAX", "treat", "治疗"))


@pytest.fixture
def woman_with_fracture(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in for the FRAX-style function: a fifth of the age, a twentieth at the hip."""
    module = ModuleType("osteo_core.scores.frax_style.score")

    def frax_percent(*, age: float, sex: str, ethnicity: str, t_score: None, bmi: float, prior_fracture: int) -> dict[str, float]:
        assert (sex, ethnicity, t_score, bmi, prior_fracture) == ("female", "european", None, 25, 1)
        return {"major": age / 5, "hip": age / 20} if age >= 40 else {"major": float("nan"), "hip": float("nan")}

    module.frax_percent = frax_percent  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)


@pytest.mark.usefixtures("woman_with_fracture")
def test_the_age_dependent_threshold_is_that_womans_and_stays_from_seventy() -> None:
    assert [NOGG.threshold("major", age) for age in (50, 70, 85)] == [10, 14, 14]
    assert NOGG.threshold("hip", 60) == 3
    assert NOGG.threshold("major", 30) is None


@pytest.mark.usefixtures("woman_with_fracture")
@pytest.mark.parametrize(
    "score, fired",
    [
        (frax(11.9, 2.9), set()),
        (frax(12.0, 2.9), {"major"}),
        (frax(5.0, 3.1), {"hip"}),
        (frax(19.3, 2.9), {"major", "very_high_major"}),
        (frax(5.0, 4.9), {"hip", "very_high_hip"}),
    ],
)
def test_nogg_marks_high_and_very_high_risk(score: ScoreResult, fired: set[str]) -> None:
    decision = decide(NOGG, woman(age=60, postmenopausal=True), score)
    assert met(decision) == fired
    assert decision.verdict == ("met" if fired else "not_met")


def test_the_real_age_dependent_threshold_rises_to_seventy() -> None:
    """Worked out from the FRAX-style function itself; fixed from 70 on."""
    major = [NOGG.threshold("major", age) or 0.0 for age in (50, 60, 70, 80)]
    hip = [NOGG.threshold("hip", age) or 0.0 for age in (50, 60, 70, 80)]
    assert 0 < major[0] < major[1] < major[2] == major[3] < 40
    assert 0 < hip[0] < hip[1] < hip[2] == hip[3]
    assert all(h < m for h, m in zip(hip, major, strict=True))


@pytest.mark.parametrize("language, words", [("en", "not NOGG's published table"), ("zh", "不是 NOGG 公布的阈值表")])
def test_nogg_says_that_it_is_an_illustration(language: str, words: str) -> None:
    assert words in NOGG.text("about", language)


SITES = st.lists(st.sampled_from(["hip", "vertebra", "forearm", "humerus", "pelvis", "other"]), min_size=1, unique=True)
T = st.floats(-4, 1).map(lambda t: round(t, 1))
PERCENT = st.floats(0.1, 60)


@st.composite
def more_and_less(draw: st.DrawFn) -> tuple[Patient, ScoreResult, Patient, ScoreResult]:
    """A person with all answers, and the same one with some left out; the open score's range covers the full one's value."""
    full: dict[str, Any] = {"age": draw(st.integers(40, 90)), "sex": draw(st.sampled_from(["female", "male"]))}
    full["postmenopausal"] = True if full["sex"] == "female" else None
    full |= draw(st.one_of(SITES.map(lambda s: {"prior_fracture": True, "prior_fracture_sites": s}), st.just({"prior_fracture": False})))
    dxa = {f"{site}_t": draw(T) for site in ("lumbar_spine", "femoral_neck", "total_hip")}
    hidden = draw(st.sets(st.sampled_from(["sex", "postmenopausal", "prior_fracture", "prior_fracture_sites"])))
    if "prior_fracture" in hidden and "prior_fracture_sites" in full and draw(st.booleans()):
        hidden.add("prior_fracture_sites")
    less = {name: value for name, value in full.items() if name not in hidden}
    answers = [sorted(draw(st.tuples(PERCENT, PERCENT, PERCENT, PERCENT))) for _ in range(2)]
    (low, a, b, high), (hip_low, hip_a, hip_b, hip_high) = answers
    opened = frax(a, hip_a, unanswered=OPEN, reachable={"major": (low, high), "hip": (hip_low, hip_high)})
    return Patient.read({"clinical": less, "dxa": dxa}), opened, Patient.read({"clinical": full, "dxa": dxa}), frax(b, hip_b)


@settings(max_examples=80, deadline=None)
@given(more_and_less(), st.sampled_from([WHO, BHOF, CHINA]))
def test_an_answer_never_overturns_what_was_decided_without_it(pair: Any, rules: RuleSet) -> None:
    less, opened, more, closed = pair
    before, after = apply(rules, less, opened), apply(rules, more, closed)
    if before.verdict != "undecided" and after.scope == "inside":
        assert after.verdict == before.verdict


@settings(max_examples=60, deadline=None)
@given(
    T, T, st.sampled_from(["lumbar_spine", "femoral_neck", "total_hip"]), PERCENT, SITES | st.none(), st.sampled_from([WHO, BHOF, CHINA])
)
def test_a_lower_t_score_never_takes_a_rule_away(a: float, b: float, site: str, major: float, sites: Any, rules: RuleSet) -> None:
    verdicts = [
        ORDER[apply(rules, woman({f"{site}_t": t}, prior_fracture_sites=sites), frax(major, hip=major / 10)).verdict]
        for t in (max(a, b), min(a, b))
    ]
    assert verdicts[0] <= verdicts[1]


@settings(max_examples=30, deadline=None)
@given(more_and_less(), st.sampled_from([WHO, BHOF, CHINA]), st.sampled_from(LANGUAGES))
def test_every_decision_can_be_said(pair: Any, rules: RuleSet, language: str) -> None:
    decision = apply(rules, pair[0], pair[1])
    said = [decision.text(language), *(finding.text(language) for finding in decision.findings)]
    assert all(text and not re.search(r"[{}]|\bnan\b", text) for text in said)
