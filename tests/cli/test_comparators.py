"""`compare`, `score --comparators` and `cohort nhanes --files`, through the command line."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from osteo_core import Patient
from osteo_core.cli import main as cli
from osteo_core.patients.examples import list_examples
from osteo_core.scores import osta, registry
from osteo_core.scores.comparators import NOTES, column_names, comparator_columns
from osteo_core.scores.frax_style import score as frax_style
from osteo_core.scores.qfracture import score as qfracture
from osteo_core.translations import translate
from tests.folders import GOLDEN

XPT = GOLDEN / "xpt"
CONTRACT = ["who_category", "frax_style_major", "frax_style_hip", "qfracture_major", "qfracture_hip", "osta"]

ROWS: list[dict[str, Any]] = [
    {"id": "all", "age": 72, "sex": "female", "ethnicity": "european", "height_cm": 160, "weight_kg": 55, "prior_fracture": 1,
     "prior_fracture_sites": "forearm", "parental_hip_fracture": 0, "current_smoking": 0, "glucocorticoid_use": 0,
     "rheumatoid_arthritis": 0, "high_alcohol_intake": 0, "secondary_osteoporosis": 0,
     "manufacturer": "hologic", "femoral_neck_bmd": 0.600},
    {"id": "few", "age": 66, "sex": "male", "weight_kg": 70},
    {"id": "refused", "age": 30, "sex": "male"},
    {"id": "heavy", "age": 85, "sex": "male", "ethnicity": "asian", "height_cm": 160, "weight_kg": 128},
]  # fmt: skip


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    folder = tmp_path_factory.mktemp("score")
    with (folder / "in.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(ROWS[0]))
        writer.writeheader()
        writer.writerows(ROWS)
    assert cli.main(["score", str(folder / "in.csv"), str(folder / "out.csv"), "--comparators"]) == 0
    return pd.read_csv(folder / "out.csv").set_index("id")


def test_the_comparators_stand_beside_the_network(scored: pd.DataFrame) -> None:
    assert scored.index.tolist() == ["all", "few", "heavy"]
    assert set(CONTRACT) < set(scored.columns)
    assert scored.loc["all", "who_category"] == "osteopenia"  # (0.600 - 0.858) / 0.120 = -2.15
    assert scored.loc["all", "osta"] == -3  # 0.2 * (55 - 72) = -3.4, decimals dropped
    assert scored.loc["few", "osta"] == 0
    assert pd.isna(scored.loc["few", "who_category"])
    assert scored.loc["few", CONTRACT[1:5]].isna().all()


def test_the_columns_of_the_contract_come_first_the_notes_last(scored: pd.DataFrame) -> None:
    written = [name for name in scored.columns if name in (*column_names(), NOTES)]
    assert written[: len(CONTRACT)] == CONTRACT
    assert written == [*column_names(), NOTES]


def test_nobody_has_every_column_too() -> None:
    nobody = comparator_columns({"age": np.empty(0), "sex": np.empty(0, dtype=object)})
    assert list(nobody) == [*column_names(), NOTES]
    assert {len(column) for column in nobody.values()} == {0}


def test_a_row_has_what_the_patient_has(scored: pd.DataFrame) -> None:
    flat = {k: v for k, v in ROWS[0].items() if k not in ("id", "manufacturer", "femoral_neck_bmd", "prior_fracture_sites")}
    clinical = {k: bool(v) if v in (0, 1) else v for k, v in flat.items()} | {"prior_fracture_sites": ["forearm"]}
    patient = Patient.read({"clinical": clinical, "dxa": {"manufacturer": "hologic", "femoral_neck_bmd": 0.600}})
    for module, name in ((frax_style, "frax_style"), (qfracture, "qfracture")):
        result = module.for_patient(patient)
        for outcome in ("major", "hip"):
            value = result.value(outcome)
            assert value is not None
            assert scored.loc["all", f"{name}_{outcome}"] == pytest.approx(value.value, abs=1e-5)
    assert osta.for_patient(patient).value("screening").value == scored.loc["all", "osta"]  # type: ignore[union-attr]


def test_what_was_left_open_or_held_is_said(scored: pd.DataFrame) -> None:
    notes = scored["comparator_notes"]
    assert "FRAX" not in notes["all"]
    assert "Antidepressants" in notes["all"]
    assert translate("scores.frax_style.limit.no_version") in notes["few"]
    for key in ("frax_style.limit.no_scan", "frax_style.limit.age_held", "qfracture.limit.bmi_held"):
        assert translate(f"scores.{key}") in notes["heavy"]
        assert translate(f"scores.{key}") not in notes["all"]


def test_without_the_option_nothing_is_added(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("id,age,sex\na,70,male\n", encoding="utf-8")
    assert cli.main(["score", str(tmp_path / "in.csv"), str(tmp_path / "out.csv")]) == 0
    assert not set(CONTRACT) & set(pd.read_csv(tmp_path / "out.csv").columns)


def test_a_table_with_no_row_left_still_has_its_columns(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("id,age,sex\na,20,male\n", encoding="utf-8")
    assert cli.main(["score", str(tmp_path / "in.csv"), str(tmp_path / "out.parquet"), "--comparators"]) == 0
    assert set(CONTRACT) < set(pd.read_parquet(tmp_path / "out.parquet").columns)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_example_compares_as_text_and_json(capsys: pytest.CaptureFixture[str], language: str) -> None:
    for example in list_examples():
        assert cli.main(["compare", str(example.path), "--language", language]) == 0
        text = capsys.readouterr().out
        assert translate("scores.frax_style.title", language) in text
        assert translate("scores.qfracture.disclaimer", language) in text
        assert cli.main(["compare", str(example.path), "--format", "json", "--language", language]) == 0
        document = json.loads(capsys.readouterr().out)
        assert list(document["scores"]) == [about.name for about in registry.abouts()]
        assert list(document["scores"])[:4] == ["dxa_only", "frax_style", "qfracture", "osta"]
        assert document["scores"]["qfracture"]["disclaimer"]
        assert all(rule["verdict"] in ("met", "not_met", "undecided") for rule in document["rules"].values())


def test_numbers_of_compare_are_those_of_the_scores(capsys: pytest.CaptureFixture[str]) -> None:
    example = next(e for e in list_examples() if e.id == "woman-osteoporosis-fracture")
    assert cli.main(["compare", str(example.path), "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    patient = Patient.from_json(example.path)
    value = frax_style.for_patient(patient).value("hip")
    assert value is not None
    assert document["scores"]["frax_style"]["values"]["hip"]["value"] == value.value
    assert document["networks"]["nhanes"]["prevalent_fracture"]["probability"] > 0
    assert "fracture" not in document["networks"]["nhanes"]


def test_a_network_that_cannot_answer_does_not_stand_in_the_way(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "scan.json"
    path.write_text(json.dumps({"dxa": {"manufacturer": "hologic", "femoral_neck_bmd": 0.612}}), encoding="utf-8")
    assert cli.main(["compare", str(path), "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert "refused" in document["networks"]["nhanes"]
    assert document["scores"]["frax_style"]["lacking"] == ["age", "sex", "ethnicity"]
    assert document["scores"]["frax_style"]["values"] == {}
    assert document["rules"]["bhof_2022"]["verdict"] == "undecided"


def test_nhanes_from_the_files_of_cdc(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "people.parquet"
    assert cli.main(["cohort", "nhanes", "--files", str(XPT), "--out", str(out)]) == 0
    people = pd.read_parquet(out)
    assert len(people) > 5
    assert np.isfinite(people["femoral_neck_bmd"]).any()
    capsys.readouterr()
    assert cli.main(["cohort", "nhanes", "--files", str(tmp_path / "nowhere"), "--out", str(out)]) == 2
    assert "nowhere" in capsys.readouterr().err
