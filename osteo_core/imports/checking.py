"""Columns against each other, before any row is judged: what one fact about a column would make hundreds of refused rows of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Mapping as Table
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteo_core.catalogue import CATALOGUE, SITES
from osteo_core.imports.findings import Default, Finding
from osteo_core.patients.agreement import BMI_REFUSED, T_FLAGGED, T_REFUSED
from osteo_core.patients.dxa import t_score

FloatArray = NDArray[np.float64]
Columns = Table[str, Any]

LEAST = 20
"""People that a share has to be of before anything is said about a column."""
_CONTRADICTS, _OUTSIDE, _UNUSUAL, _BMI_APART = 0.05, 0.1, 0.25, 0.05
_MANY_MEN = 0.9
_FITS, _CLEARLY = 0.7, 0.2
_ROUND = 0.5
_ROUNDED = ("age", "height_cm", "weight_kg", "lumbar_spine_bmd", "femoral_neck_bmd", "total_hip_bmd", "calcium_intake", "vitamin_d_25oh")
_SHORTER = 3.0


def check_columns(columns: Columns) -> list[Finding]:
    """Every finding about the converted columns of a sample of n people."""
    return [finding for rule in _RULES for finding in rule(columns)]


def scanner_of(columns: Columns) -> tuple[str, float] | None:
    """The maker whose scale explains the T-scores by their BMD, and in which share of pairs; None where the two do not show it.

    Hologic and GE Lunar are compared; Norland's scale is too near Hologic's to be told from it.
    """
    votes = {vote for site in SITES if f"{site}_bmd" in columns and f"{site}_t" in columns if (vote := _vote(columns, site)) is not None}
    makers = {maker for maker, _ in votes}
    return (makers.pop(), max(share for _, share in votes)) if len(makers) == 1 else None


def _vote(columns: Columns, site: str) -> tuple[str, float] | None:
    """The maker on whose scale one site's T-scores fit its BMD clearly better, and in which share; another region fits neither."""
    for limit in (T_FLAGGED / 2, T_FLAGGED):
        shares = {}
        for maker in ("hologic", "ge_lunar"):
            apart = _apart(columns, site, maker)
            apart = apart[np.isfinite(apart)]
            shares[maker] = float((apart <= limit).mean()) if len(apart) >= LEAST else 0.0
        best, other = sorted(shares, key=shares.__getitem__, reverse=True)
        if shares[best] >= _FITS and shares[best] - shares[other] >= _CLEARLY:
            return best, shares[best]
    return None


def _apart(columns: Columns, site: str, maker: str) -> FloatArray:
    return np.asarray(
        np.abs(_numbers(columns, f"{site}_t") - t_score(site, _numbers(columns, f"{site}_bmd"), np.full(_n(columns), maker, object)))
    )


def _n(columns: Columns) -> int:
    return len(next(iter(columns.values())))


def _numbers(columns: Columns, name: str) -> FloatArray:
    return np.asarray(columns[name], dtype=float)


def _ranges(columns: Columns) -> Iterator[Finding]:
    for name, cells in columns.items():
        feature = CATALOGUE.get(name)
        if feature is None or feature.kind != "continuous" or feature.allowed is None:
            continue
        known = _known(cells)
        if len(known) < LEAST:
            continue
        low, high = feature.allowed
        outside = float(((known < low) | (known > high)).mean())
        params = {"low": f"{low:g}", "high": f"{high:g}", "unit": feature.unit or "", "median": f"{np.median(known):.4g}"}
        if outside > _OUTSIDE:
            default: Default = "rows_refused" if name != "age" else "none"  # an age is who the tool is for, not an error of the column
            yield Finding(kind="outside_allowed", field=name, params=params, share=outside, default=default)
        elif feature.usual is not None:
            low, high = feature.usual
            unusual = float(((known < low) | (known > high)).mean())
            if unusual > _UNUSUAL:
                yield Finding(kind="outside_usual", field=name, params=params | {"low": f"{low:g}", "high": f"{high:g}"}, share=unusual)


def _known(cells: Any) -> FloatArray:
    values = np.asarray(cells, dtype=float)
    return values[np.isfinite(values)]


def _digits(columns: Columns) -> Iterator[Finding]:
    """Last digits 0 and 5 in more than half of the values: read off a scale in fives, or estimated."""
    for name in _ROUNDED:
        if name not in columns:
            continue
        known = _known(columns[name])
        if len(known) < 50 or len(np.unique(known)) < 8:
            continue
        # As most are written: a few values with a decimal more do not make whole centimetres rounded tenths.
        decimals = next((d for d in range(4) if (np.abs(known * 10**d - np.round(known * 10**d)) < 1e-6).mean() > 0.8), None)
        if decimals is None:
            continue
        share = float((np.round(known * 10**decimals) % 5 == 0).mean())
        if share > _ROUND:
            yield Finding(kind="digit_preference", field=name, share=share)


