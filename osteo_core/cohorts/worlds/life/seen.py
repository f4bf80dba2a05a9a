"""People with complete clinical records and what else was measured of them: the posterior of true bone, and the expected risks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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
from osteo_core.cohorts.worlds.life.markers import markers
from osteo_core.cohorts.worlds.life.micro import micro
from osteo_core.cohorts.worlds.life.movement import fall_log_odds, movement
from osteo_core.cohorts.worlds.life.parameters import Parameters
from osteo_core.cohorts.worlds.life.posterior import Bone

NECK_NODES, _NECK_WEIGHTS = np.polynomial.hermite_e.hermegauss(5)
_NECK_WEIGHTS = _NECK_WEIGHTS / _NECK_WEIGHTS.sum()
POINTS = 8
"""Of the lattice, at each node of the femoral neck."""
COMPOSITES = ("markers", "micro", "genes", "movement")
_ROW_BUDGET = 300
"""People whose risks are worked out at once: 15 nodes x 8 points x 10 years each."""


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
        rest = sum(self.blocks[name].constant for name in ("movement",))
        return np.asarray(self.bone.log_likelihood() + rest + self._log_fall())

    @classmethod
    def of(cls, parameters: Parameters, fitted: Fitted, records: Columns, measured: Mapping[str, np.ndarray]) -> Seen:
        """From complete records and columns of measurements, NaN where not measured."""
        law = bone_law(fitted, records)
        vitamin = vitamin_d(parameters, records)
        fell = np.asarray(measured["falls_12m"], dtype=float)
        made = {
            "markers": markers(parameters, records),
            "micro": micro(parameters, records),
            "vitamin_d": vitamin,
            "movement": movement(parameters, records, np.nan_to_num(fell)),
        }
        blocks = {name: evidence(block, _transformed(block, measured)) for name, block in made.items()}
        blocks["genes"] = _gene_evidence(parameters, records, measured)
        bone = posterior.scanned(posterior.prior(fitted, law), law, np.column_stack([measured[name] for name in BMD]), scanner_sd(parameters))
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

    def risks(self) -> np.ndarray:
        """(n, 2) expected ten-year probabilities of a major and of a hip fracture."""
        n = len(self.law.stratum)
        pieces = [np.arange(start, min(start + _ROW_BUDGET, n)) for start in range(0, n, _ROW_BUDGET)]
        return np.concatenate([self._risks(rows) for rows in pieces]) if pieces else np.empty((0, 2))

    def _risks(self, rows: np.ndarray) -> np.ndarray:
        shares, mean = self.bone.shares()[rows], self.bone.mean[rows][:, :, NECK]
        sd = np.sqrt(np.maximum(self.bone.covariance[rows][:, :, NECK, NECK], 0.0))
        neck = (mean[:, :, None] + sd[:, :, None] * NECK_NODES).reshape(len(rows), -1)
        weight = (shares[:, :, None] * _NECK_WEIGHTS).reshape(len(rows), -1)
        log_factor = self._log_factor(rows, neck)
        records = {name: np.repeat(values[rows], neck.shape[1]) for name, values in self.records.items()}
        remaining = np.repeat(self.law.remaining[rows, NECK], neck.shape[1])
        base = base_hazards(self.parameters, records, np.exp(neck.ravel()) * remaining)
        shaped = BaseHazards(*(part.reshape(*neck.shape, 1, -1) for part in (base.other, base.hip, base.death)))
        return np.asarray(np.einsum("nq,nqk->nk", weight, risks(shaped, log_factor).mean(axis=2)))

    def _log_factor(self, rows: np.ndarray, neck: np.ndarray) -> np.ndarray:
        """(n, q, POINTS, 2) log factors on the hazards at each neck node, with what was not measured drawn on a lattice."""
        lattice = _lattice(neck.shape[1])
        normal = ndtri(lattice)
        z = {"age": self._z(rows, neck, self.law.age), "body": self._z(rows, neck, self.law.body)}
        total = np.zeros((*neck.shape, POINTS, 2))
        composites = {}
        for i, name in enumerate(COMPOSITES):
            of = self.blocks[name]
            centre = of.level[rows, None] - of.per_z[rows, None] * z["age" if name == "micro" else "body"]
            composites[name] = centre[:, :, None] + of.spread[rows, None, None] * normal[..., i]
            if name != "movement":
                total += factors.normal_factor(self.parameters, name, composites[name])
        some = {name: values[rows] for name, values in self.records.items()}
        chance = 1.0 / (1.0 + np.exp(-fall_log_odds(self.parameters, some, composites["movement"])))
        told = self.fell[rows, None, None]
        fell = np.where(np.isnan(told), lattice[..., 4] < chance, told).astype(float)
        total += factors.movement_factor(self.parameters, some, composites["movement"], fell)
        return total + self._vitamin_factor(rows, z["body"], normal[..., 5])

    def _vitamin_factor(self, rows: np.ndarray, z: np.ndarray, normal: np.ndarray) -> np.ndarray:
        """(n, q, POINTS, 2)."""
        block = self.vitamin
        some = Block(
            fields=block.fields, natural=block.natural, transformed=block.transformed, neck=block.neck,
            mean=block.mean[rows], slope=block.slope[rows], covariance=block.covariance[rows],
        )  # fmt: skip
        wide = np.broadcast_to(z[:, :, None], (*z.shape, POINTS))
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


def _transformed(block: Block, measured: Mapping[str, np.ndarray]) -> np.ndarray:
    return block.transformed(np.column_stack([np.asarray(measured[name], dtype=float) for name in block.fields]))


def _gene_evidence(parameters: Parameters, records: Columns, measured: Mapping[str, np.ndarray]) -> Evidence:
    """The panel's: to first order in its small effects, its score is normal given z."""
    group = ethnicity_index(records["ethnicity"])
    dosages = np.column_stack([measured[rsid] for rsid in snp_names()])
    if np.isnan(dosages).all():
        zero = np.zeros(len(group))
        return Evidence(constant=zero, linear=zero, precision=zero, level=zero, per_z=zero, spread=np.ones(len(group)))
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


def _lattice(nodes: int) -> np.ndarray:
    """(nodes, POINTS, 6) points in the open unit cube: a Kronecker sequence, the same for everybody.

    Source: Niederreiter, Random Number Generation and Quasi-Monte Carlo Methods (1992), with the roots of x^7 = x + 1.
    """
    root = 1.1127756842787055
    alpha = root ** -np.arange(1.0, 7.0)
    order = np.arange(1, nodes * POINTS + 1)
    # neighbours in the sequence go to different nodes, so that the points of one node are spread as well
    points = (0.5 + order[:, None] * alpha) % 1.0
    return np.asarray(np.clip(points, 1e-6, 1.0 - 1e-6).reshape(nodes, POINTS, 6))
