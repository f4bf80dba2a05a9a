"""FHIR R4: every measured value taken right, every value not taken named."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteo_core.records.sources.settle import accepted, with_maker
from tests.records.sources.fhir.resources import PATIENT, SNOMED, TODAY, concept, observation, one, quantity, read


@pytest.mark.parametrize(
    ("code", "field"),
    [
        ("24966-4", "lumbar_spine_bmd"), ("38267-1", "lumbar_spine_t"), ("85394-5", "lumbar_spine_z"),
        ("38261-4", "total_hip_bmd"), ("38264-8", "total_hip_t"), ("80933-5", "total_hip_z"),
        ("46278-8", "total_hip_bmd"), ("80946-7", "total_hip_t"), ("80938-4", "total_hip_z"),
        ("46279-6", "total_hip_bmd"), ("80945-9", "total_hip_t"), ("80937-6", "total_hip_z"),
    ],
)  # fmt: skip
def test_each_code_of_spine_and_hip(code, field):
    value, unit = (0.734, "g/cm2") if field.endswith("bmd") else (-1.6, "{T-score}" if field.endswith("t") else "1")
    found = one(observation(code, value, unit))
    assert (found.field, found.value, found.status, found.date) == (field, value, "accept", date(2024, 5, 1))


@pytest.mark.parametrize("code", ["24701-5", "38263-0", "80934-3", "80954-1", "80948-3", "80940-0", "80953-3", "80947-5", "80939-2"])
def test_a_femur_code_is_a_question_without_a_body_site(code):
    bmd = code in ("24701-5", "80954-1", "80953-3")
    found = one(observation(code, 0.6 if bmd else -2.0, "g/cm2" if bmd else "1"))
    assert (found.field, found.status) == (None, "question")
    assert {choice.rpartition("_")[0] for choice in found.choices} == {"femoral_neck", "total_hip"}
    neck = observation(code, 0.6 if bmd else -2.0, "g/cm2" if bmd else "1", bodySite=concept("29627003", SNOMED))
    assert one(neck).field.startswith("femoral_neck")
    whole = observation(code, 0.6 if bmd else -2.0, "g/cm2" if bmd else "1", bodySite=concept("182046008", SNOMED))
    assert one(whole).field.startswith("total_hip")
    left_femur = observation(code, 0.6 if bmd else -2.0, "g/cm2" if bmd else "1", bodySite=concept("71341001:272741003=7771000", SNOMED))
    assert one(left_femur).status == "question"
    assert one(left_femur).side == ("right" if code in ("80953-3", "80947-5", "80939-2") else "left")


@pytest.mark.parametrize(
    ("resource", "status", "reason"),
    [
        (observation("38267-1", 0.742, "g/cm2"), "refused", "bmd_as_score"),
        (observation("38267-1", None, valueQuantity=quantity(0.742, "g/cm2", "1")), "refused", "bmd_as_score"),
        (observation("24966-4", -2.5, "{T-score}"), "refused", "score_as_bmd"),
        (observation("24966-4", 0.742, "kg"), "refused", "unit"),
        (observation("24966-4", 0.742, ""), "refused", "no_unit"),
        (observation("24966-4", 0.742, bodySite=concept("66794005", SNOMED)), "question", "one_vertebra"),
        (observation("24966-4", 0.742, bodySite={"text": "L1"}), "question", "one_vertebra"),
        (observation("24890-6", 0.5), "refused", "region"),
        (observation("38261-4", 0.5, bodySite={"text": "Left trochanter"}), "refused", "region"),
        (observation("24966-4", None, valueString="0.742 g/cm2"), "refused", "text_only"),
        (observation("24966-4", None, dataAbsentReason={"text": "unknown"}), "refused", "absent"),
        (observation("24966-4", 0.742, status="entered-in-error"), "refused", "withdrawn"),
        (observation("24966-4", 0.742, status="preliminary"), "question", "unfinished"),
        (observation("24966-4", 0.742, when="2024-05"), "question", "part_of_date"),
        (observation("24966-4", 0.742, when="2031-05-01"), "refused", "future"),
        (observation("24966-4", 742), "refused", "unit"),
        (observation("74013-4", 3, "{drinks}/d"), "question", "drinks"),
        (observation("38269-7", None, valueString="Osteopenia"), "refused", "panel"),
        (observation("718-7", 13.0, "g/dL"), "refused", "not_used"),
        (observation("90265-0", 12.5, "%"), "accept", "outside"),
        (observation("90265-0", 125, "%"), "refused", "outside_range"),
        (observation("17861-6", 9.2, "mg/dL"), "accept", "converted"),
    ],
)  # fmt: skip
def test_what_becomes_of_it_and_why(resource, status, reason):
    found = next(v for v in read(resource) if v.source)
    assert (found.status, found.reason.key.rpartition(".")[2] if found.reason else None) == (status, reason)
    assert found.reason is None or found.reason.sentence("zh")


@pytest.mark.parametrize(
    ("words", "status", "field"),
    [
        ("Left femoral neck T-score", "question", None), ("Trochanter", "refused", None),
        ("DXA Hip [T-score] Bone density", "accept", "total_hip_t"),
    ],
)  # fmt: skip
def test_a_hip_code_whose_words_name_another_part_is_not_the_total_hip(words, status, field):
    found = one(observation("38264-8", -2.7, "1") | {"code": concept("38264-8", text=words)})
    assert (found.status, found.field) == (status, field)


def test_no_value_is_said_so():
    assert [v.reason.key for v in read(observation("38264-8", None, valueQuantity=None))] == ["records.refused.no_value"]


@pytest.mark.parametrize("unit", ["g/cm2", "g/cm-2", "g/cm²"])
def test_units_as_servers_write_them(unit):
    assert one(observation("24966-4", 0.742, unit)).value == 0.742


def test_units_are_converted_by_a_stated_rule_only():
    assert one(observation("17861-6", 9.2, "mg/dL")).value == pytest.approx(9.2 * 0.2495)
    assert one(observation("8302-2", 62, "[in_i]")).value == pytest.approx(157.48)
    assert one(observation("24966-4", 742, "mg/cm2")).value == pytest.approx(0.742)
    assert one(observation("29463-7", 2384, "[oz_av]")).value == pytest.approx(2384 / 16 * 0.45359237)


def test_bmd_without_a_maker_is_asked_and_left_out_by_name():
    values = read(PATIENT, observation("38261-4", 0.8))
    assert [v.status for v in values if v.field == "manufacturer"] == ["question"]
    assert [value.field for value, _ in accepted(values, TODAY).left_out] == ["total_hip_bmd"]
    assert accepted(with_maker(values, "hologic"), TODAY).record.visits[0].patient.dxa.total_hip_bmd == 0.8


def test_sloppy_lists_and_missing_systems_do_not_break_it():
    sloppy = observation("24966-4", 0.7) | {"code": {"coding": {"code": "24966-4"}}, "category": "imaging"}
    assert one(sloppy).field == "lumbar_spine_bmd"
    for broken in (
        {"code": None},
        {"code": "24966-4"},
        {"valueQuantity": None},
        {"valueQuantity": 3},
        {"subject": "Patient/p"},
        {"component": "x"},
    ):
        read(observation("24966-4", 0.7) | broken)


codes = st.sampled_from(["24966-4", "38267-1", "38261-4", "24701-5", "38263-0", "8302-2", "29463-7", "718-7", "74013-4", "90265-0"])

units = st.sampled_from(["g/cm2", "mg/cm2", "1", "{T-score}", "cm", "kg", "%", "", "mmol/L"])


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.tuples(codes, st.floats(-10, 1000, allow_nan=False), units), min_size=1, max_size=6))
def test_no_value_is_lost_and_none_is_invented(given_values):
    resources = [observation(code, value, unit) | {"id": str(n)} for n, (code, value, unit) in enumerate(given_values)]
    values = read(PATIENT, *resources)
    for number, (_, value, _) in enumerate(given_values):
        (row,) = [v for v in values if v.source.startswith(f"Observation/{number},")]
        assert row.found in (str(value), f"{value} {row.unit}".strip()) or row.found.startswith(str(value))
        assert row.status == "accept" or row.reason is not None
        if isinstance(row.value, float):
            assert any(row.value == pytest.approx(value * factor, rel=1e-9, abs=1e-12) for factor in (1.0, 0.001, 100.0, 2.54))
