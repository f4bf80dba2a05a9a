"""63 SNP dosages: Hardy-Weinberg given z, more effect alleles with a lower z."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from osteo_core.cohorts.worlds.paper.parameters import World


@lru_cache(maxsize=1)
def snp_names() -> tuple[str, ...]:
    """The panel's rsIDs in order."""
    from osteo_core.catalogue import CATALOGUE

    return tuple(CATALOGUE.snp_names)


def panel(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Allele frequencies at z = 0 (63,) and effects on their logit a unit of z at strength 1 (63,)."""
    table, names = world.chosen["gene"], snp_names()
    named = [names.index(rsid) for rsid in table["named"]]
    others = np.array([i for i in range(len(names)) if i not in named])
    order = np.arange(others.size) * 0.6180339887498949 % 1.0
    frequency, snr = np.empty(len(names)), np.empty(len(names))
    low, high = table["frequency_range"]
    frequency[others] = low + (high - low) * order
    frequency[named] = table["named_frequency"]
    least, most = table["spread"]
    relative = least + (most - least) * (np.arange(others.size) * 0.41421356237 % 1.0)
    snr[named] = table["named_snr"]
    snr[others] = relative / relative.sum() * (world.found["snr"]["gene"] - sum(table["named_snr"]))
    return frequency, np.sqrt(snr / (2.0 * frequency * (1.0 - frequency)))


def frequencies(world: World, z: np.ndarray, root_strength: np.ndarray) -> np.ndarray:
    """Effect-allele frequencies (n, 63) at z (n,) with root_strength (n,)."""
    frequency, effect = panel(world)
    log_odds = np.log(frequency / (1.0 - frequency)) - (z * root_strength)[:, None] * effect
    return 1.0 / (1.0 + np.exp(-log_odds))


def log_likelihood(world: World, dosages: np.ndarray, z: np.ndarray, strength: np.ndarray) -> np.ndarray:
    """Log P(dosages (n, 63) | z (nz,)), NaN dropped, without the binomial constant; strength (n,) takes few values."""
    known = ~np.isnan(dosages)
    copies = np.nan_to_num(dosages)
    result = np.empty((dosages.shape[0], z.size))
    for value in np.unique(strength):
        rows = strength == value
        p = frequencies(world, z, np.full(z.size, np.sqrt(value)))
        result[rows] = copies[rows] @ np.log(p).T + (2.0 * known[rows] - copies[rows]) @ np.log1p(-p).T
    return result


def named_units(world: World, dosages: np.ndarray) -> np.ndarray:
    """(n, 2): the two named SNPs in SDs from their mean at z = 0."""
    p = np.array(world.chosen["gene"]["named_frequency"])
    return (dosages - 2.0 * p) / np.sqrt(2.0 * p * (1.0 - p))
