"""The Bayes-optimal probabilities of a virtual person for any subset of modalities: integration over true bone status z.

Unknown demographics, glucocorticoids, vitamin D class, femoral neck BMD and BMI are integrated out too. Status is exact up to
quadrature; for fracture, what missing modalities would add to the log hazard given z is taken as normal (it is, but for two SNPs).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from osteo_core.cohorts.worlds.paper.demographics import log_age, log_sex
from osteo_core.cohorts.worlds.paper.draw import VirtualCohort
from osteo_core.cohorts.worlds.paper.parameters import World, load_world
from osteo_core.cohorts.worlds.paper.person import Demographics, PreparedPeople, needed
from osteo_core.cohorts.worlds.paper.posterior import accumulate
from osteo_core.errors import InvalidInput, Problem

CHUNK = 4000
AGE_PIECES = ((40.0, 65.0, 4), (65.0, 100.0, 5))
Z_PIECES = (18, 6, 14)
Z_END = 4.6


@dataclass(frozen=True)
class Grid:
    """Gauss-Legendre nodes of z (nz,), the log of weight times N(0, 1) density, and the class (0 osteoporosis .. 2) of each."""

    z: np.ndarray
    log_weight: np.ndarray
    group: np.ndarray


def make_grid(world: World, refine: int = 1) -> Grid:
    """Nodes inside each class, so that a class probability is a sum; `refine` multiplies their number."""
    edges = (-Z_END, *world.cuts, Z_END)
    nodes, weights, groups = [], [], []
    for i, count in enumerate(Z_PIECES):
        x, w = np.polynomial.legendre.leggauss(count * refine)
        half = 0.5 * (edges[i + 1] - edges[i])
        nodes.append(edges[i] + half * (x + 1.0))
        weights.append(half * w)
        groups.append(np.full(x.size, i))
    z = np.concatenate(nodes)
    return Grid(z, np.log(np.concatenate(weights)) - 0.5 * z**2, np.concatenate(groups))


def bayes(
    people: VirtualCohort | pd.DataFrame | dict[str, np.ndarray],
    modalities: tuple[str, ...],
    *,
    population: str = "development",
    fracture: bool = True,
    world: World | None = None,
    refine: int = 1,
) -> pd.DataFrame:
    """Columns p_normal, p_osteopenia, p_osteoporosis, p_fracture (10 years; left out with fracture=False), one row a person.

    modalities: which of dxa, clinical, btm, micro, gene, sensory may be used; their missing (NaN) fields are integrated out.
    population: of a plain table; a VirtualCohort knows its own.
    Raises InvalidInput where "clinical" is used but age, sex or ethnicity is missing, which the generator never leaves out.
    """
    world = world or load_world()
    population = people.population if isinstance(people, VirtualCohort) else population
    columns = _select(people.table if isinstance(people, VirtualCohort) else people, modalities)
    n = len(columns["age"])
    known = "clinical" in modalities
    if known:
        _refuse_unknown(world, columns)
    grid = make_grid(world, refine)
    result = np.empty((n, 4))
    for start in range(0, n, CHUNK):
        stop = min(start + CHUNK, n)
        person = PreparedPeople.of(world, {k: v[start:stop] for k, v in columns.items()}, grid.z)
        for rows in person.groups():
            part = person.take(rows)
            result[start + rows] = _chunk(world, part, grid, known, population, fracture)
    names = ["p_normal", "p_osteopenia", "p_osteoporosis", "p_fracture"]
    frame = pd.DataFrame(result, columns=names)
    return frame if fracture else frame.drop(columns="p_fracture")


def _select(people: pd.DataFrame | dict[str, np.ndarray], modalities: tuple[str, ...]) -> dict[str, np.ndarray]:
    """The columns the model reads, blanked where their modality is not used."""
    unknown = set(modalities) - {"dxa", "clinical", "btm", "micro", "gene", "sensory"}
    if unknown or not modalities:
        raise ValueError(f"modalities must be a non-empty subset of the six, not {modalities!r}")
    n = len(people["age"])
    selected: dict[str, np.ndarray] = {}
    for name, modality in needed().items():
        if modality in modalities:
            selected[name] = np.asarray(people[name])
        else:
            selected[name] = np.full(n, np.nan)
    return {k: v if v.dtype == object or v.dtype.kind in "UO" else v.astype(float) for k, v in selected.items()}


def _refuse_unknown(world: World, columns: dict[str, np.ndarray]) -> None:
    problems = []
    for name, allowed in (("age", None), ("sex", ("female", "male")), ("ethnicity", world.ethnicities[0])):
        values = pd.Series(columns[name])
        bad = np.flatnonzero(values.isna() if allowed is None else ~values.isin(allowed))
        if bad.size:
            problems.append(Problem(name, "cohorts.virtual.needs", {"field": name, "rows": int(bad.size)}, row=int(bad[0])))
    if problems:
        raise InvalidInput(problems)


def nodes_of(world: World, person: PreparedPeople, known: bool, population: str) -> Iterator[Demographics]:
    """Either each person's own demographics, or every (sex, ethnicity, age) node with its probability."""
    n, z = person.n, person.z
    names, shares = world.ethnicities
    if known:
        age = person.columns["age"].astype(float)
        female = (person.columns["sex"] == "female").astype(float)
        ethnicity = np.array([names.index(e) for e in person.columns["ethnicity"]], dtype=int)
        weight = log_age(world, age, z, population) + log_sex(world, female, z, population) + np.log(shares[ethnicity])[:, None]
        yield Demographics(
            age=age, female=female, ethnicity=ethnicity, strength=world.strength(age, female, ethnicity, population), log_weight=weight
        )
        return
    for low, high, count in AGE_PIECES:
        x, w = np.polynomial.legendre.leggauss(count)
        for node, weight in zip(low + 0.5 * (high - low) * (x + 1.0), 0.5 * (high - low) * w, strict=True):
            for female in (0.0, 1.0):
                one = np.array([node]), np.array([female])
                base = np.log(weight) + log_age(world, one[0], z, population) + log_sex(world, one[1], z, population)
                for index, share in enumerate(shares):
                    age, sex, group = np.full(n, node), np.full(n, female), np.full(n, index)
                    yield Demographics(
                        age=age,
                        female=sex,
                        ethnicity=group,
                        strength=world.strength(age, sex, group, population),
                        log_weight=base + np.log(share),
                    )


def _chunk(world: World, person: PreparedPeople, grid: Grid, known: bool, population: str, fracture: bool) -> np.ndarray:
    """(n, 4) probabilities of one group of people with the same kind of unknowns."""
    density, fractured = np.zeros((person.n, grid.z.size)), np.zeros(person.n)
    reference: np.ndarray | None = None
    for node in nodes_of(world, person, known, population):
        reference = accumulate(world, person, node, grid.log_weight, (density, fractured), reference, fracture)
    total = density.sum(axis=1)
    classes = np.stack([density[:, grid.group == i].sum(axis=1) for i in (2, 1, 0)], axis=1)
    return np.column_stack([classes, fractured]) / total[:, None]
