"""A volume in a record fills the microarchitecture fields that were not entered."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import numpy as np
import pytest

from osteo_core import Patient, load_model
from osteo_core.errors import InvalidInput
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


def unusable(kind: str) -> Volume:
    noise = np.random.default_rng(2).normal(size=(30, 30, 30)).astype(np.float32)
    voxel_mm = {"coarse": 0.25, "small": 0.02}.get(kind, 0.1)
    return Volume(values=noise if kind == "noise" else plates().values, voxel_mm=voxel_mm)


REASONS = [
    ("coarse", "too coarse for trabeculae", "无法分辨骨小梁"),
    ("small", "too small to stand", "范围过小"),
    ("noise", "no structure", "噪声"),
]


@pytest.mark.parametrize("kind, english, chinese", REASONS)
def test_a_volume_that_cannot_be_measured_is_left_out_and_said_so(kind: str, english: str, chinese: str) -> None:
    """Fields, what is present, and the networks' answers are those of the record without it."""
    bare = {"clinical": CLINICAL, "micro": {"tb_sp": 0.8}}
    with_it, without = Patient.model_validate(bare | {"micro": {"tb_sp": 0.8, "volume": unusable(kind)}}), Patient.model_validate(bare)
    full = harmonise(with_it.columns())
    assert np.isnan(full.columns["tb_th"][0])
    assert full.columns["volume"][0] is None
    model = load_model()
    answers = [model.assess(patient) for patient in (with_it, without)]
    assert answers[0].status == answers[1].status
    assert answers[0].fracture == answers[1].fracture
    (note,) = [note for note in answers[0].notes if note not in answers[1].notes]
    assert (note.kind, note.field) == ("warning", "volume")
    assert english in note.text("en")
    assert chinese in note.text("zh")
    assert with_it.micro is not None
    assert with_it.micro.volume is not None


def test_where_it_is_all_that_there_is_the_refusal_says_why() -> None:
    with pytest.raises(InvalidInput, match=r"micro\.volume: the voxels are 0\.25 × 0\.25 × 0\.25 mm: too coarse") as refused:
        load_model().assess(Patient(micro={"volume": unusable("coarse")}))
    assert "needs at least one field" in str(refused.value)


def test_a_volume_is_measured_once_refused_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    from osteo_core.morphometry import measure as module

    calls: list[int] = []
    real = module.measure
    monkeypatch.setattr(module, "measure", lambda *given: (calls.append(1), real(*given))[1])
    for volume in (plates(), unusable("noise")):
        for _ in range(3):
            with nullcontext() if volume.values.max() == 1000 else pytest.raises(InvalidInput):
                volume.measured()
    assert len(calls) == 2


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
