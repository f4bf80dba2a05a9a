"""Missing data: the modalities each person has, the single fields missing, and the (invented) registry the person comes from."""

from __future__ import annotations

import numpy as np
import pandas as pd

from osteo_core.cohorts.worlds.paper.parameters import World

SPECIAL = ("micro", "gene", "sensory")


def registry(world: World, n: int, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Columns `source` and `first_visit` (ISO date, 2005 to 2013)."""
    shares = world.chosen["sources"]
    source = rng.choice(np.array(list(shares), dtype=object), size=n, p=list(shares.values()))
    days = np.datetime64("2005-01-01") + rng.integers(0, 9 * 365, size=n).astype("timedelta64[D]")
    return {"source": source, "first_visit": days.astype(str).astype(object)}


def present(world: World, n: int, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Boolean (n,) for btm, micro, gene, sensory; exact counts, those with the largest latent variables."""
    table, size = world.chosen["availability"], world.chosen["population"]["development"]["size"]
    shared = rng.standard_normal(n)
    found = {}
    for name in ("btm", *SPECIAL):
        own = rng.standard_normal(n)
        r = table["correlation"] if name in SPECIAL else 0.0
        latent = np.sqrt(r) * shared + np.sqrt(1.0 - r) * own
        count = round(table[name] / size * n)
        found[name] = np.zeros(n, bool)
        found[name][np.argsort(-latent, kind="stable")[:count]] = True
    return found


def withhold(world: World, table: pd.DataFrame, rng: np.random.Generator) -> None:
    """Blank whole modalities and single fields of the table, in place. Nothing missing depends on a value."""
    from osteo_core.catalogue import CATALOGUE

    n = len(table)
    for modality, has in present(world, n, rng).items():
        fields = [f.name for f in CATALOGUE.of(modality) if f.name in table]
        table.loc[~has, fields] = np.nan
    for name, share in world.chosen["missing"].items():
        lost = rng.random(n) < share
        table.loc[lost, [name, "weight_kg"] if name == "bmi" else [name]] = np.nan
