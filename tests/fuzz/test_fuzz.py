"""The fuzzers on a few of their numbered inputs, and every input that once broke the program or was read as something else."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from osteo_core.errors import InvalidInput
from osteo_core.evaluation.uploads.upload import read_upload
from osteo_core.patients.tables.read import read_table
from osteo_core.patients.volume import read_nifti
from tests.fuzz.__main__ import KINDS, verdict
from tests.fuzz.records import run_record
from tests.fuzz.verdict import Case, judge

FEW = {"records": 60, "tables": 20, "uploads": 40, "nifti": 60}

SCAN = {"dxa": {"manufacturer": "hologic", "femoral_neck_bmd": 0.6}}
FOUND_RECORDS = {
    "a scan and a prior fracture": (json.dumps(SCAN | {"clinical": {"prior_fracture": True}}), "accepted"),
    "a typographic minus": ('{"dxa": {"femoral_neck_t": "−2.6"}}', "accepted"),
    "half of a surrogate pair in a name": ('{"clinical": {"\\ud800": 1}}', "refused"),
    "half of a surrogate pair in a label": ('{"label": "\\ud800", "clinical": {"age": 71}}', "refused"),
    "an escape sequence in a name": ('{"clinical": {"\\u001b[2J": 1}}', "refused"),
    "brackets without end": ("[" * 100_000, "refused"),
    "a number of five thousand digits": ('{"clinical": {"age": ' + "7" * 5000 + "}}", "refused"),
    "a number that vanishes": ('{"btm": {"ctx": 1e-400}}', "refused"),
    "ten thousand unknown SNPs": (json.dumps({"gene": {f"rs{n}x": 1 for n in range(10_000)}}), "refused"),
    "fifty thousand unknown fields": (json.dumps({"clinical": {f"field_{n}": 1 for n in range(50_000)}}), "refused"),
    "one of two numbers": ('{"clinical": {"age": 71, "calcium_intake": "1.200"}}', "refused"),
    "a picture for a name": ('{"![x](http://host.example/x.png)": 1}', "refused"),
}
FOUND_TABLES = {
    "a level named none": (b"age,sex,alcohol_category\n72,female,none\n", {"alcohol_category": ["none"]}),
    "decimal commas in yes/no": (b"age;prior_fracture\n71,0;1,0\n66,5;0,0\n", {"age": [71.0, 66.5], "prior_fracture": [1.0, 0.0]}),
    "Excel's first line": (b"sep=;\nage;femoral_neck_t\n71;-2,6\n", {"femoral_neck_t": [-2.6]}),
    "a typographic minus": ("age,femoral_neck_t\n71,−2.6\n".encode(), {"femoral_neck_t": [-2.6]}),
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_numbered_inputs_break_nothing(kind: str) -> None:
    failed = {seed: found.why for seed in range(FEW[kind]) if (found := verdict(kind, seed, timed=False)).kind == "failed"}
    assert failed == {}


@pytest.mark.parametrize("name", FOUND_RECORDS)
def test_records_that_were_wrong_once(name: str) -> None:
    content, expected = FOUND_RECORDS[name]
    found = judge(Case(run=lambda: run_record(content.encode()), shown=name), timed=False)
    assert (found.kind, found.why) == (expected, "")


@pytest.mark.parametrize("name", FOUND_TABLES)
def test_tables_that_were_wrong_once(name: str, tmp_path: Path) -> None:
    content, expected = FOUND_TABLES[name]
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    (chunk,) = read_table(path)
    assert not chunk.problems
    assert {column: list(chunk.columns[column]) for column in expected} == expected


def test_times_with_thousands_are_not_read_as_decimals() -> None:
    content = b'y,p,days,event\n1,0.4,"1,095",1\n0,0.2,365,0\n1,0.6,"2,190",1\n0,0.1,730,0\n'
    study = read_upload(content, "t.csv", outcome="y", models=["p"], time="days", event="event")
    assert study.follow_up is not None
    assert study.follow_up.time.tolist() == [1095, 365, 2190, 730]


@pytest.mark.parametrize("content", [gzip.compress(bytes(40_000_000)), b"\x5c\x01\x00\x00" + b"\xff" * 400, b"", b"\x1f\x8b\x08"])
def test_images_that_are_none_are_refused(content: bytes) -> None:
    with pytest.raises(InvalidInput):
        read_nifti(content)


def test_a_file_written_in_both_ways_says_nothing_about_its_thousands() -> None:
    """Points in the outcome and commas in the predictions: times such as 2.385 are asked about."""
    content = b'y,p,days,event\n0.0,"0,0767",2.385,0\n1.0,"0,372",799,1\n'
    with pytest.raises(InvalidInput, match="2385"):
        read_upload(content, "t.csv", outcome="y", models=["p"], time="days", event="event")
