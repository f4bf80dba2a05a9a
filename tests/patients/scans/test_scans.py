"""Scans in every format, built here byte by byte from the published layouts, and what is wrong with them."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import pydicom
import pytest
import tifffile
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian, generate_uid

from osteo_core.errors import InvalidInput
from osteo_core.patients.scans import read_files, read_scan

VALUES = np.random.default_rng(8).integers(-300, 3000, (7, 6, 5)).astype(np.int16)
"""(x, y, z)."""


def isq(values: np.ndarray = VALUES, micrometres: tuple[int, int, int] = (427, 366, 305)) -> bytes:
    header = bytearray(1024)
    header[:16] = b"CTDATA-HEADER_V1"
    struct.pack_into("<3i", header, 44, *values.shape)
    struct.pack_into("<3i", header, 56, *micrometres)
    header[128:140] = b"DOE^JANE    "
    struct.pack_into("<i", header, 508, 1)
    return bytes(header) + values.tobytes(order="F")


def vax(value: float) -> bytes:
    """Four bytes of a VAX F float: sign, exponent of excess 128, fraction behind 0.1, its halves exchanged."""
    fraction, exponent = np.frexp(value)
    word = ((int(exponent) + 128) << 23) | (int(fraction * 2**24) & 0x7FFFFF)
    return struct.pack("<2H", word >> 16, word & 0xFFFF)


LOG = "! Processing Log\nMu_Scaling                    8192\nDensity: unit                 mg HA/ccm\n" \
      "Density: slope                1600.0\nDensity: intercept            -390.0\n"  # fmt: skip


def aim_20(values: np.ndarray = VALUES, kind: int = 0x00020002) -> bytes:
    image = bytearray(140)
    struct.pack_into("<i", image, 0, 16)
    struct.pack_into("<i", image, 20, kind)
    struct.pack_into("<3i", image, 36, *values.shape)
    image[108:120] = vax(0.061) * 3
    log = LOG.encode()
    return struct.pack("<5i", 20, 140, len(log), values.nbytes, 0) + bytes(image) + log + values.tobytes(order="F")


def aim_30(values: np.ndarray = VALUES) -> bytes:
    image = bytearray(224)
    struct.pack_into("<i", image, 12, 0x00020002)
    struct.pack_into("<3q", image, 40, *values.shape)
    struct.pack_into("<3q", image, 184, 60700, 60700, 60700)
    log = LOG.encode()
    return b"AIMDATA_V030   \0" + struct.pack("<5q", 40, 224, len(log), values.nbytes, 0) + bytes(image) + log + values.tobytes(order="F")


def tiffs(values: np.ndarray = VALUES, **options: Any) -> list[tuple[str, bytes]]:
    files = []
    for z in range(values.shape[2]):
        content = io.BytesIO()
        tifffile.imwrite(content, values[:, :, z].T, **options)
        files.append((f"bone_{z + 8:03d}.tif", content.getvalue()))
    return files


def dicoms(values: np.ndarray = VALUES, edge: float = 0.1, apart: float = 0.2) -> list[tuple[str, bytes]]:
    files = []
    for z in range(values.shape[2]):
        meta = FileMetaDataset()
        meta.TransferSyntaxUID, meta.MediaStorageSOPClassUID = ExplicitVRLittleEndian, CTImageStorage
        meta.MediaStorageSOPInstanceUID = generate_uid(entropy_srcs=[str(z)])
        found = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
        found.Modality, found.PixelSpacing = "CT", [edge, edge]
        found.ImagePositionPatient, found.ImageOrientationPatient = [0, 0, round(50 - apart * z, 4)], [1, 0, 0, 0, 1, 0]
        found.Rows, found.Columns = values.shape[1], values.shape[0]
        found.SamplesPerPixel, found.PhotometricInterpretation = 1, "MONOCHROME2"
        found.BitsAllocated, found.BitsStored, found.HighBit, found.PixelRepresentation = 16, 16, 15, 1
        found.RescaleSlope, found.RescaleIntercept = 2, -1000
        found.PixelData = values[:, :, z].T.tobytes()
        content = io.BytesIO()
        pydicom.dcmwrite(content, found, enforce_file_format=True)
        files.append((f"I{(7 * z) % 5}", content.getvalue()))  # names say nothing of the order
    return files


def zipped(files: list[tuple[str, bytes]]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        for name, each in files:
            packed.writestr(f"scan/{name}", each)
    return content.getvalue()


def test_isq() -> None:
    volume = read_files([("bone.isq", isq())])
    np.testing.assert_array_equal(volume.values, VALUES)
    assert volume.voxel_mm == pytest.approx((0.061, 0.061, 0.061))
    assert volume.grey is None
    assert "DOE" not in repr(volume)


@pytest.mark.parametrize("content, edge", [(aim_20(), 0.061), (aim_30(), 0.0607)])
def test_aim_in_density(content: bytes, edge: float) -> None:
    volume = read_files([("bone.aim", content)])
    np.testing.assert_allclose(volume.values, VALUES / 8192 * 1600 - 390, rtol=1e-5, atol=1e-3)
    assert volume.voxel_mm == pytest.approx((edge,) * 3, rel=1e-6)
    assert volume.grey == "mg_ha_cm3"


def test_tiff_slices_stand_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    for name, content in reversed(tiffs()):
        (tmp_path / name).write_bytes(content)
    for volume in (read_scan(tmp_path, 0.05), read_files([("scan.zip", zipped(tiffs()))], 0.05)):
        np.testing.assert_array_equal(volume.values, VALUES)
        assert volume.voxel_mm == (0.05, 0.05, 0.05)


def test_dicom_slices_stand_in_the_order_of_their_positions() -> None:
    volume = read_files(dicoms())
    np.testing.assert_array_equal(volume.values, VALUES[:, :, ::-1] * 2.0 - 1000)
    assert volume.voxel_mm == pytest.approx((0.1, 0.1, 0.2))
    assert volume.grey == "hu"


def nifti() -> bytes:
    with warnings.catch_warnings():
        image = nibabel.Nifti1Image(VALUES.astype(np.float32), np.diag([0.1, 0.1, 0.1, 1]))
        image.header.set_xyzt_units("mm")
        content: bytes = image.to_bytes()
    return content


def test_a_voxel_size_that_the_file_contradicts() -> None:
    assert read_files([("bone.nii", nifti())], 0.1).voxel_mm == pytest.approx((0.1, 0.1, 0.1))
    with pytest.raises(InvalidInput, match="you entered"):
        read_files([("bone.nii", nifti())], 0.05)


def of_another_size(files: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    return [*files[:-1], (files[-1][0], tiffs(VALUES[:5])[-1][1])]


REFUSED = [
    ([("bone.isq", isq()[:-10])], "truncated"),
    ([("bone.isq", isq()[:100])], "within its header"),
    ([("bone.isq", isq(micrometres=(0, 1, 1)))], "header is invalid"),
    ([("bone.aim", aim_20()[:-10])], "truncated"),
    ([("bone.aim", aim_20(kind=0x00080002))], "0x00080002"),
    ([f for f in tiffs() if "010" not in f[0]], "slices are missing: 1 in total, first 10"),
    ([*tiffs(), ("again_009.tif", tiffs()[0][1])], "is also in"),
    (of_another_size(tiffs()), "slices of equal size"),
    ([*tiffs(resolution=(5000, 5000), resolutionunit="CENTIMETER")[:-1], tiffs(resolution=(2500, 2500), resolutionunit="CENTIMETER")[-1]],
     "two voxel sizes"),
    ([(name, content[:60]) for name, content in tiffs()], "not a TIFF image"),
    ([f for i, f in enumerate(dicoms()) if i != 2], "slices are missing: 1"),
    ([*dicoms()[:-1], dicoms(edge=0.3)[-1]], "two voxel sizes"),
    ([(name, content[:-20]) for name, content in dicoms()], "not a DICOM image"),
    (dicoms()[:1], "single slice"),
    ([*dicoms(), tiffs()[0]], "different types"),
    ([("a.txt", b"voxel sizes, by hand\n1 2 3\n")], "a text file"),
    ([("a.isq", isq()), ("b.isq", isq())], "one volume"),
    ([("scan.zip", zipped(tiffs())[:-30])], "cannot be unpacked"),
]  # fmt: skip


@pytest.mark.parametrize("files, words", REFUSED)
def test_what_is_refused(files: list[tuple[str, bytes]], words: str) -> None:
    with pytest.raises(InvalidInput, match=words) as caught:
        read_files(files, 0.05 if files[0][0].endswith((".tif", ".zip")) else None)
    assert caught.value.text("zh") != caught.value.text("en")


def test_tiff_without_a_voxel_size() -> None:
    with pytest.raises(InvalidInput, match="voxel-mm"):
        read_files(tiffs())


def test_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no files in it"):
        read_scan(tmp_path)
