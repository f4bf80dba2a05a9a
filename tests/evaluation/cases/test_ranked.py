"""Scores that are no probabilities: ranked, and nothing else."""

from __future__ import annotations

import pytest

from osteo_core.cli import main as cli
from tests.evaluation.cases.conftest import CASES, WORDS, Judge, refused, upload


def test_a_score_is_ranked_and_nothing_else(judge: Judge) -> None:
    document = judge(WORDS, "--score", "t:lower", "--event-level", "Poor", "--threshold", "-2", outcome="result")
    model = document["models"]["t"]
    # Pairs of a Poor with a Good: only (-1.0, -1.1) is the wrong way round.
    assert model["auc"]["estimate"] == pytest.approx(8 / 9)
    assert (model["at_threshold"]["sensitivity"], model["at_threshold"]["specificity"]) == pytest.approx((2 / 3, 1))
    assert model["youden"] == pytest.approx({"threshold": -2.0, "sensitivity": 2 / 3, "specificity": 1, "index": 2 / 3})
    assert [point["threshold"] for point in model["thresholds"]] == [-2.9, -2.0, -1.1, -1.0, -0.5, 0.3]
    assert model["brier"] is model["net_benefit"] is model["calibration"]["slope"] is model["calibration"]["intercept"] is None
    assert all("no probability" in reason for reason in (*model["reason"].values(), *model["calibration"]["reason"].values()))
    study = upload(WORDS, outcome="result", models=[], scores={"t": "lower"}, event_level="Poor")
    assert (study.scores, study.reversed) == ({"t"}, {"t"})
    assert study.predictions["t"].tolist() == [0.5, 2.9, 1.1, 2.0, 1.0, -0.3]


def test_the_wrong_direction_gives_a_hint(judge: Judge) -> None:
    document = judge(WORDS, "--score", "t", "--event-level", "Poor", outcome="result")
    assert document["models"]["t"]["auc"]["estimate"] == pytest.approx(1 / 9)
    assert any("--score t:lower" in warning for warning in document["warnings"])


def test_a_column_whose_name_ends_in_lower_is_meant_by_its_name(judge: Judge) -> None:
    table = b"y,t:lower\n0,1\n1,3\n0,2\n1,4\n"
    assert judge(table, "--score", "t:lower")["models"]["t:lower"]["riskier"] == "higher"


def test_scores_and_models_are_compared_by_delong_alone(judge: Judge) -> None:
    options = ("--model", "p_new", "--score", "t:lower", "--reference", "t", "--event-level", "Poor")
    comparison = judge(WORDS, *options, outcome="result")["comparison"]
    assert comparison["auc_difference"] == pytest.approx(1 / 9)
    assert comparison["idi"] is comparison["nri_events"] is None
    assert "no probability" in comparison["reason"]["idi"]


def test_a_cut_off_outside_a_score_says_so(judge: Judge) -> None:
    rule = judge(WORDS, "--score", "t:lower", "--event-level", "Poor", "--threshold", "5", outcome="result")["models"]["t"]["at_threshold"]
    assert rule["sensitivity"] is None
    assert "-2.9 to 0.3" in rule["reason"]["sensitivity"]


def test_a_marker_given_as_a_model_is_told_of_scores(judge: Judge) -> None:
    table = "y,m\n" + "".join(f"{i % 2},{0.1 + i * 0.33:.2f}\n" for i in range(21))
    said = judge(table.encode(), "--model", "m")
    assert "divide" in said.lower()
    assert "use --score m" in said
    assert "choose it under" in refused(table.encode(), models=["m"])


def test_a_score_that_is_no_number_is_named(judge: Judge) -> None:
    assert "row 2 (high); allowed: any number" in judge(b"y,m\n0,1\n1,high\n", "--score", "m")


def test_the_same_column_as_model_and_score_is_refused(judge: Judge) -> None:
    assert "named more than once" in judge(WORDS, "--model", "p_new", "--score", "p_new", outcome="result")
    assert "named more than once" in judge(WORDS, "--score", "t", "--score", "t:lower", outcome="result")


def test_a_command_without_any_prediction_says_what_is_needed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["evaluate", str(CASES / "calibration_far_off.csv"), "--outcome", "y"])
    assert ended.value.code == 2
    assert "--score" in capsys.readouterr().err
