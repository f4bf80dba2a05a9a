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
from osteo_core.cohorts.worlds.life.bone import BMD
from osteo_core.cohorts.worlds.life.clinical import ANSWERS, Columns, ethnicity_index, is_female
from osteo_core.cohorts.worlds.life.fitted import load_fitted
from osteo_core.cohorts.worlds.life.genes import snp_names
from osteo_core.cohorts.worlds.life.markers import FIELDS as MARKERS
from osteo_core.cohorts.worlds.life.micro import FIELDS as MICRO
from osteo_core.cohorts.worlds.life.movement import FIELDS as MOVEMENT
from osteo_core.cohorts.worlds.life.parameters import Parameters, load_parameters
from osteo_core.cohorts.worlds.life.people import draw_people, menopause
from osteo_core.cohorts.worlds.life.seen import Seen
from osteo_core.cohorts.worlds.virtual_cohort import VirtualCohort
from osteo_core.constants import MODALITIES
from osteo_core.errors import InvalidInput, Problem

CHUNK = 4_000
"""Rows (people times records that each may have had) worked on at once."""
POOL = 1_500
"""Records that stand for all where the clinical modality is not used."""
KEPT = 40
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
"""The columns that carry information, by modality; those of genes are the panel."""
COLUMNS = ("p_normal", "p_osteopenia", "p_osteoporosis", "p_fracture", "p_hip_fracture")


def bayes(
    people: VirtualCohort | pd.DataFrame | Mapping[str, np.ndarray],
    modalities: tuple[str, ...],
    *,
    fracture: bool = True,
    parameters: Parameters | None = None,
) -> pd.DataFrame:
    """Columns p_normal, p_osteopenia, p_osteoporosis, p_fracture, p_hip_fracture (10 years; both left out with fracture=False).

    modalities: which of dxa, clinical, btm, micro, gene, sensory may be used; their missing (NaN) fields are integrated out.

    Raises:
        InvalidInput: "clinical" is used but age, sex or ethnicity is missing, which the world never leaves out.
        ValueError: modalities is empty or names another.
    """
    parameters = parameters or load_parameters()
    columns = _select(people.table if isinstance(people, VirtualCohort) else people, modalities)
    known = "clinical" in modalities
    if known:
        _refuse_unknown(columns)
    n = len(columns["age"])
    result = np.empty((n, len(COLUMNS)))
    for rows, copies in _groups(columns, known):
        size = max(CHUNK // copies, 1)
        for start in range(0, len(rows), size):
            some = rows[start : start + size]
            result[some] = _answers(parameters, take(columns, some), known, copies, fracture)
    frame = pd.DataFrame(result, columns=list(COLUMNS))
    return frame if fracture else frame.drop(columns=["p_fracture", "p_hip_fracture"])


def _select(people: pd.DataFrame | Mapping[str, np.ndarray], modalities: tuple[str, ...]) -> Columns:
    """The columns that are read, blanked where their modality is not used."""
    if not modalities or set(modalities) - set(MODALITIES):
        raise ValueError(f"modalities must be a non-empty subset of the six, not {modalities!r}")
    n = len(people["age"])
    selected: Columns = {}
    for modality, names in {**READ, "gene": snp_names()}.items():
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
        return [(np.arange(n), POOL)]
    open_rows = np.any(list(_gaps(columns).values()), axis=0)
    groups = ((np.flatnonzero(~open_rows), 1), (np.flatnonzero(open_rows), DRAWS))
    return [(rows, copies) for rows, copies in groups if rows.size]


def _answers(parameters: Parameters, columns: Columns, known: bool, copies: int, fracture: bool) -> np.ndarray:
    """(n, 5) of people who may have had `copies` records each: the mean over these by their likelihood."""
    n = len(columns["age"])
    records = _completed(parameters, columns, copies) if known else _pool_records(parameters, n, copies)
    repeated = {name: np.repeat(values, copies) for name, values in columns.items()}
    seen = Seen.of(parameters, load_fitted(), records, repeated)
    weight = _normalised(seen.log_likelihood.reshape(n, copies)) if copies > 1 else np.ones((n, 1))
    if copies > KEPT:
        kept = _resampled(weight)
        seen = Seen.of(parameters, load_fitted(), take(records, kept.ravel()), take(repeated, kept.ravel()))
        weight = np.full((n, KEPT), 1.0 / KEPT)
    each = np.column_stack([seen.statuses(), seen.risks() if fracture else np.full((weight.size, 2), np.nan)])
    return np.asarray(np.einsum("nc,nck->nk", weight, each.reshape(n, -1, len(COLUMNS))))


def _normalised(log_weight: np.ndarray) -> np.ndarray:
    weight = np.exp(log_weight - log_weight.max(axis=1, keepdims=True))
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))


def _resampled(weight: np.ndarray) -> np.ndarray:
    """(n, KEPT) places, in the flattened (n, copies), of records kept: evenly spaced along the cumulative weights."""
    n, copies = weight.shape
    cumulative = np.cumsum(weight, axis=1)
    at = (np.arange(KEPT) + 0.5) / KEPT
    places = np.array([np.searchsorted(row, at) for row in cumulative])
    return np.minimum(places, copies - 1) + copies * np.arange(n)[:, None]


def _completed(parameters: Parameters, columns: Columns, copies: int) -> Columns:
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


def _pool_records(parameters: Parameters, n: int, copies: int) -> Columns:
    """The pool's records, once for each person."""
    pool = draw_people(parameters, load_fitted(), copies, np.random.default_rng(_SEED))
    records = {name: np.tile(values, n) for name, values in pool.items()}
    return records | {name: np.full(n * copies, np.nan) for name in ("secondary_osteoporosis", "vitamin_d_25oh")}
