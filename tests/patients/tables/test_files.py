"""Opening tables: separators, decimal signs, kinds of files, and files that would take the machine's memory."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteo_core.errors import InvalidInput
from osteo_core.patients.tables.files import open_content, open_table
from osteo_core.patients.tables.numbers import read_cells
from tests import folders

CASES = folders.GOLDEN / "cases"


def opened(text: str, name: str = "t.csv") -> Any:
    return open_content(text.encode(), name)


def column(text: str, name: str) -> list[float | str]:
    """A column's numbers as the whole file has them; the name of the fault where a cell cannot be read."""
    table = opened(text)
    place = table.header.index(name)
    read: list[float | str] = []
    for chunk in table.chunks(3, columns=[place]):
        values, faults = read_cells(chunk.columns[0], table.style(place))
        read += [type(faults[i]).__name__ if i in faults else float(value) for i, value in enumerate(values)]
    return read


@pytest.mark.parametrize(
    "text, header, separator",
    [
        ("y;risk, new\n1;0,7\n0;0,2\n", ["y", "risk, new"], ";"),
        ("y;a, b, c;z\n1;0,7;2,5\n0;0,2;3,5\n", ["y", "a, b, c", "z"], ";"),
        ("id;name, first;t\n1;Smith, J;-2,6\n2;Jones, K;1,5\n", ["id", "name, first", "t"], ";"),
        ('"a;b","c;d"\n1,2\n3,4\n', ["a;b", "c;d"], ","),
        ("id,age,sites\n1,70,hip;vertebra\n2,71,hip\n", ["id", "age", "sites"], ","),
        ("y\tp, q\n1\t0,7\n0\t0,2\n", ["y", "p, q"], "\t"),
        ("y|p\n1|0,7\n0|0,2\n", ["y", "p"], "|"),
        ("age\n70\n71,5\n", ["age"], None),
        ("risk, new\n0.5\n0.6\n", ["risk, new"], None),
        ("sep=;\ny;p\n1;0,7\n", ["y", "p"], ";"),
        ('"sep=,"\r\ny,p\r\n1,0.7\r\n', ["y", "p"], ","),
        ("SEP=\t\ny\tp\n1\t0,7\n", ["y", "p"], "\t"),
        ("a,b;c\n1,0;7\n", ["a,b", "c"], ";"),
    ],
)
def test_separators_by_consistency(text: str, header: list[str], separator: str | None) -> None:
    table = opened(text)
    assert (table.header, table.separator) == (header, separator)


def test_one_row_of_another_width_does_not_move_the_separator() -> None:
    rows = "".join(f"{i};0,{i}\n" for i in range(10, 60))
    assert opened(f"y;risk, new\n{rows}1;2;3\n").separator == ";"


@pytest.mark.parametrize(
    "text, read",
    [
        ('x,y\n"1,095",1\n365,1\n"1,234.5",1\n', [1095, 365, 1234.5]),
        ('x,y\n"1,095",1\n"1,234,567",1\n', [1095, 1234567]),
        ('x,y\n"1,095",1\n"45,2",1\n', [1.095, 45.2]),
        ('x,y\n"1,095",0.5\n365,0.6\n', [1095, 365]),
        ('x,y\n"1,095",1\n365,1\n', ["AmbiguousNumber", 365]),
        ('x,y\n"1,095",1\n"45,2",1\n"0.7",1\n', ["AmbiguousNumber", 45.2, 0.7]),
        ("x,y\n1.095,1\n2.500,1\n", [1.095, 2.5]),
        ('x,y\n1.095,"Smith, J"\n', [1.095]),
        ("x;y\n1.095;1\n", ["AmbiguousNumber"]),
        ("x;y\n1.095;0,5\n", [1095]),
        ("x;y\n1,095;0,5\n", [1.095]),
        ("x;y\n1,095;0.5\n", [1095]),
        ("x\ty\n1.095\t1\n", [1.095]),
        ('x,y\n"1,095","0,5"\n"2,000","n/a"\n', [1.095, 2.0]),
        ("x,y\n−2.6,1\n– 2.5,1\n２．５,1\n1 200,1\n1'200,1\n", [-2.6, -2.5, 2.5, 1200, 1200]),
        ("x,y\n1_000,1\ninf,1\n1e999,1\n١٢,1\n", ["NotANumber"] * 4),
    ],
)
def test_one_decimal_sign_for_a_column(text: str, read: list[float | str]) -> None:
    assert column(text, "x") == read


