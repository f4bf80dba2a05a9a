"""Which format a scan is in, told by its content."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Sequence
from pathlib import Path

from osteo_core.errors import InvalidInput, Problem
from osteo_core.patients.measured import VOXEL_MM, Volume
from osteo_core.patients.scans.parts import refuse
from osteo_core.patients.scans.scanco import is_scanco, read_scanco
from osteo_core.patients.scans.slices import File, is_dicom, is_tiff, read_dicom, read_tiff
from osteo_core.patients.volume import read_nifti

MOST_BYTES = 1_200_000_000
"""Of all files of a scan together: 512 x 512 x 512 voxels of eight bytes, and their headers."""
MOST_FILES = 1_100
_MEGABYTE = 1_000_000


def read_scan(path: Path, voxel_mm: float | None = None) -> Volume:
    """The scan of a file, or of a folder of slices. `voxel_mm` where the files do not say it; where they do it must agree.

    Raises InvalidInput.
    """
    if path.is_dir():
        found = sorted(one for one in path.iterdir() if one.is_file() and not one.name.startswith("."))
        if not found:
            raise refuse(str(path), "folder_empty")
        _refuse_amount(path.name, len(found), sum(one.stat().st_size for one in found))
        return read_files([(one.name, one.read_bytes()) for one in found], voxel_mm, path.name)
    try:
        kind = path.stat()
        if not stat.S_ISREG(kind.st_mode):
            raise InvalidInput(Problem(str(path), "patients.problem.not_a_file"))
        _refuse_amount(path.name, 1, kind.st_size)
        return read_files([(path.name, path.read_bytes())], voxel_mm, path.name)
    except (OSError, ValueError) as failed:
        if isinstance(failed, InvalidInput):
            raise
        raise InvalidInput(Problem(str(path), "patients.problem.file")) from None


def read_files(files: Sequence[File], voxel_mm: float | None = None, place: str = "") -> Volume:
    """The scan of one file or of several slices, given with their names; a zip stands for the files in it. As `read_scan`."""
    if voxel_mm is not None and not VOXEL_MM[0] <= voxel_mm <= VOXEL_MM[1]:
        limits = {"low": f"{VOXEL_MM[0]:g}", "high": f"{VOXEL_MM[1]:g}"}
        raise InvalidInput(Problem("voxel-mm", "patients.problem.voxel", {"value": f"{voxel_mm:g}", **limits}))
    place = place or (files[0][0] if len(files) == 1 else "")
    _refuse_amount(place, len(files), sum(len(content) for _, content in files))
    if len(files) == 1 and files[0][1].startswith(b"PK"):
        files = _unzipped(*files[0])
    kinds = {_kind(content): name for name, content in reversed(files)}
    if len(kinds) > 1:
        raise refuse(place, "mixed", names=", ".join(sorted(kinds.values())[:3]))
    kind = next(iter(kinds))
    if kind == "tiff":
        return read_tiff(files, voxel_mm, place)
    if kind == "dicom":
        return read_dicom(files, voxel_mm, place)
    if len(files) > 1:
        raise refuse(place, "several", count=len(files))
    name, content = files[0]
    if kind == "text":
        raise refuse(name, "text")
    volume = read_scanco(content, name) if kind == "scanco" else read_nifti(content)
    if voxel_mm is not None and not all(abs(edge - voxel_mm) <= 0.01 * voxel_mm for edge in volume.voxel_mm):
        raise refuse(name, "voxel_differs", said=f"{voxel_mm:g}", found=" × ".join(f"{edge:.4g}" for edge in volume.voxel_mm))
    return volume


def _kind(content: bytes) -> str:
    """What a file begins as; whatever is none of the others is left to the reader of NIfTI, which says what it lacks."""
    for kind, begins in (("tiff", is_tiff), ("dicom", is_dicom), ("scanco", is_scanco)):
        if begins(content):
            return kind
    return "text" if _is_text(content[:2048]) else "nifti"


def _is_text(start: bytes) -> bool:
    """Letters from the first to the last, as no image has."""
    return bool(start) and not any(byte < 9 or 13 < byte < 32 for byte in start)


def _unzipped(name: str, content: bytes) -> list[File]:
    """The files in a zip, which may not unpack to more than a scan has."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            inside = [one for one in packed.infolist() if not one.is_dir() and not Path(one.filename).name.startswith((".", "__MACOSX"))]
            inside = [one for one in inside if not one.filename.startswith("__MACOSX")]
            if not inside:
                raise refuse(name, "folder_empty")
            _refuse_amount(name, len(inside), sum(one.file_size for one in inside))
            return [(Path(one.filename).name, _member(packed, one, name)) for one in inside]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError):  # RuntimeError: a password
        raise refuse(name, "zip") from None


def _member(packed: zipfile.ZipFile, one: zipfile.ZipInfo, name: str) -> bytes:
    with packed.open(one) as file:
        content = file.read(one.file_size + 1)
    if len(content) > one.file_size:
        raise refuse(name, "zip")
    return content


def _refuse_amount(place: str, count: int, size: int) -> None:
    if count > MOST_FILES:
        raise refuse(place, "too_many", count=f"{count:,}", limit=f"{MOST_FILES:,}")
    if size > MOST_BYTES:
        raise InvalidInput(Problem(place, "patients.problem.file_size", {"limit": MOST_BYTES // _MEGABYTE}))
