"""A stack of slices, one file each: TIFF in the order of the numbers in their names, DICOM in the order of their positions."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteo_core.patients.measured import Volume
from osteo_core.patients.scans.parts import as_volume, refuse, refuse_size, same

File = tuple[str, bytes]
"""Name and content."""

TIFF = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
_NUMBER = re.compile(r"(\d+)(?=\D*$)")
_MM_PER_UNIT = {2: 25.4, 3: 10.0}
"""Of TIFF's resolution units: inch, centimetre. A screen's 72 or 96 dots an inch is no voxel size."""
_FINEST_SCREEN_MM = 25.4 / 600


def is_tiff(content: bytes) -> bool:
    """Whether the content begins as a TIFF file does."""
    return content.startswith(TIFF)


def is_dicom(content: bytes) -> bool:
    """Whether the content has DICOM's four letters behind its preamble."""
    return content[128:132] == b"DICM"


def read_tiff(files: Sequence[File], voxel_mm: float | None, place: str) -> Volume:
    """Slices along z, rows along y. The voxel size comes from the caller: a TIFF does not say how far its slices lie apart.

    Raises InvalidInput: a missing slice, slices of different sizes or resolutions, no voxel size, what is no grey image.
    """
    ordered = _in_order(files, place)
    first, edge = _tiff(*ordered[0])
    if first.ndim == 3 and len(ordered) == 1:
        planes = list(first)
    else:
        planes = _planes(ordered, first, edge)
    if voxel_mm is None:
        raise refuse(place, "voxel_needed")
    refuse_size(place, (planes[0].shape[1], planes[0].shape[0], len(planes)))
    values = np.stack([np.asarray(plane, np.float32).T for plane in planes], axis=2)
    return as_volume(place, values, (voxel_mm,) * 3)


def _planes(ordered: Sequence[File], first: NDArray[Any], edge: float | None) -> list[NDArray[Any]]:
    planes = [first]
    for name, content in ordered[1:]:
        plane, other = _tiff(name, content)
        if plane.shape != first.shape or plane.ndim != 2:
            sizes = (" × ".join(map(str, each.shape[::-1])) for each in (plane, first))
            raise refuse(name, "slice_size", **dict(zip(("found", "first"), sizes, strict=True)))
        if (edge is None) != (other is None) or (edge is not None and other is not None and not same(edge, other)):
            raise refuse(name, "slice_voxel", found=_mm(other), first=_mm(edge))
        planes.append(plane)
    return planes


def _mm(edge: float | None) -> str:
    return "–" if edge is None else f"{edge:.4g} mm"


def _tiff(name: str, content: bytes) -> tuple[NDArray[Any], float | None]:
    """The grey values (y, x), or (z, y, x) of a file with many pages, and the edge of a pixel in mm where the file says one."""
    import tifffile

    try:
        with tifffile.TiffFile(io.BytesIO(content)) as file:
            page = file.pages.first
            edge = _edge(page)
            values = file.asarray()
    # tifffile raises many kinds of error for a damaged file, zlib's and struct's among them; all mean the same to who chose the file.
    except Exception as error:  # noqa: BLE001
        raise refuse(name, "tiff", reason=type(error).__name__) from None
    values = np.squeeze(values)
    if values.dtype.kind not in "uif" or values.ndim not in (2, 3) or getattr(page, "samplesperpixel", 1) != 1:
        raise refuse(name, "tiff_kind")
    return values, edge


def _edge(page: Any) -> float | None:
    """Pixel edge in mm, None where the file has none or a screen's."""
    tags = page.tags
    if "XResolution" not in tags or "ResolutionUnit" not in tags:
        return None
    dots, per = tags["XResolution"].value
    unit = _MM_PER_UNIT.get(int(tags["ResolutionUnit"].value))
    if unit is None or not dots or not per:
        return None
    edge = float(unit * per / dots)
    return edge if edge < _FINEST_SCREEN_MM else None


def _in_order(files: Sequence[File], place: str) -> list[File]:
    """By the last number in their names. Raises InvalidInput where a number is missing or stands twice."""
    if len(files) == 1:
        return list(files)
    numbered: dict[int, File] = {}
    for file in files:
        found = _NUMBER.search(file[0].rsplit(".", 1)[0])
        if found is None:
            raise refuse(file[0], "no_number")
        number = int(found.group())
        if number in numbered:
            raise refuse(file[0], "number_twice", number=number, other=numbered[number][0])
        numbered[number] = file
    order = sorted(numbered)
    lacking = sorted(set(range(order[0], order[-1] + 1)) - set(order)) if order[-1] - order[0] < 100_000 else [order[0] + 1]
    if lacking:
        raise refuse(place, "slice_missing", numbers=", ".join(map(str, lacking[:5])), count=len(lacking))
    return [numbered[number] for number in order]


