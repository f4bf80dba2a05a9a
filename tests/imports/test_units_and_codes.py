"""Units from values, and codes whose key the header, the file or the other columns show; a question where nothing shows it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteo_core.catalogue import CATALOGUE
from osteo_core.imports.mapping.alleles import compare
from osteo_core.imports.suggestion.codes import choose_codes
from osteo_core.imports.suggestion.dates import forms, full_years, order_of, read_date
from osteo_core.imports.suggestion.profiles import Profile
from osteo_core.imports.suggestion.units import choose_unit
from osteo_core.patients.tables.numbers import AS_PROGRAMS_WRITE


def _around(middle: float, n: int = 200) -> np.ndarray:
    return middle * np.exp(np.random.default_rng(1).normal(0, 0.15, n))


@pytest.mark.parametrize(
    "name, middle, unit",
    [
        ("femoral_neck_bmd", 0.72, "g/cm²"),
        ("femoral_neck_bmd", 720, "mg/cm²"),
        ("height_cm", 1.58, "m"),
        ("height_cm", 158, "cm"),
        ("height_cm", 63, "in"),
        ("vitamin_d_25oh", 18, "ng/mL"),
        ("vitamin_d_25oh", 45, "nmol/L"),
        ("serum_calcium", 9.3, "mg/dL"),
        ("serum_calcium", 2.35, "mmol/L"),
        ("ctx", 0.35, "µg/L"),
        ("ctx", 350, "pg/mL"),
        ("bv_tv", 0.2, "fraction"),
        ("bv_tv", 20, "%"),
        ("gait_speed", 110, "cm/s"),
        ("weight_kg", 150, "lb"),
    ],
)
def test_values_show_the_unit(name: str, middle: float, unit: str) -> None:
    values = _around(middle) if name not in ("serum_calcium",) else middle * (1 + 0.03 * np.random.default_rng(1).normal(size=200))
    assert choose_unit(CATALOGUE[name], None, values).unit == unit


def test_a_unit_that_values_do_not_show_is_a_question() -> None:
    choice = choose_unit(CATALOGUE["vitamin_d_25oh"], None, _around(33))
    assert choice.unit is None
    assert choice.basis == "open"
    assert set(choice.others) == {"ng/mL", "nmol/L"}


def test_two_units_in_a_column_and_a_header_that_contradicts() -> None:
    mixed = np.concatenate([_around(0.72), _around(720, 60)])
    assert choose_unit(CATALOGUE["femoral_neck_bmd"], None, mixed).basis == "mixed"
    assert choose_unit(CATALOGUE["femoral_neck_bmd"], "g/cm2", mixed).basis == "mixed"
    assert choose_unit(CATALOGUE["femoral_neck_bmd"], "g/cm2", _around(720)).basis == "contradicts"
    assert choose_unit(CATALOGUE["osteocalcin"], "nmol/L", _around(20)).basis == "unknown"


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.sampled_from([f.name for f in CATALOGUE if f.kind == "continuous" and f.unit and f.usual]), st.data())
def test_a_header_that_says_the_unit_is_believed_where_the_values_fit(name: str, data: st.DataObject) -> None:
    """Whatever unit of a field a header names: values that are usual in it are read in it."""
    feature = CATALOGUE[name]
    unit = data.draw(st.sampled_from(sorted(feature.units)))
    low, high = feature.usual or (0.0, 1.0)
    values = np.linspace(max(low, 1e-3), high, 50) / feature.units[unit]
    assert choose_unit(feature, unit, values).unit == unit


def _profile(cells: list[str]) -> Profile:
    return Profile(name="x", label="", codes={}, cells=cells, style=AS_PROGRAMS_WRITE)


def test_codes_of_the_sexes() -> None:
    sex = CATALOGUE["sex"]
    one_two = _profile(["1", "2"] * 20)
    assert choose_codes(sex, one_two, {}, None).values == {"1": "male", "2": "female"}  # ISO/IEC 5218
    assert choose_codes(sex, one_two, {"1": "F", "2": "M"}, None).values == {"1": "female", "2": "male"}
    tall_twos = _profile(["157", "171"] * 20)
    assert choose_codes(sex, one_two, {}, tall_twos).values == {"1": "female", "2": "male"}
    zero_one = _profile(["0", "1"] * 20)
    assert choose_codes(sex, zero_one, {}, None).basis == "ambiguous"
    assert choose_codes(sex, zero_one, {}, tall_twos).values == {"0": "female", "1": "male"}


def test_yes_and_no() -> None:
    smoking, falls = CATALOGUE["current_smoking"], CATALOGUE["falls_12m"]
    assert choose_codes(smoking, _profile(["0", "1", "-9"] * 9), {}, None).values == {"0": "no", "1": "yes"}
    assert choose_codes(smoking, _profile(["1", "2"] * 9), {}, None).basis == "ambiguous"
    assert choose_codes(smoking, _profile(["1: Never", "2: Current"] * 9), {}, None).values == {"1: Never": "no", "2: Current": "yes"}
    assert choose_codes(smoking, _profile(["从不", "已戒", "现吸"] * 9), {}, None).values == {"从不": "no", "已戒": "no", "现吸": "yes"}
    assert choose_codes(falls, _profile(["0", "1", "3"] * 9), {}, None).values == {"0": "no", "1": "yes", "3": "yes"}


def test_dates() -> None:
    assert order_of(["03/04/2020", "31/12/2020"]) == "dmy"
    assert order_of(["12/31/2020"]) == "mdy"
    assert order_of(["03/04/2020"]) is None
    assert forms(["2020-01-02", "03/04/2020", "5 Jan 2020"]) == {"ymd": 1, "short": 1, "named": 1}
    assert str(read_date("2020年3月5日", "ymd")) == "2020-03-05" == str(read_date("20200305", None)) == str(read_date("05/03/2020", "dmy"))
    assert read_date("2020-02-30", "ymd") is None
    born, seen = read_date("1950-06-15", "ymd"), read_date("2020-06-14", "ymd")
    assert born is not None
    assert seen is not None
    assert full_years(born, seen) == 69


@pytest.mark.parametrize(
    "counted, effect, other, verdict",
    [
        ("T", "T", "C", "same"),
        ("C", "T", "C", "turned"),
        ("A", "T", "C", "same"),
        ("G", "T", "C", "turned"),
        ("T", "A", "T", "palindromic"),
        ("C", "A", "T", "other_alleles"),
        ("C", None, None, "no_effect_allele"),
        ("G", "A", "ACG", "other_alleles"),
    ],
)
def test_alleles_of_either_strand(counted: str, effect: str | None, other: str | None, verdict: str) -> None:
    assert compare(counted, effect, other) == verdict


def test_a_palindromic_snp_is_told_by_its_frequency() -> None:
    assert compare("A", "A", "T", frequency=0.2, observed=0.22) == "same"
    assert compare("A", "A", "T", frequency=0.2, observed=0.81) == "turned"
    assert compare("A", "A", "T", frequency=0.47, observed=0.3) == "near_half"
