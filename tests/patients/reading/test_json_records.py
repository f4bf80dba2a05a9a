"""A record as JSON: what stands in quotation marks is read as in a table, what cannot be read is refused in lines that can be shown."""

from __future__ import annotations

import json
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from osteo_core import Patient
from osteo_core.catalogue import BLOCKS, CATALOGUE
from osteo_core.errors import MOST_CHARACTERS, MOST_LINES, InvalidInput, Problem
from osteo_core.patients.reading.json_text import MOST_MB
from osteo_core.patients.wording import for_screen
from tests import folders

CASES = folders.GOLDEN / "cases"


def read(record: Any) -> dict[str, dict[str, Any]]:
    return Patient.from_json_text(json.dumps(record)).entered()


def refused(text: str | bytes, language: str = "en") -> str:
    with pytest.raises(InvalidInput) as caught:
        Patient.from_json_text(text)
    said = caught.value.text(language)
    assert_readable(said)
    return said


def assert_readable(said: str) -> None:
    lines = said.split("\n")
    assert len(lines) <= MOST_LINES + 1
    assert all(0 < len(line) <= MOST_CHARACTERS and line.isprintable() for line in lines)
    said.encode("utf-8")


def test_a_typographic_minus_is_a_minus() -> None:
    patient = Patient.from_json(CASES / "typographic_minus.json")
    assert patient.entered()["dxa"] == {"femoral_neck_t": -2.6}
    assert '"femoral_neck_t": -2.6' in patient.to_json()


@pytest.mark.parametrize(
    "block, name, written, value",
    [
        ("dxa", "femoral_neck_t", "–2.6", -2.6), ("dxa", "femoral_neck_t", "-0,4", -0.4), ("dxa", "femoral_neck_t", "−1,2", -1.2),
        ("btm", "p1np", "45,2", 45.2), ("clinical", "calcium_intake", "1.200,0", 1200.0), ("clinical", "calcium_intake", "1 200", 1200.0),
        ("clinical", "age", "７１", 71.0), ("clinical", "sex", "Female", "female"), ("clinical", "sex", " FEMALE ", "female"),
        ("clinical", "current_smoking", "yes", True), ("clinical", "current_smoking", "1,0", True),
        ("clinical", "current_smoking", "否", False), ("clinical", "current_smoking", 0.0, False), ("gene", "rs1544410", "2", 2),
        ("clinical", "prior_fracture_sites", ["Hip", "vertebra"], ("hip", "vertebra")), ("clinical", "weight_kg", 1e2, 100.0),
    ],
)  # fmt: skip
def test_what_a_person_wrote_is_read(block: str, name: str, written: Any, value: Any) -> None:
    found = read({block: {name: written}})[block][name]
    assert found == value
    assert type(found) is type(value)


def test_a_bmd_with_a_decimal_comma_and_a_maker_with_capitals() -> None:
    entered = read({"dxa": {"manufacturer": "GE Lunar", "femoral_neck_bmd": "0,612"}})
    assert entered == {"dxa": {"manufacturer": "ge_lunar", "femoral_neck_bmd": 0.612}}


def test_a_level_named_none_is_a_level() -> None:
    assert read({"clinical": {"age": 70}, "history": {"alcohol_category": "none"}})["history"] == {"alcohol_category": "none"}


@pytest.mark.parametrize(
    "field, words",
    [
        ('"calcium_intake": "1.200"', ["could be 1.2 or 1200", "write 1.2 or 1200"]), ('"age": ""', ["write null"]),
        ('"age": "NA"', ["write null"]), ('"sex": "none"', ["write null"]), ('"current_smoking": ""', ["write null"]),
        ('"age": true', ["not a number"]), ('"age": 1e400', ["1e400"]), ('"calcium_intake": 1e-400', ["1e-400"]),
        ('"age": -Infinity', ["not a finite number"]), ('"age": [7' + "1" * 90 + "]", ["not a number"]),
        ('"weight_kg": 9007199254740993', ["9007199254740993", "too many digits to be stored exactly"]),
        ('"current_smoking": "maybe"', ["true, false, 1, 0", "null"]), ('"sex": "F"', ["female, male"]),
        ('"ethnicity": "x"', ["asian, european"]), ('"prior_fracture_sites": ["toe"]', ["toe"]),
        ('"height_cm": "5\'2\\""', ["feet and inches", "157.48"]), ('"height_cm": 62', ["inches", "157.48"]),
        ('"height_cm": 5.2', ["feet", "158.496"]), ('"height_cm": 1.58', [" 1.58 is", "158 cm"]),
    ],
)  # fmt: skip
def test_what_is_no_value_is_refused_by_name(field: str, words: list[str]) -> None:
    said = refused(f'{{"clinical": {{{field}}}}}')
    assert said.startswith("clinical.")
    assert all(word in said for word in words), said


def test_choices_are_named_to_write_in_json_and_by_their_labels_on_a_screen() -> None:
    assert "hologic, ge_lunar (GE Lunar), norland" in refused('{"dxa": {"femoral_neck_bmd": 0.6}}')
    with pytest.raises(InvalidInput) as caught:
        Patient.read({"dxa": {"femoral_neck_bmd": 0.6}})
    (problem,) = caught.value.problems
    assert "Hologic, GE Lunar, Norland" in for_screen(problem).text("en")
    assert "Hologic、GE Lunar、Norland" in for_screen(problem).text("zh")


