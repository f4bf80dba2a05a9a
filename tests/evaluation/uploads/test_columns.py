"""What an unknown table's columns seem to be."""

from __future__ import annotations

import io

import pandas as pd
import pytest

from osteo_core.errors import InvalidInput
from osteo_core.evaluation.uploads.upload import UploadColumn, describe_upload


def described(text: str | bytes, name: str = "t.csv") -> tuple[UploadColumn, ...]:
    return describe_upload(text.encode() if isinstance(text, str) else text, name).columns


def only(cells: list[object], name: str = "c") -> UploadColumn:
    return described("\n".join([f"{name};i", *(f"{cell};1" for cell in cells)]))[0]


KINDS: dict[str, tuple[list[object], str]] = {
    "0 and 1": ([0, 1, 1, 0], "binary"),
    "zeros alone": ([0, 0], "binary"),
    "words": (["yes", "No", "YES"], "binary"),
    "Chinese words": (["是", "否"], "binary"),
    "truth values": (["true", "false", "NA"], "binary"),
    "probabilities": (["0.25", "0,5", "1e-3", ""], "probability"),
    "risks in percent": (["2.5", "61.25", "0.3", "88"], "percent"),
    "ages": (["51", "64.5", "80"], "number"),
    "counts": ([0, 3, 40], "number"),
    "negatives": ([-2.5, 0.3, 1], "number"),
    "labels": (["female", "male", "female"], "text"),
    "a probability with a slip": ([0.1] * 20 + ["?"], "probability"),
    "nothing": (["", "NA", "null"], "empty"),
}


@pytest.mark.parametrize("what", KINDS)
def test_kind(what: str) -> None:
    cells, kind = KINDS[what]
    assert only(cells).kind == kind


@pytest.mark.parametrize(
    "cells, dates",
    [
        (["2026-03-31", "2026-04-01", ""], True),
        (["2026-03", "2025-12"], True),
        (["2026-03-31 14:05", "2026-03-31T08:00"], True),
        ([f"2026-01-{day:02d}" for day in range(1, 25)] + ["31.3.2026"], True),  # a slip is to be named, not to hide the column
        (["31.3.2026", "1.4.2026"], False),
        (["female", "male"], False),
        (["2026", "2025"], False),
        (["", "NA"], False),
    ],
)
def test_days_and_months_are_told_from_other_texts(cells: list[object], dates: bool) -> None:
    assert only(cells).dates is dates


def test_a_name_can_say_percent() -> None:
    assert only([12, 40, 7], "risk (%)").kind == "percent"
    assert only([12, 40, 107], "risk (%)").kind == "number"


def test_counts_and_labels() -> None:
    column = only(["b", "a", "", "b", "NA"])
    assert (column.distinct, column.missing, column.unreadable, column.labels, column.repeated) == (2, 2, 0, ("a", "b"), False)
    column = only([0.1, "?", 0.2] + [0.3] * 20)
    assert (column.distinct, column.unreadable) == (4, 1)
    column = only(list(range(2000)))
    assert (column.distinct, column.labels) == (1000, ())


def test_names_stand_as_in_the_file_and_repeated_ones_are_marked() -> None:
    found = describe_upload(b"y, p ,p,<b>\n0,1,2,3\n1,0.5,0.5,4\n", "t.csv")
    assert found.rows == 2
    assert [(column.name, column.repeated) for column in found.columns] == [("y", False), ("p", True), ("p", True), ("<b>", False)]


def test_kinds_are_found_over_all_rows() -> None:
    rows = "".join(f"0.{i % 10}\n" for i in range(60_000))
    assert described("p\n" + rows)[0].kind == "probability"
    assert described("p\n" + rows + "7\n")[0].kind == "number"


def test_parquet_of_every_kind() -> None:
    frame = pd.DataFrame(
        {
            "flag": [True, False, None],
            "p": [0.1, None, 0.7],
            "sex": pd.Categorical(["f", "m", "f"]),
            "visit": pd.to_datetime(["2020-01-01", "2021-01-01", None]),
            "list": [[1], [2], None],
        }
    )
    content = io.BytesIO()
    frame.to_parquet(content)
    found = described(content.getvalue(), "t.parquet")
    assert [(column.kind, column.missing) for column in found] == [("binary", 1), ("probability", 1), ("text", 0), ("text", 1), ("text", 1)]


@pytest.mark.parametrize(
    "content, words",
    [
        (b"", "empty"),
        (b"y,p\n", "no rows"),
        (b"y,p\n1,2,3\n", "row 1 has 3 cells"),
        (b"%PDF-1.4", "PDF"),
        (b"y,p\n\xff\xfe\xfa,1\n", "UTF-8"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        described(content)
    assert words in refused.value.text("en")
    assert refused.value.text("zh") != refused.value.text("en")
