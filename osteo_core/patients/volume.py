"""A measured bone volume from a NIfTI file."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import numpy as np

from osteo_core.errors import InvalidInput, Problem
from osteo_core.patients.faults import problems
from osteo_core.patients.measured import Volume

_MM_PER_UNIT = {"mm": 1.0, "micron": 0.001, "meter": 1000.0, "unknown": 1.0}
_MOST_BYTES = 2_000_000_000
_GZIP = b"\x1f\x8b"


def read_nifti(source: str | Path | bytes) -> Volume:
    """The volume of a NIfTI-1 or NIfTI-2 file (.nii or .nii.gz), given by path or as its bytes, voxel size brought to mm.

    A header that names no unit is read as mm, the format's custom. Raises InvalidInput for a file that cannot be read, that is no
    NIfTI file, or whose image is not 3-D, not finite, too small or too large.
    """
    from pydantic import ValidationError

    name = "NIfTI" if isinstance(source, bytes) else Path(source).name
    values, voxel_mm = _image(_bytes(source, name), name)
    try:
        return Volume(values=values, voxel_mm=voxel_mm)
    except ValidationError as error:
        raise InvalidInput(Problem(name, problem.key, problem.params) for problem in problems(error)) from None


def _bytes(source: str | Path | bytes, name: str) -> bytes:
    try:
        raw = source if isinstance(source, bytes) else Path(source).read_bytes()
    except OSError:
        raise InvalidInput(Problem(str(source), "patients.problem.file")) from None
    if not raw.startswith(_GZIP):
        return raw
    unzip = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        content = unzip.decompress(raw, _MOST_BYTES)
    except (zlib.error, gzip.BadGzipFile):
        raise InvalidInput(Problem(name, "patients.problem.nifti")) from None
    if unzip.unconsumed_tail:
        raise InvalidInput(Problem(name, "patients.problem.file_size", {"limit": _MOST_BYTES // 1_000_000}))
    return content


def _image(content: bytes, name: str) -> tuple[np.ndarray, tuple[float, ...]]:
    """The grey values and the voxel's edges in mm."""
    import nibabel

    # A header starts with its own length: 540 in NIfTI-2, 348 in NIfTI-1, in either byte order.
    second = content[:4] in ((540).to_bytes(4, "little"), (540).to_bytes(4, "big"))
    image_class = nibabel.Nifti2Image if second else nibabel.Nifti1Image
    damaged = (nibabel.spatialimages.HeaderDataError, nibabel.filebasedimages.ImageFileError, nibabel.wrapstruct.WrapStructError)
    try:
        image = image_class.from_bytes(content)
        unit = image.header.get_xyzt_units()[0]
        shape = image.shape
        if len(shape) == 3:
            values = np.asarray(image.dataobj, dtype=np.float32)
    # nibabel raises many kinds of error for a damaged file; all of them mean the same to the person who chose it.
    except (*damaged, ValueError, OSError, KeyError, TypeError, EOFError):
        raise InvalidInput(Problem(name, "patients.problem.nifti")) from None
    if len(shape) != 3:
        raise InvalidInput(Problem(name, "patients.problem.volume_shape", {"shape": " × ".join(map(str, shape))}))
    factor = _MM_PER_UNIT.get(unit, 1.0)
    return values, tuple(float(edge) * factor for edge in image.header.get_zooms()[:3])
