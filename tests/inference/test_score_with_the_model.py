"""`score` with the shipped models gives the numbers of `assess`."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from osteo_core import load_model
from osteo_core.cohorts.nhanes.extract import load_nhanes
from osteo_core.cohorts.worlds.paper import draw
from osteo_core.inference.scoring import score
from osteo_core.patients import Patient
from osteo_core.patients.examples import list_examples
from osteo_core.patients.table_row import patient_of


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_virtual_people_as_recorded(tmp_path: Path, ending: str) -> None:
    table = draw(40, 700_002).table
    table.to_parquet(tmp_path / "in.parquet", index=False)
    done = score(tmp_path / "in.parquet", tmp_path / f"out.{ending}", load_model("fusion"), chunk_rows=16, progress=False)
    assert (done.n_in, done.n_scored, done.n_refused) == (40, 40, 0)
    scored = pd.read_csv(tmp_path / "out.csv") if ending == "csv" else pd.read_parquet(tmp_path / "out.parquet")
    assert scored["id"].tolist() == table["id"].tolist()
    for row in range(0, 40, 7):
        answer = load_model("fusion").assess(patient_of(table, row))
        assert answer.fracture is not None
        expected = [*answer.status.values(), answer.osteoporosis.low, answer.osteoporosis.high, answer.fracture.probability]
        names = ["p_normal", "p_osteopenia", "p_osteoporosis", "p_osteoporosis_low", "p_osteoporosis_high", "p_fracture"]
        assert scored.loc[row, names].tolist() == pytest.approx(expected, abs=2e-6)


def test_real_people(tmp_path: Path) -> None:
    table = load_nhanes().iloc[::500]
    table.to_csv(tmp_path / "in.csv", index=False)
    done = score(tmp_path / "in.csv", tmp_path / "out.csv", load_model("fusion"), progress=False)
    assert done.n_in == len(table)
    assert done.n_scored + done.n_refused == len(table)
    scored = pd.read_csv(tmp_path / "out.csv")
    numbers = scored[[name for name in scored.columns if name.startswith("p_")]]
    assert np.isfinite(numbers.to_numpy()).all()
    assert numbers.to_numpy().min() >= 0
    assert numbers.to_numpy().max() <= 1


def test_rows_that_the_simplified_model_cannot_read_are_listed(tmp_path: Path) -> None:
    pd.DataFrame({"id": ["a", "b"], "age": [70.0, np.nan], "gait_speed": [1.0, 0.8]}).to_csv(tmp_path / "in.csv", index=False)
    done = score(tmp_path / "in.csv", tmp_path / "out.csv", load_model("simplified"), progress=False)
    assert (done.n_scored, done.n_refused) == (1, 1)
    assert "simplified" in pd.read_csv(tmp_path / "out.csv.errors.csv")["problem"][0]


def test_an_examples_row_is_its_record(tmp_path: Path) -> None:
    patient = Patient.from_json(list_examples()[0].path)
    row = {name: cells[0] for name, cells in patient.columns().items() if not isinstance(cells[0], tuple)}
    pd.DataFrame([row]).to_csv(tmp_path / "in.csv", index=False)
    score(tmp_path / "in.csv", tmp_path / "out.csv", load_model("fusion"), progress=False)
    assert pd.read_csv(tmp_path / "out.csv")["p_osteoporosis"][0] == pytest.approx(
        load_model("fusion").assess(patient).osteoporosis.probability, abs=2e-6
    )
