"""Columns that failed once: times with signs of thousands, percent signs, repeated names, separators; why one is not offered."""

from __future__ import annotations

import pytest

from tests.evaluation.cases.conftest import Judge, described, refused, upload


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


def test_a_wide_table_is_described_in_bounded_space() -> None:
    header = ",".join(f"c{i}" for i in range(3000))
    rows = "\n".join(",".join(str((i * j) % 977) for i in range(3000)) for j in range(1, 70))
    found = described(f"{header}\n{rows}\n".encode())
    assert len(found.columns) == 3000
    assert max(column.distinct for column in found.columns) == 60