def test_evidence_is_taken_from_the_whole_file_not_from_a_chunk() -> None:
    rows = "".join(f'"1,{100 + i % 900}",1\n' for i in range(500))
    assert column(f'x,y\n{rows}"1,234.5",1\n', "x")[:2] == [1100, 1101]
    assert column(f'x,y\n{rows}"12,5",1\n', "x")[:2] == [1.1, 1.101]


@settings(deadline=None, max_examples=150)
@given(
    numbers=st.lists(st.tuples(st.floats(-5000, 5000), st.floats(0, 1)), min_size=1, max_size=8),
    separator=st.sampled_from(",;\t|"),
    sign=st.sampled_from(".,"),
    decimals=st.integers(0, 6),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    grouped=st.booleans(),
)
def test_what_is_written_is_read_or_refused(
    numbers: list[tuple[float, float]], separator: str, sign: str, decimals: int, quoting: Any, grouped: bool
) -> None:
    """Never another number, whatever the separator, the decimal sign, the quotes, the decimals and the thousands."""

    def written(value: float) -> tuple[str, float]:
        text = f"{value:,.{decimals}f}" if grouped else f"{value:.{decimals}f}"
        return (text if sign == "." else text.translate(str.maketrans(",.", ".,"))), float(f"{value:.{decimals}f}")

    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=separator, quoting=quoting)
    writer.writerow(["x", "y"])
    writer.writerows([written(a)[0], written(b)[0]] for a, b in numbers)
    table = opened(stream.getvalue())
    # A bare point in a file that shows nothing is what every program writes; a person's thousands are known from a comma file only.
    undecided = sign == "," and grouped and not decimals and table.separator != ";"
    for place in (0, 1):
        (chunk,) = table.chunks(100)
        values, faults = read_cells(chunk.columns[place], table.style(place))
        for i, pair in enumerate(numbers):
            meant = written(pair[place])[1]
            assert i in faults or values[i] == meant or (undecided and values[i] == meant / 1000)


def test_parquet_texts_are_exact_and_only_what_is_asked_for_is_read(tmp_path: Path) -> None:
    table = pa.table(
        {
            "id": pa.array([2**53, 2**53 + 1], pa.int64()),
            "u": pa.array([2**64 - 1, None], pa.uint64()),
            "d": pa.array([Decimal("0.10000000000000000001"), Decimal("2.50")], pa.decimal128(38, 20)),
            "day": pa.array([0, 1], pa.date32()),
            "f": [1.0, float("nan")],
            "b": [True, None],
        }
    )
    pq.write_table(table, tmp_path / "t.parquet")
    (chunk,) = open_table(tmp_path / "t.parquet").chunks(10, columns=[5, 0, 1, 2, 3, 4], texts=range(6))
    assert chunk.columns == [
        ["true", None], ["9007199254740992", "9007199254740993"], ["18446744073709551615", None],
        ["0.10000000000000000001", "2.50000000000000000000"], ["1970-01-01", "1970-01-02"], ["1", None],
    ]  # fmt: skip
    (chunk,) = open_table(CASES / "big_integer_groups.parquet").chunks(100, columns=[4], texts={4})
    assert len(set(chunk.columns[0])) == len(set(pq.read_table(CASES / "big_integer_groups.parquet")["site"].to_pylist()))


