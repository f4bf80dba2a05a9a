"""NIfTI files that are damaged or absurd: read, or refused with a sentence, and nothing made room for first."""

from __future__ import annotations

import gzip
import random
import struct
import tracemalloc

import nibabel
import numpy as np
import pytest

from osteo_core.errors import InvalidInput
from osteo_core.patients import read_nifti

VALUES = (np.random.default_rng(5).random((12, 12, 12)) * 100).astype(np.float32)


def sound() -> bytearray:
    image = nibabel.Nifti1Image(VALUES, np.diag([0.1, 0.1, 0.1, 1.0]))
    image.header.set_xyzt_units("mm")
    return bytearray(image.to_bytes())


def changed(place: int, form: str, *values: float) -> bytes:
    content = sound()
    struct.pack_into("<" + form, content, place, *values)
    return bytes(content)


DIM, TYPE, PIXDIM, OFFSET, SLOPE, INTERCEPT = 40, 70, 76, 108, 112, 116  # places in a NIfTI-1 header


@pytest.mark.parametrize(
    "content, words",
    [
        (changed(DIM, "8h", 3, 32767, 32767, 32767, 1, 1, 1, 1), "32767 × 32767 × 32767"),
        (changed(DIM, "8h", 3, -4, 12, 12, 1, 1, 1, 1), "-4 × 12 × 12"), (changed(DIM, "8h", 3, 0, 12, 12, 1, 1, 1, 1), "0 × 12 × 12"),
        (changed(DIM, "8h", 3, 1024, 1024, 1024, 1, 1, 1, 1), "too large"), (changed(DIM, "8h", 3, 13, 12, 12, 1, 1, 1, 1), "truncated"),
        (changed(DIM, "8h", -3, 12, 12, 12, 1, 1, 1, 1), "not a NIfTI image"), (changed(PIXDIM + 4, "f", -0.1), "voxel size"),
        (changed(PIXDIM + 4, "f", 0.0), "voxel size"), (changed(PIXDIM + 4, "f", float("nan")), "voxel size"),
        (changed(TYPE, "h", 32), "complex64"), (changed(TYPE, "h", 128), "RGB"), (changed(TYPE, "h", 1536), "float128"),
        (changed(TYPE, "h", 999), "not a NIfTI image"), (changed(OFFSET, "f", float("inf")), "not a NIfTI image"),
        (changed(OFFSET, "f", -8.0), "not a NIfTI image"), (changed(OFFSET, "f", float("nan")), "not a NIfTI image"),
        (changed(SLOPE, "ff", 1e38, 1e38), "not finite"), (changed(SLOPE, "ff", 2.0, float("inf")), "not a NIfTI image"),
        (gzip.compress(changed(DIM, "8h", 3, 32767, 32767, 32767, 1, 1, 1, 1)), "32767 × 32767 × 32767"),
        (gzip.compress(bytes(sound()))[:-4], "truncated|not a NIfTI image"),
    ],
)  # fmt: skip
def test_absurd_headers_are_the_files_fault(content: bytes, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        read_nifti(content)


def test_a_few_kilobytes_do_not_unpack_to_gigabytes() -> None:
    bomb = gzip.compress(bytes(sound()) + bytes(200_000_000), compresslevel=1)
    tracemalloc.start()
    with pytest.raises(InvalidInput, match="not a NIfTI image"):
        read_nifti(bomb)
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("kind", [np.uint8, np.int16, np.int32, np.float32, np.float64])
def test_values_are_those_that_nibabel_reads(kind: type) -> None:
    image = nibabel.Nifti1Image(VALUES.astype(kind), np.diag([0.1, 0.1, 0.1, 1.0]))
    image.header.set_slope_inter(0.25, -3.0)
    again = nibabel.Nifti1Image.from_bytes(image.to_bytes())
    np.testing.assert_allclose(read_nifti(image.to_bytes()).values, np.asarray(again.dataobj, np.float32), rtol=1e-6)


def test_six_hundred_damaged_files_are_read_or_refused() -> None:
    rng = random.Random(12)
    refused = 0
    for _ in range(600):
        content = sound()
        for _ in range(rng.choice([1, 2, 8, 40])):
            content[rng.randrange(352 if rng.random() < 0.8 else len(content))] = rng.choice([0, 255, 127, 128, rng.randrange(256)])
        try:
            volume = read_nifti(bytes(content) if rng.random() < 0.7 else gzip.compress(bytes(content))[: rng.randrange(200, 9000)])
        except InvalidInput:
            refused += 1
            continue
        assert np.isfinite(volume.values).all()
    assert 200 < refused < 600


def test_an_image_packed_in_several_members_is_read_whole() -> None:
    content = bytes(sound())
    for cut in (200, 352, len(content) - 3):
        packed = gzip.compress(content[:cut]) + gzip.compress(content[cut:])
        np.testing.assert_array_equal(read_nifti(packed).values, read_nifti(content).values)
        with pytest.raises(InvalidInput):
            read_nifti(packed[:-4])  # the second member's check sum is cut off
