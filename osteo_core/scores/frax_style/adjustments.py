"""Published corrections of FRAX for what it does not ask, applied to the FRAX-style score: each alone, beside the value and never in it.

- Dose of glucocorticoids: Kanis et al. 2011, percentages by age for less than 2.5 mg and more than 7.5 mg of prednisolone a day; the
  doses between are what FRAX assumes. Read at the nearest of the ages given. For people in whom FRAX counts glucocorticoids.
- Lumbar spine below or above the femoral neck: Leslie et al. 2011, a tenth of the probability of a major fracture for each whole T-score.
- Type 2 diabetes: Leslie et al. 2018, entered as rheumatoid arthritis (one of four ways compared there; none was best everywhere).

Not applied, for want of published coefficients: the trabecular bone score (McCloskey 2016), the number of falls (Kanis 2023).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

import numpy as np

from osteo_core.frax_formula.inputs import OUTCOMES, percent_of
from osteo_core.patients import dxa
from osteo_core.patients.columns import Columns
from osteo_core.scores.score import Adjustment, Outcome, Remark

INPUTS = ("glucocorticoid_dose", "lumbar_spine_t", "type_2_diabetes", "tbs", "vertebral_fracture_grade")
"""What is read beside the score's own inputs."""

LOW_BELOW, HIGH_ABOVE = 2.5, 7.5
"""Milligrams of prednisolone a day."""
DOSE_AGES = np.array([40, 50, 60, 70, 80, 90])
DOSE_PERCENT = {
    "low": {"hip": (-40, -40, -40, -40, -30, -30), "major": (-20, -20, -15, -20, -20, -20)},
    "high": {"hip": (25, 25, 25, 20, 10, 10), "major": (20, 20, 15, 15, 10, 10)},
}
DOSE_SOURCE = "Kanis JA, et al. Osteoporos Int 2011;22:809-816"
SPINE_SOURCE = "Leslie WD, et al. Osteoporos Int 2011;22:839-847"
DIABETES_SOURCE = "Leslie WD, et al. J Bone Miner Res 2018;33:1923-1930"
_KEY = "scores.frax_style.adjustment"
_HIGHEST = 100.0


def adjustments(columns: Columns, inputs: Mapping[str, Any], values: Mapping[str, float]) -> tuple[Adjustment, ...]:
    """Those that apply to the one person of harmonised `columns`, whose score's `inputs` and `values` (percent) these are."""
    return (*_dose(columns, values), *_spine(columns, values), *_diabetes(columns, inputs, values))


def left_out(columns: Columns) -> tuple[Remark, ...]:
    """What was entered for an adjustment that is not made, and why."""
    found = []
    if not np.isnan(columns["tbs"][0]):
        found.append(Remark(f"{_KEY}.no_tbs", {"value": f"{columns['tbs'][0]:.3f}"}, "tbs"))
    if not np.isnan(columns["vertebral_fracture_grade"][0]):
        value = f"{columns['vertebral_fracture_grade'][0]:.0f}"
        found.append(Remark(f"{_KEY}.no_grade", {"value": value}, "vertebral_fracture_grade"))
    if columns["glucocorticoid_dose"][0] > 0 and columns["glucocorticoid_use"][0] != 1:
        found.append(Remark(f"{_KEY}.dose_without_use", {"value": f"{columns['glucocorticoid_dose'][0]:g}"}, "glucocorticoid_dose"))
    return tuple(found)


def _dose(columns: Columns, values: Mapping[str, float]) -> Iterator[Adjustment]:
    dose, age = float(columns["glucocorticoid_dose"][0]), float(columns["age"][0])
    if np.isnan(dose) or columns["glucocorticoid_use"][0] != 1 or LOW_BELOW <= dose <= HIGH_ABOVE:
        return
    # Of two ages equally near, the older one.
    place = len(DOSE_AGES) - 1 - int(np.argmin(np.abs(DOSE_AGES[::-1] - age)))
    height = "low" if dose < LOW_BELOW else "high"
    for outcome in OUTCOMES:
        percent = DOSE_PERCENT[height][outcome][place]
        said = {"dose": f"{dose:g}", "age": f"{DOSE_AGES[place]}"}
        yield _made(
            "glucocorticoid_dose", outcome, values[outcome], values[outcome] * (1 + percent / 100), DOSE_SOURCE, f"dose_{height}", said
        )


def _spine(columns: Columns, values: Mapping[str, float]) -> Iterator[Adjustment]:
    spine, neck = (float(dxa.round_t(columns[f"{site}_t"])[0]) for site in ("lumbar_spine", "femoral_neck"))
    if np.isnan(spine) or np.isnan(neck):
        return
    steps = int(np.sign(spine - neck) * np.floor(abs(round(spine - neck, 1)) + 0.5))
    if steps == 0:
        return
    said = {"spine": _signed(spine), "neck": _signed(neck), "percent": f"{10 * abs(steps)}"}
    after = values["major"] * (1 - steps / 10)
    yield _made("spine_hip_difference", "major", values["major"], after, SPINE_SOURCE, "spine_above" if steps > 0 else "spine_below", said)


def _diabetes(columns: Columns, inputs: Mapping[str, Any], values: Mapping[str, float]) -> Iterator[Adjustment]:
    if columns["type_2_diabetes"][0] != 1 or inputs["rheumatoid_arthritis"][0] == 1:
        return
    after = percent_of({**inputs, "rheumatoid_arthritis": np.ones(1)})
    for outcome in OUTCOMES:
        yield _made("type_2_diabetes", outcome, values[outcome], float(after[outcome][0]), DIABETES_SOURCE, "diabetes", {})


def _made(name: str, outcome: str, before: float, after: float, source: str, key: str, said: dict[str, str]) -> Adjustment:
    return Adjustment(
        name=name, outcome=cast("Outcome", outcome), before=before, after=float(np.clip(after, 0, _HIGHEST)), key=f"{_KEY}.{key}",
        source=source, params=said,
    )  # fmt: skip


def _signed(t: float) -> str:
    return f"{t:.1f}".replace("-", "−")