def zipped(inside: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        packed.writestr(inside, "x")
    return stream.getvalue()


@pytest.mark.parametrize(
    "content, name, say",
    [
        (zipped("xl/workbook.xml"), "t.xlsx", "save the sheet as CSV UTF-8"),
        (zipped("xl/workbook.xml"), "t.csv", "save the sheet as CSV UTF-8"),
        (b"\xd0\xcf\x11\xe0rest", "t.xls", "save the sheet as CSV UTF-8"),
        (zipped("people.csv"), "t.zip", "unpack it"),
        (b"\x1f\x8b\x08rest", "t.csv.gz", "unpack it"),
        (b"\x1f\x8b\x08rest", "t.csv", "unpack it"),
        (b"$FL2@(#) SPSS", "t.sav", "SPSS"),
        (b"<stata_dta><header>", "t.dta", "Stata"),
        (b"%PDF-1.7", "t.pdf", "PDF"),
        (b"PAR1", "t.csv", ".parquet"),
        (b"age\n70\n", "t.json", "allowed: .csv"),
        (b"", "t.csv", "empty"),
        ("age,name\n70,王小明\n".encode("gb18030"), "t.csv", "line 2 is not UTF-8"),
        ("age,sex\n70,Männlich\n".encode("cp1252"), "t.csv", "Save As"),
        (b"age\n70\n\0\0\0\n", "t.csv", "NUL"),
        (b"\0" * 100, "t.csv", "NUL"),
        (("a" * 11_000_000).encode(), "t.csv", "characters"),
        (("age\n" + "7" * 40_000).encode(), "t.csv", "characters"),
        ((",".join(f"c{i}" for i in range(100_000)) + "\n").encode(), "t.csv", "100000 columns"),
    ],
)
def test_what_is_no_table_gets_advice(content: bytes, name: str, say: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        for _ in open_content(content, name).chunks(100):
            pass
    assert say in str(refused.value)
    assert len(str(refused.value)) < 300
    assert refused.value.problems[0].text("zh") != refused.value.problems[0].text("en")


def test_pipes_and_devices_are_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "t.csv")
    for path in (tmp_path / "t.csv", Path("/dev/zero")):
        with pytest.raises(InvalidInput, match="not a file"):
            open_table(path)


_PEAK = """
import sys
from pathlib import Path
from osteo_core.errors import InvalidInput
from osteo_core.patients.tables.read import read_table
try:
    print(sum(chunk.n for chunk in read_table(sys.argv[1])))
except InvalidInput as refused:
    print(str(refused)[:300])
print([line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")][0])
"""


def _bombs() -> dict[str, tuple[pa.Table, dict[str, Any], str]]:
    """What a file of a few kilobytes can hold: one long text in each row, texts that repeat the one before, lists, packed zeros."""
    age = pa.array(np.full(40_000, 70.0))
    same = pa.DictionaryArray.from_arrays(pa.array(np.zeros(40_000, np.int32)), pa.array(["x" * 30_000]))
    long = pa.DictionaryArray.from_arrays(pa.array(np.zeros(40_000, np.int32)), pa.array(["x" * 100_000]))
    grown = pa.array(["y" * 30_000 + str(i) for i in range(3_000)])
    return {
        "same": (pa.table({"age": age, "id": same}), {}, "40000"),
        "long": (pa.table({"age": age, "id": long}), {}, "characters"),
        "grown": (
            pa.table({"age": age[:3_000], "id": grown}),
            {"use_dictionary": False, "column_encoding": {"id": "DELTA_BYTE_ARRAY", "age": "PLAIN"}},
            "3000",
        ),
        "list": (pa.table({"age": age[:1], "prior_fracture_sites": pa.array([["hip"] * 2_000_000])}), {}, "items in one row group"),
        "long list": (pa.table({"age": age[:1], "prior_fracture_sites": pa.array([["h" * 3_000] * 9_000])}), {}, "characters"),
        # 96 MB in a single page of each of six columns
        "pages": (
            pa.table(
                [pa.array(np.full(12_000_000, 1.0))] * 6,
                names=["age", "weight_kg", "height_cm", "femoral_neck_bmd", "total_hip_bmd", "lumbar_spine_bmd"],
            ),
            {"use_dictionary": False, "row_group_size": 12_000_000, "data_page_size": 1 << 30, "max_rows_per_page": 12_000_000},
            "400 MB",
        ),
        "zeros": (pa.table({"age": pa.array(np.zeros(20_000_000))}), {"use_dictionary": False, "row_group_size": 20_000_000}, "row group"),
    }


@pytest.mark.parametrize("bomb", ["same", "long", "grown", "list", "long list", "pages", "zeros"])
def test_a_small_parquet_file_does_not_take_the_memory(tmp_path: Path, bomb: str) -> None:
    table, options, say = _bombs()[bomb]
    pq.write_table(table, tmp_path / "t.parquet", compression="zstd", store_schema=False, **options)
    assert (tmp_path / "t.parquet").stat().st_size < 500_000
    command = [sys.executable, "-W", "error", "-c", _PEAK, str(tmp_path / "t.parquet")]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout.splitlines()
    assert say in said[0]
    assert int(said[-1]) < 600_000  # kB
