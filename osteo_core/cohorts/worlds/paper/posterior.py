"""One node of the integral behind bayes.py: the joint density of z and everything observed, and the expected fracture incidence."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from osteo_core.cohorts.worlds.paper import genes, yes_no
from osteo_core.cohorts.worlds.paper.body import FEMORAL_NECK, Body, body
from osteo_core.cohorts.worlds.paper.demographics import age_units
from osteo_core.cohorts.worlds.paper.draw import sensory_shift
from osteo_core.cohorts.worlds.paper.evidence import Evidence, evidence
from osteo_core.cohorts.worlds.paper.fracture import coefficient, demographic_log_hazard, expected_incidence, named_positions
from osteo_core.cohorts.worlds.paper.parameters import World
from osteo_core.cohorts.worlds.paper.person import Demographics, PreparedPeople

NECK_NODES = 9


def accumulate(
    world: World,
    person: PreparedPeople,
    node: Demographics,
    log_weight: np.ndarray,
    sums: tuple[np.ndarray, np.ndarray],
    reference: np.ndarray | None,
    fracture: bool,
) -> np.ndarray:
    """Add one demographic node to (density (n, nz), fractured (n,)); returns the reference log density (n, 1) both are relative to."""
    density, fractured = sums
    g = node.strength[:, None]
    bone = body(world, person.blocks["dxa"], person.seen, (node.age, node.female), node.strength, person.h)
    fixed = log_weight + node.log_weight + bone.log_likelihood + person.yes_no + _laboratory(world, person, g) + _genes(world, person, node)
    base_hazard = demographic_log_hazard(world, node.age, node.female)[:, None] + _gene_hazard(world, person, node)
    variance = _gene_hazard_variance(world, person)
    for fell_weight, sensory in _sensory(world, person, node):
        for neck_weight, neck, bmi in _necks(person, bone):
            micro_g = g * world.micro_strength(neck + person.blocks["dxa"].centre[FEMORAL_NECK])
            fracture_odds = yes_no.prior_fracture_log_odds(world, neck / person.blocks["dxa"].scale[FEMORAL_NECK])
            told = yes_no.log_likelihood(fracture_odds, person.columns["prior_fracture"][:, None])
            so_far = fixed + fell_weight + sensory.log_likelihood(g) + neck_weight + person.micro.log_likelihood(micro_g) + told
            for steroid_weight, steroids in _steroids(world, person, fracture):
                marker_g = g * world.marker_strength(steroids)[:, None]
                joint = so_far + steroid_weight + person.markers.log_likelihood(marker_g)
                if reference is None:
                    reference = joint.max(axis=1, keepdims=True)
                mass = np.exp(joint - reference)
                density += mass
                if not fracture:
                    continue
                mean = base_hazard + person.hazards["dxa"][FEMORAL_NECK] * neck + coefficient(world, "bmi") * bmi
                mean = mean + sensory.hazard + person.micro.hazard + person.markers.hazard
                mean = mean + coefficient(world, "glucocorticoid_use") * steroids[:, None]
                spread = variance + (coefficient(world, "bmi") * bone.bmi_sd) ** 2 + sensory.hazard_variance / node.strength
                spread = spread + person.markers.hazard_variance / marker_g[:, 0] + person.micro.hazard_variance / micro_g.mean(axis=1)
                fractured += (mass * _incidence(world, person, node, mean, np.sqrt(spread), fracture_odds)).sum(axis=1)
    assert reference is not None
    return reference


def _incidence(world: World, person: PreparedPeople, node: Demographics, mean: np.ndarray, sd: np.ndarray, odds: np.ndarray) -> np.ndarray:
    """Expected incidence (n, nz); where a prior fracture was not asked, over both answers."""
    effect, answer = coefficient(world, "prior_fracture"), person.columns["prior_fracture"]
    known = ~np.isnan(answer)
    first = expected_incidence(world, mean + effect * np.nan_to_num(answer)[:, None], sd, node.age, node.female)
    if known.all():
        return first
    second = expected_incidence(world, mean + effect, sd, node.age, node.female)
    share = np.where(known[:, None], 0.0, 1.0 / (1.0 + np.exp(-odds)))
    return first * (1.0 - share) + second * share


def _laboratory(world: World, person: PreparedPeople, g: np.ndarray) -> np.ndarray:
    return yes_no.laboratory_log_likelihood(world, person.columns["vitamin_d_25oh"], person.columns["serum_calcium"], person.z, g)


def _genes(world: World, person: PreparedPeople, node: Demographics) -> np.ndarray:
    """(n, nz); over both vitamin D classes where 25(OH)D is unknown."""
    if np.isnan(person.dosages).all():
        return np.zeros((1, 1))
    vitamin_d = person.columns["vitamin_d_25oh"]
    known = ~np.isnan(vitamin_d)
    deficient = (vitamin_d < world.chosen["interactions"]["vitamin_d_deficient"]).astype(float)
    result = np.zeros((person.n, person.z.size))
    if known.any():
        strength = node.strength[known] * world.gene_strength(deficient[known])
        result[known] = genes.log_likelihood(world, person.dosages[known], person.z, strength)
    if not known.all():
        g = node.strength[~known]
        share = yes_no.deficient_share(world, person.z, g[:, None])
        replete, lacking = (genes.log_likelihood(world, person.dosages[~known], person.z, g * world.gene_strength(c)) for c in (0.0, 1.0))
        result[~known] = np.logaddexp(np.log1p(-share) + replete, np.log(share) + lacking)
    return result


def _gene_hazard(world: World, person: PreparedPeople, node: Demographics) -> np.ndarray:
    """The two SNPs' part of the log hazard: measured, or expected given z."""
    places = named_positions(world)
    total = np.zeros((person.n, person.z.size))
    strength = node.strength.mean()  # of the expected dosage only: second order
    expected = 2.0 * genes.frequencies(world, person.z, np.full(person.z.size, np.sqrt(strength)))[:, places]
    for i, (rsid, place) in enumerate(zip(world.chosen["gene"]["named"], places, strict=True)):
        dosage = np.where(np.isnan(person.dosages[:, [place]]), expected[:, i], person.dosages[:, [place]])
        p = world.chosen["gene"]["named_frequency"][i]
        total += coefficient(world, rsid) * (dosage - 2.0 * p) / np.sqrt(2.0 * p * (1.0 - p))
    return total


