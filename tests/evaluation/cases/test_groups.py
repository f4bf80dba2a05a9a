"""Groups that failed once: large numbers, levels named like nothing, characters that control."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from osteo_core.cli import main as cli
from tests.evaluation.cases.conftest import CASES, Judge, parquet, upload


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
