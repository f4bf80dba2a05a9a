"""What can be used of a record while some of it is refused: never an older value, never more left out than named."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteo_core.catalogue import CATALOGUE
from osteo_core.patients import Patient
from osteo_core.patients.reading.usable import nested, usable

SOUND = {
    "age": 71.0, "sex": "female", "height_cm": 160.0, "weight_kg": 55.0, "postmenopausal": True, "manufacturer": "hologic",
    "femoral_neck_bmd": 0.612, "prior_fracture": True, "prior_fracture_sites": ["vertebra"],
}  # fmt: skip


def test_a_sound_record_is_used_whole() -> None:
    found = usable(SOUND)
    assert found.patient == Patient.read(nested(SOUND))
    assert not found.refused


@pytest.mark.parametrize("name, value", [("height_cm", 1.58), ("age", 19.0), ("femoral_neck_bmd", 790.0), ("weight_kg", "55")])
def test_one_refused_field_is_left_out_and_all_others_count(name: str, value: Any) -> None:
    found = usable(SOUND | {name: value})
    assert list(found.refused) == [name]
    assert found.patient == Patient.read(nested({key: kept for key, kept in SOUND.items() if key != name}))


@pytest.mark.parametrize(
    "last, first",
    [
        ({"femoral_neck_t": 1.0}, {}),
        ({"bmi": 40.0}, {}),
        ({"sex": "male"}, {}),
        ({"prior_fracture": False}, {}),
        ({"height_cm": 160.0}, {"bmi": 40.0}),
        ({"postmenopausal": True}, {"sex": "male"}),
        ({"prior_fracture_sites": ["hip"]}, {"prior_fracture": False}),
        ({"femoral_neck_bmd": 0.612}, {"femoral_neck_t": 1.0}),
    ],
)
def test_of_two_that_contradict_each_other_the_last_entered_is_left_out(last: dict[str, Any], first: dict[str, Any]) -> None:
    before = {name: value for name, value in (SOUND | first).items() if name not in last}
    found = usable(before | last)
    assert list(found.refused) == list(last)
    assert found.patient == Patient.read(nested(before))


def test_a_bmd_waits_for_its_manufacturer() -> None:
    found = usable({"age": 70.0, "femoral_neck_bmd": 0.6, "total_hip_bmd": 0.7})
    assert set(found.refused) == {"femoral_neck_bmd", "total_hip_bmd"}
    assert found.patient == Patient.read({"clinical": {"age": 70}})


def test_nothing_valid_is_nobody() -> None:
    assert usable({}).patient is None
    refused = usable({"age": 19.0})
    assert (refused.patient, list(refused.refused), refused.lacks) == (None, ["age"], ())
    alone = usable({"manufacturer": "hologic"})
    assert alone.patient is None
    assert not alone.refused
    assert len(alone.lacks) == 1


def test_id_and_label_stay() -> None:
    found = usable(SOUND | {"age": 19.0}, {"id": "7", "label": "a"})
    assert found.patient is not None
    assert (found.patient.id, found.patient.label) == ("7", "a")


def _values(name: str) -> st.SearchStrategy[Any]:
    feature = CATALOGUE[name]
    if feature.kind == "binary":
        return st.booleans()
    if feature.kind == "category":
        return st.sampled_from(feature.categories)
    if feature.kind == "set":
        return st.lists(st.sampled_from(feature.categories), min_size=1, unique=True)
    low, high = feature.allowed or (0.0, 1.0)
    return st.one_of(st.floats(low, high), st.floats(-10, 1000))


_NAMES = [
    "age", "sex", "height_cm", "weight_kg", "bmi", "postmenopausal", "prior_fracture", "prior_fracture_sites", "manufacturer",
    "femoral_neck_bmd", "femoral_neck_t", "total_hip_bmd", "total_hip_t", "p1np", "hrt_oestrogen",
]  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.sampled_from(_NAMES).flatmap(lambda name: st.tuples(st.just(name), _values(name))), max_size=12).map(dict))
def test_the_patient_is_the_draft_without_what_is_refused(draft: dict[str, Any]) -> None:
    found = usable(draft)
    rest = {name: value for name, value in draft.items() if name not in found.refused}
    assert set(found.refused) <= set(draft)
    if found.patient is not None:
        assert found.patient == Patient.read(nested(rest))
    else:
        assert not rest or found.lacks or found.refused
