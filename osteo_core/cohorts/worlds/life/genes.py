"""63 SNP dosages: Hardy-Weinberg, slightly more effect alleles where neck BMD is lower; the two named SNPs have no effect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from osteo_core.cohorts.worlds.life.clinical import ethnicity_index
from osteo_core.cohorts.worlds.life.parameters import Parameters

NAMED = ("rs1544410", "rs2277438")
PIECE = 50_000


@lru_cache(maxsize=1)
def snp_names() -> tuple[str, ...]:
    """The panel's rsIDs in order."""
    from osteo_core.catalogue import CATALOGUE

    return tuple(CATALOGUE.snp_names)


@dataclass(frozen=True)
class Panel:
    """Effect-allele frequencies (5 ethnicities, 63) at z = 0, and effects (63,), 0 or more, on their logit a unit of the neck's z."""

    frequency: np.ndarray
    effect: np.ndarray

    def log_odds(self, group: np.ndarray, z: np.ndarray) -> np.ndarray:
        """(n, 63) logit of the allele frequency."""
        return np.asarray(np.log(self.frequency / (1.0 - self.frequency))[group] - z[:, None] * self.effect)

    def information(self, group: np.ndarray) -> np.ndarray:
        """(n,) about z in a whole panel at z = 0."""
        return np.asarray((2.0 * self.frequency * (1.0 - self.frequency) * self.effect**2).sum(axis=1)[group])


def panel(parameters: Parameters) -> Panel:
    """The panel; its information is that of a score with the published correlation."""
    table, names = parameters.genes, snp_names()
    named = [names.index(rsid) for rsid in NAMED]
    order = np.arange(len(names))
    low, high = table.frequency_range.value
    frequency = np.tile(low + (high - low) * (order * 0.6180339887498949 % 1.0), (5, 1))
    for rsid, place in zip(NAMED, named, strict=True):
        frequency[:, place] = getattr(table, rsid).value
    least, most = table.spread.value
    share = least + (most - least) * (order * 0.41421356237 % 1.0)
    share[named] = 0.0
    wanted = table.neck_r.value**2 / (1.0 - table.neck_r.value**2)
    p = frequency[0]
    return Panel(frequency, np.sqrt(share / share.sum() * wanted / (2.0 * p * (1.0 - p))))


def draw_dosages(parameters: Parameters, columns: Mapping[str, np.ndarray], z: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """(n, 63) copies of the effect allele, 32-bit; drawn in pieces to bound the memory."""
    group, of = ethnicity_index(columns["ethnicity"]), panel(parameters)
    pieces = [slice(i, i + PIECE) for i in range(0, len(z), PIECE)]
    drawn = [rng.binomial(2, 1.0 / (1.0 + np.exp(-of.log_odds(group[s], z[s])))).astype(np.float32) for s in pieces]
    return np.concatenate(drawn) if drawn else np.empty((0, len(snp_names())), np.float32)


def score(parameters: Parameters, dosages: np.ndarray, group: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Sum of effects of dosages (n, 63) (NaN: expected), centred at z = 0, and the information about z (n,) in what was measured.

    At z the sum is expected to be -information * z, with a variance of `information` (to first order: the effects are small).
    """
    of = panel(parameters)
    known = ~np.isnan(dosages)
    centred = np.where(known, dosages - 2.0 * of.frequency[group], 0.0)
    per_allele = 2.0 * of.frequency * (1.0 - of.frequency) * of.effect**2
    return centred @ of.effect, (known * per_allele[group]).sum(axis=1)
