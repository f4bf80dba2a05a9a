"""Scanco's two formats. Their headers name the patient: nothing of that is read.

Source of both layouts: the published readers vtkScancoCTReader and ITKIOScanco (both open source).
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from typing import Any

import numpy as np

from osteo_core.patients.measured import Grey, Volume
from osteo_core.patients.scans.parts import as_volume, refuse, refuse_size

ISQ = b"CTDATA-HEADER_V1"
AIM_30 = b"AIMDATA_V030"
AIM_20 = struct.pack("<2i", 20, 140)
"""Lengths of the two headers with which a file of version 2.0 begins."""
_BLOCK = 512
_KINDS: dict[int, np.dtype[Any]] = {0x00010001: np.dtype("<i1"), 0x00020002: np.dtype("<i2"), 0x001A0004: np.dtype("<f4")}
_KEYS = {"Mu_Scaling": "scaling", "Density: slope": "slope", "Density: intercept": "intercept", "Density: unit": "unit"}


@dataclass(frozen=True, kw_only=True)
class _Aim:
    """Where things stand in a file: the type, the sides, the edges, the log and where the values begin."""

    kind: int
    shape: tuple[int, int, int]
    voxel_mm: tuple[float, float, float]
    log: str
    start: int


def is_scanco(content: bytes) -> bool:
    """Whether the content begins as one of the two formats does."""
    return content.startswith((ISQ, AIM_30, AIM_20))


def read_scanco(content: bytes, name: str) -> Volume:
    """An ISQ (native grey values) or AIM file (in mg HA/cm3 where its log says how). Raises InvalidInput."""
    try:
        return _isq(content, name) if content.startswith(ISQ) else _read_aim(content, name)
    except (struct.error, OverflowError):  # a header cut short
        raise refuse(name, "header_cut") from None


def _isq(content: bytes, name: str) -> Volume:
    """Lengths of the whole field in µm, values of 16 bits, x fastest, behind as many blocks as the header says."""
    shape = struct.unpack_from("<3i", content, 44)
    micrometres = struct.unpack_from("<3i", content, 56)
    (offset,) = struct.unpack_from("<i", content, 508)
    if offset < 0 or not all(length > 0 for length in (*shape, *micrometres)):
        raise refuse(name, "header")
    voxel_mm = tuple(length / 1000 / count for length, count in zip(micrometres, shape, strict=True))
    return _values(content, name, np.dtype("<i2"), shape, voxel_mm, (offset + 1) * _BLOCK)


def _read_aim(content: bytes, name: str) -> Volume:
    found = _aim_30(content) if content.startswith(AIM_30) else _aim_20(content)
    if found.kind not in _KINDS:
        raise refuse(name, "aim_kind", kind=f"{found.kind:#010x}")
    logged = _logged(found.log)
    factor: tuple[float, float] | None = None
    if logged.keys() >= {"scaling", "slope", "intercept"} and "ha" in logged.get("unit", "").lower():
        try:
            factor = float(logged["slope"]) / float(logged["scaling"]), float(logged["intercept"])
        except (ValueError, ZeroDivisionError):
            raise refuse(name, "aim_density") from None
        if not all(map(math.isfinite, factor)):
            raise refuse(name, "aim_density")
    if _KINDS[found.kind].itemsize == 1:  # a mask, not grey values
        factor = None
    return _values(content, name, _KINDS[found.kind], found.shape, found.voxel_mm, found.start, factor)


def _aim_20(content: bytes) -> _Aim:
    """Numbers of 32 bits; edges as floats of a VAX."""
    header, image, log = struct.unpack_from("<3i", content, 0)
    edges = tuple(_vax(content[at : at + 4]) for at in (128, 132, 136))
    return _Aim(
        kind=struct.unpack_from("<i", content, 40)[0],
        shape=struct.unpack_from("<3i", content, 56),
        voxel_mm=(edges[0], edges[1], edges[2]),
        log=content[160 : 160 + max(log, 0)].decode("latin-1"),
        start=header + image + max(log, 0),
    )


def _aim_30(content: bytes) -> _Aim:
    """A name of 16 bytes, then numbers of 64 bits; edges in nanometres."""
    header, image, log = struct.unpack_from("<3q", content, 16)
    edges = tuple(1e-6 * edge for edge in struct.unpack_from("<3q", content, 240))
    return _Aim(
        kind=struct.unpack_from("<i", content, 68)[0],
        shape=struct.unpack_from("<3q", content, 96),
        voxel_mm=(edges[0], edges[1], edges[2]),
        log=content[280 : 280 + max(log, 0)].decode("latin-1"),
        start=16 + header + image + max(log, 0),
    )


def _vax(four: bytes) -> float:
    """A VAX F float: IEEE with its halves exchanged and an exponent that counts two more."""
    if len(four) < 4:
        raise struct.error
    value: float = struct.unpack("<f", four[2:] + four[:2])[0]
    return value / 4


def _logged(log: str) -> dict[str, str]:
    """What the log says of the grey values; keys and values stand apart by two blanks or more."""
    found = {}
    for line in log.splitlines():
        key, _, value = line.strip().partition("  ")
        if key in _KEYS:
            found[_KEYS[key]] = value.strip()
    return found


def _values(
    content: bytes,
    name: str,
    kind: np.dtype,
    shape: tuple[int, ...],
    voxel_mm: tuple[float, ...],
    start: int,
    factor: tuple[float, float] | None = None,
) -> Volume:
    refuse_size(name, shape)
    count = math.prod(shape)
    needed = start + count * kind.itemsize
    if start < 0 or len(content) < needed:
        raise refuse(name, "cut", promised=f"{needed:,}", found=f"{len(content):,}")
    values = np.frombuffer(content, kind, count, start).astype(np.float32).reshape(shape, order="F")
    grey: Grey | None = None
    if factor is not None:
        values, grey = values * np.float32(factor[0]) + np.float32(factor[1]), "mg_ha_cm3"
    return as_volume(name, values, voxel_mm, grey)
