"""Scoring tables: every row ends up in one place, in order, whatever the format, the chunks and the faults."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from osteo_core.errors import InvalidInput, Problem
from osteo_core.inference.scoring import score
from tests.folders import ROOT

COLUMNS = [
    "id", "p_normal", "p_normal_low", "p_normal_high", "p_osteopenia", "p_osteopenia_low", "p_osteopenia_high", "p_osteoporosis",
    "p_osteoporosis_low", "p_osteoporosis_high", "p_fracture", "p_fracture_low", "p_fracture_high", "notes",
]  # fmt: skip


@dataclass
class Answer:
    status: np.ndarray
    status_low: np.ndarray
    status_high: np.ndarray
    fracture: np.ndarray | None
    fracture_low: np.ndarray | None
    fracture_high: np.ndarray | None
    notes: list[str]


class FakeModel:
    """Answers from age and femoral neck T-score alone, so that a row's answer says which row it was."""

    def __init__(self, with_fracture: bool = True) -> None:
        self.with_fracture = with_fracture
        self.largest = 0

    def assess_columns(self, columns: dict[str, Any]) -> Answer:
        age = np.asarray(columns["age"], float)
        self.largest = max(self.largest, len(age))
        low = np.nan_to_num(age / 200, nan=0.9)
        status = np.column_stack([1 - low, low / 2, low / 2])
        fracture = low / 3 if self.with_fracture else None
        ends = (None, None) if fracture is None else (fracture * 0.9, fracture * 1.1)
        return Answer(status, status * 0.9, np.minimum(status * 1.1, 1), fracture, *ends, [f"age {a:g}" for a in age])


def table(n: int) -> pd.DataFrame:
    rng = np.random.default_rng(4)
    return pd.DataFrame(
        {
            "id": [f"p{i}" for i in range(n)],
            "age": rng.integers(40, 100, n).astype(float),
            "sex": rng.choice(["female", "male"], n),
            "manufacturer": "hologic",
            "femoral_neck_bmd": rng.normal(0.8, 0.1, n).round(3),
        }
    )


def test_results_are_the_models_answers_in_the_order_of_the_table(tmp_path: Path) -> None:
    people = table(25)
    people.to_csv(tmp_path / "in.csv", index=False)
    done = score(tmp_path / "in.csv", tmp_path / "out.csv", FakeModel(), chunk_rows=7, progress=False)
    results = pd.read_csv(tmp_path / "out.csv")
    assert list(results.columns) == COLUMNS
    assert results["id"].tolist() == people["id"].tolist()
    assert results["p_osteoporosis"].to_numpy() == pytest.approx(people["age"].to_numpy() / 400, abs=1e-6)
    assert results["p_fracture_high"].to_numpy() == pytest.approx(people["age"].to_numpy() / 600 * 1.1, abs=1e-6)
    assert results["notes"].tolist() == [f"age {age:g}" for age in people["age"]]
    assert (done.n_in, done.n_scored, done.n_refused, done.errors_path) == (25, 25, 0, None)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.csv", "out.csv"]


@pytest.mark.parametrize("ending_in", [".csv", ".parquet"])
@pytest.mark.parametrize("ending_out", [".csv", ".parquet"])
def test_formats_agree(tmp_path: Path, ending_in: str, ending_out: str) -> None:
    people = table(30)
    source, out = tmp_path / f"in{ending_in}", tmp_path / f"out{ending_out}"
    people.to_csv(source, index=False) if ending_in == ".csv" else people.to_parquet(source)
    score(source, out, FakeModel(), chunk_rows=11, progress=False)
    results = pd.read_csv(out) if ending_out == ".csv" else pd.read_parquet(out)
    assert list(results.columns) == COLUMNS
    assert results["p_normal"].to_numpy() == pytest.approx(1 - people["age"].to_numpy() / 200, abs=1e-6)


