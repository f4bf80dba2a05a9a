"""Virtual people like one person: everything that was not measured drawn given what was."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from osteo_core.cohorts.worlds.life.answers import take
from osteo_core.cohorts.worlds.life.bayes import completed, normalised, read, select
from osteo_core.cohorts.worlds.life.bone import bone_law
from osteo_core.cohorts.worlds.life.clinical import ANSWERS, Columns, ethnicity_index
from osteo_core.cohorts.worlds.life.draw import complete_record
from osteo_core.cohorts.worlds.life.fitted import load_fitted
from osteo_core.cohorts.worlds.life.parameters import load_parameters
from osteo_core.cohorts.worlds.life.posterior import Bone
from osteo_core.cohorts.worlds.life.seen import Seen
from osteo_core.constants import MODALITIES

MAKER = "hologic"
"""On whose scale BMD is in this world."""
COMPLETED = ("height_cm", "bmi", *ANSWERS, "postmenopausal")
"""Clinical fields that `bayes` completes by draws where they are not known."""
_OTHERWISE = "european"


def known_of(person: Mapping[str, np.ndarray]) -> Columns:
    """The columns of one person, (1,), that this world reads; an ethnicity that it lacks, or that is not known, counts as European."""
    one = select({name: np.asarray(person[name]) for names in read().values() for name in names}, MODALITIES)
    if ethnicity_index(one["ethnicity"])[0] < 0:
        one["ethnicity"] = np.array([_OTHERWISE], dtype=object)
    return one


def draw_given(person: Mapping[str, np.ndarray], n: int, seed: int) -> Columns:
    """Columns (n,) of n people who share what is known of a person: (1,) columns by the catalogue's names, NaN or None where not measured.

    Open clinical answers are drawn and weighed by what was measured, true bone from its posterior, the rest given both; BMD is on MAKER's
    scale. Age and sex must be known.
    """
    parameters, fitted = load_parameters(), load_fitted()
    one = known_of(person)
    rng = np.random.default_rng(seed)
    # One copy more than needed where it is one: a single copy is taken as complete.
    records = completed(parameters, one, max(n, 2))
    measured = {name: np.repeat(values, max(n, 2)) for name, values in one.items()}
    seen = Seen.of(parameters, fitted, records, measured)
    weight = normalised(seen.log_likelihood[None, :])[0]
    rows = np.minimum(np.searchsorted(np.cumsum(weight), (np.arange(n) + rng.random()) / n), len(weight) - 1)
    records, bone = take(records, rows), Bone(seen.bone.log_weight[rows], seen.bone.mean[rows], seen.bone.covariance[rows])
    law = bone_law(fitted, records)
    columns, _ = complete_record(parameters, records, law, _level(bone, rng), rng)
    return columns


def _level(bone: Bone, rng: np.random.Generator) -> np.ndarray:
    """(n, 3) true bone, one draw from each person's mixture."""
    n = len(bone.mean)
    chosen = np.minimum(
        (np.cumsum(bone.shares(), axis=1) < rng.permutation((np.arange(n) + rng.random(n)) / n)[:, None]).sum(axis=1),
        bone.mean.shape[1] - 1,
    )
    mean, covariance = bone.mean[np.arange(n), chosen], bone.covariance[np.arange(n), chosen]
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.maximum(values, 0.0))[:, None, :]
    return np.asarray(mean + np.einsum("nij,nj->ni", root, rng.standard_normal((n, 3))))
