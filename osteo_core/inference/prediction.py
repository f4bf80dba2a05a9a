"""Probabilities, intervals and attention for many people at once: the one path of `assess` and `score`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteo_core.constants import MODALITIES, Z95
from osteo_core.inference.artifact import Artifact
from osteo_core.inference.calibration import outcome_logits
from osteo_core.inference.ensemble import Ensemble
from osteo_core.inference.intervals import NETWORKS, Spread, components, standard_error
from osteo_core.inference.measured import MeasuredSeries, MeasuredVolumes
from osteo_core.inference.missing import probabilities_of, subset_key
from osteo_core.network.batch import TOKEN_MODALITIES, TOKENS, Batch
from osteo_core.preprocessing.encode import SLICES
from osteo_core.preprocessing.pipeline import Prepared

Array = NDArray[np.float64]

FEW = 64
"""People up to whom all imputations go through the networks in one pass."""


@dataclass(frozen=True, kw_only=True)
class Prediction:
    """Answers for n people.

    Shape:
        status, status_low, status_high: (n, 3) normal, osteopenia, osteoporosis; fracture…: (n,); attention: (n, 5) tokens;
        log_odds: (n, 4) each class against the others, fracture; (n, 5) with hip fracture where the model answers it.
        hip_fracture…: (n,), else None.
    """

    status: Array
    status_low: Array
    status_high: Array
    fracture: Array
    fracture_low: Array
    fracture_high: Array
    attention: Array
    log_odds: Array
    hip_fracture: Array | None = None
    hip_fracture_low: Array | None = None
    hip_fracture_high: Array | None = None

    @property
    def osteoporosis(self) -> Array:
        return self.status[:, 2]

    @property
    def osteoporosis_low(self) -> Array:
        return self.status_low[:, 2]

    @property
    def osteoporosis_high(self) -> Array:
        return self.status_high[:, 2]


def batch_of(
    prepared: Prepared,
    draw: int,
    volumes: tuple[NDArray[np.float32], NDArray[np.int64]] | None = None,
    series: NDArray[np.float32] | None = None,
) -> Batch:
    """Network input of one imputation; `volumes` holds volumes and whose is whose, `series` one row a person, when given."""
    import torch

    values = torch.from_numpy(np.ascontiguousarray(prepared.values[draw], np.float32))
    units = torch.from_numpy(prepared.units(draw).astype(np.float32))
    return Batch(
        values=values,
        observed=torch.from_numpy(np.ascontiguousarray(prepared.observed, np.float32)),
        present=torch.from_numpy(prepared.present.astype(np.float32)),
        micro_raw=units[:, SLICES["micro"]],
        sensory_raw=units[:, SLICES["sensory"]],
        volume=None if volumes is None else torch.from_numpy(volumes[0]),
        volume_row=None if volumes is None else torch.from_numpy(volumes[1]),
        series=None if series is None else torch.from_numpy(series),
    )


def batches(prepared: Prepared, volumes: MeasuredVolumes | None = None, series: MeasuredSeries | None = None) -> Iterator[Batch]:
    """Network input of each imputation in turn, with the arrays that were measured."""
    for draw in range(len(prepared.values)):
        yield batch_of(
            prepared,
            draw,
            None if volumes is None else volumes.of(prepared, draw),
            None if series is None else series.of(prepared, draw),
        )


def subset_names(present: NDArray[np.bool_], modalities: tuple[str, ...]) -> list[str]:
    """Name of each person's set of present modalities, among those the model knows."""
    codes = present @ (1 << np.arange(len(MODALITIES)))
    names = {int(c): subset_key([m for i, m in enumerate(MODALITIES) if c >> i & 1 and m in modalities]) for c in np.unique(codes)}
    return [names[int(code)] for code in codes]


def interval(
    spreads: dict[str, Spread], names: list[str], log_odds: Array, within: Array, between: Array, draws: int, networks: int = NETWORKS
) -> tuple[Array, Array]:
    """Lower and upper ends (as `log_odds`) of the 95 % intervals of people's log-odds; `names` are their sets of modalities."""
    low, high = np.zeros_like(log_odds), np.zeros_like(log_odds)
    for name in set(names):
        rows = np.array([other == name for other in names])
        typical = np.array(spreads[name].typical)
        factors = spreads[name].factors(log_odds[rows])
        ends = [Z95 * standard_error(within[rows], between[rows], draws, typical, factor, networks) for factor in factors]
        low[rows], high[rows] = log_odds[rows] - ends[0], log_odds[rows] + ends[1]
    return low, high


def predict(
    artifact: Artifact, prepared: Prepared, volumes: MeasuredVolumes | None = None, series: MeasuredSeries | None = None
) -> Prediction:
    """Answers for prepared people: mean of calibrated logits over networks and imputations, then softmax and sigmoid."""
    logits, attention = _logits(artifact.ensemble, batches(prepared, volumes, series))
    _, within, between = components(outcome_logits(logits))
    names = subset_names(prepared.present, artifact.ensemble.networks[0].settings.modalities)
    log_odds = outcome_logits(logits.mean((0, 1)))
    ends = interval(artifact.spreads, names, log_odds, within, between, len(prepared.values), len(artifact.ensemble.networks))
    middle, low, high = (probabilities_of(within_major(values)) for values in (log_odds, *ends))
    hip = [values[:, 4] if values.shape[1] > 4 else None for values in (middle, low, high)]
    return Prediction(
        status=middle[:, :3],
        status_low=low[:, :3],
        status_high=high[:, :3],
        fracture=middle[:, 3],
        fracture_low=low[:, 3],
        fracture_high=high[:, 3],
        attention=attention,
        log_odds=log_odds,
        hip_fracture=hip[0],
        hip_fracture_low=hip[1],
        hip_fracture_high=hip[2],
    )


def within_major(log_odds: Array) -> Array:
    """Log-odds (n, 4 or 5) in which those of a hip fracture are at most those of a major one.

    The answers are so by construction (the hip is a share of the major fractures). The two intervals are widened apart, and an end of the
    hip's could come to lie above the major one's, which it cannot exceed: it is put there.
    """
    if log_odds.shape[1] < 5:
        return log_odds
    return np.concatenate([log_odds[:, :4], np.minimum(log_odds[:, 4:], log_odds[:, 3:4])], axis=1)


def _logits(ensemble: Ensemble, imputations: Iterator[Batch]) -> tuple[Array, Array]:
    """Logits (networks, draws, n, 4) and mean attention (n, 5) over the imputations of n people.

    A few people go through each network once, all imputations together: a pass costs much the same for one row as for a hundred.
    """
    first = next(imputations)
    if len(first) > FEW:
        answers = [ensemble.logits(first), *map(ensemble.logits, imputations)]
        return np.stack([a[0] for a in answers], 1), np.mean([a[1] for a in answers], 0)
    together = [first, *imputations]
    logits, attention = ensemble.logits(Batch.joined(together))
    shape = (len(together), len(first))
    return logits.reshape(len(logits), *shape, -1), attention.reshape(*shape, -1).mean(0)


def token_weights(attention: Array, present: tuple[str, ...]) -> dict[str, float]:
    """Attention of one person by token, present tokens only."""
    return {t: float(w) for t, w in zip(TOKENS, attention, strict=True) if any(m in present for m in TOKEN_MODALITIES[t])}
