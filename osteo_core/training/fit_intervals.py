"""Interval widths and the effect of a missing test, fitted on separate virtual people with everything measured."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray

from osteo_core.cohorts.worlds.paper import VirtualCohort, bayes
from osteo_core.constants import MODALITIES, STATUSES
from osteo_core.inference.calibration import outcome_logits
from osteo_core.inference.ensemble import Ensemble
from osteo_core.inference.intervals import Spread, components, fit_spread
from osteo_core.inference.missing import OUTCOMES, subset_key, tabulate
from osteo_core.inference.prediction import batch_of
from osteo_core.preprocessing.encode import present_modalities
from osteo_core.preprocessing.pipeline import Preprocessor
from osteo_core.training.data import raw_inputs

Array = NDArray[np.float64]

COVERAGE = 0.955
"""Share of the judged people whose interval holds the Bayes-optimal value; a little above 95 %, since fresh people vary."""


def subsets(modalities: Iterable[str]) -> list[tuple[str, ...]]:
    """Every non-empty set of modalities, in network order."""
    known = [m for m in MODALITIES if m in tuple(modalities)]
    return [chosen for size in range(1, len(known) + 1) for chosen in combinations(known, size)]


def subset_logits(ensemble: Ensemble, preprocessor: Preprocessor, raw: Array, chosen: tuple[str, ...]) -> Array:
    """Outcome log-odds (networks, draws, n, 4) of people reduced to the chosen modalities."""
    present = present_modalities(raw) & np.isin(MODALITIES, chosen)
    prepared = preprocessor.complete(raw, present)
    return outcome_logits(np.stack([ensemble.logits(batch_of(prepared, d))[0] for d in range(len(prepared.values))], 1))


@dataclass(frozen=True, kw_only=True)
class Limit:
    """What a world knows of itself.

    Attributes:
        bayes: cohort, modalities -> the Bayes-optimal probabilities, columns p_normal, p_osteopenia, p_osteoporosis, p_fracture and, where
            the world has it, p_hip_fracture.
        quick_with: without any of these modalities it is an integral over whole clinical records, and people are judged by the third.
    """

    bayes: Callable[[VirtualCohort, tuple[str, ...]], pd.DataFrame]
    quick_with: tuple[str, ...]

    def log_odds(self, cohort: VirtualCohort, chosen: tuple[str, ...]) -> Array:
        """Bayes-optimal outcome log-odds (n, 4), or (n, 5) with hip fracture, given the chosen modalities."""
        found = self.bayes(cohort, chosen)
        p = np.clip(found[[name for name in _LIMITS if name in found]].to_numpy(float), 1e-12, 1 - 1e-12)
        return np.asarray(np.log(p) - np.log1p(-p))


_LIMITS = (*(f"p_{status}" for status in STATUSES), "p_fracture", "p_hip_fracture")
PAPER = Limit(bayes=bayes, quick_with=("dxa", "clinical"))


def bayes_log_odds(cohort: VirtualCohort, chosen: tuple[str, ...]) -> Array:
    """Bayes-optimal outcome log-odds (n, 4) given the chosen modalities, in the paper's world."""
    return PAPER.log_odds(cohort, chosen)


def judge(
    ensemble: Ensemble, preprocessor: Preprocessor, cohort: VirtualCohort, progress: Callable[[str], None], limit: Limit = PAPER,
    jobs: int = 1,
) -> tuple[dict[str, Spread], dict[str, Any]]:  # fmt: skip
    """Interval widening and missing-test tables for every set of modalities the networks know, `jobs` sets at a time."""
    known = ensemble.networks[0].settings.modalities
    sets = subsets(known)
    one = partial(_judged, ensemble, preprocessor, cohort, limit)
    spreads: dict[str, Spread] = {}
    answers: dict[tuple[str, ...], Array] = {}
    with ExitStack() as stack:
        if jobs > 1:
            context = multiprocessing.get_context("spawn")
            pool = stack.enter_context(ProcessPoolExecutor(jobs, mp_context=context, initializer=torch.set_num_threads, initargs=(1,)))
            judged = pool.map(one, sets)
        else:
            judged = map(one, sets)
        for chosen, (spread, mean) in zip(sets, judged, strict=True):
            spreads[subset_key(chosen)], answers[chosen] = spread, mean
            progress(subset_key(chosen))
    return spreads, _missing_tables(answers, known)


def _judged(
    ensemble: Ensemble, preprocessor: Preprocessor, cohort: VirtualCohort, limit: Limit, chosen: tuple[str, ...]
) -> tuple[Spread, Array]:
    """The widening for one set of modalities, and the networks' mean log-odds (n, 4 or 5)."""
    people = cohort if set(limit.quick_with) & set(chosen) else _first_third(cohort)
    logits = subset_logits(ensemble, preprocessor, raw_inputs(people.table, preprocessor.inputs), chosen)
    mean, within, between = components(logits)
    return fit_spread(mean, limit.log_odds(people, chosen), within, between, logits.shape[1], COVERAGE), mean


def _first_third(cohort: VirtualCohort) -> VirtualCohort:
    """Fewer people for sets whose Bayes-optimal fracture risk is an integral over all that could have been answered."""
    return cohort.first(max(1, len(cohort.table) // 3))


def _missing_tables(answers: dict[tuple[str, ...], Array], known: tuple[str, ...]) -> dict[str, Any]:
    tables: dict[str, Any] = {}
    for chosen, before in answers.items():
        for extra in known:
            if extra in chosen:
                continue
            after = answers[tuple(m for m in MODALITIES if m in (*chosen, extra))]
            n = min(len(before), len(after))  # a smaller set of modalities may have been judged on the first third only
            tables.setdefault(subset_key(chosen), {})[extra] = {
                name: tabulate(before[:n, column], after[:n, column]) for name, column in OUTCOMES if column < before.shape[1]
            }
    return tables
