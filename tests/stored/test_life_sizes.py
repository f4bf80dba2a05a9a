"""The gap to the best possible answer by the number of people: summed up as by hand, drawn, told, and altered files are refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from osteo_core import load_model
from osteo_core.errors import ArtifactError
from osteo_core.figures.evaluation.gap_by_people import describe_gap_by_people, gap_by_people
from osteo_core.reproduce import life_sizes as maker
from osteo_core.stored.life_sizes import QUESTIONS, gaps, measured
from osteo_core.translations import LANGUAGES


def _row(people: int, networks: int, auc: float, question: tuple[str, str] = QUESTIONS[0]) -> dict[str, object]:
    data, outcome = question
    return {"people": people, "steps": 1, "networks": networks, "data": data, "outcome": outcome, "auc": auc, "limit": 0.8, "distance": 0.1}


@pytest.fixture
def table() -> pd.DataFrame:
    rows = [_row(200, 1, 0.70), _row(900, 1, 0.76), _row(900, 1, 0.78), _row(900, 2, 0.79)]
    return pd.DataFrame([*rows, _row(200, 1, 0.75, QUESTIONS[1]), _row(900, 1, 0.79, QUESTIONS[1])])


def test_a_gap_is_the_mean_of_the_networks_and_its_ends_their_extremes(table: pd.DataFrame) -> None:
    found = gaps(table).set_index(["people", "networks", "outcome"])
    assert found.loc[(200, 1, "osteoporosis"), ["gap", "low", "high"]].tolist() == pytest.approx([0.1, 0.1, 0.1])
    assert found.loc[(900, 1, "osteoporosis"), ["gap", "low", "high"]].tolist() == pytest.approx([0.03, 0.02, 0.04])
    assert found.loc[(900, 2, "osteoporosis"), "gap"] == pytest.approx(0.01)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_line_a_question_and_the_ends_in_words(table: pd.DataFrame, language: str) -> None:
    found = gaps(table)
    lines = [trace for trace in gap_by_people(found, language).data if trace.showlegend is not False]
    assert [list(trace.x) for trace in lines] == [[200, 900], [200, 900]]
    told = describe_gap_by_people(found, language)
    for said in ("200: 0.1000", "900: 0.0300", "0.0100"):
        assert said in told


def test_it_is_judged_against_the_worlds_own_probabilities(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    artifact = load_model("life").artifact
    network = artifact.ensemble.networks[0]
    monkeypatch.setattr(maker, "_learned", lambda people, epochs, folder, say: (network, artifact.preprocessor))
    maker.run({500: 1}, tmp_path, tmp_path / "runs", 60, lambda _: None)
    found = measured(tmp_path)
    assert sorted(found["people"].unique()) == [500, 43_200]
    # The first of the five that ship was put in the small one's place: the same people, the same answers.
    small, first = (found[found["people"] == people].head(len(QUESTIONS)).reset_index(drop=True) for people in (500, 43_200))
    np.testing.assert_array_equal(small["auc"], first["auc"])
    assert (found["limit"] > found["auc"]).all()
    assert set(found["networks"]) == {1, 5}
    (tmp_path / "life_sizes.parquet").write_bytes(b"")
    with pytest.raises(ArtifactError, match=r"life_sizes\.parquet"):
        measured(tmp_path)


def test_what_ships_shrinks_with_the_number_of_people() -> None:
    found = gaps(measured())
    for question in QUESTIONS:
        part = found[(found["data"] == question[0]) & (found["outcome"] == question[1])]
        one = part[part["networks"] == 1].sort_values("people")["gap"].to_numpy()
        assert one[0] > 1.5 * one[-1] > 0
