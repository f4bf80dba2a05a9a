"""Tables: what is written comes back, whatever the format; what cannot be read is named with its row and column."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from osteo_core.errors import InvalidInput
from osteo_core.patients.tables.read import TableChunk, count_rows, open_patients, read_table

PROPERTY = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

NUMBER = st.one_of(st.none(), st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: float(repr(x))))
YES_NO = st.one_of(st.none(), st.booleans())
ROW = st.fixed_dictionaries(
    {
        "id": st.text("abcXYZ019-_ ,;\"'éÅ骨", min_size=1, max_size=8),
        "age": NUMBER,
        "femoral_neck_bmd": NUMBER,
        "sex": st.sampled_from([None, "female", "male"]),
        "prior_fracture": YES_NO,
        "prior_fracture_sites": st.sampled_from([None, ("hip",), ("hip", "vertebra")]),
        "rs2277438": st.sampled_from([None, 0, 1, 2]),
    }
)
COLUMNS = ["id", "age", "femoral_neck_bmd", "sex", "prior_fracture", "prior_fracture_sites", "rs2277438"]
TABLE = st.lists(ROW, min_size=1, max_size=12)


def write(path: Path, rows: list[dict[str, Any]], columns: Iterable[str] | None = None) -> Path:
    frame = pd.DataFrame(rows, columns=list(columns or rows[0]), dtype=object)
    frame["prior_fracture_sites"] = [None if v is None else ";".join(v) for v in frame["prior_fracture_sites"]]
    if path.suffix == ".parquet":
        for name in ("age", "femoral_neck_bmd", "rs2277438"):
            frame[name] = frame[name].astype(float)
        frame.to_parquet(path)
    else:
        frame.to_csv(path, index=False)
    return path


def whole(path: Path, chunk_rows: int = 20_000) -> list[dict[str, Any]]:
    """All rows as dicts of plain values, problems asserted absent."""
    rows = []
    for chunk in read_table(path, chunk_rows):
        assert chunk.problems == []
        rows += rows_of(chunk)
    return rows


def rows_of(chunk: TableChunk) -> list[dict[str, Any]]:
    cells = {"id": chunk.ids, **chunk.columns}
    return [{name: plain(values[i]) for name, values in cells.items()} for i in range(chunk.n)]


def plain(value: Any) -> Any:
    return None if isinstance(value, float) and np.isnan(value) else value


def expected(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: float(v) if isinstance(v, (bool, int)) else v for name, v in row.items()} for row in rows]


def csv(tmp_path: Path, text: str, encoding: str = "utf-8", name: str = "people.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def refusal(path: Path) -> str:
    with pytest.raises(InvalidInput) as refused:
        list(read_table(path))
    return str(refused.value)


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
@PROPERTY
@given(rows=TABLE, chunk_rows=st.integers(1, 5))
def test_what_is_written_comes_back(tmp_path: Path, ending: str, rows: list[dict[str, Any]], chunk_rows: int) -> None:
    path = write(tmp_path / f"people{ending}", rows)
    assert whole(path, chunk_rows) == expected(rows)


@PROPERTY
@given(rows=TABLE, order=st.permutations(COLUMNS))
def test_the_order_of_columns_does_not_matter(tmp_path: Path, rows: list[dict[str, Any]], order: list[str]) -> None:
    straight = whole(write(tmp_path / "straight.csv", rows))
    shuffled = whole(write(tmp_path / "shuffled.csv", rows, order))
    assert shuffled == straight


@PROPERTY
@given(rows=TABLE, chunk_rows=st.integers(1, 13))
def test_the_size_of_chunks_does_not_matter(tmp_path: Path, rows: list[dict[str, Any]], chunk_rows: int) -> None:
    path = write(tmp_path / "people.csv", rows)
    assert whole(path, chunk_rows) == whole(path)
    assert [chunk.first_row for chunk in read_table(path, chunk_rows)] == list(range(0, len(rows), chunk_rows))


def test_bad_cells_are_named_and_good_rows_go_on(tmp_path: Path) -> None:
    text = "id,age,sex,prior_fracture\na,70,female,yes\nb,seventy,femal,maybe\nc,,,\nd,inf,MALE,FALSE\n"
    (chunk,) = read_table(csv(tmp_path, text))
    assert [(p.row, p.where) for p in chunk.problems] == [(1, "age"), (1, "sex"), (1, "prior_fracture"), (3, "age")]
    assert chunk.bad_rows.tolist() == [False, True, False, True]
    first = chunk.problems[0].text("en")
    assert first.startswith("Row 2")
    assert "age" in first
    assert "seventy" in first
    assert chunk.columns["sex"].tolist() == ["female", None, None, "male"]
    assert chunk.columns["prior_fracture"].tolist()[0::3] == [1.0, 0.0]


def test_rows_of_the_wrong_width_are_named_not_shifted(tmp_path: Path) -> None:
    (chunk,) = read_table(csv(tmp_path, "id,age,bmi\na,70,25\nb,71\nc,72,26,9\n\nd,73,27\n"))
    assert [(p.row, p.params["cells"]) for p in chunk.problems] == [(1, 2), (2, 4)]
    assert chunk.columns["age"][[0, 3]].tolist() == [70.0, 73.0]
    assert chunk.ids.tolist() == ["a", "b", "c", "d"]


def test_numbering_goes_on_across_chunks(tmp_path: Path) -> None:
    text = "age\n" + "".join("x\n" if i % 7 == 3 else f"{50 + i}\n" for i in range(30))
    rows = [p.row for chunk in read_table(csv(tmp_path, text), 4) for p in chunk.problems]
    assert rows == [3, 10, 17, 24]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators_are_found_out(tmp_path: Path, encoding: str, separator: str) -> None:
    text = "id,age,bmi\r\nÅsa 骨,70,25\r\n".replace(",", separator)
    assert whole(csv(tmp_path, text, encoding)) == [{"id": "Åsa 骨", "age": 70.0, "bmi": 25.0}]


@pytest.mark.parametrize(
    "text, bmd",
    [("age;femoral_neck_bmd\n70;0,612\n71;0.7\n", 0.612), ('age,femoral_neck_bmd\n70,"0,612"\n', 0.612), ("age\tbmi\n70\t25,5\n", 25.5)],
)
def test_decimal_commas_are_read_whatever_the_separator(tmp_path: Path, text: str, bmd: float) -> None:
    assert list(whole(csv(tmp_path, text))[0].values())[2] == bmd


def test_thousands_are_no_decimals(tmp_path: Path) -> None:
    assert whole(csv(tmp_path, "age;calcium_intake\n70;1.234,5\n"))[0]["calcium_intake"] == 1234.5


@pytest.mark.parametrize("word", ["", "NA", "n/a", "NaN", "null", "  "])
def test_missing_is_missing_never_no(tmp_path: Path, word: str) -> None:
    (row,) = whole(csv(tmp_path, f"age,sex,prior_fracture,femoral_neck_bmd\n{word},{word},{word},0.7\n"))
    assert row == {"id": "1", "age": None, "sex": None, "prior_fracture": None, "femoral_neck_bmd": 0.7}


def test_outcomes_and_seeds_are_passed_over(tmp_path: Path) -> None:
    text = "id,source,status,fracture_10y,volume_seed,told_osteoporosis,age\n7,a,osteopenia,1.0,9,0,70\n"
    assert whole(csv(tmp_path, text)) == [{"id": "7", "age": 70.0}]


def test_numbers_and_answers_in_parquet_keep_their_types(tmp_path: Path) -> None:
    path = tmp_path / "people.parquet"
    frame = pd.DataFrame({"id": [10**15, 2], "age": np.array([70, 71], np.int16), "falls_12m": [True, None], "bmi": ["25.5", "fat"]})
    frame.assign(sex=pd.Categorical(["female", None])).to_parquet(path)
    (chunk,) = read_table(path)
    assert chunk.ids.tolist() == ["1000000000000000", "2"]
    assert chunk.columns["age"].tolist() == [70.0, 71.0]
    assert rows_of(chunk)[0]["falls_12m"] == 1.0
    assert rows_of(chunk)[1]["sex"] is None
    assert [(p.row, p.where) for p in chunk.problems] == [(1, "bmi")]
    assert count_rows(path) == 2


def test_unknown_columns_are_refused_with_the_nearest_names(tmp_path: Path) -> None:
    path = csv(tmp_path, "age,femoral_neck_bdm,colour\n70,0.7,red\n")
    said = refusal(path)
    assert "femoral_neck_bdm" in said
    assert "femoral_neck_bmd" in said
    assert "colour" not in said
    with pytest.raises(InvalidInput) as refused:
        open_patients(path, strict=True)
    assert len(refused.value.problems) == 2
    assert '"colour"' in str(refused.value)


@pytest.mark.parametrize(
    "text, say",
    [
        ("", "empty"),
        ("\n\n", "empty"),
        ("age,age\n1,2\n", "more than once"),
        ("id,status\n1,normal\n", "at least one field"),
        ('age,bmi\n70,"25\n71,26\n', "not valid CSV"),
        ("rs999999999,colour\n70,1\n", '"rs999999999", "colour"'),
        ("age,femoral_neck_sbmd\n70,0.7\n", "femoral_neck_sbmd"),
    ],
)
def test_wrong_tables_are_refused_with_the_reason(tmp_path: Path, text: str, say: str) -> None:
    assert say in refusal(csv(tmp_path, text))


def test_text_in_another_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(b"id,age\na,70\n\xc5sa,71\n")
    said = refusal(path)
    assert "line 3" in said
    assert "UTF-8" in said


def test_files_that_are_no_tables_are_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "fake.parquet").write_bytes(b"PAR1 no, not really")
    (tmp_path / "people.xlsx").write_bytes(b"PK")
    assert "folder" in refusal(tmp_path / "folder.csv")
    assert "no such file" in refusal(tmp_path / "nowhere.csv")
    assert "Parquet" in refusal(tmp_path / "fake.parquet")
    assert "CSV UTF-8" in refusal(tmp_path / "people.xlsx")


def test_refusals_are_in_chinese_too(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_table(csv(tmp_path, "agee\n70\n"))
    assert "未知的列" in refused.value.problems[0].text("zh")
