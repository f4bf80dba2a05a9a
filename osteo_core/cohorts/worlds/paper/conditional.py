"""Virtual people like one person: everything that was not measured drawn given what was."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from osteo_core.cohorts.worlds.paper.bayes import make_grid, nodes_of
from osteo_core.cohorts.worlds.paper.demographics import bmi_noise
from osteo_core.cohorts.worlds.paper.draw import Columns, measure
from osteo_core.cohorts.worlds.paper.parameters import World, load_world
from osteo_core.cohorts.worlds.paper.person import PreparedPeople, needed
from osteo_core.cohorts.worlds.paper.posterior import accumulate

MAKER = "ge_lunar"
"""On whose scale BMD is in this world."""
_POPULATION = "development"
_TEXT = ("sex", "ethnicity")


def known_of(person: Mapping[str, np.ndarray]) -> Columns:
    """The columns of one person, (1,), that this world reads; an ethnicity that is not among its own is its most frequent one."""
    one = {name: person[name] if name in _TEXT else np.asarray(person[name], float) for name in needed()}
    names, shares = load_world().ethnicities
    if one["ethnicity"][0] not in names:
        one["ethnicity"] = np.array([names[int(np.argmax(shares))]], dtype=object)
    return one


def draw_given(person: Mapping[str, np.ndarray], n: int, seed: int) -> Columns:
    """Columns (n,) of n people who share what is known of a person: (1,) columns by the catalogue's names, NaN or None where not measured.

    True bone status is drawn from its exact distribution, the rest given it; BMD on MAKER's scale. Age and sex must be known.
    """
    world = load_world()
    one = known_of(person)
    names = world.ethnicities[0]
    rng = np.random.default_rng(seed)
    z = _status(world, one, n, rng)
    known = {name: np.repeat(values, n) for name, values in one.items() if name not in _TEXT}
    columns = {
        "age": known["age"],
        "female": np.full(n, float(one["sex"][0] == "female")),
        "ethnicity_index": np.full(n, names.index(one["ethnicity"][0])),
        "bmi": _bmi(world, z, known["bmi"], rng),
    }
    return measure(world, z, columns, _POPULATION, rng, known)


def _status(world: World, one: Columns, n: int, rng: np.random.Generator) -> np.ndarray:
    """(n,) z, evenly spaced along its distribution given everything known, in random order."""
    grid = make_grid(world, refine=2)
    prepared = PreparedPeople.of(world, one, grid.z)
    density, nothing = np.zeros((1, grid.z.size)), np.zeros(1)
    reference = None
    for node in nodes_of(world, prepared, True, _POPULATION):
        reference = accumulate(world, prepared, node, grid.log_weight, (density, nothing), reference, False)
    cumulative = np.cumsum(density[0]) / density.sum()
    at = (np.arange(n) + rng.random(n)) / n
    return np.asarray(grid.z[np.minimum(np.searchsorted(cumulative, rng.permutation(at)), grid.z.size - 1)])


def _bmi(world: World, z: np.ndarray, known: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    table = world.chosen["demographics"]
    normal = table["bmi_per_z"] * z + bmi_noise(world) * rng.standard_normal(z.size)
    return np.where(np.isnan(known), np.clip(table["bmi_centre"] + table["bmi_scale"] * normal, table["bmi_low"], table["bmi_high"]), known)
