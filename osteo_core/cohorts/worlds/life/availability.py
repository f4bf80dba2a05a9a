"""Which modalities and fields a person has. Nothing missing depends on a value.

Everybody has a clinical record. 15 % were not scanned; of the others a quarter have no spine and a few no hip. Markers are ordered for
most; microarchitecture, genes and balance belong to centres and studies, and who has one tends to have the others (latent correlation).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from osteo_core.cohorts.worlds.life.bone import BMD
from osteo_core.cohorts.worlds.life.parameters import Parameters

SPECIAL = ("micro", "gene", "sensory")


def present(parameters: Parameters, n: int, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """(n,) bool by modality, clinical left out."""
    from scipy.special import ndtri

    table = parameters.availability
    shared, r = rng.standard_normal(n), table.correlation.value
    found = {}
    for name in ("dxa", "btm", *SPECIAL):
        linked = r if name in SPECIAL else 0.0
        latent = np.sqrt(linked) * shared + np.sqrt(1.0 - linked) * rng.standard_normal(n)
        found[name] = latent < ndtri(getattr(table, name).value)
    return found


def withhold(parameters: Parameters, table: pd.DataFrame, rng: np.random.Generator) -> None:
    """Blank whole modalities, sites of the scan and single fields of the table, in place."""
    from osteo_core.catalogue import CATALOGUE

    n, shares = len(table), parameters.availability
    for modality, has in present(parameters, n, rng).items():
        table.loc[~has, [feature.name for feature in CATALOGUE.of(modality) if feature.name in table]] = None
    scanned = rng.random(n)
    spine, hip = scanned < shares.spine_not_scanned.value, scanned > 1.0 - shares.hip_not_scanned.value
    table.loc[spine, BMD[0]] = np.nan
    table.loc[hip, list(BMD[1:])] = np.nan
    for name, share in shares.fields.value.items():
        lost = rng.random(n) < share
        table.loc[lost, [name, "weight_kg"] if name == "bmi" else [name]] = np.nan
