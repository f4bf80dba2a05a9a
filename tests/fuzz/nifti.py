"""Damaged NIfTI files: read, or refused with a sentence; never another error, and never more memory than the file is worth."""

from __future__ import annotations

import gzip
from functools import cache
from random import Random

import nibabel
import numpy as np

from osteo_core.patients.volume import read_nifti
from tests.fuzz.verdict import Case


def nifti_case(rng: Random) -> Case:
    """A sound file with a few bytes changed, mostly in its header; cut; or packed and then damaged."""
    content = bytearray(_sound(rng.choice([1, 2]), rng.choice(["float32", "int16", "uint8", "float64"])))
    for _ in range(rng.choice([0, 1, 2, 8, 40])):
        content[rng.randrange(352 if rng.random() < 0.8 else len(content))] = rng.choice([0, 255, 127, 128, rng.randrange(256)])
    if rng.random() < 0.2:
        del content[rng.randrange(len(content)) :]
    packed = bytes(content)
    if rng.random() < 0.3:
        zipped = bytearray(gzip.compress(packed, mtime=0))
        for _ in range(rng.choice([0, 1, 3])):
            zipped[rng.randrange(len(zipped))] = rng.randrange(256)
        packed = bytes(zipped)
    return Case(run=lambda: _run(packed), shown=packed[:400].hex())


def _run(content: bytes) -> str:
    volume = read_nifti(content)
    if not np.isfinite(volume.values).all() or not all(0 < edge < 10 for edge in volume.voxel_mm):
        return f"accepted with voxels of {volume.voxel_mm} mm"
    return ""


@cache
def _sound(version: int, kind: str) -> bytes:
    values = (np.random.default_rng(version).random((12, 12, 12)) * 100).astype(kind)
    image = (nibabel.Nifti1Image if version == 1 else nibabel.Nifti2Image)(values, np.diag([0.1, 0.1, 0.1, 1]))
    image.header.set_xyzt_units("mm")
    return bytes(image.to_bytes())
