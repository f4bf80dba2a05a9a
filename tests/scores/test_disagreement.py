"""Where scores disagree: only what the scores report is said, in the right direction."""

from __future__ import annotations

import pytest

from osteo_core.constants import MODALITIES
from osteo_core.scores.disagreement import Answer, answer_of, answer_of_network, disagreement
from osteo_core.scores.qfracture.score import ABOUT as QFRACTURE
from osteo_core.scores.score import Contribution, ScoreResult, Value
from osteo_core.translations import LANGUAGES


def _answer(name: str, percent: float, asks: set[str], ratios: dict[str, float] | None = None, *, incidence: bool = False) -> Answer:
    return Answer(
        label={"en": name, "zh": name},
        percent=percent,
        incidence=incidence,
        asks=frozenset(asks),
        ratios=ratios if ratios is not None else {},
    )


def test_fewer_than_two_answers_cannot_disagree() -> None:
    assert disagreement("hip", []) is None
    assert disagreement("hip", [_answer("A", 3, set())]) is None


@pytest.mark.parametrize("other, agree", [(10.0, True), (14.9, True), (15.1, False), (6.6, False)])
def test_agreement_is_a_factor_below_one_and_a_half(other: float, agree: bool) -> None:
    found = disagreement("hip", [_answer("A", 10.0, set()), _answer("B", other, set())])
    assert found is not None
    assert found.agree is agree
    assert found.ratio == pytest.approx(max(other, 10.0) / min(other, 10.0))


def test_what_is_nearly_certain_is_no_hundred_percent_and_a_latin_name_keeps_its_space_in_chinese() -> None:
    found = disagreement("osteoporosis", [_answer("Network", 99.9, set()), _answer("QFracture", 69.0, set())])
    assert found is not None
    assert ">99\N{NO-BREAK SPACE}%" in found.text("en")
    assert "最高为 Network" in found.text("zh")


def test_of_several_answers_the_two_furthest_apart_are_compared() -> None:
    found = disagreement("major", [_answer("A", 10, set()), _answer("B", 30, set()), _answer("C", 20, set())])
    assert found is not None
    assert (found.high.label["en"], found.low.label["en"]) == ("B", "A")


def test_what_the_other_does_not_ask_is_named_in_the_direction_that_explains() -> None:
    high = _answer("High", 12, {"age", "dementia", "any_cancer"}, {"dementia": 1.8, "any_cancer": 0.7})
    low = _answer("Low", 5, {"age", "femoral_neck_bmd", "current_smoking"}, {"femoral_neck_bmd": 0.6, "current_smoking": 1.2})
    found = disagreement("hip", [high, low])
    assert found is not None
    # What lowers the higher one, or raises the lower one, accounts for nothing.
    assert found.only_high == (("dementia", 1.8),)
    assert found.only_low == (("femoral_neck_bmd", 0.6),)
    told = found.text("en")
    assert "Dementia (×1.8)" in told
    assert "Femoral neck BMD (×0.6)" in told
    assert "2.4 times" in told
    assert "ancer" not in told


def test_what_both_ask_is_compared_only_where_both_report_a_ratio() -> None:
    high = _answer("High", 12, {"glucocorticoid_use", "bmi"}, {"glucocorticoid_use": 2.2, "bmi": 1.5})
    low = _answer("Low", 5, {"glucocorticoid_use", "bmi"}, {"glucocorticoid_use": 1.3})
    found = disagreement("hip", [high, low])
    assert found is not None
    assert found.weighed == (("glucocorticoid_use", 2.2, 1.3),)
    assert not found.only_high
    assert "×2.2 against ×1.3" in found.text("en")


def test_a_question_in_another_form_is_the_same_question() -> None:
    value = (Value("hip", 9.0),)
    result = ScoreResult(QFRACTURE, values=value, contributions=(Contribution("prior_fracture_sites", "hip", 1.9),))
    high = answer_of(result, "hip")
    assert high is not None
    assert high.ratios == {"prior_fracture": 1.9}
    found = disagreement("hip", [high, _answer("Low", 3, {"prior_fracture", "current_smoking"})])
    assert found is not None
    assert not found.only_high


def test_a_network_names_the_kinds_of_data_that_the_other_does_not_ask_and_claims_no_factor() -> None:
    network = answer_of_network({"en": "Network", "zh": "网络"}, 47.0, MODALITIES, ["age", "femoral_neck_bmd", "ctx", "gait_speed"])
    found = disagreement("major", [network, _answer("Q", 7.0, {"age", "dementia"}, incidence=True)])
    assert found is not None
    assert found.unseen == (("dxa", "high"), ("btm", "high"), ("sensory", "high"))
    assert "×" not in found.text("en")
    assert "Turnover markers" in found.text("en")


def test_of_two_networks_only_what_one_asks_is_named() -> None:
    full = answer_of_network({"en": "Full", "zh": "全"}, 96.0, MODALITIES, ["age", "femoral_neck_bmd"])
    clinical = answer_of_network({"en": "Clinic", "zh": "临"}, 21.0, ("clinical",), ["age"])
    found = disagreement("osteoporosis", [clinical, full])
    assert found is not None
    assert found.unseen == (("dxa", "high"),)


def test_another_kind_of_number_is_named_only_where_it_accounts_for_the_direction() -> None:
    incidence, probability = _answer("Q", 9, set(), incidence=True), _answer("F", 3, set())
    higher = disagreement("hip", [incidence, probability])
    lower = disagreement("hip", [_answer("Q", 3, set(), incidence=True), _answer("F", 9, set())])
    assert higher is not None
    assert lower is not None
    assert "ignores competing death" in higher.text("en")
    assert "ignores competing death" not in lower.text("en")
    assert "No single input" in lower.text("en")


def test_a_score_without_a_number_has_no_answer() -> None:
    assert answer_of(ScoreResult(QFRACTURE, lacking=("bmi",)), "hip") is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_agreement_is_said_with_both_numbers(language: str) -> None:
    found = disagreement("major", [_answer("甲", 8.1, set()), _answer("乙", 9.0, set())])
    assert found is not None
    for part in ("甲", "乙", "8.1\xa0%", "9.0\xa0%", "1.5"):
        assert part in found.text(language)
