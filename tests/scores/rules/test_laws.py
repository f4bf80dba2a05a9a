"""Laws of every rule set: an answer overturns nothing, a lower T-score takes nothing away, everything can be said."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from osteo_core.patients import Patient
from osteo_core.scores.rules.decide import RuleSet, apply
from osteo_core.scores.score import ScoreResult
from osteo_core.translations import LANGUAGES
from tests.scores.rules.people import (
    BHOF,
    CHINA,
    OPEN,
    ORDER,
    WHO,
    frax,
    woman,
)

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