FAULTS = st.lists(st.sampled_from(["good", "text", "age 19", "age 130", "mg/cm2", "no maker", "empty", "wide"]), min_size=1, max_size=15)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(faults=FAULTS, chunk_rows=st.integers(1, 6))
def test_every_row_is_scored_or_listed(tmp_path: Path, faults: list[str], chunk_rows: int) -> None:
    cells = {
        "good": "70,female,hologic,0.7", "text": "seventy,female,hologic,0.7", "age 19": "19,female,hologic,0.7",
        "age 130": "130,female,hologic,0.7", "mg/cm2": "70,female,hologic,790", "no maker": "70,female,,0.7", "empty": ",,,",
        "wide": "70,female,hologic,0.7,1",
    }  # fmt: skip
    lines = [f"r{i},{cells[fault]}" for i, fault in enumerate(faults)]
    (tmp_path / "in.csv").write_text("id,age,sex,manufacturer,femoral_neck_bmd\n" + "\n".join(lines) + "\n", encoding="utf-8")
    done = score(tmp_path / "in.csv", tmp_path / "out.csv", FakeModel(), chunk_rows=chunk_rows, progress=False)
    scored = pd.read_csv(tmp_path / "out.csv")["id"].tolist()
    assert scored == [f"r{i}" for i, fault in enumerate(faults) if fault == "good"]
    bad = [i for i, fault in enumerate(faults) if fault != "good"]
    assert (done.n_in, done.n_scored, done.n_refused) == (len(faults), len(scored), len(bad))
    if bad:
        errors = pd.read_csv(tmp_path / "out.csv.errors.csv", keep_default_na=False)
        assert list(errors.columns) == ["row", "id", "field", "problem"]
        assert errors["row"].drop_duplicates().tolist() == [i + 1 for i in bad]
        assert errors["id"].drop_duplicates().tolist() == [f"r{i}" for i in bad]
        assert (errors["problem"].str.len() > 10).all()
        assert done.errors_path == tmp_path / "out.csv.errors.csv"
    else:
        assert not (tmp_path / "out.csv.errors.csv").exists()


