"""Pages are measured by their own headers: against the totals of honest files by two writers, and in a file whose summary is untrue."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from osteo_core.errors import InvalidInput
from osteo_core.patients.tables.files import open_table
from osteo_core.patients.tables.parquet_pages import page_headers, unpacked_size

_ROWS = 60_000


def _people() -> pa.Table:
    rng = np.random.default_rng(3)
    return pa.table(
        {
            "id": [f"person {i}" for i in range(_ROWS)],
            "age": rng.uniform(40, 90, _ROWS),
            "sex": rng.choice(["female", "male"], _ROWS),
            "prior_fracture_sites": [["hip", "x" * 5_000][: i % 3] for i in range(_ROWS)],
        }
    )


_WRITERS: dict[str, dict[str, Any]] = {
    "snappy": {"compression": "snappy"},
    "second version": {"compression": "zstd", "data_page_version": "2.0", "use_dictionary": False},
    "small pages with sums": {"compression": "gzip", "data_page_size": 4_000, "write_page_checksum": True, "row_group_size": 20_000},
    "not packed": {"compression": "none", "write_statistics": True, "version": "1.0"},
}


@pytest.mark.parametrize("writer", [*_WRITERS, "duckdb"])
def test_the_pages_of_a_column_add_up_to_its_total(tmp_path: Path, writer: str) -> None:
    path, people = tmp_path / "t.parquet", _people()
    if writer == "duckdb":
        duckdb.from_arrow(people).write_parquet(str(path), row_group_size=30_000)
    else:
        pq.write_table(people, path, **_WRITERS[writer])
    metadata = pq.read_metadata(path)
    with path.open("rb") as file:
        for group in map(metadata.row_group, range(metadata.num_row_groups)):
            for column in map(group.column, range(group.num_columns)):
                pages = list(page_headers(file, column))
                assert sum(page.length + page.unpacked for page in pages) == column.total_uncompressed_size
                assert sum(page.length + page.packed for page in pages) == column.total_compressed_size
                assert sum(page.dictionary for page in pages) == column.has_dictionary_page


def test_a_summary_that_understates_its_column_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"age": np.zeros(17_000_000)}), path, compression="zstd", use_dictionary=False, row_group_size=17_000_000)
    content = path.read_bytes()
    true = pq.read_metadata(path).row_group(0).column(0).total_uncompressed_size
    path.write_bytes(content.replace(_varint(2 * true), _varint(2 * 1_000, len(_varint(2 * true)))))
    (column,) = (pq.read_metadata(path).row_group(0).column(0),)
    assert column.total_uncompressed_size == 1_000
    with path.open("rb") as file:
        assert unpacked_size(file, column).whole > 136_000_000
    with pytest.raises(InvalidInput, match="136 MB in one row group"):
        next(iter(open_table(path).chunks(10)))


def _varint(value: int, length: int = 0) -> bytes:
    """Thrift's number, seven bits a byte, with empty bytes behind it up to `length`."""
    found = bytearray()
    while value or len(found) < max(length, 1):
        found.append(value & 127 | 128)
        value >>= 7
    found[-1] &= 127
    return bytes(found)


def test_a_damaged_page_header_is_said(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"age": [70.0, 71.0]}), path, compression="none", use_dictionary=False)
    content = bytearray(path.read_bytes())
    content[4:12] = b"\xff" * 8
    path.write_bytes(content)
    with pytest.raises(InvalidInput, match="damaged"):
        next(iter(open_table(path).chunks(10)))
