"""One patient's tensors on their way through one of the networks, recorded by hooks on the modules that compute them."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from osteo_core.constants import Z95
from osteo_core.explanation.trace_parts import (
    OUTPUTS,
    PAIRS,
    Array,
    EnsembleTrace,
    FusionTrace,
    GeneTrace,
    InputTrace,
    MicroTrace,
    OutputTrace,
    PairTrace,
    TowerTrace,
    Trace,
)
from osteo_core.inference.artifact import Artifact
from osteo_core.inference.calibration import outcome_logits
from osteo_core.inference.intervals import components, shrunk, standard_error
from osteo_core.inference.prediction import subset_names
from osteo_core.inference.predictor import NetworkInput, Predictor
from osteo_core.network.batch import TOKENS, Batch
from osteo_core.network.first_layer import first_layer
from osteo_core.network.network import FusionNetwork
from osteo_core.network.phantom import render_phantom
from osteo_core.patients import Patient

Calls = dict[str, list[tuple[Any, Any]]]
"""Module's name -> what went in and what came out, once a call."""


def trace(model: Predictor, patient: Patient, network: int = 0, draw: int = 0) -> Trace:
    """The patient through network `network` (from 0) on imputation `draw` (from 0), as `Model.assess` does it.

    Raises:
        InvalidInput: nothing was entered that the model reads.
        ValueError: no such network or imputation.
    """
    given = model.network_input(patient)
    networks = model.artifact.ensemble.networks
    if not 0 <= network < len(networks) or not 0 <= draw < len(given.batches):
        raise ValueError(f"network {network} of {len(networks)}, imputation {draw} of {len(given.batches)}: there is no such")
    chosen = networks[network]
    calls = recorded(chosen, given.batches[draw])
    inputs, fusion, pairs = _inputs(model.artifact, given, draw), _fusion(chosen, calls), _pairs(chosen, calls)
    return Trace(
        network=network,
        draw=draw,
        inputs=inputs,
        towers={token: _tower(calls, token) for token in TOKENS if f"{token}.layers" in calls},
        micro=_micro(chosen, calls, inputs.volume),
        gene=_gene(calls),
        states=_numbers(calls["sensory.memory"][0][1][0])[0] if "sensory.memory" in calls else None,
        fusion=fusion,
        pairs=pairs,
        outputs=_outputs(chosen, calls, partial(model.artifact.ensemble.calibration.apply, scan=_scan(given))),
        ensemble=ensemble_trace(model.artifact, given),
    )


def recorded(network: FusionNetwork, batch: Batch) -> Calls:
    """What each module was given and gave back, on a copy of the network: the model is shared by every session."""
    calls: Calls = {}

    def keep(name: str, _module: nn.Module, given: Any, out: Any) -> None:
        calls.setdefault(name, []).append((given, out))

    copy = deepcopy(network).eval()
    for name, module in copy.named_modules():
        module.register_forward_hook(partial(keep, name))
    with torch.no_grad():
        copy(batch)
    return calls


def ensemble_trace(artifact: Artifact, given: NetworkInput) -> EnsembleTrace:
    """The answers of all networks on all imputations, and how they become one answer with its interval."""
    logits = artifact.ensemble.logits(Batch.joined(given.batches))[0][:, :, None]
    _, within, between = components(outcome_logits(logits))
    mean = logits.mean((0, 1))
    log_odds = outcome_logits(mean)
    networks, draws = logits.shape[:2]
    spread = artifact.spreads[subset_names(given.prepared.present, artifact.ensemble.networks[0].settings.modalities)[0]]
    typical = np.array(spread.typical)
    factors = spread.factors(log_odds)
    down, up = (standard_error(within, between, draws, typical, factor, networks)[0] for factor in factors)
    calibration = artifact.ensemble.calibration
    found: dict[str, Array] = {
        "slope": np.array([*calibration.status_line(_scan(given)).slope, calibration.fracture_slope]),
        "logits": logits[:, :, 0],
        "mean": mean[0],
        "log_odds": log_odds[0],
        "each": outcome_logits(logits)[:, :, 0],
        "within": within[0],
        "typical": typical,
        "shrunk": shrunk(within, typical, networks)[0],
        "between": between[0],
        "factor_down": factors[0][0],
        "factor_up": factors[1][0],
        "error_down": down,
        "error_up": up,
        "low": log_odds[0] - Z95 * down,
        "high": log_odds[0] + Z95 * up,
    }
    # A hip fracture, which some networks answer beside the OUTPUTS, is not traced.
    return EnsembleTrace(**{name: values[..., : len(OUTPUTS)] for name, values in found.items()})


def _scan(given: NetworkInput) -> int:
    """How much of a scan was measured, the same in all imputations."""
    return int(given.batches[0].scan()[0])


def _inputs(artifact: Artifact, given: NetworkInput, draw: int) -> InputTrace:
    prepared, batch = given.prepared, given.batches[draw]
    return InputTrace(
        names=artifact.inputs,
        raw=given.raw,
        units=prepared.units(draw)[0],
        values=_numbers(batch.values)[0],
        observed=_numbers(batch.observed)[0],
        imputed=prepared.imputed[0],
        present=prepared.present[0],
        volume=_volume(batch),
        series=_array(batch.series, batch.has("sensory")),
        measured=given.measured,
    )


