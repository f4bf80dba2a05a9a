"""Values of neighbouring days as one visit: nothing is lost, nothing that differs is put together, and the day is said."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteo_core.errors import InvalidInput
from osteo_core.records.sources.found import Found
from osteo_core.records.sources.row import read_row
from osteo_core.records.sources.settle import accepted, settled
from osteo_core.records.sources.together import together, visits_of

TODAY, SCAN = date(2025, 6, 1), date(2024, 5, 2)


def value(field, number, day, **more):
    return Found(field=field, value=number, found=str(number), source="s", date=day, **more)


def scanned(field, bmd, day, maker="hologic"):
    return [value(field, bmd, day), *([value("manufacturer", maker, day)] if maker else [])]


def after(days):
    return SCAN + timedelta(days=days)


def test_a_visit_has_the_day_of_its_scan_and_says_when_the_rest_was_measured():
    values = [*scanned("total_hip_bmd", 0.66, SCAN), value("age", 71.0, SCAN), value("ctx", 0.45, after(8)), value("age", 72.0, after(8))]
    assert together(values, 0) == values
    assert visits_of(together(values, 7)) == [SCAN, after(8)]
    found = together(values, 8)
    assert visits_of(found) == [SCAN]
    ctx, age = found[3], found[4]
    assert (ctx.date, ctx.status, ctx.reason.sentence("en")) == (SCAN, "accept", "measured on 2024-05-10; put with the visit of this day")
    assert (age.status, age.reason.key) == ("refused", "records.refused.of_the_visit")
    (visit,) = accepted(settled(found, TODAY), TODAY).record.visits
    assert (visit.patient.btm.ctx, visit.patient.clinical.age, visit.patient.dxa.total_hip_bmd) == (0.45, 71, 0.66)


def test_a_value_that_was_converted_also_says_which_day_it_was_measured_on():
    weight = value("weight_kg", 67.6, after(3)).noted("converted", factor="0.0283", unit="kg")
    moved = together([*scanned("total_hip_bmd", 0.66, SCAN), weight], 7)[-1]
    assert moved.date == SCAN
    for language in ("en", "zh"):
        assert weight.reason.sentence(language) in moved.reason.sentence(language)
        assert "2024-05-05" in moved.reason.sentence(language)


@pytest.mark.parametrize(
    "later",
    [
        scanned("total_hip_bmd", 0.70, after(1)),  # another value of the same thing
        scanned("lumbar_spine_bmd", 0.80, after(1), "ge_lunar"),  # another maker's machine
        [*scanned("lumbar_spine_bmd", 0.80, after(1), None), value("manufacturer", None, after(1), status="question")],  # nobody's machine
        [value("total_hip_bmd", 0.66, after(1), side="left")],  # perhaps the other hip
    ],
)
def test_what_differs_stays_apart(later):
    assert len(visits_of(together([*scanned("total_hip_bmd", 0.66, SCAN), *later], 30))) == 2


def test_spine_and_hip_of_two_days_are_one_scan():
    values = [*scanned("total_hip_bmd", 0.66, SCAN), *scanned("lumbar_spine_bmd", 0.80, after(1))]
    (visit,) = accepted(settled(together(values, 7), TODAY), TODAY).record.visits
    assert (visit.date, visit.patient.dxa.total_hip_bmd, visit.patient.dxa.lumbar_spine_bmd) == (after(1), 0.66, 0.80)


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(
    st.lists(st.tuples(st.sampled_from(["ctx", "p1np", "weight_kg", "total_hip_t"]), st.integers(0, 60), st.integers(1, 3)), max_size=8),
    st.integers(1, 40),
)
def test_no_value_is_lost_and_no_day_lies_further_off_than_was_allowed(given_values, days):
    values = [value(field, float(number), after(day)) for field, day, number in given_values]
    found = together(values, days)
    assert [v.field for v in found] == [v.field for v in values]
    for before, now in zip(values, found, strict=True):
        assert now.value == before.value
        assert abs((now.date - before.date).days) <= days
    kept = {(v.field, v.date, v.value) for v in found if v.status == "accept"}
    assert {(v.field, v.value) for v in found} == {(field, number) for field, _, number in kept}
    # Of one field and one day only what the source itself says twice differs.
    own = {(v.field, v.date) for v in values}
    assert all(len({n for f, d, n in kept if (f, d) == key}) == 1 or key in own for key in {(f, d) for f, d, _ in kept})


def test_a_row_of_a_table_is_looked_through_as_a_record_is():
    people = pd.DataFrame(
        {"id": ["a", "b"], "first_visit": ["2024-05-02", None], "age": [71.0, 66.0], "sex": ["female", "male"],
         "femoral_neck_t": [-2.1, float("nan")], "prior_fracture_sites": ["hip;vertebra", None], "hospital": ["x", "y"]}
    )  # fmt: skip
    first = {v.field: (v.value, v.date, v.status) for v in read_row(people, 0, "people.csv", TODAY)}
    assert first["femoral_neck_t"] == (-2.1, SCAN, "accept")
    assert (first["id"][0], first["sex"][0]) == ("a", "female")
    assert set(first["prior_fracture_sites"][0]) == {"hip", "vertebra"}
    assert "hospital" not in first
    assert {v.date for v in read_row(people, 1, "people.csv", TODAY)} == {None}
    with pytest.raises(InvalidInput, match="future"):
        read_row(people.assign(first_visit="2031-01-01"), 0, "people.csv", TODAY)
