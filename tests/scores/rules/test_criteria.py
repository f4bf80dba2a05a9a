"""Rule sets decide as their guidelines say."""

from __future__ import annotations

from typing import Any

import pytest

from osteo_core.scores.rules.decide import RuleSet, rule_sets
from osteo_core.scores.score import ScoreResult, Value
from osteo_core.translations import LANGUAGES
from tests.scores.rules.people import (
    ABOUT,
    BHOF,
    CHINA,
    NECK_GOOD,
    NECK_LOW,
    NECK_OPEN,
    TREATMENT,
    WHO,
    decide,
    frax,
    met,
    woman,
)


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
