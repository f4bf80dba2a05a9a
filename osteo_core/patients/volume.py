"""A measured bone volume from a NIfTI file."""

from __future__ import annotations

import gzip
import io
import math
import stat
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from osteo_core.errors import InvalidInput, Problem
from osteo_core.patients.faults import problems
from osteo_core.patients.measured import SIDE_VOXELS, Volume

_MM_PER_UNIT = {"mm": 1.0, "micron": 0.001, "meter": 1000.0, "unknown": 1.0}
_MEGABYTE = 1_000_000
_MOST_BYTES = 540 * _MEGABYTE
"""Size limit of an unpacked image: MOST_VALUES voxels of four bytes."""
_GZIP = b"\x1f\x8b"
_WIDEST = 8
_WIDE_KINDS = {1536: "float128", 2048: "complex256"}
_HEADER_BYTES = 540


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
    raw = source if isinstance(source, bytes) else _file(Path(source))
    if not raw.startswith(_GZIP):
        return raw
    # A few kilobytes can unpack to terabytes, so no more is unpacked than the header promises.
    promised = _promised(_header(_unpacked(raw, _HEADER_BYTES, name)[0], name), name)
    content, whole = _unpacked(raw, promised + _MEGABYTE, name)
    if len(content) >= promised and not whole:
        raise InvalidInput(Problem(name, "patients.problem.nifti"))
    return content


def _file(path: Path) -> bytes:
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):  # a device never ends, a pipe may never begin
            raise InvalidInput(Problem(str(path), "patients.problem.not_a_file"))
        if found.st_size > _MOST_BYTES:
            raise InvalidInput(Problem(path.name, "patients.problem.file_size", {"limit": _MOST_BYTES // _MEGABYTE}))
        return path.read_bytes()
    except (OSError, ValueError) as failed:  # ValueError: a NUL in the name
        if isinstance(failed, InvalidInput):
            raise
        raise InvalidInput(Problem(str(path), "patients.problem.file")) from None


def _unpacked(raw: bytes, most: int, name: str) -> tuple[bytes, bool]:
    """At most so many bytes of what was packed, and whether that is all of it, its check sums right. A file may be of several members."""
    content = bytearray()
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(raw)) as packed:
            while len(content) < most:
                part = packed.read1(min(most - len(content), _MEGABYTE))
                if not part:
                    return bytes(content), True
                content += part
    except EOFError:  # cut short
        pass
    except (zlib.error, gzip.BadGzipFile):
        raise InvalidInput(Problem(name, "patients.problem.nifti")) from None
    return bytes(content), False


def _header(content: bytes, name: str) -> Any:
    """The header of a NIfTI-1 or NIfTI-2 file. Raises InvalidInput where there is none."""
    import nibabel

    # A header starts with its own length: 540 in NIfTI-2, 348 in NIfTI-1, in either byte order.
    second = content[:4] in ((540).to_bytes(4, "little"), (540).to_bytes(4, "big"))
    kind = nibabel.Nifti2Header if second else nibabel.Nifti1Header
    try:
        header = kind(content[: kind.sizeof_hdr], check=False)
        header.get_data_dtype()
        if int(header["sizeof_hdr"]) == kind.sizeof_hdr and bytes(header["magic"])[:2] in (b"n+", b"ni"):
            return header
    # nibabel raises many kinds of error for a damaged header; all of them mean the same to the person who chose the file.
    except (nibabel.spatialimages.HeaderDataError, nibabel.wrapstruct.WrapStructError, ValueError, LookupError, TypeError, ArithmeticError):
        pass
    raise InvalidInput(Problem(name, "patients.problem.nifti"))


def _promised(header: Any, name: str) -> int:
    """Bytes that a file with this header has; what cannot be a bone's image is refused before anything is made room for."""
    kind = header.get_data_dtype()
    if kind.kind not in "iuf" or kind.itemsize > _WIDEST:
        raise InvalidInput(Problem(name, "patients.problem.nifti_kind", {"kind": _kind_name(header)}))
    shape = _shape(header)
    if len(shape) != 3:
        raise InvalidInput(Problem(name, "patients.problem.volume_shape", {"shape": " × ".join(map(str, shape))}))
    if not all(SIDE_VOXELS[0] <= side <= SIDE_VOXELS[1] for side in shape):
        limits = {"low": SIDE_VOXELS[0], "high": SIDE_VOXELS[1]}
        raise InvalidInput(Problem(name, "patients.problem.volume_size", {"shape": " × ".join(map(str, shape)), **limits}))
    start = float(header["vox_offset"])
    if not header.sizeof_hdr <= start <= _MOST_BYTES:
        raise InvalidInput(Problem(name, "patients.problem.nifti"))
    promised = int(start) + math.prod(shape) * int(kind.itemsize)
    if promised > _MOST_BYTES:
        raise InvalidInput(Problem(name, "patients.problem.file_size", {"limit": _MOST_BYTES // _MEGABYTE}))
    return promised


def _shape(header: Any) -> tuple[int, ...]:
    """The sides; their number is in the first place of `dim`, and nibabel would take any for it."""
    dimensions = [int(side) for side in header["dim"]]
    return tuple(dimensions[1 : 1 + dimensions[0]]) if 0 <= dimensions[0] < len(dimensions) else ()


def _kind_name(header: Any) -> str:
    """The kind of the values; the widest ones have no type on every computer, only their number in the standard."""
    kind = header.get_data_dtype()
    return "RGB" if kind.fields else _WIDE_KINDS.get(int(header["datatype"]), str(kind))


def _cut_short(promised: int, found: int, name: str) -> InvalidInput:
    sizes = {"promised": f"{promised:,}", "found": f"{found:,}"}
    return InvalidInput(Problem(name, "patients.problem.nifti_cut", sizes))


def _image(content: bytes, name: str) -> tuple[np.ndarray, tuple[float, ...]]:
    """The grey values and the voxel's edges in mm."""
    from nibabel.spatialimages import HeaderDataError

    header = _header(content, name)
    promised = _promised(header, name)
    if len(content) < promised:
        raise _cut_short(promised, len(content), name)
    try:
        slope, intercept = header.get_slope_inter()
        unit = header.get_xyzt_units()[0]
    except (HeaderDataError, LookupError, ValueError):
        raise InvalidInput(Problem(name, "patients.problem.nifti")) from None
    shape, kind = _shape(header), header.get_data_dtype()
    stored = np.frombuffer(content, kind, math.prod(shape), int(float(header["vox_offset"])))
    with np.errstate(over="ignore", invalid="ignore"):  # what becomes infinite is refused as such
        values = stored.astype(np.float32)
        if slope is not None and (slope, intercept) != (1.0, 0.0):
            values = (values * np.float32(slope) + np.float32(intercept)).astype(np.float32)
    factor = _MM_PER_UNIT.get(unit, 1.0)
    return values.reshape(shape, order="F"), tuple(float(edge) * factor for edge in header["pixdim"][1:4])
