"""What a trace keeps of one pass through one network: the tensors, in the order in which they arise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from osteo_core.network.batch import TOKENS
from osteo_core.network.first_layer import FirstLayer

Array = NDArray[np.float64]

PAIRS = tuple((a, b) for place, a in enumerate(TOKENS) for b in TOKENS[place + 1 :])
"""The ten pairs of tokens that bilinear pooling multiplies."""

OUTPUTS = ("normal", "osteopenia", "osteoporosis", "fracture")
"""The four logits, in the networks' order."""


@dataclass(frozen=True, kw_only=True)
class InputTrace:
    """What was entered, and what the network is given for it in one imputation.

    Shape:
        raw: (WIDTH,) in catalogue units, NaN where not known; units: (WIDTH,) with the gaps filled in; values: (WIDTH,) z-scores, 0 in
        absent modalities; observed: (WIDTH,) 1 where measured; imputed: (WIDTH,) bool; present: (6,) modalities;
        volume: (48, 48, 48), a phantom where none was measured, and series: (48, 3), None where absent. `measured` names the arrays that
        were measured, not drawn.
    """

    names: tuple[str, ...]
    raw: Array
    units: Array
    values: Array
    observed: Array
    imputed: NDArray[np.bool_]
    present: NDArray[np.bool_]
    volume: NDArray[np.float32] | None
    series: NDArray[np.float32] | None
    measured: tuple[str, ...]


@dataclass(frozen=True)
class TowerTrace:
    """One encoder's `Tower`: what enters it, its linear and its nonlinear part, whose sum is the token; Eq. (1), (3).

    Shape:
        enters: (w,); linear, nonlinear: (32,).
    """

    enters: Array
    linear: Array
    nonlinear: Array


@dataclass(frozen=True)
class MicroTrace:
    """Inside the convolution, Eq. (2).

    Shape:
        layer: the first convolution's filters and its responses (1, 8, 12, 12, 12); second: (16, 6, 6, 6), both after ReLU;
        mean: (16,), what goes on: the second's means where the volume was measured, else the mean over phantoms of the parameters.
    """

    layer: FirstLayer
    second: Array
    mean: Array


@dataclass(frozen=True, kw_only=True)
class GeneTrace:
    """Inside the autoencoder, Eq. (4).

    Shape:
        code: (8,) after ReLU; share: the observed share of the variants; dosages, reconstruction: (63,) z-scores.
    """

    code: Array
    share: float
    dosages: Array
    reconstruction: Array


@dataclass(frozen=True, kw_only=True)
class FusionTrace:
    """From the tokens to the residual block's output, Eq. (6) and (7); absent tokens are zero with weight zero.

    Shape:
        tokens: (5, 32); present: (5,) bool; scores: (5, 3); temperatures: (3,); weights: (3, 5); attended: (3, 32), the weighted mean of
        each scale; joined: (32,), the three means after the map that joins them; evidence: (5, 32); mask: (32,);
        fused = joined + sum of evidence + mask: (32,); correction: (32,); residual = fused + correction: (32,).
    """

    tokens: Array
    present: NDArray[np.bool_]
    scores: Array
    temperatures: Array
    weights: Array
    attended: Array
    joined: Array
    evidence: Array
    mask: Array
    fused: Array
    correction: Array
    residual: Array

    @property
    def attention(self) -> Array:
        """(5,) the mean over the scales: what the Patient page shows."""
        return np.asarray(self.weights.mean(0))


@dataclass(frozen=True, kw_only=True)
class PairTrace:
    """Bilinear pooling, pair by pair.

    Shape:
        left, right: (5, 16), zero where absent; terms: (10, 16) in the order of PAIRS, summing to pooled: (16,);
        to_logits: (10, 4) what each pair adds to each output's logit.
    """

    left: Array
    right: Array
    terms: Array
    pooled: Array
    to_logits: Array


@dataclass(frozen=True, kw_only=True)
class OutputTrace:
    """The output layers, Eq. (8) and (9), and the calibration.

    Shape:
        representation: (48,); from_residual, from_pairs, bias: (4,), which sum to logits: (4,); calibrated: (4,).
    """

    representation: Array
    from_residual: Array
    from_pairs: Array
    bias: Array
    logits: Array
    calibrated: Array


@dataclass(frozen=True, kw_only=True)
class EnsembleTrace:
    """How the networks and the imputations become one answer with its interval; columns are the OUTPUTS.

    Shape:
        logits: (networks, draws, 4) calibrated; slope: (4,) by which calibration multiplied each; mean: (4,) calibrated logits;
        log_odds: (4,) each class against the others, fracture; each: (networks, draws, 4) the same of each network and imputation; within,
        typical, shrunk, between: (4,) variances W, its typical value, W drawn towards it, and B; factor_down, factor_up: (4,); error_down,
        error_up: (4,) root of T; low, high: (4,) log-odds.
    """

    logits: Array
    slope: Array
    mean: Array
    log_odds: Array
    each: Array
    within: Array
    typical: Array
    shrunk: Array
    between: Array
    factor_down: Array
    factor_up: Array
    error_down: Array
    error_up: Array
    low: Array
    high: Array

    @property
    def draws(self) -> int:
        """Imputations m; 1 where nothing had to be imputed."""
        return int(self.logits.shape[1])


@dataclass(frozen=True, kw_only=True)
class Trace:
    """One patient through one network on one imputation; a part is None where the patient or the network lacks the modality."""

    network: int
    draw: int
    inputs: InputTrace
    towers: dict[str, TowerTrace]
    micro: MicroTrace | None
    gene: GeneTrace | None
    states: Array | None
    """(48, 12) the LSTM's hidden state after each step, Eq. (5)."""
    fusion: FusionTrace
    pairs: PairTrace
    outputs: OutputTrace
    ensemble: EnsembleTrace

    def has(self, token: str) -> bool:
        """Whether the token is there."""
        return bool(self.fusion.present[TOKENS.index(token)])