@pytest.mark.parametrize("value", ["24", "−2.6", "yes"])
def test_python_values_are_taken_as_they_are(value: str) -> None:
    with pytest.raises(ValidationError):
        Patient.model_validate({"clinical": {"bmi": value}})


@pytest.mark.parametrize("text", ["\ud800", "a\0b", "\x1b[31mred", "abc\u202edef", "two\nlines", "x" * 201])
@pytest.mark.parametrize("name", ["id", "label"])
def test_texts_that_cannot_be_shown_are_refused(name: str, text: str) -> None:
    for record in ({name: text, "clinical": {"age": 70}},):
        assert refused(json.dumps(record)).startswith(f"{name}: ")
    assert refused(json.dumps({text.replace("x", "y"): 1, "clinical": {"age": 70, text: 1}}))


def test_a_label_is_trimmed_and_otherwise_kept() -> None:
    assert Patient.from_json_text('{"label": "  Frau Müller 王  ", "clinical": {"age": 70}}').label == "Frau Müller 王"


def test_thousands_of_strange_names_are_ten_lines_and_a_number() -> None:
    said = refused(json.dumps({"gene": {f"rs{number}x": 1 for number in range(20_000)}}))
    assert said.endswith("… and 19,990 more")
    with pytest.raises(InvalidInput) as caught:
        Patient.from_json_text(json.dumps({f"![x](http://host/{n})": 1 for n in range(500)}))
    assert len([p for p in caught.value.problems if p.key == "patients.problem.unknown_block"]) == 500


@pytest.mark.parametrize(
    "text", ["x" * 700, "[" * 900 + "]" * 900, '{"a":' * 50 + "1" + "}" * 50, "", "a\0b.json", "/dev/null\0", "y" * 5000]
)
def test_text_that_is_neither_a_file_nor_a_record(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        Patient.from_json(text)
    assert_readable(caught.value.text("zh"))


def test_folders_devices_and_pipes_are_not_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.json"
    os.mkfifo(pipe)
    for source in (tmp_path, Path("/dev/zero"), pipe):
        with pytest.raises(InvalidInput, match="not a file with content"):
            Patient.from_json(source)


def test_a_record_without_arrays_has_its_bound() -> None:
    padding = " " * (MOST_MB * 1_000_000)
    assert "up to 5 MB" in refused('{"clinical": {"age": 70}}' + padding)
    values = [[[float(x + y + z) for x in range(4)] for y in range(4)] for z in range(4)]
    volume = json.dumps({"micro": {"volume": {"values": values, "voxel_mm": 0.1}}})
    assert Patient.from_json_text(volume + padding).modalities == ("micro",)


@pytest.mark.parametrize(
    "values", [[["a"] * 4] * 4, [["a" * 100_000] * 20], [[True, 1.0]] * 4, [[1, [2]]] * 4, [[None, 1]] * 4, [[1], [2, 3]] * 3, 7]
)
def test_series_of_other_things_than_numbers_are_refused(values: Any) -> None:
    assert "sensory.series.values" in refused(json.dumps({"sensory": {"series": {"values": values, "sampling_hz": 20}}}))


@given(st.text(max_size=2_000), st.text(max_size=2_000), st.integers(1, 30))
@settings(deadline=None, max_examples=100)
def test_a_message_can_always_be_shown(where: str, value: str, count: int) -> None:
    problem = Problem(where, "patients.problem.unknown_field", {"name": value, "near": value})
    assert problem.params["name"] == value
    for language in ("en", "zh"):
        assert_readable(InvalidInput([problem] * count).text(language))


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.sampled_from(["−2.6", "0,612", "yes", "Female", "NA", ""])
)
ANY_JSON = st.recursive(
    SCALARS, lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=4))
)
FIELDS = [f for f in CATALOGUE if f.enterable and f.kind != "array"]


@st.composite
def odd_records(draw: st.DrawFn) -> dict[str, Any]:
    record: dict[str, Any] = draw(st.dictionaries(st.sampled_from([*BLOCKS, "id", "label", "other"]), ANY_JSON, max_size=2))
    for feature in draw(st.lists(st.sampled_from(FIELDS), max_size=6)):
        block = record.setdefault(feature.modality, {})
        if isinstance(block, dict):
            low, high = feature.allowed or (0, 1)
            block[feature.name] = draw(st.one_of(SCALARS, st.floats(low, high), st.floats(low, high).map(str)))
    return record


@given(odd_records())
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_any_json_is_a_patient_or_refused_and_no_number_is_changed(record: dict[str, Any]) -> None:
    text = json.dumps(record)
    try:
        patient = Patient.from_json_text(text)
    except InvalidInput as error:
        assert_readable(error.text("en"))
        assert_readable(error.text("zh"))
        return
    assert Patient.from_json_text(patient.to_json()) == patient
    written = json.loads(text, parse_float=Decimal)
    for block, fields in patient.entered().items():
        for name, value in fields.items():
            if isinstance(written[block][name], (int, Decimal)) and not isinstance(value, bool):
                assert Decimal(repr(float(value))) == Decimal(repr(float(written[block][name])))
