"""The container: files written by R's haven are read; cut, newer and foreign ones are refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from osteo_core.cohorts.nhanes.xpt import read_xpt
from osteo_core.errors import InvalidInput
from tests import folders

GOLDEN = folders.GOLDEN / "xpt"
ROWS = pd.read_csv(GOLDEN / "extract_rows.csv")


def refusal(path: Path) -> str:
    with pytest.raises(InvalidInput) as caught:
        read_xpt(path)
    assert [problem.where for problem in caught.value.problems] == [path.name]
    return caught.value.problems[0].key


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    return Path(shutil.copy(GOLDEN / "DEMO_E.XPT", tmp_path / "DEMO_E.XPT"))


def test_the_numbers_are_those_that_haven_wrote() -> None:
    table, text = read_xpt(GOLDEN / "DEMO_E.XPT")
    people = ROWS[ROWS["cycle"] == "E"]
    assert not text
    assert table["SEQN"].tolist() == people["SEQN"].tolist()
    np.testing.assert_allclose(table["WTMEC2YR"], people["wtmec"], rtol=1e-12)
    np.testing.assert_array_equal(table["RIDAGEYR"], people["age"])


def test_zero_and_missing_stay_apart_and_padding_is_no_row() -> None:
    table, _ = read_xpt(GOLDEN / "narrow.xpt")
    assert table["A"].tolist()[::2] == [1.5, 0.0]
    assert np.isnan(table["A"][1])
    assert len(table) == 3


@pytest.mark.parametrize("padding", [0, 80, 512, 37])
def test_nuls_are_padding_too(tmp_path: Path, padding: int) -> None:
    name = "DEMO_E.XPT"
    whole = (GOLDEN / name).read_bytes()
    blanks = len(whole) - len(whole.rstrip(b" "))
    (tmp_path / name).write_bytes(whole.rstrip(b" ") + b"\0" * blanks + b"\0" * padding)
    pd.testing.assert_frame_equal(read_xpt(tmp_path / name)[0], read_xpt(GOLDEN / name)[0])


def test_text_variables_are_named_and_not_read() -> None:
    table, text = read_xpt(GOLDEN / "text_weight.xpt")
    assert text == {"BMXWT"}
    assert list(table) == ["SEQN", "BMXHT", "BMXBMI"]


def test_every_cut_is_refused(demo: Path) -> None:
    whole = demo.read_bytes()
    observation, start = 64, whole.index(b"HEADER RECORD*******OBS ") + 80
    people, seen = read_xpt(demo)[0], set()
    for length in range(0, len(whole), 40):
        demo.write_bytes(whole[:length])
        kept = length - start
        if kept > 0 and kept % 80 == 0 and kept % observation == 0:  # version 5 cannot tell: ends with a person and with a record
            assert len(read_xpt(demo)[0]) == kept // observation < len(people)
        else:
            seen.add(refusal(demo))
    assert seen == {"xpt.not_xpt", "xpt.cut_header", "xpt.truncated", "xpt.no_observations"}


def test_rubbish_after_the_last_person_is_refused(demo: Path) -> None:
    demo.write_bytes(demo.read_bytes() + b"x" * 80)
    assert refusal(demo) == "xpt.truncated"
    demo.write_bytes((GOLDEN / "DEMO_E.XPT").read_bytes() + b" " * 80)
    assert refusal(demo) == "xpt.broken"


def test_other_formats_are_told_apart(tmp_path: Path) -> None:
    page = tmp_path / "DEMO_E.XPT"
    page.write_text("<!DOCTYPE html><html><title>Page not found</title></html>" * 30)
    assert refusal(page) == "xpt.not_xpt"
    page.write_bytes(b"**COMPRESSED** **COMPRESSED** **COMPRESSED** **COMPRESSED** **COMPRESSED********" * 20)
    assert refusal(page) == "xpt.cport"
    assert refusal(GOLDEN / "version_8.xpt") == "xpt.version_8"


def test_two_tables_and_a_broken_header_are_refused(demo: Path) -> None:
    whole = demo.read_bytes()
    demo.write_bytes(whole + whole[240:])
    assert refusal(demo) == "xpt.several_tables"
    demo.write_bytes(whole.replace(b"HEADER RECORD*******OBS ", b"HEADER RECORD*******XXX "))
    assert refusal(demo) == "xpt.broken"
    demo.write_bytes(whole[: 7 * 80 + 54] + b"  ? " + whole[7 * 80 + 58 :])
    assert refusal(demo) == "xpt.broken"


def test_damage_anywhere_in_the_header_is_refused_or_harmless(demo: Path) -> None:
    whole, refused = demo.read_bytes(), 0
    for at in range(0, whole.index(b"HEADER RECORD*******OBS ") + 80, 3):
        demo.write_bytes(whole[:at] + b"\xe9" + whole[at + 1 :])
        try:
            read_xpt(demo)
        except InvalidInput:
            refused += 1
    assert refused > 200


def test_a_file_without_people_is_refused(demo: Path) -> None:
    whole = demo.read_bytes()
    demo.write_bytes(whole[: whole.index(b"HEADER RECORD*******OBS ") + 80])
    assert refusal(demo) == "xpt.no_observations"
