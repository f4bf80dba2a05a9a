"""Predictions that failed once: far off, constant, with the dust of rounding, in percent."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from osteo_core.cli import main as cli
from tests.evaluation.cases.conftest import CASES, Judge, upload


def test_calibration_far_off_has_the_intercept_and_slope_of_r(judge: Judge) -> None:
    line = judge("calibration_far_off.csv", "--model", "p_new")["models"]["p_new"]["calibration"]
    assert (line["intercept"], line["slope"]) == pytest.approx((-2.880633, -3.002877), abs=1e-6)
    assert "reason" not in line


@pytest.mark.parametrize(
    "predictions, slope_says",
    [([0.97] * 6, "predictions do not differ"), ([0.91, 0.92, 0.93, 0.96, 0.97, 0.98], "separate"), ([1e-12] * 5 + [2e-12], "separate")],
    ids=["constant", "separated", "touching"],
)
def test_constant_and_separated_predictions_keep_their_intercept(judge: Judge, predictions: list[float], slope_says: str) -> None:
    rows = "".join(f"{int(i > 2)},{p!r}\n" for i, p in enumerate(predictions))
    line = judge(b"y,p\n" + rows.encode(), "--model", "p")["models"]["p"]["calibration"]
    assert line["slope"] is None
    assert slope_says in line["reason"]["slope"]
    odds, share = np.array(predictions) / (1 - np.array(predictions)), np.exp(line["intercept"])
    assert np.sum(share * odds / (1 + share * odds)) == pytest.approx(3, abs=1e-6)  # as many expected as seen
    assert set(line["intervals"]) == {"intercept"}
    assert "intercept" not in line["reason"]


def test_rounding_dust_is_taken_as_the_bound_and_said_once(judge: Judge) -> None:
    document = judge("rounding_dust.csv", "--model", "p_new")
    said = [warning for warning in document["warnings"] if "taken as 0 or 1" in warning]
    assert len(said) == 1
    assert "1.0000000000000002" in said[0]
    study = upload("rounding_dust.csv")
    assert study.predictions["p_new"].max() == 1.0
    assert [note.key for note in study.notes] == ["evaluate.dust"]


@pytest.mark.parametrize("dust, value", [("1.0000053", 1.0), ("-3e-6", 0.0), ("1.00001", 1.0), ("-0.0", 0.0)])
def test_dust_on_either_side(judge: Judge, dust: str, value: float) -> None:
    table = f"y,p_new\n0,0.2\n1,0.6\n1,{dust}\n0,0.3\n".encode()
    assert upload(table).predictions["p_new"][2] == value
    document = judge(table, "--model", "p_new")
    assert any("taken as" in warning for warning in document["warnings"]) == (dust != "-0.0")


@pytest.mark.parametrize("cell", ["1.0000100001", "-0.0001", "1.2"])
def test_more_than_dust_is_refused_with_every_digit(judge: Judge, cell: str) -> None:
    said = judge(f"y,p\n0,0.2\n1,0.6\n1,{cell}\n0,0.3\n".encode(), "--model", "p")
    assert f"row 3 ({cell})" in said
    assert "use --score p" in said
    assert "percent" not in said


@pytest.mark.parametrize("threshold", ["0.075", "0.005", "0.995", "0.2"])
def test_net_benefit_is_given_at_the_threshold_asked_for(judge: Judge, threshold: str) -> None:
    entries = judge("calibration_far_off.csv", "--model", "p_new", "--threshold", threshold)["models"]["p_new"]["net_benefit"]
    cuts = [entry["threshold"] for entry in entries]
    assert cuts == sorted({*(i / 100 for i in range(1, 100)), float(threshold)})
    table, t = pd.read_csv(CASES / "calibration_far_off.csv"), float(threshold)
    flagged = table["p_new"] >= t
    by_hand = ((flagged & (table["y"] == 1)).sum() - t / (1 - t) * (flagged & (table["y"] == 0)).sum()) / len(table)
    assert entries[cuts.index(t)]["model"] == pytest.approx(by_hand, abs=1e-12)


def test_net_benefit_at_the_threshold_is_in_the_text(capsys: pytest.CaptureFixture[str]) -> None:
    path = str(CASES / "calibration_far_off.csv")
    assert cli.main(["evaluate", path, "--outcome", "y", "--model", "p_new", "--threshold", "0.075"]) == 0
    assert "at 0.075: " in capsys.readouterr().out