def _gene_hazard_variance(world: World, person: PreparedPeople) -> np.ndarray:
    effects = np.array([coefficient(world, rsid) for rsid in world.chosen["gene"]["named"]])
    return np.isnan(person.dosages[:, named_positions(world)]) @ effects**2


def _sensory(world: World, person: PreparedPeople, node: Demographics) -> Iterator[tuple[np.ndarray, Evidence]]:
    """(log weight of the fall answer, the other fields' evidence), for the known answer or both."""
    block, fell = person.blocks["sensory"], person.columns["falls_12m"]
    if person.no_sensory:
        yield np.zeros((1, 1)), _expected_sensory(world, person, node)
        return
    y = block.transformed(person.columns)
    odds = yes_no.log_odds(world, "falls_12m", person.z[None, :], age_units(world, node.age)[:, None])
    unknown = np.isnan(fell).all()
    for answer in (np.zeros(person.n), np.ones(person.n)) if unknown else (fell,):
        shift = sensory_shift(world, block, node.age, answer)
        yield yes_no.log_likelihood(odds, answer[:, None]), evidence(block, y, person.h, person.hazards["sensory"], shift)


def _expected_sensory(world: World, person: PreparedPeople, node: Demographics) -> Evidence:
    """No sensory data at all: only the hazard's mean and variance, the fall's part of the variance in both."""
    block, hazard, n = person.blocks["sensory"], person.hazards["sensory"], person.n
    odds = yes_no.log_odds(world, "falls_12m", person.z[None, :], age_units(world, node.age)[:, None])
    share = 1.0 / (1.0 + np.exp(-odds))
    without = sensory_shift(world, block, node.age, np.zeros(n))
    by_fall = float((sensory_shift(world, block, node.age[:1], np.ones(1)) - without[:1])[0] @ hazard)
    mean = (hazard @ block.slopes @ person.h)[None, :] + (without @ hazard)[:, None] + by_fall * share
    variance = np.full(n, hazard @ block.noise @ hazard) + by_fall**2 * (share * (1.0 - share)).mean(axis=1) * node.strength
    return Evidence(distance=np.zeros((1, 1)), log_det=np.zeros(1), fields=np.zeros(1), hazard=mean, hazard_variance=variance)


def _necks(person: PreparedPeople, bone: Body) -> Iterator[tuple[float, np.ndarray, np.ndarray]]:
    """(log weight, femoral neck log deviation, BMI in SDs): measured, or Gauss-Hermite nodes of its distribution given z."""
    if not bone.neck_sd.any():
        yield 0.0, bone.neck[:, :1], bone.bmi
        return
    nodes, weights = np.polynomial.hermite_e.hermegauss(NECK_NODES)
    for node, weight in zip(nodes, weights / weights.sum(), strict=True):
        step = node * bone.neck_sd[:, None]
        yield float(np.log(weight)), bone.neck + step, bone.bmi + bone.bmi_on_neck[:, None] * step


def _steroids(world: World, person: PreparedPeople, fracture: bool) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """(log weight (n, nz), glucocorticoids (n,)): the known answer or both (one that does not matter where nothing depends on it)."""
    answer = person.columns["glucocorticoid_use"]
    if np.isnan(answer).all() and person.no_markers and not fracture:
        yield np.zeros((1, 1)), np.zeros(person.n)
        return
    odds = yes_no.log_odds(world, "glucocorticoid_use", person.z)
    for value in (np.zeros(person.n), np.ones(person.n)) if np.isnan(answer).all() else (answer,):
        yield yes_no.log_likelihood(odds, value[:, None]), value
