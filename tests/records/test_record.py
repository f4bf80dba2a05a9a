"""A record: what it holds, what is refused, and what carries forward."""

import json
from datetime import date

import pytest

from osteo_core.errors import InvalidInput
from osteo_core.records import Record

TODAY = date(2025, 6, 1)
FIRST = {
    "date": "2021-05-01",
    "clinical": {"age": 66, "sex": "female", "height_cm": 160, "weight_kg": 60, "postmenopausal": True, "parental_hip_fracture": False,
                 "glucocorticoid_use": False},
    "dxa": {"manufacturer": "hologic", "femoral_neck_bmd": 0.65},
    "btm": {"ctx": 0.5},
}  # fmt: skip
SECOND = {"date": "2024-05-01", "dxa": {"manufacturer": "hologic", "total_hip_bmd": 0.7}}


def read(*visits, **rest):
    return Record.from_json_text(json.dumps({"visits": list(visits), **rest}), today=TODAY)


def refused(*visits, **rest):
    with pytest.raises(InvalidInput) as error:
        read(*visits, **rest)
    return error.value


def test_a_patients_file_of_today_is_one_visit_without_a_date():
    record = Record.from_json_text('{"id": 7, "clinical": {"age": 70, "sex": "male"}}')
    assert len(record.visits) == 1
    assert record.visits[0].date is None
    assert record.newest().patient.id == 7
    assert record.newest().carried == ()


def test_what_is_written_is_read_back():
    record = read(
        {**FIRST, "scan": {"device": "Horizon A", "side": "left", "vertebrae": "L1-L4"}}, SECOND, id="x",
        treatments=[{"class": "bisphosphonate", "drug": "alendronate", "start": "2022-01", "stop": None}],
        fractures=[{"site": "wrist", "date": "2020", "trauma": "low"}],
    )  # fmt: skip
    again = Record.from_json_text(record.to_json(), today=TODAY)
    assert again == record
    assert again.fractures[0].site == "forearm"
    assert again.treatments[0].start.first == date(2022, 1, 1)
    assert again.treatments[0].start.last == date(2022, 1, 31)


def test_visits_out_of_order_are_sorted_and_it_is_said():
    record = read(SECOND, FIRST)
    assert [visit.date.year for visit in record.visits] == [2021, 2024]
    assert [remark.key for remark in record.remarks] == ["records.remark.sorted"]
    assert read(FIRST, SECOND).remarks == ()


@pytest.mark.parametrize(
    ("visits", "key"),
    [
        (({**FIRST, "date": "2026-01-01"},), "future"),
        (({**FIRST, "date": "1 May 2021"},), "date"),
        (({**FIRST, "date": "2021-05"},), "date"),
        (({**FIRST, "date": 20210501},), "date"),
        (({**FIRST, "date": "2021-02-30"},), "no_such_day"),
        ((FIRST, {**SECOND, "date": "2021-05-01"}), "same_day"),
        ((FIRST, {"dxa": SECOND["dxa"]}), "undated"),
        ((FIRST, {**SECOND, "clinical": {"sex": "male"}}), "two_people"),
        ((), "no_visits"),
    ],
)
def test_visits_that_cannot_be_are_refused(visits, key):
    assert [problem.key for problem in refused(*visits).problems] == [f"records.problem.{key}"]


def test_every_problem_is_named_at_once_with_its_place():
    error = refused(
        {**FIRST, "dxa": {"manufacturer": "hologic", "femoral_neck_bmd": 650}}, {**SECOND, "date": "yesterday"},
        treatments=[{"class": "vitamins"}, {"class": "denosumab", "start": "2024", "stop": "2023"}], fractures=[{"date": "2020"}],
    )  # fmt: skip
    assert [problem.where for problem in error.problems] == [
        "visits[0].dxa.femoral_neck_bmd", "visits[1].date", "treatments[0].class", "treatments[1].stop", "fractures[0].site"
    ]  # fmt: skip
    assert "0.65" in error.text("zh")


def test_only_what_stays_true_carries_forward_and_its_date_is_said():
    newest = read(FIRST, SECOND).newest()
    carried = {each.field: (each.value, each.date.isoformat()) for each in newest.carried}
    day = "2021-05-01"
    assert carried == {
        "sex": ("female", day), "height_cm": (160, day), "postmenopausal": (True, day), "parental_hip_fracture": (False, day),
        "age": (69, day)
    }  # fmt: skip
    entered = newest.patient.entered()
    assert entered["dxa"] == {"manufacturer": "hologic", "total_hip_bmd": 0.7}
    assert "weight_kg" not in entered["clinical"]
    assert set(newest.earlier_only) == {"femoral_neck_bmd", "weight_kg", "glucocorticoid_use", "ctx"}
    assert any("2021-05-01" in note.text("en") for note in newest.notes)


def test_a_woman_before_menopause_may_have_reached_it_since():
    before = {**FIRST, "clinical": {**FIRST["clinical"], "age": 48, "postmenopausal": False}}
    assert "postmenopausal" not in {each.field for each in read(before, SECOND).newest().carried}


def test_an_old_height_does_not_contradict_the_days_own_index():
    second = {**SECOND, "clinical": {"bmi": 30}}
    assert "height_cm" not in {each.field for each in read(FIRST, second).newest().carried}


def test_what_a_visit_says_itself_stands():
    second = {**SECOND, "clinical": {"height_cm": 158, "weight_kg": 61}}
    assert read(FIRST, second).newest().patient.clinical.height_cm == 158


def test_fractures_of_the_record_and_the_answer_are_compared():
    fracture = {"site": "hip", "date": "2023-03", "trauma": "low"}
    assert read(FIRST, SECOND, fractures=[fracture]).newest().notes[-1].key.endswith("fracture_unsaid")
    denied = {**SECOND, "clinical": {"prior_fracture": False}}
    assert read(FIRST, denied, fractures=[fracture]).newest().notes[-1].key.endswith("fracture_denied")
    assert read(FIRST, SECOND, fractures=[{**fracture, "date": "2025-01"}]).newest().notes[-1].key.endswith("not_carried")


def test_ages_that_do_not_fit_the_dates_are_said():
    second = {**SECOND, "clinical": {"age": 66}}
    assert [remark.key for remark in read(FIRST, second).remarks] == ["records.remark.ages"]
