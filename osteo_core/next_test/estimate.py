"""How the risk would be distributed if a missing modality were measured, and what decisions would follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import expit, logit

from osteo_core.catalogue import CATALOGUE
from osteo_core.constants import MODALITIES, SEED, Z95
from osteo_core.errors import InvalidInput, Problem
from osteo_core.evaluation.calibration.logistic import maximum_likelihood
from osteo_core.inference.predictor import Predictor
from osteo_core.next_test.worlds import WORLDS, Array, Asked, World
from osteo_core.patients import Patient
from osteo_core.patients.columns import Columns, harmonise
from osteo_core.patients.completeness import present
from osteo_core.recalibration.layer import CalibrationLayer, covariates_of
from osteo_core.recalibration.recalibrated import moved_risk

DRAWS = 400
"""People like the patient; the standard error of a probability of a half is then 0.025, less since their bone is evenly spaced."""
_SUREST = 1e-9
"""Nearest to 0 and 1 that a probability comes whose log-odds are taken."""
_SAME = 1e-6
"""SD of log-odds up to which a test's results say nothing."""


@dataclass(frozen=True, kw_only=True)
class NextTest:
    """One missing modality.

    Attributes:
        p_change: probability that the decision at the threshold would be another one once it is measured.
        gain: expected gain in net benefit per 1,000 such patients; low, high: its 95 % interval, of the simulation alone.
        before: the risk without it; risks: (draws,) the risks that may come out, in ascending order. Both are the world's exact ones.
        shown: the risk that the model itself gives today, an approximation of `before`.
    """

    modality: str
    p_change: float
    gain: float
    low: float
    high: float
    before: float
    risks: Array
    shown: float


def next_tests(
    model: Predictor, patient: Patient, threshold: float, outcome: Asked = "osteoporosis", draws: int = DRAWS,
    layers: Sequence[CalibrationLayer] = (),
) -> list[NextTest]:  # fmt: skip
    """Each modality that the model reads and the patient lacks, the one with the largest expected gain first; empty where none is missing.

    People like the patient are drawn in the virtual world that the model learned from, given everything known that the model reads. What is
    known of them after the test gives the world's exact (Bayes-optimal) risk, which is what the model was trained to approximate; so does
    what is known before it. The network itself is not asked for the risks after a test: its errors of some hundredths move a probability of
    a changed decision by tenths where the risk lies near the threshold. Its risk of today is given beside the exact one (`shown`), so that
    a difference between them is seen. A decision is to act at a risk of `threshold` (0 to 1) or more. The gain is the net benefit of
    deciding after the test less that of deciding before it, both judged by the risk after it (expected value of sample information; net
    benefit: Vickers & Elkin, Med Decis Making 2006;26:565). Calibration `layers` move the risks before and after the test alike.

    Raises:
        InvalidInput: age or sex is not known, the threshold is not between 0 and 1, the model learned from no virtual world or does not
            answer the outcome; or as `Predictor.assess`.
    """
    if not 0 < threshold < 1:
        raise InvalidInput(Problem("threshold", "next_test.threshold", {"value": f"{threshold:g}"}))
    world = WORLDS.get(str(model.artifact.training["cohort"]))
    if world is None or outcome not in model.outcomes:
        raise InvalidInput(Problem("", "next_test.model", {"model": model.name}))
    full = harmonise(patient.columns()).columns
    lacking = [name for name in ("age", "sex") if full[name][0] is None or full[name][0] != full[name][0]]
    if lacking:
        raise InvalidInput(Problem(f"clinical.{name}", "next_test.needs") for name in lacking)
    here = [modality for modality, there in present(full).items() if there[0] and modality in model.modalities]
    missing = [modality for modality in MODALITIES if modality in model.modalities and modality not in here]
    if not missing:
        return []
    layer = next((each for each in layers if each.outcome == outcome), None)
    people = _People.like(world, full, tuple(here), outcome, draws)

    def moved(risk: Array) -> Array:
        return risk if layer is None else moved_risk(layer, risk, {k: np.repeat(v, len(risk)) for k, v in covariates_of(full).items()})

    answer = getattr(model.assess(patient), outcome).probability
    before, shown = (float(moved(np.array([risk]))[0]) for risk in (people.before.mean(), answer))
    tests = [_test(m, before, moved(people.after(m)), threshold, shown) for m in missing]
    return sorted(tests, key=lambda test: (-test.gain, -test.p_change, test.modality))


