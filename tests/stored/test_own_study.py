"""The study of how many people an own model takes: goes on where it stopped, ships whole or not at all, and is summed up as by hand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from osteo_core.errors import ArtifactError
from osteo_core.figures.evaluation.learning_curve import describe_learning_curve, learning_curve, learning_curve_table
from osteo_core.reproduce.own_study import __main__ as study
from osteo_core.stored.own_study import by_size, comparisons, worth_it
from osteo_core.training.fold import FoldSettings
from osteo_core.translations import LANGUAGES, translate

MODELS = ("nothing", "logistic", "ost")


def _compared(size: int, repeat: int) -> pd.DataFrame:
    auc = {"nothing": 0.70 + 0.05 * (size > 100) + 0.01 * repeat, "logistic": 0.72 + 0.01 * repeat, "ost": 0.74}
    return pd.DataFrame({"model": MODELS, "n": 50, "auc": list(auc.values()), "brier": 0.1, "log_loss": 0.3, "slope": 1.0}).assign(
        size=size, repeat=repeat
    )


@pytest.fixture
def table() -> pd.DataFrame:
    return pd.concat([_compared(size, repeat) for size in (100, 200) for repeat in (0, 1)], ignore_index=True)


def test_means_and_spread_are_those_worked_by_hand(table: pd.DataFrame) -> None:
    found = by_size(table).set_index(["size", "model"])
    assert found.loc[(100, "nothing"), "estimate"] == pytest.approx(0.705)
    assert found.loc[(100, "nothing"), "low"] == pytest.approx(0.70025)  # 2.5 % of the way from .70 to .71
    assert found.loc[(100, "nothing"), "high"] == pytest.approx(0.70975)
    assert found.loc[(200, "ost"), "repeats"] == 2


def test_worth_it_is_from_where_on_it_stays_better(table: pd.DataFrame) -> None:
    assert worth_it(table, "nothing", "ost") == 200
    assert worth_it(table, "logistic", "ost") is None
    assert worth_it(table, "ost", "logistic") == 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_figure_has_a_line_a_model_and_says_its_ends(table: pd.DataFrame, language: str) -> None:
    curves = by_size(table)
    assert [trace.name for trace in learning_curve(curves, language=language).data] == [
        translate(f"own_study.model.{name}", language) for name in MODELS
    ]
    told = describe_learning_curve(curves, language=language)
    assert "100: 0.705" in told
    assert "200: 0.755" in told
    assert len(learning_curve_table(curves)) == 6


def test_an_interrupted_study_goes_on_and_only_the_whole_one_ships(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int]] = []

    def compare(size: int, repeat: int, runs: Path, fold: FoldSettings) -> pd.DataFrame:
        asked.append((size, repeat))
        if len(asked) == 3:
            raise KeyboardInterrupt
        return _compared(size, repeat)

    home, runs = tmp_path / "home", tmp_path / "runs"
    monkeypatch.setattr(study, "compare", compare)
    monkeypatch.setattr(study, "HOME", home)
    with pytest.raises(KeyboardInterrupt):
        study.run((100, 200), 2, tmp_path / "trial", runs, lambda _: None)
    assert {path.name for path in runs.iterdir()} == {"size-100-2.parquet"}
    assert study.run((100, 200), 2, home, runs, lambda _: None) is None
    assert asked == [(100, 0), (100, 1), (200, 0), (200, 0), (200, 1)]
    assert not home.exists()
    study.run((100, 200), 2, tmp_path / "trial", runs, lambda _: None)
    assert len(asked) == 5
    assert len(comparisons(tmp_path / "trial")) == 12


def test_a_study_that_does_not_ship_or_was_altered_says_so(tmp_path: Path, table: pd.DataFrame) -> None:
    with pytest.raises(ArtifactError, match="reproduce own_study"):
        comparisons(tmp_path)
    study._write(table, tmp_path, (100, 200), 2)
    path = tmp_path / "own_study.parquet"
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(ArtifactError, match=r"own_study\.parquet"):
        comparisons(tmp_path)
