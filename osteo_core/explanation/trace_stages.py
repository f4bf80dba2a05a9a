"""The stages of a pass through the network with the shapes of the tensors that were really there."""

from __future__ import annotations

from dataclasses import dataclass

from osteo_core.explanation.trace_parts import Trace
from osteo_core.network.batch import TOKENS

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Stage:
    """One stage: `shapes` from what enters to what leaves; `run` is False for an encoder whose modality is absent (no shapes then)."""

    key: str
    shapes: tuple[Shape, ...]
    run: bool = True


def shape_text(shape: Shape) -> str:
    """(48, 48, 48) as 48×48×48."""
    return "×".join(map(str, shape))


def stages_of(trace: Trace) -> tuple[Stage, ...]:
    """All stages in order: inputs, the five encoders, tokens, attention, fused, residual, pairs, outputs, ensemble, interval."""
    fusion, pairs, outputs, ensemble = trace.fusion, trace.pairs, trace.outputs, trace.ensemble
    return (
        Stage("inputs", (trace.inputs.raw.shape, (2, *trace.inputs.values.shape))),
        *(_encoder(trace, token) for token in TOKENS),
        Stage("tokens", ((len(TOKENS), *fusion.tokens[0].shape), fusion.tokens.shape)),
        Stage("attention", (fusion.tokens.shape, fusion.scores.shape, fusion.weights.shape)),
        Stage("fused", (fusion.tokens.shape, fusion.attended.shape, fusion.fused.shape)),
        Stage("residual", (fusion.fused.shape, fusion.residual.shape)),
        Stage("pairs", (fusion.tokens.shape, pairs.left.shape, pairs.terms.shape, pairs.pooled.shape)),
        Stage("outputs", (outputs.representation.shape, outputs.logits.shape)),
        Stage("ensemble", (ensemble.logits.shape, ensemble.mean.shape)),
        Stage("interval", (ensemble.each.shape, (2, *ensemble.low.shape))),
    )


def _encoder(trace: Trace, token: str) -> Stage:
    if not trace.has(token):
        return Stage(token, (), run=False)
    out = trace.fusion.tokens[TOKENS.index(token)].shape
    if token == "micro" and trace.micro is not None and trace.inputs.volume is not None:
        inside = (trace.inputs.volume.shape, trace.micro.layer.responses.shape[1:], trace.micro.second.shape, trace.micro.mean.shape)
        return Stage(token, (*inside, trace.towers[token].enters.shape, out))
    if token == "sensory" and trace.states is not None and trace.inputs.series is not None:
        return Stage(token, (trace.inputs.series.shape, trace.states.shape, trace.states[-1].shape, trace.towers[token].enters.shape, out))
    if token == "gene" and trace.gene is not None:
        return Stage(token, (trace.gene.dosages.shape, trace.gene.code.shape, out))
    return Stage(token, (trace.towers[token].enters.shape, out))
