"""A number's box: what stands in it is the number that is read, or is refused; and a stored number is written so that it is read back."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from osteo_core.catalogue import CATALOGUE, Feature
from osteo_core.patients.reading.asked import AskedNumber, bounds_text
from osteo_core.patients.reading.written import AmbiguousNumber, NotANumber, read_number
from osteo_core.translations import LANGUAGES
from pages._widgets.shared.units import conventional, si

NUMBERS = [feature for feature in CATALOGUE if feature.kind in ("continuous", "integer") and feature.enterable]
BOXES = [*map(si, NUMBERS), *(conventional(feature) for feature in NUMBERS if feature.conventional)]
IDS = [f"{box.feature.name} {box.feature.unit or ''}" for box in BOXES]

_NUMBERISH = st.text(alphabet="0123456789.,-+−–eE' \u00a0％０１。'abc", max_size=12)


@settings(deadline=None)
@given(text=st.one_of(st.text(max_size=20), _NUMBERISH), box=st.sampled_from(BOXES))
def test_any_text_is_exactly_its_number_or_refused(text: str, box: AskedNumber) -> None:
    allowed = box.feature.allowed
    assert allowed is not None
    reading = box.read(text)
    percent = box.feature.unit == "%" and text.rstrip().endswith(("%", "％", "﹪"))
    try:
        number = read_number(text.rstrip()[:-1] if percent else text, allowed=allowed)
    except (AmbiguousNumber, NotANumber):
        assert reading.value is None
        assert (reading.problem is None) == (not text.strip())
        return
    inside = allowed[0] <= number <= allowed[1]
    near = any(math.isclose(number, end, rel_tol=1e-9) for end in allowed)
    assume(not near)
    assert reading.value == (number if inside else None)
    assert (reading.problem is None) == inside


@settings(deadline=None)
@given(share=st.floats(0, 1), digits=st.integers(0, 17), box=st.sampled_from(BOXES))
def test_a_stored_number_is_written_so_that_it_is_read_back(share: float, digits: int, box: AskedNumber) -> None:
    feature = CATALOGUE[box.feature.name]
    assert feature.allowed is not None
    low, high = feature.allowed
    stored = min(max(float(f"{low + share * (high - low):.{digits}g}"), low), high)
    stored = float(round(stored)) if box.whole else stored
    read = box.read(box.text(stored))
    assert read.problem is None
    assert read.value is not None
    # 10 digits are stored of a converted number.
    assert box.si(read.value) == (stored if box.factor == 1.0 else pytest.approx(stored, rel=1e-9))


@pytest.mark.parametrize("box", BOXES, ids=IDS)
def test_what_is_stored_from_a_box_comes_back_to_it_as_the_same_number(box: AskedNumber) -> None:
    assert box.feature.usual is not None
    for end in bounds_text(*box.feature.usual):
        value = box.read(end).value
        assert value is not None
        assert box.read(box.text(box.si(value))).value == value


def test_the_inputs_that_failed() -> None:
    t, p1np, bmd = (si(CATALOGUE[name]) for name in ("femoral_neck_t", "p1np", "femoral_neck_bmd"))
    assert [t.read(text).value for text in ("−2.6", "–2.6", "-0,4", "-1,2")] == [-2.6, -2.6, -0.4, -1.2]
    assert p1np.read("45,2").value == 45.2
    assert [bmd.read(text).value for text in ("0,612", "1.012", "1,012")] == [0.612, 1.012, 1.012]


@pytest.mark.parametrize("language", LANGUAGES)
def test_1200_or_1_point_2_is_asked(language: str) -> None:
    refused = si(CATALOGUE["calcium_intake"]).read("1.200").problem
    assert refused is not None
    sentence = refused.text(language)
    assert "1.2 " in sentence
    assert "1200" in sentence
    assert CATALOGUE["calcium_intake"].label_in(language) in sentence


@settings(deadline=None)
@given(thousands=st.integers(1, 999), rest=st.integers(0, 999), mark=st.sampled_from(".,"))
def test_both_answers_to_the_question_are_read_as_meant(thousands: int, rest: int, mark: str) -> None:
    calcium = si(CATALOGUE["calcium_intake"])
    refused = calcium.read(f"{thousands}{mark}{rest:03d}").problem
    if refused is None or not refused.key.startswith("fields.ambiguous"):
        return
    assert calcium.read(refused.params["decimal"]).value == float(f"{thousands}.{rest:03d}")
    assert calcium.read(refused.params["thousands"]).value == 1000 * thousands + rest


def test_a_typed_1_58_is_1_58_wherever_it_is_shown() -> None:
    height = si(CATALOGUE["height_cm"])
    assert height.text(158.0) == "158.0"
    assert height.text(158.25) == "158.25"
    refused = height.read("1.58").problem
    assert refused is not None
    assert "1.58" in refused.text("en")
    assert "158" in refused.text("en")  # it looks like metres


def test_in_conventional_units_bounds_and_hints_are_in_that_unit() -> None:
    calcium = conventional(CATALOGUE["serum_calcium"])
    assert calcium.read("9,4").value == 9.4
    assert calcium.si(9.4) == 2.3453
    sentence = calcium.read("2.3").problem
    assert sentence is not None
    assert "4.81 to 16.03 mg/dL" in sentence.text("en")
    assert "mmol/L" in sentence.text("en")


@pytest.mark.parametrize("box", BOXES, ids=IDS)
def test_the_ends_that_are_named_are_allowed(box: AskedNumber) -> None:
    assert box.feature.allowed is not None
    for end in bounds_text(*box.feature.allowed):
        assert box.read(end).value is not None


def test_required_and_whole_numbers() -> None:
    feature = Feature(name="", modality="", kind="continuous", label={"en": "People", "zh": "人数"}, help={}, allowed=(1, 100))
    people = AskedNumber(feature=feature, required=True, whole=True)
    assert people.read("12.0").value == 12
    for text in ("", "  ", "12.5", "0", "101"):
        assert people.read(text).value is None
        assert people.read(text).problem is not None
    assert AskedNumber(feature=feature).read(" ").problem is None


def _threshold(**more: object) -> AskedNumber:
    named = {"en": "Threshold", "zh": "阈值"}
    return AskedNumber(feature=Feature(name="", modality="", kind="continuous", label=named, help={}, unit="%", allowed=(1, 99)), **more)


@pytest.mark.parametrize("text", ["30 %", "30%", "30％", "30,0 %", "３０％", " 30 % "])
def test_a_percent_sign_is_read_where_percent_is_asked_for(text: str) -> None:
    assert _threshold(whole=True).read(text).value == 30


@pytest.mark.parametrize("text", ["%", "30 %%", "% 30", "30 kg", "30 ‰"])
def test_nothing_else_is(text: str) -> None:
    problem = _threshold().read(text).problem
    assert problem is not None
    assert problem.text("en").endswith("is not a number. Allowed: 1 to 99 %.")


@pytest.mark.parametrize("text, percent", [("0.3", "30"), ("0,075", "7.5"), ("0.99", "99")])
def test_a_share_where_percent_is_asked_for_is_asked_back(text: str, percent: str) -> None:
    problem = _threshold().read(text).problem
    assert problem is not None
    assert problem.text("en").endswith(f"If you mean {percent} %, write {percent}.")
    assert problem.text("zh").endswith(f"若指 {percent} %，请写 {percent}。")
    assert _threshold().read(percent).value == float(percent)


def test_it_is_not_asked_back_where_it_may_be_meant_or_would_not_help() -> None:
    assert si(CATALOGUE["step_length_cv"]).read("0.3").value == 0.3
    for text in ("0.3 %", "0.001"):
        problem = _threshold().read(text).problem
        assert problem is not None
        assert "If you mean" not in problem.text("en")
    problem = _threshold(whole=True).read("0.075").problem
    assert problem is not None
    assert "whole number" in problem.text("en")


@pytest.mark.parametrize("text, share", [("18 %", "0.18"), ("18,5%", "0.185"), ("7％", "0.07")])
def test_a_percentage_where_a_share_is_asked_for_is_asked_back(text: str, share: str) -> None:
    volume = si(CATALOGUE["bv_tv"])
    problem = volume.read(text).problem
    assert problem is not None
    assert problem.text("en").endswith(f"is a percentage. Write it as a share of 1: {share}.")
    assert volume.read(share).value == float(share)
    beyond = volume.read("180 %").problem
    assert beyond is not None
    assert "share" not in beyond.text("en")
    thickness = si(CATALOGUE["tb_th"]).read("18 %").problem
    assert thickness is not None
    assert "share" not in thickness.text("en")