def _array(array: Tensor | None, here: Tensor) -> Any:
    return None if array is None or not bool(here[0]) else array[0].numpy()


def _volume(batch: Batch) -> Any:
    """The measured volume, else the phantom of the parameters; None without microarchitecture."""
    if not bool(batch.has("micro")[0]):
        return None
    if batch.volume is not None and batch.volume_row is not None and int(batch.volume_row[0]) >= 0:
        return batch.volume[batch.volume_row[0]].numpy()
    return render_phantom(batch.micro_raw[:1])[0].numpy()


def _tower(calls: Calls, token: str) -> TowerTrace:
    linear, nonlinear = calls[f"{token}.layers.linear"][0], calls[f"{token}.layers.nonlinear"][0]
    return TowerTrace(_numbers(linear[0][0])[0], _numbers(linear[1])[0], _numbers(nonlinear[1])[0])


def _micro(network: FusionNetwork, calls: Calls, volume: Any) -> MicroTrace | None:
    """The convolution of the volume shown; `mean` is what went on, of that volume if it was measured, else of phantoms like it."""
    if network.micro is None or volume is None or "micro.layers" not in calls:
        return None
    layer = first_layer(network.micro, torch.from_numpy(volume)[None])
    with torch.no_grad():
        second = _numbers(network.micro.convolution[2:](torch.from_numpy(layer.responses)))[0]
    mean = _numbers(calls["micro.layers"][0][0][0])[0, : len(second)]
    return MicroTrace(layer, second, mean)


def _gene(calls: Calls) -> GeneTrace | None:
    if "gene.encode" not in calls:
        return None
    (dosages,), _ = calls["gene.encode"][0]
    entering = _numbers(calls["gene.project"][0][0][0])[0]
    return GeneTrace(
        code=entering[:-1], share=float(entering[-1]), dosages=_numbers(dosages)[0], reconstruction=_numbers(calls["gene.decode"][0][1])[0]
    )


def _fusion(network: FusionNetwork, calls: Calls) -> FusionTrace:
    (tokens, present), _ = calls["fusion"][0]
    _, given = calls["fusion.attention"][0]
    (fused,), residual = calls["fusion.residual"][0]
    here, each = _numbers(present)[0], _parts(network, tokens)
    # Attention is asked of the tokens that are there alone.
    weights = given.new_zeros(given.shape[:2] + here.shape)
    weights[..., torch.from_numpy(here > 0)] = given
    evidence = np.stack([_numbers(part.evidence)[0] for part in each]) * here[:, None]
    return FusionTrace(
        tokens=_numbers(tokens)[0],
        present=here > 0,
        scores=np.stack([_numbers(part.scores)[0] for part in each]),
        temperatures=_numbers(network.fusion.attention.temperatures),
        weights=_numbers(weights)[0],
        attended=_numbers(weights[0] @ tokens[0]),
        joined=_numbers(calls["fusion.mix"][0][1])[0],
        evidence=evidence,
        mask=_numbers(calls["fusion.mask"][0][1])[0],
        fused=_numbers(fused)[0],
        correction=_numbers(calls["fusion.residual.layers"][0][1])[0],
        residual=_numbers(residual)[0],
    )


def _pairs(network: FusionNetwork, calls: Calls) -> PairTrace:
    (tokens, present), _ = calls["fusion"][0]
    each, here = _parts(network, tokens), _numbers(present)[0][:, None]
    left, right = (np.stack([_numbers(getattr(part, side))[0] for part in each]) * here for side in ("left", "right"))
    places = [(TOKENS.index(a), TOKENS.index(b)) for a, b in PAIRS]
    terms = np.stack([0.5 * (left[i] * right[j] + left[j] * right[i]) for i, j in places])
    weight, _ = _head(network)
    width = tokens.shape[2]
    return PairTrace(
        left=left, right=right, terms=terms, pooled=_numbers(calls["status"][0][0][0])[0, width:], to_logits=terms @ weight[:, width:].T
    )


def _outputs(network: FusionNetwork, calls: Calls, calibrate: Callable[[Array], Array]) -> OutputTrace:
    representation = _numbers(calls["status"][0][0][0])[0]
    logits = np.concatenate([_numbers(calls[name][0][1])[0] for name in ("status", "fracture")])
    weight, bias = _head(network)
    width = calls["fusion"][0][0][0].shape[2]
    return OutputTrace(
        representation=representation,
        from_residual=weight[:, :width] @ representation[:width],
        from_pairs=weight[:, width:] @ representation[width:],
        bias=bias,
        logits=logits,
        calibrated=calibrate(logits),
    )


def _parts(network: FusionNetwork, tokens: Tensor) -> list[Any]:
    """What each token brings, by the network's own function: its left and right sides are plain matrices, which no hook sees."""
    with torch.no_grad():
        return [network.fusion.terms(position, tokens[:, position]) for position in range(len(TOKENS))]


def _head(network: FusionNetwork) -> tuple[Array, Array]:
    """Weights (4, 48) and bias (4,) of both output layers, in the order of OUTPUTS."""
    heads = (network.status, network.fracture)
    return np.concatenate([_numbers(h.weight) for h in heads]), np.concatenate([_numbers(h.bias) for h in heads])


def _numbers(tensor: Tensor) -> Array:
    return tensor.detach().double().numpy()
