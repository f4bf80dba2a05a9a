"""Outcomes in words, of which one value is the event."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.evaluation.cases.conftest import WORDS, Judge, parquet, refused, upload


def test_an_outcome_in_words_needs_to_be_told_the_event(judge: Judge) -> None:
    said = judge(WORDS, "--model", "p_new", outcome="result")
    assert '"Good" and "Poor"' in said
    assert "--event-level" in said
    poor = judge(WORDS, "--model", "p_new", "--event-level", "Poor", outcome="result")
    good = judge(WORDS, "--model", "p_new", "--event-level", "Good", outcome="result")
    assert (poor["events"], poor["models"]["p_new"]["auc"]["estimate"]) == (3, 1.0)
    assert (good["events"], good["models"]["p_new"]["auc"]["estimate"]) == (3, 0.0)
    assert upload(WORDS, outcome="result", event_level="Poor").outcome.tolist() == [0, 1, 0, 1, 1, 0]
    assert "choose which is the event" in refused(WORDS, outcome="result")


@pytest.mark.parametrize(
    "cells, level, events",
    [
        (["case", "control", "control"], "case", [1, 0, 0]),
        (["1", "2", "2"], "2", [0, 1, 1]),
        (["1", "2", "2"], "1", [1, 0, 0]),
        (["None", "Fracture", "None"], "Fracture", [0, 1, 0]),
        (["是", "否", "否"], "否", [0, 1, 1]),
        (["POOR", "Good", "Good"], "poor", [1, 0, 0]),
    ],
)
def test_two_values_of_any_kind(cells: list[str], level: str, events: list[int]) -> None:
    table = "y,p\n" + "".join(f"{cell},0.{i + 1}\n" for i, cell in enumerate(cells))
    assert upload(table.encode(), models=["p"], event_level=level).outcome.tolist() == events


def test_numbers_of_parquet_are_levels_as_they_read() -> None:
    frame = pd.DataFrame({"y": [1.0, 2.0, 2.0], "p": [0.1, 0.2, 0.3]})
    assert upload(parquet(frame), "t.parquet", models=["p"], event_level="2").outcome.tolist() == [0, 1, 1]


@pytest.mark.parametrize(
    "cells, level, words",
    [
        (["a", "b", "c", "a"], "a", "3 different values, a (2), b (1), c (1)"),
        (["Good", "Poor", "Good", "Poor"], "Bad", 'the value "Bad"'),
        (["Good", "NA", "Poor", ""], "Poor", "no value, 2 in all: row 2, 4"),
        (["Good", "NA", "Good", "NA"], "Good", "no value, 2 in all"),
    ],
)
def test_what_an_event_level_cannot_do(judge: Judge, cells: list[str], level: str, words: str) -> None:
    table = "y,p\n" + "".join(f"{cell},0.{i + 1}\n" for i, cell in enumerate(cells))
    assert words in judge(table.encode(), "--model", "p", "--event-level", level)