def _test(modality: str, before: float, after: Array, threshold: float, shown: float) -> NextTest:
    worth = 1000 * (after - threshold) / (1 - threshold)
    changed = (after >= threshold) != (before >= threshold)
    gained = np.where(changed, np.abs(worth), 0.0)
    error = Z95 * float(gained.std()) / np.sqrt(len(after))
    gain = float(gained.mean())
    return NextTest(
        modality=modality, p_change=float(changed.mean()), gain=gain, low=max(gain - error, 0.0), high=gain + error, before=before,
        risks=np.sort(after), shown=shown,
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _People:
    """People like the patient.

    Shape:
        one: columns (1,) known of the patient; drawn: columns (n,) with everything measured; here: modalities known.
        gaps: clinical fields that are not known and which the world would complete by draws.
    """

    world: World
    outcome: Asked
    one: Columns
    drawn: Columns
    here: tuple[str, ...]
    gaps: tuple[str, ...]

    @classmethod
    def like(cls, world: World, full: Columns, here: tuple[str, ...], outcome: Asked, n: int) -> _People:
        unread = {feature.name for modality in MODALITIES if modality not in here for feature in CATALOGUE.of(modality)}
        one = world.known({name: np.full(1, np.nan) if name in unread else values for name, values in full.items()})
        drawn = world.draw_given(one, n, SEED)
        gaps = tuple(name for name in world.completed if np.isnan(one[name][0]) and not np.isnan(drawn[name]).any())
        return cls(world=world, outcome=outcome, one=one, drawn=drawn, here=here, gaps=gaps)

    @cached_property
    def before(self) -> Array:
        """(n,) risks given what is known and the answers that are open; (1,) where none is."""
        return self._risk(self._with(self.gaps) if self.gaps else self.one, self.here)

    def after(self, modality: str) -> Array:
        """(n,) risks with a modality besides.

        Where clinical answers are open, the risk given them too is regressed on the test's results, which leaves its mean over the answers
        (Strong, Oakley & Brennan, Med Decis Making 2014;34:311). The results are summed up by the risk that they would give one person,
        whose answers are in the middle of all.
        """
        known = tuple(each for each in MODALITIES if each in (*self.here, modality))
        results = tuple(f.name for f in CATALOGUE.of(modality) if f.name in self.one and f.name in self.drawn)
        risk = self._risk(self._with((*self.gaps, *results)), known)
        if not self.gaps:
            return risk
        middle = int(np.argmin(np.abs(self.before - self.before.mean())))
        alike = self._with(results) | {name: np.full(len(risk), self.drawn[name][middle]) for name in self.gaps}
        return _regressed(risk, _log_odds(self._risk(alike, known, roughly=True)))

    def _risk(self, columns: Columns, known: tuple[str, ...], roughly: bool = False) -> Array:
        return self.world.risk(columns, known, self.outcome, roughly)

    def _with(self, names: tuple[str, ...]) -> Columns:
        """What is known n times, and some fields as they were drawn."""
        n = len(self.drawn["age"])
        return {name: np.asarray(self.drawn[name], float) if name in names else np.repeat(values, n) for name, values in self.one.items()}


def _log_odds(risk: Array) -> Array:
    return np.asarray(logit(np.clip(risk, _SUREST, 1 - _SUREST)))


def _regressed(risk: Array, summary: Array) -> Array:
    """(n,) expected risks given a summary: logistic regression on it and its square; each person counts as `risk` of a case."""
    spread = float(summary.std())
    if spread < _SAME:
        return np.full(len(risk), risk.mean())
    scaled = (summary - summary.mean()) / spread
    design = np.column_stack([np.ones_like(scaled), scaled, scaled**2])
    case = np.repeat([1.0, 0.0], len(risk))
    beta = maximum_likelihood(np.vstack([design, design]), case, np.concatenate([risk, 1 - risk]), np.zeros(len(case)))
    return np.asarray(expit(design @ beta))
