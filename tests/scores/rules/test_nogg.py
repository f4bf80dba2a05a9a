"""The threshold that rises with age: that of a woman with a fracture."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

from osteo_core.scores.score import ScoreResult
from tests.scores.rules.people import (
    NOGG,
    decide,
    frax,
    met,
    woman,
)


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
