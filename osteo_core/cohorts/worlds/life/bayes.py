"""The Bayes-optimal probabilities of a virtual person for any subset of modalities: the limit that a model is measured against.

Given a complete clinical record, true bone is a mixture of normals that a scan and the blocks update exactly; status is then an orthant
probability, and risk an expectation over the femoral neck (Gauss-Hermite, within each component) and over what the blocks leave open of
the hazard (a lattice). Missing clinical answers are drawn from the world's own equations and weighed by what was measured; without the
clinical modality the records of a fixed pool of virtual people take their place. Nobody is recognised: what is known of a person is the
record, not which participant it came from. The score of falls is read only where it is known whether the person fell.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from osteo_core.cohorts.worlds.life.answers import complete, take
from osteo_core.cohorts.worlds.life.bone import BMD, bone_law, scanner_sd
from osteo_core.cohorts.worlds.life.clinical import ANSWERS, Columns, ethnicity_index, is_female
from osteo_core.cohorts.worlds.life.fitted import load_fitted
from osteo_core.cohorts.worlds.life.genes import snp_names
from osteo_core.cohorts.worlds.life.markers import FIELDS as MARKERS
from osteo_core.cohorts.worlds.life.micro import FIELDS as MICRO
from osteo_core.cohorts.worlds.life.movement import FIELDS as MOVEMENT
from osteo_core.cohorts.worlds.life.parameters import Parameters, load_parameters
from osteo_core.cohorts.worlds.life.people import draw_people, menopause
from osteo_core.cohorts.worlds.life.posterior import scan_likelihood
from osteo_core.cohorts.worlds.life.seen import POINTS, Seen
from osteo_core.cohorts.worlds.virtual_cohort import VirtualCohort
from osteo_core.constants import MODALITIES
from osteo_core.errors import InvalidInput, Problem

CHUNK = 4_000
"""Rows (people times records that each may have had) worked on at once."""
POOL = 1_500
"""Records that stand for all where the clinical modality is not used."""
POOL_POINTS = 2
"""Of the lattice for each record of the pool that is kept; their number makes up for it."""
KEPT = 24
"""Of the pool, those kept for each person by systematic resampling."""
DRAWS = 16
"""Completions of a record with gaps."""
ROUNDS = 4
_SEED = 404

READ = {
    "dxa": BMD,
    "clinical": ("age", "sex", "ethnicity", "height_cm", "bmi", *ANSWERS, "postmenopausal", "secondary_osteoporosis", "vitamin_d_25oh"),
    "btm": MARKERS,
    "micro": MICRO,
    "sensory": (*MOVEMENT, "falls_12m"),
}
"""The columns that carry information, by modality; to them comes the panel of genes (`read`)."""
COLUMNS = ("p_normal", "p_osteopenia", "p_osteoporosis", "p_fracture", "p_hip_fracture")


def bayes(
    people: VirtualCohort | pd.DataFrame | Mapping[str, np.ndarray],
    modalities: tuple[str, ...],
    *,
    fracture: bool = True,
    points: int = POINTS,
    parameters: Parameters | None = None,
) -> pd.DataFrame:
    """Columns p_normal, p_osteopenia, p_osteoporosis, p_fracture, p_hip_fracture (10 years; both left out with fracture=False).

    modalities: which of dxa, clinical, btm, micro, gene, sensory may be used; their missing (NaN) fields are integrated out.
    points: of the lattice over what the hazard reads and was not measured (with the clinical modality).

    Raises:
        InvalidInput: "clinical" is used but age, sex or ethnicity is missing, which the world never leaves out.
        ValueError: modalities is empty or names another.
    """
    parameters = parameters or load_parameters()
    columns = select(people.table if isinstance(people, VirtualCohort) else people, modalities)
    known = "clinical" in modalities
    if known:
        _refuse_unknown(columns)
    pool = None if known else _pool(parameters)
    result = np.empty((len(columns["age"]), len(COLUMNS)))
    for rows, copies in _groups(columns, known):
        size = max(CHUNK // copies, 1)
        for start in range(0, len(rows), size):
            some = rows[start : start + size]
            result[some] = _answers(parameters, take(columns, some), pool, copies, points if fracture else 0)
    frame = pd.DataFrame(result, columns=list(COLUMNS))
    return frame if fracture else frame.drop(columns=["p_fracture", "p_hip_fracture"])


def read() -> dict[str, tuple[str, ...]]:
    """Modality -> the columns of it that carry information."""
    return {**READ, "gene": snp_names()}


def select(people: pd.DataFrame | Mapping[str, np.ndarray], modalities: tuple[str, ...]) -> Columns:
    """The columns that are read, blanked where their modality is not used."""
    if not modalities or set(modalities) - set(MODALITIES):
        raise ValueError(f"modalities must be a non-empty subset of the six, not {modalities!r}")
    n = len(people["age"])
    selected: Columns = {}
    for modality, names in read().items():
        for name in names:
            text = name in ("sex", "ethnicity")
            values = np.asarray(people[name], dtype=object if text else float) if modality in modalities else np.full(n, np.nan)
            selected[name] = values.copy()
    if "sensory" in modalities:
        selected["fall_risk_score"][np.isnan(selected["falls_12m"])] = np.nan
    return selected


def _refuse_unknown(columns: Columns) -> None:
    age = np.asarray(columns["age"], dtype=float)
    bad = {"age": np.isnan(age), "sex": ~np.isin(columns["sex"].astype(str), ["female", "male"])}
    bad["ethnicity"] = ethnicity_index(columns["ethnicity"]) < 0
    problems = [
        Problem(name, "cohorts.life.needs", {"field": name, "rows": int(rows.sum())}, row=int(np.flatnonzero(rows)[0]))
        for name, rows in bad.items()
        if rows.any()
    ]
    if problems:
        raise InvalidInput(problems)


def _gaps(columns: Columns) -> dict[str, np.ndarray]:
    """Name -> (n,) True where the record has a gap that matters; menopause is asked of women only."""
    gaps = {name: np.isnan(columns[name]) for name in ("height_cm", "bmi", *ANSWERS)}
    gaps["postmenopausal"] = np.isnan(columns["postmenopausal"]) & is_female(columns)
    return gaps


def _groups(columns: Columns, known: bool) -> list[tuple[np.ndarray, int]]:
    """Row numbers with the number of records that each of them may have had."""
    n = len(columns["age"])
    if not known:
        return [(np.arange(n), KEPT)]
    open_rows = np.any(list(_gaps(columns).values()), axis=0)
    groups = ((np.flatnonzero(~open_rows), 1), (np.flatnonzero(open_rows), DRAWS))
    return [(rows, copies) for rows, copies in groups if rows.size]


def _answers(parameters: Parameters, columns: Columns, pool: Columns | None, copies: int, points: int) -> np.ndarray:
    """(n, 5) of people who may have had `copies` records each: the mean over these by their likelihood; no fracture with no `points`."""
    n = len(columns["age"])
    if pool is None:
        records = completed(parameters, columns, copies)
        seen = Seen.of(parameters, load_fitted(), records, _repeated(columns, copies))
        weight = normalised(seen.log_likelihood.reshape(n, copies))
        return _mean(seen, weight, points)
    kept = _resampled(normalised(_pool_likelihood(parameters, columns, pool)))
    seen = Seen.of(parameters, load_fitted(), take(pool, kept.ravel()), _repeated(columns, KEPT))
    return _mean(seen, np.full((n, KEPT), 1.0 / KEPT), min(points, POOL_POINTS))


def _mean(seen: Seen, weight: np.ndarray, points: int) -> np.ndarray:
    risks = seen.risks(points) if points else np.full((weight.size, 2), np.nan)
    each = np.column_stack([seen.statuses(), risks]).reshape(*weight.shape, len(COLUMNS))
    return np.asarray(np.einsum("nc,nck->nk", weight, each))


def _repeated(columns: Columns, copies: int) -> Columns:
    return {name: np.repeat(values, copies) for name, values in columns.items()}


def normalised(log_weight: np.ndarray) -> np.ndarray:
    """(n, k) weights of each row that sum to 1, from their logarithms."""
    weight = np.exp(log_weight - log_weight.max(axis=1, keepdims=True))
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))


def _resampled(weight: np.ndarray) -> np.ndarray:
    """(n, KEPT) places of the records kept, evenly spaced along the cumulative weights (n, POOL)."""
    at = (np.arange(KEPT) + 0.5) / KEPT
    return np.minimum([np.searchsorted(row, at) for row in np.cumsum(weight, axis=1)], weight.shape[1] - 1)


def completed(parameters: Parameters, columns: Columns, copies: int) -> Columns:
    """Clinical records, each `copies` times, their gaps drawn given the rest of the record."""
    records = {name: np.repeat(columns[name], copies) for name in READ["clinical"]}
    records["weight_kg"] = records["bmi"] * (records["height_cm"] / 100.0) ** 2
    if copies == 1:
        return records
    rng = np.random.default_rng(_SEED)
    fitted = load_fitted()
    gaps = _gaps(records)
    lacking = gaps.pop("postmenopausal")
    starts = {"height_cm": np.where(is_female(records), 161.0, 175.0), "bmi": np.full(len(lacking), 28.0)}
    for name, gap in gaps.items():
        records[name][gap] = starts.get(name, np.zeros(len(gap)))[gap]
    for _ in range(ROUNDS):
        complete(records, gaps, fitted.equations, rng)
    records["postmenopausal"][lacking] = menopause(parameters, records, rng)[lacking]
    return records


def _pool(parameters: Parameters) -> Columns:
    """Clinical records that stand for everybody's."""
    records = draw_people(parameters, load_fitted(), POOL, np.random.default_rng(_SEED))
    return records | {name: np.full(POOL, np.nan) for name in ("secondary_osteoporosis", "vitamin_d_25oh")}


def _pool_likelihood(parameters: Parameters, columns: Columns, pool: Columns) -> np.ndarray:
    """(n, POOL) log likelihood of what was measured under each record of the pool."""
    n = len(columns["age"])
    others = [columns[name] for modality, names in read().items() if modality not in ("dxa", "clinical") for name in names]
    if np.isnan(np.stack(others)).all():
        scan = np.column_stack([columns[name] for name in BMD])
        return scan_likelihood(load_fitted(), bone_law(load_fitted(), pool), scan, scanner_sd(parameters))
    records = {name: np.tile(values, n) for name, values in pool.items()}
    seen = Seen.of(parameters, load_fitted(), records, _repeated(columns, POOL))
    return np.asarray(seen.log_likelihood.reshape(n, POOL))
