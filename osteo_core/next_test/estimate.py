"""How the risk would be distributed if a missing modality were measured, and what decisions would follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from osteo_core.catalogue import CATALOGUE, SITES
from osteo_core.cohorts.worlds.life.conditional import MAKER as LIFE_MAKER
from osteo_core.cohorts.worlds.life.conditional import draw_given as draw_in_life
from osteo_core.cohorts.worlds.paper.conditional import MAKER as PAPER_MAKER
from osteo_core.cohorts.worlds.paper.conditional import draw_given as draw_in_paper
from osteo_core.constants import MODALITIES, SEED, Z95
from osteo_core.errors import InvalidInput, Problem
from osteo_core.inference.prediction import predict
from osteo_core.inference.predictor import Predictor
from osteo_core.patients import Patient, dxa
from osteo_core.patients.columns import Columns, harmonise
from osteo_core.patients.completeness import present
from osteo_core.recalibration.layer import CalibrationLayer, covariates_of
from osteo_core.recalibration.recalibrated import moved_risk

Asked = Literal["osteoporosis", "fracture"]
Array = NDArray[np.float64]

DRAWS = 600
"""People like the patient; the standard error of a probability of a half is then 0.02, less where they stand evenly."""
_WORLDS = {"life": (draw_in_life, LIFE_MAKER), "virtual": (draw_in_paper, PAPER_MAKER)}


@dataclass(frozen=True, kw_only=True)
class NextTest:
    """One missing modality.

    Attributes:
        p_change: probability that the decision at the threshold would be another one once it is measured.
        gain: expected gain in net benefit per 1,000 such patients; low, high: its 95 % interval, of the simulation alone.
        risks: (draws,) the risks that may come out.
    """

    modality: str
    p_change: float
    gain: float
    low: float
    high: float
    risks: Array


def next_tests(
    model: Predictor, patient: Patient, threshold: float, outcome: Asked = "osteoporosis", draws: int = DRAWS,
    layers: Sequence[CalibrationLayer] = (),
) -> list[NextTest]:  # fmt: skip
    """Each modality that the model reads and the patient lacks, the one with the largest expected gain first; empty where none is missing.

    People like the patient are drawn in the world that the model learned from, given everything known; the model answers for each as if
    the modality had been measured so. A decision is to act at a risk of `threshold` (0 to 1) or more. The gain is the net benefit of
    deciding after the test less that of deciding before it, both judged by the risk after it (expected value of sample information; net
    benefit: Vickers & Elkin, Med Decis Making 2006;26:565). Calibration `layers` move the risk before and after the test alike.

    Raises:
        InvalidInput: age or sex is not known, the threshold is not between 0 and 1, the model learned from no virtual world or does not
            answer the outcome; or as `Predictor.assess`.
    """
    if not 0 < threshold < 1:
        raise InvalidInput(Problem("threshold", "next_test.threshold", {"value": f"{threshold:g}"}))
    world = _WORLDS.get(str(model.artifact.training["cohort"]))
    if world is None or outcome not in model.outcomes:
        raise InvalidInput(Problem("", "next_test.model", {"model": model.name}))
    columns = patient.columns()
    full = harmonise(columns).columns
    lacking = [name for name in ("age", "sex") if full[name][0] is None or full[name][0] != full[name][0]]
    if lacking:
        raise InvalidInput(Problem(f"clinical.{name}", "next_test.needs") for name in lacking)
    here = present(full)
    missing = [modality for modality in MODALITIES if modality in model.modalities and not here[modality][0]]
    if not missing:
        return []
    layer = next((each for each in layers if each.outcome == outcome), None)
    before = float(_risk(model, columns, outcome, layer)[0])
    draw, maker = world
    drawn = draw(_in_world(full, maker), draws, SEED)
    tests = [_test(m, before, _risk(model, _completed(columns, drawn, m, maker, draws), outcome, layer), threshold) for m in missing]
    return sorted(tests, key=lambda test: (-test.gain, -test.p_change, test.modality))


def _risk(model: Predictor, columns: Columns, outcome: Asked, layer: CalibrationLayer | None) -> Array:
    """(n,) the model's answers, under the layer where there is one.

    Gaps of the record stand at the mean of their imputations: a fifth of the work, to the same end.
    """
    read = model.read_columns(columns)
    view = read.views[model.artifact.withheld[outcome]]
    once = replace(view, values=view.values.mean(0, keepdims=True))
    risk = np.asarray(getattr(predict(model.artifact, once, *model.measured(read.harmonised, once)), outcome))
    return risk if layer is None else moved_risk(layer, risk, covariates_of(read.harmonised.columns))


def _test(modality: str, before: float, after: Array, threshold: float) -> NextTest:
    worth = 1000 * (after - threshold) / (1 - threshold)
    changed = (after >= threshold) != (before >= threshold)
    gained = np.where(changed, np.abs(worth), 0.0)
    error = Z95 * float(gained.std()) / np.sqrt(len(after))
    gain = float(gained.mean())
    return NextTest(
        modality=modality, p_change=float(changed.mean()), gain=gain, low=max(gain - error, 0.0), high=gain + error, risks=np.sort(after)
    )  # fmt: skip


def _in_world(full: Columns, maker: str) -> Columns:
    """The person's harmonised columns with BMD as the world's scanner shows it."""
    makers = np.array([maker], dtype=object)
    return full | {f"{site}_bmd": dxa.from_standardised(site, full[f"{site}_sbmd"], makers) for site in SITES}


def _completed(columns: Columns, drawn: Columns, modality: str, maker: str, n: int) -> Columns:
    """The patient n times, with one modality as it was drawn."""
    several = {name: np.repeat(values, n) for name, values in columns.items()}
    for feature in CATALOGUE.enterable(modality):
        if feature.name in drawn:
            several[feature.name] = np.asarray(drawn[feature.name], float)
    if modality == "dxa":
        several["manufacturer"] = np.full(n, maker, dtype=object)
    return several
