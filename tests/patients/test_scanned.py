"""A volume in a record fills the microarchitecture fields that were not entered."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from osteo_core import Patient, load_model
from osteo_core.patients import Volume
from osteo_core.patients.columns import harmonise
from osteo_core.patients.completeness import missing_fraction

FIELDS = ("bv_tv", "tb_n", "tb_th", "tb_sp", "ct_th")
CLINICAL = {"age": 70, "sex": "female", "ethnicity": "european"}


def plates() -> Volume:
    """0.2 mm of bone and 0.6 mm of marrow behind a cortex of 0.8 mm, at 0.1 mm."""
    values = np.zeros((36, 32, 32), np.float32)
    values[:, :, np.arange(32) // 2 % 4 == 2] = 1000.0
    values[:8] = 1000.0
    return Volume(values=values, voxel_mm=0.1)


def rods() -> Volume:
    """0.3 mm across, 0.8 mm apart both ways."""
    at = np.abs(np.arange(40) % 8 - 3.5)
    inside = np.hypot(at[:, None], at[None, :]) < 1.6
    return Volume(values=np.repeat(inside[:, :, None], 32, 2).astype(np.float32), voxel_mm=0.1)


def test_fields_are_derived_from_the_volume() -> None:
    found = harmonise(Patient(micro={"volume": plates()}).columns())
    assert found.columns["tb_th"][0] == pytest.approx(0.2, rel=1e-3)
    assert found.columns["ct_th"][0] == pytest.approx(0.8)
    assert found.columns["bv_tv"][0] == pytest.approx(0.25, abs=0.02)
    assert all(found.derived[name][0] for name in FIELDS)
    assert missing_fraction(found.columns)[0] == 0.0


def test_what_was_entered_stays() -> None:
    found = harmonise(Patient(micro={"volume": plates(), "tb_th": 0.25}).columns())
    assert found.columns["tb_th"][0] == 0.25
    assert not found.derived["tb_th"][0]
    assert found.derived["tb_sp"][0]


@pytest.mark.parametrize("voxel_mm", [0.25, 0.02])
def test_nothing_is_derived_from_what_is_too_coarse_or_too_small(voxel_mm: float) -> None:
    coarse = plates().model_copy(update={"voxel_mm": (voxel_mm,) * 3})
    assert np.isnan(harmonise(Patient(micro={"volume": coarse}).columns()).columns["tb_th"][0])


@pytest.mark.parametrize("make", [plates, rods])
def test_a_volume_alone_gives_what_its_own_parameters_give(make: Any) -> None:
    """Within the interval: the convolution sees the volume here, the phantom drawn from the parameters there."""
    model, volume = load_model(), make()
    own = {name: value for name, value in volume.measured().values().items() if value is not None}
    assert "ct_th" in own or make is rods
    alone = model.assess(Patient.model_validate({"clinical": CLINICAL, "micro": {"volume": volume}}))
    entered = model.assess(Patient.model_validate({"clinical": CLINICAL, "micro": own}))
    assert entered.osteoporosis.low <= alone.osteoporosis.probability <= entered.osteoporosis.high
    assert alone.fracture is not None
    assert entered.fracture is not None
    assert entered.fracture.low <= alone.fracture.probability <= entered.fracture.high
