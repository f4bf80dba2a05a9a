from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteo_core.catalogue import CATALOGUE
from osteo_core.patients.units import to_conventional, to_si, unit_of


@pytest.mark.parametrize(
    "name, conventional, si, unit",
    [
        ("vitamin_d_25oh", 20.0, 49.92, "ng/mL"),
        ("serum_calcium", 9.4, 2.3453, "mg/dL"),
        ("ctx", 450.0, 0.45, "pg/mL"),
        ("trap5b", 350.0, 3.5, "mU/dL"),
        ("height_cm", 65.0, 165.1, "in"),
        ("weight_kg", 150.0, 68.0388555, "lb"),
    ],
)
def test_factors(name: str, conventional: float, si: float, unit: str) -> None:
    assert to_si(name, conventional) == pytest.approx(si)
    assert to_conventional(name, si) == pytest.approx(conventional)
    assert unit_of(name, "conventional") == unit


@given(st.sampled_from([f.name for f in CATALOGUE if f.is_numeric]), st.floats(-1e3, 1e3))
def test_there_and_back(name: str, value: float) -> None:
    assert to_si(name, to_conventional(name, value)) == pytest.approx(value)


def test_without_a_conventional_unit_nothing_changes() -> None:
    assert to_si("age", 60.0) == 60.0
    assert unit_of("age", "conventional", "zh") == "岁"
