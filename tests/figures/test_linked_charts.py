"""The linked charts' document: valid, linked both ways, without data in it, harmless whatever the words; its sentence and its numbers."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import altair as alt
import numpy as np
import pytest
import vl_convert

from osteo_core.evaluation.linked.cells import NOT_KNOWN, count_cells, drawn_people
from osteo_core.evaluation.linked.people import LinkedPeople
from osteo_core.evaluation.linked.selected import Region, select
from osteo_core.figures.linked.charts import LinkedCharts, Words, linked_charts
from osteo_core.figures.linked.in_words import describe_linked, linked_table
from osteo_core.translations import LANGUAGES
from tests.evaluation.linked.people import some_people

PEOPLE = some_people(300)
WORDS = Words(outcome="osteoporosis", group="Sex", labels={0: "women", 1: "men", NOT_KNOWN: "not known"})
HOSTILE = "</script><img src=x onerror=alert(1)>'+alert(1)+'\"\\"


def _charts(people: LinkedPeople, words: Words = WORDS, **more: Any) -> LinkedCharts:
    cells = count_cells(people, "sex", ("female", "male"))
    return linked_charts(cells, drawn_people(people, "sex", cells), words, **{"language": "en"} | more)


def _svg(made: LinkedCharts) -> str:
    datasets = {name: json.loads(table.to_json(orient="records")) for name, table in made.tables.items()}
    return str(vl_convert.vegalite_to_svg(made.spec | {"datasets": datasets}))


@pytest.mark.parametrize("language, width, columns", [("en", 900, 2), ("zh", 360, 1)])
def test_the_document_is_valid_and_holds_nobody(language: str, width: int, columns: int) -> None:
    made = _charts(PEOPLE, language=language, width=width, start=Region(age=(60, 70), t=(-3, -2), group=1))
    alt.VConcatChart.from_dict(made.spec)
    assert set(made.tables) == {"cells", "people"}
    assert set(re.findall(r'"data": {"(\w+)"', json.dumps(made.spec))) == {"name", "sequence"}
    assert "datasets" not in made.spec
    assert made.spec["usermeta"]["embedOptions"]["renderer"] == "canvas"
    assert ("hconcat" in made.spec["vconcat"][1]) == (columns == 2)
    start = {param["name"]: param.get("value") for param in made.spec["params"]}
    assert start == {"region": {"x": [60, 70], "y": [-3, -2]}, "risks": None, "groups": [{"group": 1}]}


def test_what_is_chosen_at_the_start_is_what_the_browser_counts() -> None:
    region = Region(age=(55, 75), t=(-3.0, -1.5))
    svg = _svg(_charts(PEOPLE, start=region))
    found = select(count_cells(PEOPLE, "sex", ("female", "male")), region)
    assert 0 < found.n < PEOPLE.n
    assert f"Selected: {found.n} of {PEOPLE.n} people" in svg
    assert f"Outcome known: {found.known} · osteoporosis: {found.events}" in svg
    for place, name in WORDS.labels.items():
        row = found.by_group.set_index("group").loc[place]
        assert f">{name}<" in svg
        assert f">{int(row['n'])}" in svg


def test_everybody_is_counted_before_anything_is_chosen_those_without_a_t_score_too() -> None:
    svg = _svg(_charts(PEOPLE))
    assert f"Selected: {PEOPLE.n} of {PEOPLE.n} people" in svg
    missing = PEOPLE.missing
    assert f"without a T-score: {missing['t_score']} · without a risk: {missing['risk']}" in svg


def test_names_from_a_file_are_texts_and_nothing_else() -> None:
    words = Words(outcome=HOSTILE, group=HOSTILE, labels=WORDS.labels | {0: HOSTILE})
    svg = _svg(_charts(PEOPLE, words))
    assert "<img" not in svg
    assert "<script" not in svg
    assert "&lt;img src=x onerror=alert(1)&gt;'+alert(1)+'" in svg


_NOTHING = np.full(PEOPLE.n, np.nan)


@pytest.mark.parametrize(
    "lacking, views",
    [
        ({"t_score": _NOTHING}, {"region", "risks", "groups"}),
        ({"age": _NOTHING, "t_score": _NOTHING}, {"risks", "groups"}),
        ({"risk": _NOTHING}, {"region", "groups"}),
        ({"outcome": _NOTHING}, {"region", "risks", "groups"}),
        ({"outcome": _NOTHING, "risk": _NOTHING, "age": _NOTHING, "t_score": _NOTHING}, {"groups"}),
    ],
)
def test_what_nobody_has_is_not_drawn(lacking: dict[str, np.ndarray], views: set[str]) -> None:
    made = _charts(replace(PEOPLE, **lacking))
    assert {param["name"] for param in made.spec["params"]} == views
    svg = _svg(made)
    assert f"Selected: {PEOPLE.n} of {PEOPLE.n} people" in svg
    assert ("Observed share" in svg) == ("outcome" not in lacking and "risk" not in lacking)


@pytest.mark.parametrize("start", [None, Region(age=(50, 60), t=(-2, 0))])
def test_one_person_and_an_empty_part_can_be_drawn(start: Region | None) -> None:
    one = np.array([70.0])
    people = LinkedPeople(
        age=one, t_score=np.array([-3.0]), risk=np.array([0.0]), outcome=np.array([1.0]), groups={"sex": np.array(["male"], object)}
    )
    svg = _svg(_charts(people, Words(outcome="o", group="Sex", labels={0: "men"}), start=start))
    assert ("Selected: 1 of 1" in svg) == (start is None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentence_and_table_say_the_numbers(language: str) -> None:
    cells = count_cells(PEOPLE, "sex", ("female", "male"))
    selected = select(cells, Region(t=(-9, -2)))
    said = describe_linked(selected, PEOPLE.n, WORDS, language)
    for number in (selected.n, PEOPLE.n, selected.known, selected.events):
        assert str(number) in said
    assert "women" in said
    table = linked_table(selected, WORDS)
    assert table.loc[table["kind"] == "all", ["all", "n", "known", "events"]].to_numpy().tolist() == [
        [PEOPLE.n, selected.n, selected.known, selected.events]
    ]
    assert table.loc[table["kind"] == "group", "n"].sum() == selected.n
    assert table.loc[table["kind"] == "bar", "n"].sum() == selected.n - selected.without_risk
    assert list(table.loc[table["kind"] == "tenth", "predicted"]) == list(selected.calibration["predicted"])