def read_dicom(files: Sequence[File], voxel_mm: float | None, place: str) -> Volume:
    """Slices in the order of their positions along their common normal, in the values that they stand for (CT: Hounsfield units).

    Raises InvalidInput: a missing slice, two voxel sizes, what is no image of grey values, another voxel size than the file's.
    """
    slices = [_dicom(*file) for file in files]
    name, first = slices[0]
    if len(slices) == 1 and int(getattr(first, "NumberOfFrames", 1)) > 1:
        raise refuse(name, "dicom_frames")
    for other, found in slices[1:]:
        if (found.Rows, found.Columns) != (first.Rows, first.Columns):
            sizes = {"found": f"{found.Columns} × {found.Rows}", "first": f"{first.Columns} × {first.Rows}"}
            raise refuse(other, "slice_size", **sizes)
        if not all(map(same, map(float, found.PixelSpacing), map(float, first.PixelSpacing))):
            edges = [" × ".join(f"{float(edge):.4g}" for edge in each.PixelSpacing) + " mm" for each in (found, first)]
            raise refuse(other, "slice_voxel", found=edges[0], first=edges[1])
    rows, columns = (float(edge) for edge in first.PixelSpacing)
    ordered, apart = _by_position(slices, place)
    edges_mm = columns, rows, apart
    if voxel_mm is not None and not all(abs(edge - voxel_mm) <= 0.01 * voxel_mm for edge in edges_mm):
        raise refuse(place, "voxel_differs", said=f"{voxel_mm:g}", found=" × ".join(f"{edge:.4g}" for edge in edges_mm))
    refuse_size(place, (first.Columns, first.Rows, len(ordered)))
    values = np.stack([_pixels(*one).T for one in ordered], axis=2)
    hounsfield = getattr(first, "Modality", "") == "CT" and getattr(first, "RescaleType", "HU") == "HU" and "RescaleSlope" in first
    return as_volume(place, values, edges_mm, "hu" if hounsfield else None)


def _dicom(name: str, content: bytes) -> tuple[str, Any]:
    import pydicom

    try:
        found = pydicom.dcmread(io.BytesIO(content))
        lacking = [word for word in ("Rows", "Columns", "PixelSpacing", "ImagePositionPatient", "PixelData") if word not in found]
    # As for TIFF: whatever a damaged file raises.
    except Exception as error:  # noqa: BLE001
        raise refuse(name, "dicom", reason=type(error).__name__) from None
    if lacking:
        raise refuse(name, "dicom_lacks", names=", ".join(lacking))
    return name, found


def _by_position(slices: list[tuple[str, Any]], place: str) -> tuple[list[tuple[str, Any]], float]:
    """Along the normal of the slices, and the distance between two in mm."""
    first = slices[0][1]
    across = np.array(getattr(first, "ImageOrientationPatient", (1, 0, 0, 0, 1, 0)), float)
    normal = np.cross(across[:3], across[3:])
    at = np.array([np.array(found.ImagePositionPatient, float) @ normal for _, found in slices])
    order = np.argsort(at, kind="stable")
    steps = np.diff(at[order])
    if not len(steps):
        raise refuse(place, "one_slice")
    apart = float(np.median(steps))
    if (steps < 1e-6).any():
        raise refuse(place, "position_twice")
    wide = np.flatnonzero(steps > 1.5 * apart)
    if wide.size:
        position = f"{at[order][wide[0]]:.3f}"
        raise refuse(place, "position_missing", position=position, count=int(np.round(steps[wide] / apart - 1).sum()))
    if (np.abs(steps - apart) > 0.02 * apart).any():
        raise refuse(place, "position_uneven", low=f"{steps.min():.4g}", high=f"{steps.max():.4g}")
    return [slices[index] for index in order], apart


def _pixels(name: str, found: Any) -> NDArray[np.float32]:
    try:
        stored = np.asarray(found.pixel_array, np.float32)
    # A pixel block that is cut short, or packed in a way that no decoder here reads.
    except Exception as error:  # noqa: BLE001
        raise refuse(name, "dicom", reason=type(error).__name__) from None
    if stored.ndim != 2:
        raise refuse(name, "dicom_frames")
    return stored * np.float32(getattr(found, "RescaleSlope", 1)) + np.float32(getattr(found, "RescaleIntercept", 0))