def test_the_errors_file_says_where_what_and_what_is_allowed(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("id,age,manufacturer,femoral_neck_bmd\na,70,hologic,790\nb,19,,\n", encoding="utf-8")
    score(tmp_path / "in.csv", tmp_path / "out.csv", FakeModel(), progress=False)
    errors = pd.read_csv(tmp_path / "out.csv.errors.csv")
    assert errors["field"].tolist() == ["femoral_neck_bmd", "age"]
    assert "790" in errors["problem"][0]
    assert "1.8" in errors["problem"][0]
    assert "40" in errors["problem"][1]
    score(tmp_path / "in.csv", tmp_path / "zh.csv", FakeModel(), progress=False, language="zh")
    assert pd.read_csv(tmp_path / "zh.csv.errors.csv")["problem"].str.contains("[一-鿿]").all()


def test_a_stale_errors_file_goes(tmp_path: Path) -> None:
    (tmp_path / "out.csv.errors.csv").write_text("row,id,field,problem\n1,x,age,old\n", encoding="utf-8")
    table(3).to_csv(tmp_path / "in.csv", index=False)
    score(tmp_path / "in.csv", tmp_path / "out.csv", FakeModel(), progress=False)
    assert not (tmp_path / "out.csv.errors.csv").exists()


@pytest.mark.parametrize("chunk_rows", [1, 2, 10])
def test_rows_that_the_model_cannot_read_are_listed(tmp_path: Path, chunk_rows: int) -> None:
    class NeedsAge(FakeModel):
        def assess_columns(self, columns: dict[str, Any]) -> Answer:
            empty = np.flatnonzero(np.isnan(columns["age"]))
            if len(empty):
                rows = [None] if len(columns["age"]) == 1 else [int(row) for row in empty]
                raise InvalidInput(Problem("", "tables.empty", {}, row) for row in rows)
            return super().assess_columns(columns)

    (tmp_path / "in.csv").write_text("id,age,bmi\na,70,25\nb,,25\nc,19,25\nd,72,25\ne,,26\n", encoding="utf-8")
    done = score(tmp_path / "in.csv", tmp_path / "out.csv", NeedsAge(), chunk_rows=chunk_rows, progress=False)
    assert (done.n_in, done.n_scored, done.n_refused) == (5, 2, 3)
    assert pd.read_csv(tmp_path / "out.csv")["id"].tolist() == ["a", "d"]
    assert pd.read_csv(tmp_path / "out.csv.errors.csv")["id"].tolist() == ["b", "c", "e"]


def test_without_an_id_column_rows_are_numbered_from_one(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("age\n70\nx\n71\n", encoding="utf-8")
    score(tmp_path / "in.csv", tmp_path / "out.csv", FakeModel(), progress=False)
    assert pd.read_csv(tmp_path / "out.csv")["id"].tolist() == [1, 3]


def test_a_model_without_a_fracture_outcome_leaves_its_columns_empty(tmp_path: Path) -> None:
    table(3).to_csv(tmp_path / "in.csv", index=False)
    score(tmp_path / "in.csv", tmp_path / "out.csv", FakeModel(with_fracture=False), progress=False)
    assert pd.read_csv(tmp_path / "out.csv")["p_fracture"].isna().all()


def test_a_broken_run_leaves_nothing_behind(tmp_path: Path) -> None:
    class Breaks(FakeModel):
        def assess_columns(self, columns: dict[str, Any]) -> Answer:
            if self.largest:
                raise KeyboardInterrupt
            return super().assess_columns(columns)

    table(10).to_csv(tmp_path / "in.csv", index=False)
    (tmp_path / "out.csv").write_text("the older results", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt):
        score(tmp_path / "in.csv", tmp_path / "out.csv", Breaks(), chunk_rows=5, progress=False)
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "the older results"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.csv", "out.csv"]


@pytest.mark.parametrize(
    "source, out, say",
    [
        ("in.csv", "in.csv", "overwrite"),
        ("x.csv.errors.csv", "x.csv", "overwrite"),
        ("in.csv", "out.xlsx", ".parquet"),
        ("in.csv", "nowhere/out.csv", "does not exist"),
        ("in.csv", "folder.csv", "folder"),
        ("header.csv", "out.csv", "no rows"),
    ],
)
def test_places_that_cannot_be_used_are_refused(tmp_path: Path, source: str, out: str, say: str) -> None:
    for name in ("in.csv", "x.csv.errors.csv"):
        table(2).to_csv(tmp_path / name, index=False)
    (tmp_path / "header.csv").write_text("id,age\n", encoding="utf-8")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(InvalidInput, match=say):
        score(tmp_path / source, tmp_path / out, FakeModel(), progress=False)
    assert not [p for p in tmp_path.iterdir() if p.suffix == ".partial"]


def test_progress_is_shown_on_stderr(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table(3).to_csv(tmp_path / "in.csv", index=False)
    score(tmp_path / "in.csv", tmp_path / "out.csv", FakeModel())
    said = capsys.readouterr()
    assert "3/3" in said.err
    assert said.out == ""


_MEASURED = """
import resource, sys
from osteo_core.inference.scoring import score
from tests.folders import ROOT
from tests.inference.test_scoring import FakeModel
model = FakeModel()
score(sys.argv[1], sys.argv[2], model, chunk_rows=5_000, progress=False)
assert model.largest == 5_000
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_memory_does_not_grow_with_the_table(tmp_path: Path) -> None:
    def peak(n: int) -> int:
        """In a process of its own: what other tests left in this one would be counted too."""
        source = tmp_path / f"{n}.csv"
        with source.open("w", encoding="utf-8") as file:
            file.write("id,age,manufacturer,femoral_neck_bmd\n")
            file.writelines(f"p{i},{40 + i % 60},hologic,0.7\n" for i in range(n))
        command = [sys.executable, "-c", _MEASURED, str(source), str(tmp_path / "out.csv")]
        return int(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)

    # The larger table holds 20 times as many rows, in memory more than the process without a table.
    assert peak(200_000) < 1.1 * peak(10_000)
