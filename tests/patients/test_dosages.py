"""Pasted lists of SNP dosages."""

from __future__ import annotations

import pytest

from osteo_core.errors import InvalidInput
from osteo_core.patients.dosages import parse_dosages


@pytest.mark.parametrize(
    "text",
    [
        "rs2277438,1\nrs9533090,2",
        "rsid,dosage\nrs2277438;1\n\nRS9533090\t2.0\n",
        "# from the laboratory\nrs2277438 1\nrs9533090 2",
        "rs2277438;1,0\nrs9533090\t2,00",
        'rs2277438,"1,0"\n"rs9533090","2"',
        "\ufeffrs2277438 1,0\nrs9533090；２",
    ],
)
def test_the_usual_ways_to_write_a_list(text: str) -> None:
    assert parse_dosages(text) == {"rs2277438": 1, "rs9533090": 2}


def test_decimals_and_missing_dosages() -> None:
    assert parse_dosages('rs2277438;1,0\nrs9533090\t2,00\n"rs7521902","1.000"\nrs3736228,NA\nrs4355801,\n') == {
        "rs2277438": 1, "rs9533090": 2, "rs7521902": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    "text, says",
    [
        ("rs1,1", "rs1 is not among"),
        ("rs2277438,3", "0, 1 or 2"),
        ("rs2277438", "not an rsID followed"),
        ("rs2277438,1,0", "not an rsID followed"),
        ("rs2277438;0,5", "0, 1 or 2"),
        ("rs2277438,1\nrs2277438,1", "twice"),
        ("rs2277438,0.5", "0, 1 or 2"),
        ("rs2277438 A G", "not an rsID followed"),
        ("", "empty"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        parse_dosages(text)


def test_every_wrong_line_is_named_at_once() -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_dosages("rs1,1\nrs2277438,1\nrs9533090,9")
    assert [p.params["line"] for p in refused.value.problems] == [1, 3]
