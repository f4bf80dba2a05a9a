from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import pytest
from pydantic import ValidationError

from osteo_core import Patient
from osteo_core.errors import InvalidInput
from osteo_core.patients import Series, Volume, problems, read_nifti
from osteo_core.patients.columns import harmonise
from osteo_core.patients.completeness import missing_fraction, present
from tests.scans import foam


def grey(*shape: int) -> np.ndarray:
    return np.random.default_rng(3).random(shape).astype(np.float32)


def nifti(array: np.ndarray, edges: tuple[float, ...], unit: str = "mm", kind: Any = nibabel.Nifti1Image) -> bytes:
    image = kind(array, np.diag([*edges[:3], 1.0]))
    image.header.set_zooms(edges)
    image.header.set_xyzt_units(unit)
    content: bytes = image.to_bytes()
    return content


def test_a_volume_survives_json() -> None:
    values = grey(5, 6, 7)
    patient = Patient.model_validate({"micro": {"volume": {"values": values, "voxel_mm": 0.0607}}})
    again = Patient.from_json_text(patient.to_json())
    assert again == patient
    assert again.micro is not None
    np.testing.assert_array_equal(again.micro.volume.values, values)
    assert again.micro.volume.voxel_mm == (0.0607, 0.0607, 0.0607)
    assert again.modalities == ("micro",)


def test_a_series_survives_json() -> None:
    values = np.random.default_rng(4).normal(size=(20, 2))
    patient = Patient(sensory={"series": Series(values=values, sampling_hz=20, channels=("cop_x_cm", "cop_y_cm"))})
    assert Patient.from_json_text(patient.to_json()) == patient


def test_different_volumes_are_not_equal() -> None:
    one, other = Volume(values=grey(4, 4, 4), voxel_mm=0.1), Volume(values=grey(4, 4, 4) + 1, voxel_mm=0.1)
    assert one != other
    assert one == Volume(values=grey(4, 4, 4).tolist(), voxel_mm=[0.1, 0.1, 0.1])


def test_arrays_are_read_only_copies() -> None:
    values = grey(4, 4, 4)
    volume = Volume(values=values, voxel_mm=0.1)
    values[0, 0, 0] = 9.0
    assert volume.values[0, 0, 0] != 9.0
    with pytest.raises(ValueError, match="read-only"):
        volume.values[0, 0, 0] = 1.0


@pytest.mark.parametrize(
    "volume, where, words",
    [
        ({"values": grey(5, 5), "voxel_mm": 0.1}, "values", "three dimensions"),
        ({"values": [[[1, 2], [3]]], "voxel_mm": 0.1}, "values", "different lengths"),
        ({"values": [[["a"]]], "voxel_mm": 0.1}, "values", "numbers only"),
        ({"values": np.full((4, 4, 4), np.nan), "voxel_mm": 0.1}, "values", "not finite"),
        ({"values": np.ones((4, 4, 4)), "voxel_mm": 0.1}, "values", "everywhere"),
        ({"values": grey(2, 4, 4), "voxel_mm": 0.1}, "values", "4 to 1024"),
        ({"values": grey(4, 4, 4), "voxel_mm": 61}, "voxel_mm", "0.005 to 5 mm"),
        ({"values": grey(4, 4, 4), "voxel_mm": [0.1, 0.1]}, "voxel_mm", "one or three"),
        ({"values": grey(4, 4, 4)}, "voxel_mm", "required"),
        ({"values": grey(4, 4, 4), "voxel_mm": 0.1, "unit": "mm"}, "unit", "values and voxel_mm"),
    ],
)  # fmt: skip
def test_volumes_that_are_refused(volume: dict[str, Any], where: str, words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Patient.model_validate({"micro": {"volume": volume}})
    (problem,) = problems(caught.value)
    assert problem.where == f"micro.volume.{where}"
    assert words in problem.text("en")


@pytest.mark.parametrize(
    "series, where, words",
    [
        ({"values": [1.0, 2.0, 3.0, 4.0], "sampling_hz": 20}, "values", "two dimensions"),
        ({"values": [[1.0], [2.0]], "sampling_hz": 20}, "values", "samples"),
        ({"values": np.zeros((10, 2)), "sampling_hz": 0}, "sampling_hz", "1 to 5000 Hz"),
        ({"values": np.zeros((10, 2)), "sampling_hz": "20"}, "sampling_hz", "not a sampling rate"),
    ],
)  # fmt: skip
def test_series_that_are_refused(series: dict[str, Any], where: str, words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Patient.model_validate({"sensory": {"series": series}})
    (problem,) = problems(caught.value)
    assert problem.where == f"sensory.series.{where}"
    assert words in problem.text("en")


@pytest.mark.parametrize("kind", [nibabel.Nifti1Image, nibabel.Nifti2Image])
@pytest.mark.parametrize("packed", [False, True])
def test_nifti(tmp_path: Path, kind: Any, packed: bool) -> None:
    values = grey(6, 5, 4)
    content = nifti(values, (0.25, 0.25, 0.5), kind=kind)
    content = gzip.compress(content) if packed else content
    path = tmp_path / ("bone.nii.gz" if packed else "bone.nii")
    path.write_bytes(content)
    for source in (content, path, str(path)):
        volume = read_nifti(source)
        np.testing.assert_array_equal(volume.values, values)
        assert volume.voxel_mm == (0.25, 0.25, 0.5)


def test_nifti_in_micrometres() -> None:
    assert read_nifti(nifti(grey(4, 4, 4), (61.0, 61.0, 61.0), unit="micron")).voxel_mm == pytest.approx((0.061, 0.061, 0.061))


@pytest.mark.parametrize(
    "content, words",
    [
        (b"not an image", "not a NIfTI image"),
        (b"", "not a NIfTI image"),
        (b"\x1f\x8bbroken", "not a NIfTI image"),
        (nifti(grey(6, 6, 6), (0.1, 0.1, 0.1))[:500], "not a NIfTI image"),
        (gzip.compress(nifti(grey(6, 6, 6), (0.1, 0.1, 0.1)))[:300], "not a NIfTI image"),
        (nifti(grey(6, 6, 6, 2), (0.1, 0.1, 0.1, 1.0)), "6 × 6 × 6 × 2"),
        (nifti(grey(6, 6, 6), (61.0, 61.0, 61.0)), "voxel size"),
    ],
)
def test_files_that_are_refused(content: bytes, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        read_nifti(content)


def test_missing_nifti_file(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no such file"):
        read_nifti(tmp_path / "none.nii")


def test_a_measured_volume_alone_makes_microarchitecture_present() -> None:
    patient = Patient(micro={"volume": Volume(**foam())})
    full = harmonise(patient.columns()).columns
    assert full["volume"][0] == patient.micro.volume  # type: ignore[union-attr]
    assert [name for name, rows in present(full).items() if rows[0]] == ["micro"]
    assert missing_fraction(full)[0] == pytest.approx(1 / 5)  # the foam has no cortex
