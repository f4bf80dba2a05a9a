"""People with complete clinical records and what else was measured of them: the posterior of true bone, and the expected risks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtri

from osteo_core.cohorts.worlds.life import factors, posterior
from osteo_core.cohorts.worlds.life.bone import BMD, NECK, BoneLaw, bone_law, scanner_sd
from osteo_core.cohorts.worlds.life.clinical import Columns, ethnicity_index
from osteo_core.cohorts.worlds.life.fitted import Fitted
from osteo_core.cohorts.worlds.life.gaussian import Block, Evidence, evidence
from osteo_core.cohorts.worlds.life.genes import panel, score, snp_names
from osteo_core.cohorts.worlds.life.hazard import BaseHazards, base_hazards, risks
from osteo_core.cohorts.worlds.life.laboratory import vitamin_d
from osteo_core.cohorts.worlds.life.markers import FIELDS as MARKERS
from osteo_core.cohorts.worlds.life.markers import markers
from osteo_core.cohorts.worlds.life.micro import FIELDS as MICRO
from osteo_core.cohorts.worlds.life.micro import micro
from osteo_core.cohorts.worlds.life.movement import FIELDS as MOVEMENT
from osteo_core.cohorts.worlds.life.movement import fall_log_odds, movement
from osteo_core.cohorts.worlds.life.parameters import Parameters
from osteo_core.cohorts.worlds.life.posterior import Bone

_THREE, _THREE_WEIGHTS = np.polynomial.hermite_e.hermegauss(3)
_THREE_WEIGHTS = _THREE_WEIGHTS / _THREE_WEIGHTS.sum()
_FIVE, _FIVE_WEIGHTS = np.polynomial.hermite_e.hermegauss(5)
_FIVE_WEIGHTS = _FIVE_WEIGHTS / _FIVE_WEIGHTS.sum()
NARROW = 0.05
"""SD of the logarithm of femoral neck BMD up to which three nodes do."""
POINTS = 12
"""Of the lattice, at each node of the femoral neck."""
NORMAL = ("markers", "micro", "genes")
COMPOSITES = (*NORMAL, "movement")
_ROW_BUDGET = 300
"""People whose risks are worked out at once: up to 15 nodes x 12 points x 10 years each."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """n people: complete records, the law of their bone, its posterior, and each block's evidence."""

    parameters: Parameters
    records: Columns
    law: BoneLaw
    bone: Bone
    blocks: dict[str, Evidence]
    vitamin: Block
    vitamin_level: np.ndarray
    fell: np.ndarray

    @property
    def log_likelihood(self) -> np.ndarray:
        """(n,) log density of all that was measured, given the record."""
        return np.asarray(self.bone.log_likelihood() + self.blocks["movement"].constant + self._log_fall())

    @classmethod
    def of(cls, parameters: Parameters, fitted: Fitted, records: Columns, measured: Mapping[str, np.ndarray]) -> Seen:
        """From complete records and columns of measurements, NaN where not measured."""
        law = bone_law(fitted, records)
        vitamin = vitamin_d(parameters, records)
        fell = np.asarray(measured["falls_12m"], dtype=float)
        makers: dict[str, tuple[tuple[str, ...], Callable[[], Block]]] = {
            "markers": (MARKERS, lambda: markers(parameters, records)),
            "micro": (MICRO, lambda: micro(parameters, records)),
            "vitamin_d": (("vitamin_d_25oh",), lambda: vitamin),
            "movement": (MOVEMENT, lambda: movement(parameters, records, np.nan_to_num(fell))),
        }
        blocks = {name: _evidence_of(measured, *maker) for name, maker in makers.items()}
        blocks["genes"] = _gene_evidence(parameters, records, measured)
        bone = posterior.scanned(
            posterior.prior(fitted, law), law, np.column_stack([measured[name] for name in BMD]), scanner_sd(parameters)
        )
        for name, (mean, sd) in {"markers": law.body, "vitamin_d": law.body, "genes": law.body, "micro": law.age}.items():
            of = blocks[name]
            precision = of.precision / sd**2
            linear = of.linear / sd + precision * mean
            constant = of.constant - of.linear * mean / sd - 0.5 * precision * mean**2
            bone = posterior.informed(bone, constant, linear, precision)
        bone = _after_secondary(parameters, bone, law, np.asarray(measured["secondary_osteoporosis"], dtype=float))
        level = np.asarray(measured["vitamin_d_25oh"], dtype=float)
        return cls(
            parameters=parameters, records=records, law=law, bone=bone, blocks=blocks, vitamin=vitamin, vitamin_level=level, fell=fell
        )  # fmt: skip

    def statuses(self) -> np.ndarray:
        """(n, 3) probabilities of normal, osteopenia, osteoporosis."""
        return posterior.statuses(self.bone, self.law)

    def risks(self, points: int = POINTS) -> np.ndarray:
        """(n, 2) expected ten-year probabilities of a major and of a hip fracture; `points` of the lattice at each neck node."""
        n = len(self.law.stratum)
        found = np.empty((n, 2))
        mean, sd = self._neck()
        narrow, settled = sd < NARROW, self._settled()
        for is_narrow, is_settled in ((True, True), (True, False), (False, True), (False, False)):
            rows = np.flatnonzero((narrow == is_narrow) & (settled == is_settled))
            for start in range(0, len(rows), _ROW_BUDGET):
                some = rows[start : start + _ROW_BUDGET]
                nodes = self._narrow_nodes(mean[some], sd[some]) if is_narrow else self._wide_nodes(some)
                found[some] = self._risks(some, *nodes, 1 if is_settled else points)
        return found

    def _neck(self) -> tuple[np.ndarray, np.ndarray]:
        """(n,) mean and SD of the femoral neck's level, all components together."""
        shares, means = self.bone.shares(), self.bone.mean[:, :, NECK]
        mean = (shares * means).sum(axis=1)
        variance = (shares * (self.bone.covariance[:, :, NECK, NECK] + means**2)).sum(axis=1) - mean**2
        return mean, np.sqrt(np.maximum(variance, 0.0))

    def _settled(self) -> np.ndarray:
        """(n,) True where everything that the hazard reads beside bone was measured."""
        open_ones = np.any([self.blocks[name].spread > 1e-6 for name in COMPOSITES], axis=0)
        return np.asarray(~(open_ones | np.isnan(self.vitamin_level) | np.isnan(self.fell)))

    @staticmethod
    def _narrow_nodes(mean: np.ndarray, sd: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Three nodes, (n, 3) levels and weights: what a scan leaves open is little, and near enough normal."""
        return mean[:, None] + sd[:, None] * _THREE, np.broadcast_to(_THREE_WEIGHTS, (len(mean), 3))

    def _wide_nodes(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Five nodes in each component, (n, 5 c) levels and weights."""
        sd = np.sqrt(np.maximum(self.bone.covariance[rows][:, :, NECK, NECK], 0.0))
        level = self.bone.mean[rows][:, :, NECK, None] + sd[:, :, None] * _FIVE
        weight = self.bone.shares()[rows][:, :, None] * _FIVE_WEIGHTS
        return level.reshape(len(rows), -1), weight.reshape(len(rows), -1)

    def _risks(self, rows: np.ndarray, neck: np.ndarray, weight: np.ndarray, points: int) -> np.ndarray:
        records = {name: np.repeat(values[rows], neck.shape[1]) for name, values in self.records.items()}
        remaining = np.repeat(self.law.remaining[rows, NECK], neck.shape[1])
        base = base_hazards(self.parameters, records, np.exp(neck.ravel()) * remaining)
        shaped = BaseHazards(*(part.reshape(*neck.shape, 1, -1) for part in (base.other, base.hip, base.death)))
        log_factor, share = self._log_factor(rows, neck, points)
        return np.asarray(np.einsum("nq,nqp,nqpk->nk", weight, share, risks(shaped, log_factor)))

    def _log_factor(self, rows: np.ndarray, neck: np.ndarray, points: int) -> tuple[np.ndarray, np.ndarray]:
        """(n, q, points, 2) log factors on the hazards at each neck node, with the points' shares.

        What was not measured stands on a lattice. The mean over its points is made exact: so few give it to a few percent only.
        """
        lattice = _lattice(points)
        normal = ndtri(lattice)
        some = {name: values[rows] for name, values in self.records.items()}
        z = {"age": self._z(rows, neck, self.law.age), "body": self._z(rows, neck, self.law.body)}
        drawn = np.zeros((*neck.shape, points, 2))
        expected = np.zeros((*neck.shape, 2))
        for i, name in enumerate(NORMAL):
            of, beta = self.blocks[name], factors.per_sd(self.parameters, name)
            centre = of.level[rows, None] - of.per_z[rows, None] * z["age" if name == "micro" else "body"]
            spread = of.spread[rows, None, None]
            drawn += factors.normal_factor(self.parameters, name, centre[:, :, None] + spread * normal[:, i])
            expected += factors.normal_factor(self.parameters, name, centre) + 0.5 * (beta * spread) ** 2
        walk, share = self._walk(rows, some, lattice[:, 3:5])
        exact, exact_share = self._walk(rows, some, None)
        drawn += walk[:, None]
        expected += np.log((np.exp(exact) * exact_share[..., None]).sum(axis=1))[:, None]
        vitamin = self._vitamin_factor(rows, z["body"], normal[:, 5])
        drawn += vitamin
        known = ~np.isnan(self.vitamin_level[rows])
        expected += np.where(known[:, None, None], vitamin[:, :, 0], 0.0)
        mean = np.log(np.einsum("np,nqpk->nqk", share, np.exp(drawn)))
        return drawn + (expected - mean)[:, :, None], np.broadcast_to(share[:, None], drawn.shape[:-1])

    def _walk(self, rows: np.ndarray, some: Columns, lattice: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
        """(n, p, 2) log factors of balance, gait and a fall, and the shares (n, p) of the points: the lattice's, or an exact rule's."""
        of, told = self.blocks["movement"], self.fell[rows, None]
        node = np.repeat(_FIVE, 2) if lattice is None else ndtri(lattice[:, 0])
        composite = of.level[rows, None] + of.spread[rows, None] * node
        chance = 1.0 / (1.0 + np.exp(-fall_log_odds(self.parameters, some, composite)))
        if lattice is None:
            fell = np.tile([0.0, 1.0], len(_FIVE)) * np.ones_like(composite)
            share = np.repeat(_FIVE_WEIGHTS, 2) * np.where(fell == 1, chance, 1.0 - chance)
            share = np.where(np.isnan(told) | (told == fell), share, 0.0)
        else:
            fell = np.where(np.isnan(told), lattice[:, 1] < chance, told).astype(float)
            share = np.where(np.isnan(told), 1.0, np.where(fell == 1, chance, 1.0 - chance))
        share = share / share.sum(axis=1, keepdims=True)
        return factors.movement_factor(self.parameters, some, composite, fell), share

    def _vitamin_factor(self, rows: np.ndarray, z: np.ndarray, normal: np.ndarray) -> np.ndarray:
        """(n, q, points, 2)."""
        block = self.vitamin
        some = replace(block, mean=block.mean[rows], slope=block.slope[rows], covariance=block.covariance[rows])
        wide = np.broadcast_to(z[:, :, None], (*z.shape, normal.size))
        centre = some.mean[:, 0, None, None] + some.slope[:, 0, None, None] * wide
        drawn = np.exp(centre + np.sqrt(some.covariance[:, 0, 0])[:, None, None] * normal)
        level = np.where(np.isnan(self.vitamin_level[rows])[:, None, None], drawn, self.vitamin_level[rows, None, None])
        return factors.vitamin_d_factor(self.parameters, some, wide, level)

    def _log_fall(self) -> np.ndarray:
        """(n,) log probability of the answer about falls at the composite's expectation; 0 where it was not asked."""
        odds = fall_log_odds(self.parameters, self.records, self.blocks["movement"].level)
        sign = np.where(self.fell == 1, -1.0, 1.0)
        return np.where(np.isnan(self.fell), 0.0, -np.logaddexp(0.0, sign * odds))

    @staticmethod
    def _z(rows: np.ndarray, neck: np.ndarray, expected: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
        mean, sd = expected
        return np.asarray((neck - mean[rows, None]) / sd[rows, None])


def _evidence_of(measured: Mapping[str, np.ndarray], fields: tuple[str, ...], make: Callable[[], Block]) -> Evidence:
    """Of a block that is made only where somebody has something of it."""
    values = np.column_stack([np.asarray(measured[name], dtype=float) for name in fields])
    if np.isnan(values).all():
        return _nothing(len(values))
    block = make()
    return evidence(block, block.transformed(values))


def _nothing(n: int) -> Evidence:
    """Where nothing was measured the composite is N(0, 1)."""
    zero = np.zeros(n)
    return Evidence(constant=zero, linear=zero, precision=zero, level=zero, per_z=zero, spread=np.ones(n))


def _gene_evidence(parameters: Parameters, records: Columns, measured: Mapping[str, np.ndarray]) -> Evidence:
    """The panel's: to first order in its small effects, its score is normal given z."""
    group = ethnicity_index(records["ethnicity"])
    dosages = np.column_stack([measured[rsid] for rsid in snp_names()])
    if np.isnan(dosages).all():
        return _nothing(len(group))
    of = panel(parameters)
    total, information = score(parameters, dosages, group)
    whole = of.information(group)
    copies, known = np.nan_to_num(dosages), ~np.isnan(dosages)
    frequency = of.frequency[group]
    return Evidence(
        constant=(copies * np.log(frequency) + (2.0 * known - copies) * np.log1p(-frequency)).sum(axis=1),
        linear=-total,
        precision=information,
        level=total / np.sqrt(whole),
        per_z=-information / np.sqrt(whole),
        spread=np.sqrt(np.maximum(1.0 - information / whole, 0.0)),
    )


def _after_secondary(parameters: Parameters, bone: Bone, law: BoneLaw, answer: np.ndarray) -> Bone:
    """After the answer about secondary osteoporosis (0, 1, NaN): its log probability to second order around the prior's centre."""
    start, per_sd = parameters.people.secondary_log_odds.value, parameters.people.secondary_per_neck_sd.value
    mean, sd = law.body
    chance = 1.0 / (1.0 + np.exp(-start))
    known = ~np.isnan(answer)
    yes = np.nan_to_num(answer)
    constant = np.where(known, yes * np.log(chance) + (1.0 - yes) * np.log1p(-chance), 0.0)
    slope = np.where(known, (yes - chance) * per_sd, 0.0)
    bend = np.where(known, chance * (1.0 - chance) * per_sd**2, 0.0)
    precision = bend / sd**2
    linear = slope / sd + precision * mean
    return posterior.informed(bone, constant - slope * mean / sd - 0.5 * precision * mean**2, linear, precision)


def _lattice(points: int) -> np.ndarray:
    """(points, 6) in the open unit cube: a Kronecker sequence, the same for everybody.

    Source: Niederreiter, Random Number Generation and Quasi-Monte Carlo Methods (1992), with the root of x^7 = x + 1.
    """
    alpha = 1.1127756842787055 ** -np.arange(1.0, 7.0)
    order = np.arange(1, points + 1)
    return np.asarray(np.clip((0.5 + order[:, None] * alpha) % 1.0, 1e-6, 1.0 - 1e-6))
