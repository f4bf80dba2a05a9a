"""Files that failed once, and their neighbours, through the command line and through the upload; the right values are the cases' own."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from osteo_core.cli import main as cli
from osteo_core.errors import InvalidInput
from osteo_core.evaluation.reports.study import Study
from osteo_core.evaluation.uploads.upload import UploadDescription, describe_upload, read_upload
from tests import folders

CASES = folders.GOLDEN / "cases"
Judge = Callable[..., Any]


@pytest.fixture
def judge(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Judge:
    """The document of the command on a case, or on content; what it refuses as text, in English and Chinese."""

    def run(table: str | bytes, *options: str, name: str = "t.csv", outcome: str = "y") -> Any:
        path = CASES / table if isinstance(table, str) else tmp_path / name
        if isinstance(table, bytes):
            path.write_bytes(table)
        asked = ["evaluate", str(path), "--outcome", outcome, *options]
        if cli.main([*asked, "--format", "json"]) == 0:
            document = json.loads(capsys.readouterr().out)
            assert cli.main([*asked, "--language", "zh"]) == 0
            assert "{" not in capsys.readouterr().out
            return document
        english = capsys.readouterr().err
        assert cli.main([*asked, "--language", "zh"]) == 2
        assert capsys.readouterr().err != english
        assert len(english.splitlines()) <= 10
        return english

    return run


def upload(table: str | bytes, name: str = "t.csv", **asked: Any) -> Study:
    content = (CASES / table).read_bytes() if isinstance(table, str) else table
    return read_upload(content, table if isinstance(table, str) else name, **({"outcome": "y", "models": ["p_new"]} | asked))


def described(table: str | bytes, name: str = "t.csv") -> UploadDescription:
    return describe_upload((CASES / table).read_bytes() if isinstance(table, str) else table, table if isinstance(table, str) else name)


def refused(table: str | bytes, **asked: Any) -> str:
    with pytest.raises(InvalidInput) as caught:
        upload(table, **asked)
    assert caught.value.text("zh") != caught.value.text("en")
    return caught.value.text("en")


def parquet(frame: pd.DataFrame) -> bytes:
    content = io.BytesIO()
    frame.to_parquet(content)
    return content.getvalue()


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


def test_integers_beyond_the_floats_stay_groups_of_their_own(judge: Judge) -> None:
    document = judge("big_integer_groups.parquet", "--model", "p_new", "--group", "site")
    assert {name: group["n"] for name, group in document["groups"].items()} == {"9007199254740992": 30, "9007199254740993": 30}
    assert set(upload("big_integer_groups.parquet", groups=["site"]).groups["site"]) == {"9007199254740992", "9007199254740993"}


@pytest.mark.parametrize(
    "values", [[2**63 - 1, 2**63 - 2], [-(2**53) - 1, -(2**53)], ["007", "7"], [1.5, 2.0]], ids=["largest", "negative", "zeros", "floats"]
)
def test_groups_of_numbers_keep_their_digits(judge: Judge, values: list[Any]) -> None:
    frame = pd.DataFrame({"y": [0, 1] * 4, "p": [0.2, 0.6, 0.3, 0.5] * 2, "g": [values[i % 4 > 1] for i in range(8)]})
    expected = {str(int(v)) if v == 2.0 else str(v) for v in values}
    assert set(judge(parquet(frame), "--model", "p", "--group", "g", name="t.parquet")["groups"]) == expected
    if values != [1.5, 2.0]:  # CSV keeps "2.0" as it stands
        assert set(judge(frame.to_csv(index=False).encode(), "--model", "p", "--group", "g")["groups"]) == expected


def test_a_level_is_a_level_and_an_empty_cell_is_not_known(judge: Judge) -> None:
    cells = ["none", "None", "NA", "nan", "null", "", "not known", " "]
    table = ("y,p,g\n" + "".join(f"{i % 2},0.{1 + i % 7},{cells[i // 2 % 8]}\n" for i in range(32))).encode()
    groups = judge(table, "--model", "p", "--group", "g")["groups"]
    assert {name: group["n"] for name, group in groups.items()} == dict.fromkeys(cells[:5], 4) | {"not known": 4, "(not known)": 8}
    assert list(groups)[-1] == "(not known)"
    labels = upload(table, models=["p"], groups=["g"]).groups["g"]
    assert sum(label is None for label in labels) == 8
    assert set(labels) - {None} == set(cells) - {"", " "}


def test_the_categories_of_the_case_are_four_and_one_not_known(judge: Judge) -> None:
    text = (CASES / "level_named_none.csv").read_text().splitlines()
    table = "\n".join([text[0] + ",y,p", *(line + f",{i % 2},0.{i + 1}" for i, line in enumerate(text[1:]))]).encode()
    assert list(judge(table, "--model", "p", "--group", "alcohol_category")["groups"]) == ["none", "over_9", "under_1", "not known"]


@pytest.mark.parametrize("cell", ["\0", "a\0", "\x1b[2J", "\u202e"])
def test_a_group_of_control_characters_is_judged_and_its_name_is_harmless(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], cell: str
) -> None:
    frame = pd.DataFrame({"y": [0, 1] * 4, "p": [0.2, 0.6, 0.3, 0.5] * 2, "g": [cell, cell, "a", "a"] * 2})
    path = tmp_path / "t.parquet"
    path.write_bytes(parquet(frame))
    asked = ["evaluate", str(path), "--outcome", "y", "--model", "p", "--group", "g"]
    assert cli.main([*asked, "--format", "json"]) == 0
    groups = json.loads(capsys.readouterr().out)["groups"]
    assert {name: group["n"] for name, group in groups.items()} == {cell: 4, "a": 4}
    assert cli.main(asked) == 0
    assert not set(capsys.readouterr().out) & {"\0", "\x1b", "\u202e"}
    assert len(set(upload(path.read_bytes(), "t.parquet", models=["p"], groups=["g"]).groups["g"])) == 2


def test_thousands_in_a_time_are_thousands_where_the_file_shows_it() -> None:
    study = upload("thousands_in_time.csv", time="followup", event="event")
    assert study.follow_up is not None
    assert study.follow_up.time[:3].tolist() == [1000, 2037, 3074]
    assert study.follow_up.time.min() >= 365
    assert [note.key for note in study.notes] == ["upload.long_times"]
    assert "divide the column by 365.25" in study.notes[0].text("en")


@pytest.mark.parametrize(
    "header, rows, times",
    [
        ("y,p,t,e", ['0,0.2,"1,095",0', '1,0.6,"365",1', '0,0.3,"12.5",0', '1,0.4,"2,190",1'], [1095, 365, 12.5, 2190]),
        ("y;p;t;e", ["0;0,2;1,095;0", "1;0,6;365;1", "0;0,3;12,5;0", "1;0,4;2,19;1"], [1.095, 365, 12.5, 2.19]),
        ("y;p;t;e", ["0;0,2;1.095;0", "1;0,6;365;1", "0;0,3;12,5;0", "1;0,4;2.190;1"], [1095, 365, 12.5, 2190]),
    ],
    ids=["English", "decimal commas", "German thousands"],
)
def test_one_sign_holds_for_the_whole_column(header: str, rows: list[str], times: list[float]) -> None:
    study = upload("\n".join([header, *rows]).encode(), models=["p"], time="t", event="e")
    assert study.follow_up is not None
    assert study.follow_up.time.tolist() == times


def test_a_time_that_may_be_two_numbers_is_refused() -> None:
    said = refused(b'y,p,t,e\n0,0,"1,095",0\n1,1,365,1\n0,0,"2,190",0\n1,1,30,1\n', models=["p"], time="t", event="e")
    assert "row 1 (1,095), 3 (2,190)" in said
    assert "1.095 or 1095" in said


def test_percent_signs_are_refused_and_not_offered_with_the_reason(judge: Judge) -> None:
    said = judge("percent_signs.csv", "--model", "p_new")
    assert "60 in all" in said
    assert "divide the column by 100" in said
    why = described("percent_signs.csv").columns[1].why_not
    assert why is not None
    assert why.key == "upload.why.percent_sign"
    assert "44.3%" in why.text("zh")


def test_a_repeated_column_is_not_offered_with_the_commands_words(judge: Judge) -> None:
    said = judge("duplicate_prediction.csv", "--model", "p_new")
    columns = described("duplicate_prediction.csv").columns
    for column in columns[1:3]:
        assert column.why_not is not None
        assert column.why_not.text("en") in said


@pytest.mark.parametrize(
    "cells, key",
    [
        (["2020-01-01", "2021-05-31"], "date"),
        (["high", "low"], "text"),
        (["", "NA"], "empty"),
        (["2.5", "88.1"], "percent"),
        (["-2.5", "6.7"], "number"),
        (["44％", "7 %"], "percent_sign"),
    ],
)
def test_why_a_column_is_not_offered(cells: list[str], key: str) -> None:
    table = "y;c\n" + "".join(f"{i % 2};{cells[i % 2]}\n" for i in range(10))
    why = described(table.encode()).columns[1].why_not
    assert why is not None
    assert why.key == f"upload.why.{key}"
    assert why.text("en") != why.text("zh")


@pytest.mark.parametrize("dust", ["1.0000000000000002", "-3e-6"])
def test_a_column_with_dust_is_offered(dust: str) -> None:
    column = described(f"y,p\n0,{dust}\n1,0.4\n".encode()).columns[1]
    assert (column.kind, column.why_not) == ("probability", None)


def test_separators_and_headers_of_the_cases(judge: Judge) -> None:
    assert judge("comma_in_header.csv", "--model", "risk, new")["models"]["risk, new"]["auc"]["estimate"] == 1.0
    assert judge("sep_line.csv", "--model", "p")["n"] == 4
    assert upload("comma_in_header.csv", models=["risk, new"]).predictions["risk, new"].tolist() == [0.7, 0.2, 0.6, 0.1]


WORDS = b"result,p_new,t\nGood,0.2,-0.5\nPoor,0.6,-2.9\nGood,0.3,-1.1\nPoor,0.5,-2.0\nPoor,0.7,-1.0\nGood,0.1,0.3\n"


def test_an_outcome_in_words_needs_to_be_told_the_event(judge: Judge) -> None:
    said = judge(WORDS, "--model", "p_new", outcome="result")
    assert '"Good" and "Poor"' in said
    assert "--event-level" in said
    poor = judge(WORDS, "--model", "p_new", "--event-level", "Poor", outcome="result")
    good = judge(WORDS, "--model", "p_new", "--event-level", "Good", outcome="result")
    assert (poor["events"], poor["models"]["p_new"]["auc"]["estimate"]) == (3, 1.0)
    assert (good["events"], good["models"]["p_new"]["auc"]["estimate"]) == (3, 0.0)
    assert upload(WORDS, outcome="result", event_level="Poor").outcome.tolist() == [0, 1, 0, 1, 1, 0]
    assert "choose which is the event" in refused(WORDS, outcome="result")


@pytest.mark.parametrize(
    "cells, level, events",
    [
        (["case", "control", "control"], "case", [1, 0, 0]),
        (["1", "2", "2"], "2", [0, 1, 1]),
        (["1", "2", "2"], "1", [1, 0, 0]),
        (["None", "Fracture", "None"], "Fracture", [0, 1, 0]),
        (["是", "否", "否"], "否", [0, 1, 1]),
        (["POOR", "Good", "Good"], "poor", [1, 0, 0]),
    ],
)
def test_two_values_of_any_kind(cells: list[str], level: str, events: list[int]) -> None:
    table = "y,p\n" + "".join(f"{cell},0.{i + 1}\n" for i, cell in enumerate(cells))
    assert upload(table.encode(), models=["p"], event_level=level).outcome.tolist() == events


def test_numbers_of_parquet_are_levels_as_they_read() -> None:
    frame = pd.DataFrame({"y": [1.0, 2.0, 2.0], "p": [0.1, 0.2, 0.3]})
    assert upload(parquet(frame), "t.parquet", models=["p"], event_level="2").outcome.tolist() == [0, 1, 1]


@pytest.mark.parametrize(
    "cells, level, words",
    [
        (["a", "b", "c", "a"], "a", "3 different values, a (2), b (1), c (1)"),
        (["Good", "Poor", "Good", "Poor"], "Bad", 'the value "Bad"'),
        (["Good", "NA", "Poor", ""], "Poor", "no value, 2 in all: row 2, 4"),
        (["Good", "NA", "Good", "NA"], "Good", "no value, 2 in all"),
    ],
)
def test_what_an_event_level_cannot_do(judge: Judge, cells: list[str], level: str, words: str) -> None:
    table = "y,p\n" + "".join(f"{cell},0.{i + 1}\n" for i, cell in enumerate(cells))
    assert words in judge(table.encode(), "--model", "p", "--event-level", level)


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


def test_a_command_without_any_prediction_says_what_is_needed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["evaluate", str(CASES / "calibration_far_off.csv"), "--outcome", "y"])
    assert ended.value.code == 2
    assert "--score" in capsys.readouterr().err


def test_a_wide_table_is_described_in_bounded_space() -> None:
    header = ",".join(f"c{i}" for i in range(3000))
    rows = "\n".join(",".join(str((i * j) % 977) for i in range(3000)) for j in range(1, 70))
    found = described(f"{header}\n{rows}\n".encode())
    assert len(found.columns) == 3000
    assert max(column.distinct for column in found.columns) == 60
