"""A person's BMD on the NHANES curve of the same sex and ethnicity, with T- and Z-score.

The curves are on the Hologic scale, so the person's BMD is converted to it; where only a T-score was entered, BMD is worked out from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from osteo_core.catalogue import CATALOGUE
from osteo_core.figures.base.colours import GREY, MODALITY_COLOURS, finish, ours, quiet_layout
from osteo_core.patients import Patient
from osteo_core.patients.dxa import T_REFERENCES, from_standardised, round_t
from osteo_core.patients.reference import reference_ages, reference_document, reference_mean_sd
from osteo_core.patients.who import NORMAL_FROM, OSTEOPOROSIS_AT
from osteo_core.translations import translate

_BANDS = ((2, "rgba(0,114,178,0.2)"), (1, "rgba(0,114,178,0.35)"))
_UNKNOWN = ("sex", "age")


@dataclass(frozen=True, kw_only=True)
class _Place:
    """A person's position at a site: Hologic BMD (g/cm²), T and Z (one decimal, Z NaN without a reference), and the curve's group."""

    site: str
    age: float
    sex: str
    group: str | None  # an ethnicity with a curve of its own, None for all together
    bmd: float
    t: float
    z: float
    from_t: bool


def no_reference_curve(patient: Patient, site: str, language: str = "en") -> str | None:
    """Why there is no curve for this patient and site (what is not known), in words; None where there is one."""
    return _lacking(_row(patient), site, language)


def _lacking(row: dict[str, Any], site: str, language: str) -> str | None:
    if np.isnan(row[f"{site}_sbmd"]):
        return translate("figures.reference.no_bmd", language, site=CATALOGUE[f"{site}_bmd"].label_in(language))
    lacking = [name for name in _UNKNOWN if pd.isna(row[name])]
    if lacking:
        fields = translate("figures.list_separator", language).join(CATALOGUE[name].label_in(language) for name in lacking)
        return translate("figures.reference.unknown", language, fields=fields)
    return None


def reference_curve(patient: Patient, site: str, language: str = "en", *, dark: bool = False) -> go.Figure:
    """Mean and bands of 1 and 2 SD over age, lines at T -1.0 and -2.5, and the patient's dot. Raises ValueError where there is no curve."""
    place = _place(patient, site)
    curve = _curve(place)
    label = CATALOGUE[f"{site}_bmd"]
    bmd_axis = translate("figures.reference.axis", language, label=label.label_in(language), unit=label.unit_in(language))
    age_axis = CATALOGUE["age"].label_with_unit_in(language)
    heading = {
        "x": 0, "y": 1, "xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom", "showarrow": False,
        "text": f"<b>{_numbers(place, language)}</b>", "font": {"size": 14},
    }  # fmt: skip
    layout = quiet_layout(
        400,
        margin={"l": 8, "r": 64, "t": 34, "b": 8},
        legend={"orientation": "h", "x": 0, "y": -0.2, "yanchor": "top"},
        xaxis={"title": {"text": age_axis}, "fixedrange": True, "zeroline": False},
        yaxis={"title": {"text": bmd_axis}, "fixedrange": True, "zeroline": False, "automargin": True, "tickformat": ".1f"},
        annotations=[heading, *_t_names(place)],
    )
    dot = go.Scatter(
        x=[place.age], y=[place.bmd], mode="markers", marker={"size": 13, "color": ours(dark), "symbol": "diamond"},
        name=translate("figures.reference.patient", language), hovertext=[_numbers(place, language)], hoverinfo="text",
    )  # fmt: skip
    # One call: each addition to a finished figure is validated anew.
    return finish(go.Figure([*_reference(place, curve, language), *_t_lines(place, curve), dot], layout), dark)


def _reference(place: _Place, curve: pd.DataFrame, language: str) -> list[go.Scatter]:
    """The bands and, over them, the mean with its numbers on hover."""
    bands = [
        go.Scatter(
            x=curve["age"], y=curve[f"{end}_{sds}sd"], mode="lines", line={"width": 0}, fill=fill, fillcolor=colour,
            name=translate("figures.reference.band", language, sds=sds), showlegend=fill is not None, hoverinfo="skip",
        )
        for sds, colour in _BANDS
        for end, fill in (("plus", None), ("minus", "tonexty"))
    ]  # fmt: skip
    hover = [
        translate("figures.reference.hover", language, age=f"{row.age:.0f}", mean=f"{row.mean:.3f}", sd=f"{row.sd:.3f}")
        for row in curve[["age", "mean", "sd"]].itertuples()
    ]
    mean = go.Scatter(
        x=curve["age"], y=curve["mean"], mode="lines", line={"color": MODALITY_COLOURS["dxa"], "width": 2.5},
        name=translate("figures.reference.mean", language, group=_group(place, language)), hovertext=hover, hoverinfo="text",
    )  # fmt: skip
    return [*bands, mean]


