"""Tables as people save them: the same numbers from each, or a sentence that names row, column and what is allowed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from osteo_core.errors import InvalidInput
from osteo_core.evaluation.uploads.prediction_table import PredictionTable, read_predictions

Write = Callable[..., Path]
ROWS = "y,p,g\n0,0.125,a\n1,0.5,b\n0,1e-1,a\n"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def to_file(text: str, encoding: str = "utf-8", name: str = "table.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return to_file


def read(path: Path, **more: Any) -> PredictionTable:
    return read_predictions(path, **({"outcome": "y", "predictions": ["p"], "group": "g"} | more))


def refused(path: Path, **more: Any) -> str:
    with pytest.raises(InvalidInput) as caught:
        read(path, **more)
    assert caught.value.text("zh") != caught.value.text("en")
    return caught.value.text("en")


def is_rows(found: PredictionTable) -> None:
    assert found.outcome.tolist() == [0, 1, 0]
    assert found.predictions["p"].tolist() == [0.125, 0.5, 0.1]
    assert found.group is not None
    assert found.group.tolist() == ["a", "b", "a"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("comma", [False, True])
def test_every_dialect_gives_the_same_numbers(write: Write, encoding: str, separator: str, comma: bool) -> None:
    cells = [[cell.replace(".", ",") if comma else cell for cell in line.split(",")] for line in ROWS.splitlines()]
    quote = '"' if comma and separator == "," else ""
    text = "\r\n".join(separator.join(f"{quote}{cell}{quote}" for cell in line) for line in cells)
    is_rows(read(write(text, encoding)))


def test_parquet(tmp_path: Path) -> None:
    path = tmp_path / "table.parquet"
    frame = pd.DataFrame({"y": [False, True, False], "p": [0.125, 0.5, 0.1], "g": ["a", "b", "a"], "other": [None, "x", "y"]})
    frame.to_parquet(path)
    is_rows(read(path))
    frame.assign(g=[1.0, 2.5, np.nan]).to_parquet(path)
    unknown = read(path).group
    assert unknown is not None
    assert unknown.tolist() == ["1", "2.5", None]
    frame.assign(g=[1.0, 2.5, 1.0]).to_parquet(path)
    group = read(path).group
    assert group is not None
    assert group.tolist() == ["1", "2.5", "1"]


@pytest.mark.parametrize("answers", [("no", "yes"), ("False", "TRUE"), ("0.0", "1.0"), ("0,0", "1,0")])
def test_outcomes_in_words(write: Write, answers: tuple[str, str]) -> None:
    assert read(write(f"y;p;g\n{answers[0]};0.1;a\n{answers[1]};0.2;a\n")).outcome.tolist() == [0, 1]


BAD_CELLS = {
    "a text outcome": ("fracture,0.1,a", ["y: not an outcome", "row 4 (fracture)", "0 or 1"]),
    "an outcome of 2": ("2,0.1,a", ["y: not an outcome", "row 4 (2)", "0 or 1"]),
    "a missing outcome": (",0.1,a", ["y: no value, 1 in all: row 4"]),
    "a missing prediction": ("1,NA,a", ["p: no value, 1 in all: row 4"]),
    "a text prediction": ("1,high,a", ["p: not a number", "row 4 (high)", "0 to 1"]),
    "an infinite one": ("1,inf,a", ["row 4 (inf)", "0 to 1"]),
    "below 0": ("1,-0.2,a", ["row 4 (-0.2)", "0 to 1"]),
    "a cell too many": ("1,0,35,a", ["row 4 has 4 cells, the header has 3"]),
    "a cell too few": ("1,0.35", ["row 4 has 2 cells, the header has 3"]),
}


@pytest.mark.parametrize("what", BAD_CELLS)
def test_a_bad_cell_is_named_with_its_row(write: Write, what: str) -> None:
    row, words = BAD_CELLS[what]
    said = refused(write(ROWS + row + "\n"))
    assert len(said.splitlines()) == 1
    assert all(word in said for word in words), said


def test_percent_is_suspected_and_a_single_slip_is_not(write: Write) -> None:
    rows = "".join(f"{i % 2},{i * 2.5},a\n" for i in range(40))
    assert "looks like percent" in refused(write("y,p,g\n" + rows))
    said = refused(write("y,p,g\n" + "".join(f"{i % 2},0.{i},a\n" for i in range(1, 40)) + "1,1.7,a\n"))
    assert "percent" not in said
    assert "row 40 (1.7)" in said


def test_every_column_with_a_problem_is_named_and_only_the_first_rows_are_listed(write: Write) -> None:
    said = refused(write("y,p,g\n" + ",x,a\n" * 9)).splitlines()
    assert said[0].startswith("y: no value, 9 in all: row 1, 2, 3, 4, 5, …;")
    assert said[1].startswith("p: not a number, 9 in all: row 1 (x), 2 (x), 3 (x), 4 (x), 5 (x), …;")


def test_two_columns_of_one_name(write: Write, tmp_path: Path) -> None:
    assert '2 columns have the name "p"' in refused(write("y,p,p,g\n0,0.1,0.2,a\n"))
    is_rows(read(write(ROWS.replace("g\n", "g,x,x\n").replace("a\n", "a,1,2\n").replace("b\n", "b,1,2\n"))))  # not the ones asked for


def test_columns_that_are_absent_or_asked_for_twice(write: Write) -> None:
    path = write(ROWS.replace("p,", "p_new,"))
    assert refused(path, predictions=["p_nwe"]) == 'table.csv: there is no column "p_nwe"; the table has: p_new, …'
    assert "named more than once" in refused(path, predictions=["p_new", "p_new"])
    assert "named more than once" in refused(path, predictions=["y"])


@pytest.mark.parametrize(
    "name, text", [("t.csv", ""), ("t.csv", "y,p,g\n"), ("t.xlsx", "PK"), ("t.parquet", "PK"), ("t.csv", 'y,p,g\n0,"0.1')]
)
def test_files_that_are_no_tables(write: Write, name: str, text: str) -> None:
    assert refused(write(text, name=name)).startswith(name)


def test_a_text_of_another_encoding(write: Write) -> None:
    assert "line 2 is not UTF-8" in refused(write("y,p,g\n0,0.1,女性\n", encoding="gb18030"))


def test_too_many_groups(write: Write) -> None:
    assert "60 different groups; at most 50" in refused(write("y,p,g\n" + "".join(f"{i % 2},0.1,{i}\n" for i in range(60))))


def test_rows_are_counted_on_over_chunks(write: Write) -> None:
    rows = ["0,0.25,a", "1,0.5,b"] * 60_000
    found = read(write("y,p,g\n" + "\n".join(rows)))
    assert (len(found.outcome), found.outcome.sum()) == (120_000, 60_000)
    rows[110_000] = "0,?,a"
    assert "row 110001 (?)" in refused(write("y,p,g\n" + "\n".join(rows)))
