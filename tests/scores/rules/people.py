"""People, results of a score and rule sets for the tests of rules."""

from __future__ import annotations

from typing import Any

from osteo_core.patients import Patient
from osteo_core.scores.rules.decide import Decision, RuleSet, apply, rule_sets
from osteo_core.scores.score import About, ScoreResult, UnansweredQuestion, Value

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

OPEN = (UnansweredQuestion("parental_hip_fracture"), UnansweredQuestion("glucocorticoid_use"))
