"""The chart over time: what is drawn for two visits, a treatment and a fracture."""

from __future__ import annotations

import json
from datetime import date

import pytest

from osteo_core.figures.patient.over_time import describe_over_time, over_time, over_time_table
from osteo_core.records import Record
from osteo_core.records.change import changes


def record(**rest: object) -> Record:
    values = (("2020-01-01", 0.80, "hologic"), ("2022-01-01", 0.86, "ge_lunar"), ("2024-01-01", 0.74, "hologic"))
    visits = [{"date": day, "dxa": {"manufacturer": maker, "total_hip_bmd": bmd}} for day, bmd, maker in values]
    return Record.from_json_text(json.dumps({"visits": visits, **rest}), today=date(2025, 1, 1))


def test_values_bands_lines_bars_and_marks() -> None:
    seen = record(
        treatments=[
            {"class": "other", "drug": "<b>x</b>", "start": "2021", "stop": "2023"},
            {"class": "other", "start": "2010", "stop": "2011"},
        ],
        fractures=[{"site": "hip", "date": "2022-06-01"}, {"site": "hip", "date": "1999"}],
    )
    found = changes(seen)
    figure = over_time(seen, "total_hip_bmd", found)
    bands = [trace for trace in figure.data if trace.fill == "toself"]
    lines = [trace for trace in figure.data if trace.mode == "lines" and trace.fill is None]
    assert (len(bands), len(lines)) == (1, 1)  # of three comparisons only that of one maker is drawn
    assert bands[0].y[0] == pytest.approx(0.80 * (1 - 2.77 * 0.018))
    assert [shape.type for shape in figure.layout.shapes] == ["rect", "line"]  # what lies outside the visits is not drawn
    assert "<b>" not in figure.layout.annotations[0].text
    bar, floor = figure.layout.shapes[0], figure.layout.yaxis.domain[0]
    assert bar.y1 <= floor < 0.2  # no treatment lies over a value
    alt = describe_over_time(seen, "total_hip_bmd", found, "zh")
    assert "不可比" in alt
    assert "0.740" in alt
    assert over_time_table(seen, "total_hip_bmd")["value"].tolist() == [0.80, 0.86, 0.74]
    with pytest.raises(ValueError, match="lumbar"):
        over_time(seen, "lumbar_spine_bmd", [])


def test_a_long_name_of_a_product_gives_way_to_the_class_and_ends_inside() -> None:
    late = {"class": "denosumab", "drug": "PROLIA 60 mg/mL subcutaneous syringe", "start": "2023-11"}
    (name,) = over_time(record(treatments=[late]), "total_hip_bmd", [], "zh").layout.annotations
    assert (name.text, name.xanchor) == ("地舒单抗", "right")
