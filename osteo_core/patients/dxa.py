"""DXA scales: standardised BMD of three manufacturers, both ways, and T-scores.

Standardised BMD (sBMD, here in g/cm²; the papers print mg/cm²): lumbar spine Genant et al., J Bone Miner Res 1994;9:1503; total hip
Hanson, J Bone Miner Res 1997;12:1316; femoral neck Lu et al., Osteoporos Int 2001;12:438. T-scores refer to young white women for both
sexes (ISCD): NHANES III for the hip, Hologic's own L1-L4 reference for the spine, all on the Hologic scale.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

MANUFACTURERS = ("hologic", "ge_lunar", "norland")

# sBMD = slope * BMD + intercept, g/cm²
CONVERSIONS: dict[str, dict[str, tuple[float, float]]] = {
    "lumbar_spine": {"hologic": (1.0755, 0.0), "ge_lunar": (0.9522, 0.0), "norland": (1.0761, 0.0)},
    "total_hip": {"hologic": (1.008, 0.006), "ge_lunar": (0.979, -0.031), "norland": (1.012, 0.026)},
    "femoral_neck": {"hologic": (1.087, 0.019), "ge_lunar": (0.939, -0.023), "norland": (0.985, 0.006)},
}

# Mean and SD of young women, g/cm² on the Hologic scale
T_REFERENCES: dict[str, tuple[float, float]] = {
    "lumbar_spine": (1.047, 0.110),
    "femoral_neck": (0.858, 0.120),
    "total_hip": (0.942, 0.122),
}

FloatArray = NDArray[np.float64]


def to_standardised(site: str, bmd: ArrayLike, manufacturer: ArrayLike) -> FloatArray:
    """Standardised BMD (g/cm²) from a manufacturer's BMD (g/cm²); vectorised. NaN where either is unknown."""
    slope, intercept = _coefficients(site, manufacturer)
    return np.asarray(np.asarray(bmd, dtype=float) * slope + intercept)


def from_standardised(site: str, sbmd: ArrayLike, manufacturer: ArrayLike) -> FloatArray:
    """The inverse of `to_standardised`: BMD (g/cm²) on a manufacturer's scale."""
    slope, intercept = _coefficients(site, manufacturer)
    return np.asarray((np.asarray(sbmd, dtype=float) - intercept) / slope)


def convert_bmd(site: str, bmd: ArrayLike, manufacturer: ArrayLike, to: ArrayLike) -> FloatArray:
    """BMD (g/cm²) of one manufacturer's scale on another's, by way of the standardised scale."""
    return from_standardised(site, to_standardised(site, bmd, manufacturer), to)


def t_score(site: str, bmd: ArrayLike, manufacturer: ArrayLike) -> FloatArray:
    """T-score, unrounded, of BMD (g/cm²) on a manufacturer's scale; vectorised.

    Hologic values go straight to the reference; the others are first brought to the Hologic scale.
    """
    mean, sd = _reference(site)
    return np.asarray((convert_bmd(site, bmd, manufacturer, "hologic") - mean) / sd)


def standardised_from_t(site: str, t: ArrayLike) -> FloatArray:
    """Standardised BMD (g/cm²) of a T-score, by way of the Hologic reference."""
    mean, sd = _reference(site)
    return to_standardised(site, mean + sd * np.asarray(t, dtype=float), "hologic")


def round_t(t: ArrayLike) -> FloatArray:
    """T-scores to one decimal, ties toward the more negative, as FRAX and reports do: -2.45 becomes -2.5.

    (0.558 - 0.858) / 0.120 is -2.4999… in floating point; the inner rounding keeps such noise from deciding a category.
    """
    tenths = np.round(np.asarray(t, dtype=float) * 10, 6)
    return np.asarray(np.ceil(tenths - 0.5) / 10)


def _reference(site: str) -> tuple[float, float]:
    if site not in T_REFERENCES:
        raise ValueError(f"site {site!r} is not one of {', '.join(T_REFERENCES)}")
    return T_REFERENCES[site]


def _coefficients(site: str, manufacturer: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Slope and intercept of each row's manufacturer; NaN where it is not one of the three."""
    _reference(site)
    makers = np.asarray(manufacturer, dtype=object)
    slope, intercept = np.full(makers.shape, np.nan), np.full(makers.shape, np.nan)
    for maker, (a, b) in CONVERSIONS[site].items():
        chosen = makers == maker
        slope[chosen], intercept[chosen] = a, b
    return slope, intercept
