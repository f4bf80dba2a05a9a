"""What was not answered leaves a decision open only where it could change it."""

from __future__ import annotations

from typing import Any

import pytest

from osteo_core.scores.score import Remark, ScoreResult
from tests.scores.rules.people import (
    ABOUT,
    BHOF,
    NECK_LOW,
    NECK_OPEN,
    OPEN,
    decide,
    frax,
    woman,
)


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


@pytest.mark.parametrize(
    "clinical, why", [({"age": 52}, "menopausal status"), ({"sex": None, "age": 52}, "sex"), ({"sex": "male", "age": None}, "age")]
)
def test_an_unknown_scope_is_undecided(clinical: dict[str, Any], why: str) -> None:
    decision = decide(BHOF, woman(NECK_LOW, **clinical))
    assert (decision.scope, decision.verdict) == ("unknown", "undecided")
    assert why in decision.text()
