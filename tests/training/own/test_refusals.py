"""People who cannot be learned from, and places that cannot take a model: each with its sentence, and nothing written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from osteo_core.cli.main import main
from osteo_core.errors import InvalidInput
from osteo_core.training.own.train import prepared, train_own
from tests.training.own.conftest import small

Change = Callable[[pd.DataFrame], pd.DataFrame]


def _three_events(table: pd.DataFrame) -> pd.DataFrame:
    first = np.arange(len(table)) < 3
    table["fracture_event"], table["fracture_time"] = first.astype(float), np.where(first, 5.0, 10.5)
    return table


def _one_marker(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(ctx=[0.5, *[np.nan] * (len(table) - 1)])


def _told(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(prior_fracture=table["fracture_event"])


_NO_STATUS = ["status", "manufacturer", "lumbar_spine_bmd", "femoral_neck_bmd", "total_hip_bmd"]
BAD: dict[str, tuple[Change, str]] = {
    "60 people": (lambda t: t.head(60), "at least 200"),
    "3 events": (_three_events, "3 people with and"),
    "nobody fractured": (lambda t: t.assign(fracture_event=0.0), "the same for all 207 people"),
    "one class": (lambda t: t.assign(status="osteopenia"), "one class of bone status"),
    "one sex": (lambda t: t.assign(sex="female"), "one sex (Female)"),
    "a modality with one person": (_one_marker, "1 of these people have"),
    "the outcome as an input": (_told, "Prior"),
    "followed for two years": (lambda t: t.assign(fracture_time=2.0), "nobody was followed for 10 years"),
    "a status that is none": (lambda t: t.assign(status="brittle"), "not a bone status"),
    "no outcome": (lambda t: t.drop(columns=[*_NO_STATUS, "fracture_time", "fracture_event"]), "no outcome to learn"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_people_are_refused_in_a_sentence(name: str, people: pd.DataFrame, models: Path, tmp_path: Path) -> None:
    change, sentence = BAD[name]
    path = tmp_path / "bad.parquet"
    change(people.copy()).to_parquet(path)
    with pytest.raises(InvalidInput) as refused:
        train_own(small(path))
    assert sentence in str(refused.value)
    assert not models.exists()


def test_an_input_named_as_the_outcome_is_named(table: Path, models: Path) -> None:
    with pytest.raises(InvalidInput, match=r"glucocorticoid_use: .* is an input of the network"):
        train_own(small(table, outcome="glucocorticoid_use"))


def test_a_status_made_of_the_scan_withholds_it(people: pd.DataFrame, models: Path, tmp_path: Path) -> None:
    """As validation calls it by the lowest T-score; with nothing else to read there is nothing to learn."""
    path = tmp_path / "scan.parquet"
    scanned = ["manufacturer", "lumbar_spine_bmd", "femoral_neck_bmd", "total_hip_bmd", "age", "sex"]
    table = people[scanned].copy()
    table[["lumbar_spine_bmd", "femoral_neck_bmd", "total_hip_bmd"]] *= 0.93
    table.to_parquet(path)
    _, learning = prepared(small(path))
    assert set(learning.withheld["osteoporosis"]) == {"lumbar_spine_sbmd", "femoral_neck_sbmd", "total_hip_sbmd"}
    table.drop(columns=["age", "sex"]).to_parquet(path)
    with pytest.raises(InvalidInput, match="made of the scan"):
        prepared(small(path))


def test_one_sex_that_is_meant_is_taken(people: pd.DataFrame, models: Path, tmp_path: Path) -> None:
    path = tmp_path / "women.parquet"
    people.assign(sex="female").to_parquet(path)
    assert prepared(small(path, one_sex=True))[0].n == 260


@pytest.mark.parametrize("name", ["../up", "a b", "", ".hidden", "con", "x" * 41, "life", "Nhanes", "virtual"])
def test_names_that_are_no_names(name: str, table: Path, models: Path) -> None:
    with pytest.raises(InvalidInput, match="--name"):
        train_own(small(table, name=name))
    assert not models.exists()


def test_a_name_that_lies_there_already(table: Path, models: Path) -> None:
    (models / "mine").mkdir(parents=True)
    with pytest.raises(InvalidInput, match="already"):
        train_own(small(table))


def test_a_models_folder_that_is_a_file(table: Path, models: Path) -> None:
    models.write_text("not a folder")
    with pytest.raises(InvalidInput):
        train_own(small(table))


def test_a_models_folder_that_cannot_be_written_to(table: Path, models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may be allowed everything, so the system's refusal is played."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(InvalidInput, match="does not allow it"):
        train_own(small(table))


@pytest.mark.parametrize(
    "words", [["--name", "mine"], ["--data", "x.parquet"], ["--init", "life"], ["--data", "x", "--name", "a", "--n", "300"]]
)
def test_options_that_do_not_belong_together(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", *words]) == 2
    assert "--data" in capsys.readouterr().err