def _t_bmd(place: _Place) -> dict[float, float]:
    """BMD at the T-scores that part the WHO categories."""
    mean, sd = T_REFERENCES[place.site]
    return {t: mean + t * sd for t in (NORMAL_FROM, OSTEOPOROSIS_AT)}


def _t_lines(place: _Place, curve: pd.DataFrame) -> list[go.Scatter]:
    ages = [min(curve["age"].iloc[0], place.age), max(curve["age"].iloc[-1], place.age)]
    look = {"mode": "lines", "line": {"color": GREY, "width": 1.5, "dash": "dash"}, "showlegend": False, "hoverinfo": "skip"}
    return [go.Scatter(x=ages, y=[bmd, bmd], **look) for bmd in _t_bmd(place).values()]


def _t_names(place: _Place) -> list[dict[str, Any]]:
    """The names of these lines at the right edge."""
    look = {"x": 1.01, "xref": "paper", "showarrow": False, "xanchor": "left"}
    return [look | {"y": bmd, "text": f"T {_signed(t)}"} for t, bmd in _t_bmd(place).items()]


def describe_reference_curve(patient: Patient, site: str, language: str = "en") -> str:
    """One sentence: BMD, T, Z, whose curve, and what is missing from it. Raises ValueError where there is no curve."""
    place = _place(patient, site)
    first, last = reference_ages(site, place.sex, place.group)
    notes = [
        translate(f"figures.reference.{key}", language, first=first, last=last)
        for key, holds in (("outside", not first <= place.age <= last), ("pooled", place.group is None), ("from_t", place.from_t))
        if holds
    ]
    return translate(
        "figures.reference.alt", language, site=CATALOGUE[f"{site}_bmd"].label_in(language), age=f"{place.age:.0f}",
        numbers=_numbers(place, language), group=_group(place, language), notes="".join(notes),
    )  # fmt: skip


def reference_curve_table(patient: Patient, site: str) -> pd.DataFrame:
    """One row a year of age: age, mean, sd, and the mean plus and minus 1 and 2 SD (g/cm², Hologic). Raises ValueError without a curve."""
    return _curve(_place(patient, site))


def _curve(place: _Place) -> pd.DataFrame:
    first, last = reference_ages(place.site, place.sex, place.group)
    ages = np.arange(first, last + 1)
    mean, sd = reference_mean_sd(place.site, ages, place.sex, place.group)
    bands = {f"{end}_{n}sd": mean + sign * n * sd for n in (2, 1) for end, sign in (("minus", -1), ("plus", 1))}
    return pd.DataFrame({"age": ages, "mean": mean, "sd": sd} | bands)


def _place(patient: Patient, site: str) -> _Place:
    row = _row(patient)
    lacking = _lacking(row, site, "en")
    if lacking:
        raise ValueError(lacking)
    own = row["ethnicity"] in reference_document()["curves"][site][row["sex"]]
    bmd = float(from_standardised(site, row[f"{site}_sbmd"], "hologic"))
    return _Place(
        site=site, age=float(row["age"]), sex=row["sex"], group=row["ethnicity"] if own else None, bmd=bmd,
        t=float(round_t(row[f"{site}_t"])), z=float(round_t(row[f"{site}_z"])), from_t=patient.entered()["dxa"].get(f"{site}_bmd") is None,
    )  # fmt: skip


def _row(patient: Patient) -> dict[str, Any]:
    return {name: column[0] for name, column in patient.harmonised().columns.items()}


def _group(place: _Place, language: str) -> str:
    ethnicity = place.group or "all"
    sex = CATALOGUE["sex"].category_in(place.sex, language).lower()
    named = translate("figures.reference.all", language) if ethnicity == "all" else CATALOGUE["ethnicity"].category_in(ethnicity, language)
    return translate("figures.reference.group", language, sex=sex, ethnicity=named)


def _numbers(place: _Place, language: str) -> str:
    z = translate("figures.reference.no_z", language) if np.isnan(place.z) else _signed(place.z)
    unit = CATALOGUE[f"{place.site}_bmd"].unit_in(language)
    return translate("figures.reference.numbers", language, bmd=f"{place.bmd:.3f}", unit=unit, t=_signed(place.t), z=z)


def _signed(score: float) -> str:
    return f"{score:.1f}".replace("-", "−")
