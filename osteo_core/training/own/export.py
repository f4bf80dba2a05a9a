"""From a fit on everybody to an artifact: intervals, reference people, ranges, answers out of fold."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from osteo_core.constants import MODALITIES, STATUSES
from osteo_core.inference.artifact import Artifact
from osteo_core.inference.calibration import outcome_logits
from osteo_core.inference.intervals import Spread, components
from osteo_core.inference.missing import subset_key
from osteo_core.inference.prediction import batch_of
from osteo_core.preprocessing.encode import present_modalities
from osteo_core.training.own.cross_validation import OURS
from osteo_core.training.own.fit import Fitted, Learning
from osteo_core.training.own.table import OwnPeople
from osteo_core.training.own.tensors import readable

Array = NDArray[np.float64]

BACKGROUND_PEOPLE = 40
RANGE_QUANTILES = (0.001, 0.999)
COLUMNS = 4
_CARRIED = ("age", "sex", "ethnicity", "bmi", "prior_fracture")


def as_artifact(name: str, fitted: Fitted, learning: Learning, training: dict[str, Any]) -> Artifact:
    """Everything that answers need."""
    return Artifact(
        name=name, ensemble=fitted.ensemble, preprocessor=fitted.preprocessor, background=_background(fitted, learning),
        spreads=_spreads(fitted, learning), ranges=_ranges(learning), missing_tests={}, training=training, inputs=learning.inputs,
        withheld=dict(learning.withheld),
    )  # fmt: skip


def widening(networks: int) -> float:
    """By how much the standard deviation of networks that each left out one of K groups falls short of that of the mean.

    Delete-a-group jackknife (Kott, J Off Stat 2001;17:521-6): the variance is (K - 1)/K times the sum of squares, (K - 1)²/K times the
    sample variance.
    """
    return float(np.sqrt((networks - 1) ** 2 / networks))


def _spreads(fitted: Fitted, learning: Learning) -> dict[str, Spread]:
    """For every set of modalities that own people have: what the networks disagree by there, widened. No truth is known to fit it to."""
    k = len(fitted.ensemble.networks)
    zero, wide = ((0.0,),) * COLUMNS, ((widening(k),),) * COLUMNS
    return {
        subset_key(chosen): Spread(typical=_typical(fitted, learning, chosen), centre=zero, inward=wide, outward=wide)
        for size in range(1, len(learning.modalities) + 1)
        for chosen in combinations(learning.modalities, size)
    }


def _typical(fitted: Fitted, learning: Learning, chosen: tuple[str, ...]) -> tuple[float, ...]:
    """(4,) mean variance of the outcome log-odds over the networks, each outcome in its own view of people reduced to `chosen`."""
    typical = np.zeros(COLUMNS)
    for outcome, withheld in learning.withheld.items():
        seen = readable(learning.raw, fitted.preprocessor, withheld)
        present = present_modalities(seen) & np.isin(MODALITIES, chosen)
        some = present.any(1)
        if not some.any():
            continue
        prepared = fitted.preprocessor.complete(seen[some], present[some], withheld)
        logits = np.stack([fitted.ensemble.logits(batch_of(prepared, draw))[0] for draw in range(len(prepared.values))], 1)
        variance = components(outcome_logits(logits))[1].mean(0)
        columns = slice(0, 3) if outcome == "osteoporosis" else slice(3, 4)
        typical[columns] = variance[columns]
    return tuple(map(float, typical))


def _background(fitted: Fitted, learning: Learning) -> Array:
    """(people, WIDTH) people with as many of the modalities as there are, gaps imputed once: the reference of the explanations."""
    present = present_modalities(learning.raw)
    have = present.sum(1)
    most = np.flatnonzero(have == have.max())
    if len(most) < BACKGROUND_PEOPLE:
        most = np.argsort(-have, kind="stable")[:BACKGROUND_PEOPLE]
    chosen = np.sort(np.random.default_rng(learning.seed).choice(most, min(BACKGROUND_PEOPLE, len(most)), replace=False))
    return fitted.preprocessor.complete(learning.raw[chosen], np.ones((len(chosen), len(MODALITIES)), bool)).units(0)


def _ranges(learning: Learning) -> dict[str, tuple[float, float]]:
    """Central 99.8 % of each input that these people have."""
    return {
        name: (round(float(low), 4), round(float(high), 4))
        for name, values in zip(learning.inputs, learning.raw.T, strict=True)
        if np.isfinite(values).any()
        for low, high in [np.nanquantile(values, RANGE_QUANTILES)]
    }


def out_of_fold(answers: pd.DataFrame, people: OwnPeople) -> pd.DataFrame:
    """One row a person: row of the table, who, what became of them, and what each model said out of fold in the first repeat.

    Names and numbers by which a hospital knows its people are left out.
    """
    table = pd.DataFrame({"row": people.row})
    for name in _CARRIED:
        values = people.full.get(name)
        table[name] = None if values is None else list(values) if np.asarray(values).dtype == object else np.asarray(values, float)
    if people.status is not None:
        table["status"] = [STATUSES[k] if k >= 0 else None for k in people.status]
    if people.fracture is not None and people.weight is not None:
        table["fracture"], table["fracture_weight"] = people.fracture, people.weight
    first = answers[answers["repeat"] == 0]
    for (outcome, model), rows in first.groupby(["outcome", "model"], sort=False):
        columns = {f"p_{outcome}" if model == OURS else f"p_{outcome}_{model}": "p"}
        if outcome == "osteoporosis" and model == OURS:
            columns |= {"p_normal": "p_normal", "p_osteopenia": "p_osteopenia"}
        for name, source in columns.items():
            values = np.full(people.n, np.nan)
            values[rows["place"].to_numpy()] = rows[source].to_numpy()
            table[name] = values
    return table