def _t_against_bmd(columns: Columns) -> Iterator[Finding]:
    makers = columns.get("manufacturer")
    if makers is None:
        return
    for site in SITES:
        if f"{site}_bmd" not in columns or f"{site}_t" not in columns:
            continue
        bmd, t = _numbers(columns, f"{site}_bmd"), _numbers(columns, f"{site}_t")
        apart = np.abs(t - t_score(site, bmd, np.asarray(makers, dtype=object)))
        pairs = np.isfinite(apart)
        if pairs.sum() < LEAST:
            continue
        share = float((apart[pairs] > T_REFUSED).mean())
        if share <= _CONTRADICTS:
            continue
        together = float(np.corrcoef(bmd[pairs], t[pairs])[0, 1]) if np.ptp(bmd[pairs]) and np.ptp(t[pairs]) else 0.0
        likely = "region" if together < 0.97 else "reference"
        params = {"n": int((apart[pairs] > T_REFUSED).sum()), "pairs": int(pairs.sum()), "limit": f"{T_REFUSED:g}", "r": f"{together:.2f}"}
        name = f"{site}_bmd"
        yield Finding(kind=f"contradicts_t_{likely}", field=name, params=params, share=share, default="leave_out", fields=(name,))


def _bmi(columns: Columns) -> Iterator[Finding]:
    if not {"bmi", "height_cm", "weight_kg"} <= set(columns):
        return
    height, weight = _numbers(columns, "height_cm"), _numbers(columns, "weight_kg")
    with np.errstate(divide="ignore", invalid="ignore"):
        apart = np.abs(_numbers(columns, "bmi") - weight / (height / 100) ** 2)
    known = np.isfinite(apart)
    if known.sum() < LEAST:
        return
    share = float((apart[known] > BMI_REFUSED).mean())
    if share > _BMI_APART:
        params = {"n": int((apart[known] > BMI_REFUSED).sum()), "pairs": int(known.sum()), "limit": f"{BMI_REFUSED:g}"}
        yield Finding(kind="bmi_disagrees", field="bmi", params=params, share=share, default="leave_out", fields=("bmi",))


def _sexes(columns: Columns) -> Iterator[Finding]:
    if "sex" not in columns:
        return
    sex = np.asarray(columns["sex"], dtype=object)
    men, women = sex == "male", sex == "female"
    n = int(men.sum() + women.sum())
    if n < LEAST:
        return
    share = float(men.sum()) / n
    if share >= _MANY_MEN:
        yield Finding(
            kind="mostly_men", field="sex", params={"n": int(men.sum()), "of": n}, share=share, default="leave_out", fields=("sex",)
        )
    if "height_cm" in columns:
        height = _numbers(columns, "height_cm")
        tall, short = height[men & np.isfinite(height)], height[women & np.isfinite(height)]
        if min(len(tall), len(short)) >= 10 and np.median(tall) < np.median(short) - _SHORTER:
            params = {"men": f"{np.median(tall):.0f}", "women": f"{np.median(short):.0f}"}
            yield Finding(kind="men_shorter", field="sex", params=params, default="never")


def _men_after_menopause(columns: Columns) -> Iterator[Finding]:
    if "sex" not in columns or "postmenopausal" not in columns:
        return
    men = np.asarray(columns["sex"], dtype=object) == "male"
    both = men & (_numbers(columns, "postmenopausal") == 1)
    if men.sum() >= 5 and both.sum() > 0.05 * men.sum():
        params = {"n": int(both.sum()), "of": int(men.sum())}
        share = float(both.sum() / men.sum())
        yield Finding(
            kind="men_postmenopausal", field="postmenopausal", params=params, share=share, default="leave_out", fields=("postmenopausal",)
        )


def _fracture_sites(columns: Columns) -> Iterator[Finding]:
    if "prior_fracture" not in columns or "prior_fracture_sites" not in columns:
        return
    sites = np.array([bool(members) for members in columns["prior_fracture_sites"]])
    denied = sites & (_numbers(columns, "prior_fracture") == 0)
    if denied.sum() > max(2, 0.02 * len(sites)):
        params = {"n": int(denied.sum())}
        names = ("prior_fracture_sites",)
        yield Finding(
            kind="sites_without_fracture", field=names[0], params=params, share=float(denied.mean()), default="leave_out", fields=names
        )


def _manufacturer(columns: Columns) -> Iterator[Finding]:
    bmd = tuple(f"{site}_bmd" for site in SITES if f"{site}_bmd" in columns and np.isfinite(_numbers(columns, f"{site}_bmd")).any())
    if bmd and "manufacturer" not in columns:
        yield Finding(kind="no_manufacturer", field="manufacturer", default="hold_back", fields=bmd)


_RULES: tuple[Callable[[Columns], Iterator[Finding]], ...] = (
    _ranges,
    _digits,
    _manufacturer,
    _t_against_bmd,
    _bmi,
    _sexes,
    _men_after_menopause,
    _fracture_sites,
)
