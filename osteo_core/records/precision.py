"""How far two measurements of an unchanged person may lie apart: precision errors of DXA, published variation of turnover markers.

Least significant change, 95 %: LSC = 2.77 x precision error (ISCD Adult Official Positions 2019; Glüer et al., Osteoporos Int
1995;5:262). Without a centre's own precision error, ISCD's minimum acceptable precision of a technologist stands in, marked as default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import InvalidInput, Problem
from osteo_core.patients.reading.json_text import parse_json, read_source
from osteo_core.patients.wording import shown

LSC_FACTOR = 2.77
"""1.96 x sqrt(2): the 95 % limit of a difference of two measurements, in precision errors."""

BMD_FIELDS = ("lumbar_spine_bmd", "total_hip_bmd", "femoral_neck_bmd")

ISCD_PERCENT = {"lumbar_spine_bmd": 1.9, "total_hip_bmd": 1.8, "femoral_neck_bmd": 2.5}
"""ISCD's minimum acceptable precision, per cent (LSC 5.3 %, 5.0 % and 6.9 %)."""

ALLOWED = (0.001, 0.1)
"""g/cm² that a precision error (RMS-SD) may be; published ones are 0.007 to 0.03."""


@dataclass(frozen=True)
class MarkerVariation:
    """The per cent by which two values of a marker differ by chance in 1 of 20 people: biological and analytical variation together."""

    lsc_percent: float
    source: str


_PANTEGHINI = "Panteghini & Pagani, Scand J Clin Lab Invest 1995;55:609"
_IOF = "Diez-Perez et al. (IOF/ECTS), Osteoporos Int 2017;28:767, from the TRIO study"
MARKERS = {
    "balp": MarkerVariation(20.0, _PANTEGHINI),
    "osteocalcin": MarkerVariation(29.0, _PANTEGHINI),
    "p1np": MarkerVariation(38.0, _IOF),
    "ctx": MarkerVariation(56.0, _IOF),
    "trap5b": MarkerVariation(35.0, f"{_PANTEGHINI} (tartrate-resistant acid phosphatase in all)"),
}
"""Least significant change of each marker of turnover, as published."""


@dataclass(frozen=True)
class Precision:
    """The precision error of one comparison in the field's unit, and whether it is a published default and not the centre's own."""

    error: float
    default: bool
    lsc: float


def precision_of(field: str, earlier: float, own: Mapping[str, float]) -> Precision:
    """The precision error that applies to a change from `earlier`, in the field's unit."""
    if field in MARKERS:
        lsc = MARKERS[field].lsc_percent / 100 * earlier
        return Precision(lsc / LSC_FACTOR, True, lsc)
    error = own[field] if field in own else ISCD_PERCENT[field] / 100 * earlier
    return Precision(error, field not in own, LSC_FACTOR * error)


def read_precision(source: str | Path) -> dict[str, float]:
    """A centre's precision errors from JSON, {"lumbar_spine_bmd": 0.012, …}, RMS-SD in g/cm². Raises InvalidInput."""
    return check_precision(parse_json(read_source(source)))


def check_precision(data: Any) -> dict[str, float]:
    """Precision errors by field, RMS-SD in g/cm². Raises InvalidInput for other names, and for what can be no such error."""
    if not isinstance(data, Mapping):
        raise InvalidInput(Problem("", "patients.problem.not_object", {"value": shown(data)}))
    problems = []
    for name, value in data.items():
        if name not in BMD_FIELDS:
            problems.append(Problem("", "records.problem.unknown_entry", {"name": shown(name), "allowed": ", ".join(BMD_FIELDS)}))
        elif not isinstance(value, (int, float)) or isinstance(value, bool) or not ALLOWED[0] <= value <= ALLOWED[1]:
            key = "percent" if isinstance(value, (int, float)) and 0.5 <= value <= 10 and not isinstance(value, bool) else "range"
            params = {"label": dict(CATALOGUE[name].label), "value": shown(value), "low": ALLOWED[0], "high": ALLOWED[1]}
            problems.append(Problem(str(name), f"records.precision.{key}", params))
    if problems:
        raise InvalidInput(problems)
    return {str(name): float(value) for name, value in data.items()}
