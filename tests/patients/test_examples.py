"""The example patients: valid records, described truly, real ones traceable to the survey."""

from __future__ import annotations

import json
import re

import pytest

from osteo_core.cohorts.nhanes.extract import load_nhanes
from osteo_core.patients import Patient
from osteo_core.patients.examples import Example, list_examples, load_example


@pytest.fixture(scope="module")
def sources() -> dict[str, str]:
    index = json.loads(list_examples()[0].path.with_name("index.json").read_text(encoding="utf-8"))
    return {entry["id"]: entry["source"] for entry in index["examples"]}


def test_there_are_enough_of_both_kinds_and_the_real_come_first() -> None:
    kinds = [example.kind for example in list_examples()]
    assert kinds.count("nhanes") >= 8
    assert kinds.count("virtual") >= 8
    assert kinds == sorted(kinds)
    assert len({example.id for example in list_examples()}) == len(kinds)


@pytest.mark.parametrize("example", list_examples(), ids=lambda example: example.id)
def test_each_is_a_patient_whose_label_gives_the_age(example: Example) -> None:
    patient = load_example(example.id)
    assert Patient.model_validate(json.loads(patient.to_json())) == patient
    age = int(patient.columns()["age"][0])
    for language in ("en", "zh"):
        assert re.search(rf"(?<!\d){age}(?!\d)", example.label[language])
        assert ("NHANES" in example.description[language]) == (example.kind == "nhanes")
        assert "None" not in example.description[language]


def test_real_examples_are_the_participants_they_say(sources: dict[str, str]) -> None:
    people = load_nhanes().set_index("id")
    for example in (e for e in list_examples() if e.kind == "nhanes"):
        columns, person = load_example(example.id).columns(), people.loc[sources[example.id]]
        assert columns["sex"][0] == person["sex"]
        neck = columns.get("femoral_neck_bmd", [float("nan")])[0]
        assert neck == pytest.approx(person["femoral_neck_bmd"], abs=1e-9, nan_ok=True)


def test_unknown_examples_are_named_in_the_error() -> None:
    with pytest.raises(KeyError, match="nobody"):
        load_example("nobody")
