"""The trace is what the network computed: it ends in the assessment, and each equation on the page leads from one tensor to the next."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
import torch
from scipy.special import expit, logsumexp, softmax

from osteo_core import Patient, load_model
from osteo_core.constants import MODALITIES
from osteo_core.explanation.trace import trace
from osteo_core.explanation.trace_parts import OUTPUTS, PAIRS, Trace
from osteo_core.network.batch import TOKENS
from osteo_core.network.encoders import Tower
from osteo_core.network.network import FusionNetwork
from osteo_core.network.phantom import render_phantom
from osteo_core.network.phantom_responses import interpolated
from osteo_core.preprocessing.encode import SLICES
from tests.inference.people import EXAMPLES, only, virtual_person, with_series, with_volume, without

EXACT = {"rtol": 1e-5, "atol": 2e-6}  # float32 beside float64


def _network(index: int) -> FusionNetwork:
    return load_model("fusion").artifact.ensemble.networks[index]


def _weights(layer: torch.nn.Module) -> tuple[np.ndarray, np.ndarray]:
    return layer.weight.detach().double().numpy(), layer.bias.detach().double().numpy()  # type: ignore[operator, union-attr]


def _relu(x: np.ndarray) -> np.ndarray:
    return np.maximum(x, 0)


def _lawful(found: Trace) -> None:
    fusion = found.fusion
    np.testing.assert_allclose(fusion.weights.sum(1), 1, atol=1e-6)
    absent = ~fusion.present
    assert (fusion.tokens[absent] == 0).all()
    assert (fusion.weights[:, absent] == 0).all()
    assert (fusion.evidence[absent] == 0).all()
    outside = [i for i, (a, b) in enumerate(PAIRS) if not (found.has(a) and found.has(b))]
    assert (found.pairs.terms[outside] == 0).all()
    assert (found.pairs.to_logits[outside] == 0).all()


def _ends_in(found: Trace, model: object, patient: Patient) -> None:
    """The last tensors are the assessment's numbers."""
    answer = model.assess(patient)  # type: ignore[attr-defined]
    ensemble = found.ensemble
    probabilities = softmax(ensemble.mean[:3])
    assert probabilities.tolist() == pytest.approx(list(answer.status.values()), abs=1e-6)
    assert expit(ensemble.log_odds[2]) == pytest.approx(answer.osteoporosis.probability, abs=1e-6)
    for column, risk in ((2, answer.osteoporosis), (3, answer.fracture)):
        assert [expit(ensemble.low[column]), expit(ensemble.high[column])] == pytest.approx([risk.low, risk.high], abs=1e-6)
    assert expit(ensemble.mean[3]) == pytest.approx(answer.fracture.probability, abs=1e-6)
    np.testing.assert_allclose(ensemble.logits[found.network, found.draw], found.outputs.calibrated, atol=1e-5)


@pytest.mark.parametrize("name", ["fusion", "simplified"])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_it_ends_in_the_assessment_of_every_example(path: Path, name: str) -> None:
    model, patient = load_model(name), Patient.from_json(path)
    draws = trace(model, patient).ensemble.draws
    found = trace(model, patient, network=3, draw=draws - 1)
    _lawful(found)
    _ends_in(found, model, patient)


def test_it_ends_in_the_assessment_for_every_set_of_modalities() -> None:
    model, whole = load_model("fusion"), virtual_person()
    for size in range(1, 7):
        for chosen in combinations(MODALITIES, size):
            patient = only(whole, *chosen)
            found = trace(model, patient, network=1)
            _lawful(found)
            _ends_in(found, model, patient)


def test_a_measured_volume_and_series_are_what_is_traced() -> None:
    model, drawn = load_model("fusion"), virtual_person()
    patient = with_series(with_volume(drawn, rng=4))
    found, other = trace(model, patient), trace(model, drawn)
    assert found.inputs.measured == ("volume", "series")
    assert other.inputs.measured == ()
    assert found.inputs.volume is not None
    assert other.inputs.volume is not None
    assert np.abs(found.inputs.volume - other.inputs.volume).max() > 0.5
    _ends_in(found, model, patient)
    assert found.micro is not None
    np.testing.assert_allclose(found.micro.second.mean((1, 2, 3)), found.micro.mean, **EXACT)
    parameters = torch.tensor(other.inputs.units[None, SLICES["micro"]], dtype=torch.float32)
    np.testing.assert_allclose(other.inputs.volume, render_phantom(parameters)[0].numpy(), atol=1e-4)


@pytest.mark.parametrize("network", range(5))
def test_tokens_attention_and_logits_are_the_networks_own(network: int) -> None:
    model, patient = load_model("fusion"), virtual_person(1)
    batch = model.network_input(patient).batches[0]
    with torch.no_grad():
        output = _network(network)(batch)
        tokens, mask, reconstruction = _network(network).encode(batch)
    found = trace(model, patient, network)
    np.testing.assert_array_equal(found.fusion.tokens, tokens[0].double().numpy())
    np.testing.assert_array_equal(found.fusion.present, mask[0].numpy())
    np.testing.assert_allclose(found.fusion.attention, output.attention[0].numpy(), rtol=0, atol=1e-7)
    np.testing.assert_array_equal(found.outputs.logits, torch.cat([output.status, output.fracture[:, None]], 1)[0].double().numpy())
    assert found.gene is not None
    assert reconstruction is not None
    np.testing.assert_array_equal(found.gene.reconstruction, reconstruction[0].double().numpy())


@pytest.fixture(scope="module")
def found() -> Trace:
    """Everything there, one marker and two variants missing, so that something is imputed."""
    patient = without(virtual_person(2), "btm.ctx", "gene.rs1021188", "gene.rs2073617")
    return trace(load_model("fusion"), patient, network=2, draw=1)


def test_equation_1_and_3_line_and_bend_are_the_token(found: Trace) -> None:
    network = _network(2)
    for token, tower in found.towers.items():
        layers: Tower = getattr(network, token).layers
        weight, bias = _weights(layers.linear)
        np.testing.assert_allclose(weight @ tower.enters + bias, tower.linear, **EXACT)
        (w1, b1), (w2, b2) = _weights(layers.nonlinear[0]), _weights(layers.nonlinear[3])
        np.testing.assert_allclose(w2 @ _relu(w1 @ tower.enters + b1) + b2, tower.nonlinear, **EXACT)
        np.testing.assert_allclose(tower.linear + tower.nonlinear, found.fusion.tokens[TOKENS.index(token)], **EXACT)
    assert {len(t.enters) for t in found.towers.values()} == {2 * 19 + 2, 16 + 2 * 5, 2 * 5, 12 + 2 * 7}


def test_what_enters_the_towers_is_the_z_scores_and_the_mask(found: Trace) -> None:
    markers = np.concatenate([found.inputs.values[SLICES["btm"]], found.inputs.observed[SLICES["btm"]]])
    np.testing.assert_array_equal(found.towers["btm"].enters, markers)
    assert found.inputs.imputed.sum() == 3
    gaps = found.inputs.imputed
    assert np.isnan(found.inputs.raw[gaps]).all()
    assert np.isfinite(found.inputs.units[gaps]).all()
    assert (found.inputs.observed[gaps] == 0).all()


def test_z_scores_are_the_entered_values_less_the_mean_over_the_deviation(found: Trace) -> None:
    standardiser = load_model("fusion").artifact.preprocessor.standardiser
    age = found.inputs.names.index("age")
    assert found.inputs.values[age] == pytest.approx((found.inputs.raw[age] - standardiser.mean[age]) / standardiser.scale[age], abs=1e-5)
    balp = found.inputs.names.index("balp")
    logged = (np.log(found.inputs.raw[balp]) - standardiser.mean[balp]) / standardiser.scale[balp]
    assert found.inputs.values[balp] == pytest.approx(logged, abs=1e-5)


def test_equation_2_the_convolution(found: Trace) -> None:
    micro = found.micro
    assert micro is not None
    assert found.inputs.volume is not None
    encoder = _network(2).micro
    assert encoder is not None
    blocks = (found.inputs.volume - 0.2).reshape(12, 4, 12, 4, 12, 4).transpose(0, 2, 4, 1, 3, 5)
    bias = encoder.convolution[0].bias.detach().numpy()  # type: ignore[union-attr]
    by_hand = _relu(np.einsum("xyzabc,kabc->kxyz", blocks, micro.layer.filters) + bias[:, None, None, None])
    np.testing.assert_allclose(by_hand, micro.layer.responses[0], atol=1e-5)
    # Without a measured volume, what goes on is the mean answer to phantoms of these parameters, of which one is shown.
    parameters = torch.tensor(found.inputs.units[None, SLICES["micro"]], dtype=torch.float32)
    np.testing.assert_allclose(interpolated(encoder.responses, parameters)[0].numpy(), micro.mean, **EXACT)
    np.testing.assert_allclose(micro.second.mean((1, 2, 3)), micro.mean, atol=0.05)
    np.testing.assert_allclose(found.towers["micro"].enters[:16], micro.mean, **EXACT)
    assert micro.second.min() >= 0


def test_equation_4_the_code_goes_on(found: Trace) -> None:
    gene, encoder = found.gene, _network(2).gene
    assert gene is not None
    assert encoder is not None
    weight, bias = _weights(encoder.encode)
    np.testing.assert_allclose(_relu(weight @ gene.dosages + bias), gene.code, **EXACT)
    assert gene.share == pytest.approx(61 / 63)
    weight, bias = _weights(encoder.project[0])
    np.testing.assert_allclose(weight @ [*gene.code, gene.share] + bias, found.fusion.tokens[TOKENS.index("gene")], **EXACT)
    weight, bias = _weights(encoder.decode)
    np.testing.assert_allclose(weight @ gene.code + bias, gene.reconstruction, **EXACT)


def test_equation_5_the_memory_step_by_step(found: Trace) -> None:
    encoder = _network(2).sensory
    assert encoder is not None
    assert found.states is not None
    assert found.inputs.series is not None
    w, u, bw, bu = (p.detach().double().numpy() for p in encoder.memory.parameters())
    hidden, cell = np.zeros(12), np.zeros(12)
    for step, x in enumerate(found.inputs.series.astype(float)):
        i, f, c, o = np.split(w @ x + bw + u @ hidden + bu, 4)
        cell = expit(f) * cell + expit(i) * np.tanh(c)
        hidden = expit(o) * np.tanh(cell)
        np.testing.assert_allclose(hidden, found.states[step], atol=1e-5)
    np.testing.assert_allclose(found.towers["sensory"].enters[:12], hidden, atol=1e-5)


def test_equations_6_and_7_attention_and_the_fused_vector(found: Trace) -> None:
    fusion, network = found.fusion, _network(2).fusion
    weight, bias = _weights(network.attention.score)
    np.testing.assert_allclose(fusion.tokens @ weight.T + bias, fusion.scores, **EXACT)
    scaled = fusion.scores / fusion.temperatures
    np.testing.assert_allclose(softmax(scaled, axis=0).T, fusion.weights, atol=1e-6)
    np.testing.assert_allclose(fusion.weights @ fusion.tokens, fusion.attended, **EXACT)
    weight, bias = _weights(network.mix)
    np.testing.assert_allclose(weight @ fusion.attended.ravel() + bias, fusion.joined, atol=1e-5)
    np.testing.assert_allclose(np.einsum("td,tde->te", fusion.tokens, network.evidence.detach().double().numpy()), fusion.evidence, **EXACT)
    weight, bias = _weights(network.mask)
    np.testing.assert_allclose(weight @ fusion.present.astype(float) + bias, fusion.mask, **EXACT)
    np.testing.assert_allclose(fusion.joined + fusion.evidence.sum(0) + fusion.mask, fusion.fused, atol=1e-5)
    (w1, b1), (w2, b2) = _weights(network.residual.layers[0]), _weights(network.residual.layers[3])
    np.testing.assert_allclose(w2 @ _relu(w1 @ fusion.fused + b1) + b2, fusion.correction, atol=1e-5)
    np.testing.assert_allclose(fusion.fused + fusion.correction, fusion.residual, atol=1e-5)


def test_pairs_add_up_to_the_pooled_vector_and_to_their_part_of_every_logit(found: Trace) -> None:
    pairs, outputs = found.pairs, found.outputs
    network = _network(2)
    for side in ("left", "right"):
        matrix = getattr(network.fusion, side).detach().double().numpy()
        np.testing.assert_allclose(np.einsum("td,tdr->tr", found.fusion.tokens, matrix), getattr(pairs, side), **EXACT)
    np.testing.assert_allclose(pairs.terms.sum(0), pairs.pooled, atol=1e-5)
    np.testing.assert_allclose(pairs.to_logits.sum(0), outputs.from_pairs, atol=1e-5)
    np.testing.assert_allclose(np.concatenate([found.fusion.residual, pairs.pooled]), outputs.representation, atol=1e-6)
    np.testing.assert_allclose(outputs.from_residual + pairs.to_logits.sum(0) + outputs.bias, outputs.logits, atol=1e-5)


def test_equations_8_and_9_calibration_and_the_interval(found: Trace) -> None:
    calibration, ensemble = load_model("fusion").artifact.ensemble.calibration, found.ensemble
    assert (*ensemble.slope,) == (*[calibration.status_slope] * 3, calibration.fracture_slope)
    status = calibration.status_slope * found.outputs.logits[:3] + np.array(calibration.status_shift)
    np.testing.assert_allclose(status, found.outputs.calibrated[:3], atol=1e-9)
    np.testing.assert_allclose(ensemble.logits.mean((0, 1)), ensemble.mean, atol=1e-12)
    for place in range(3):
        others = [k for k in range(3) if k != place]
        assert ensemble.log_odds[place] == pytest.approx(ensemble.mean[place] - logsumexp(ensemble.mean[others]))
    # Rubin 1987: W within, B between, T = W + (1 + 1/m) B; here W is drawn half way to its typical value and widened.
    np.testing.assert_allclose(ensemble.each.mean(1).var(0, ddof=1), ensemble.within, atol=1e-12)
    np.testing.assert_allclose(ensemble.each.mean(0).var(0, ddof=1), ensemble.between, atol=1e-12)
    np.testing.assert_allclose((ensemble.within + ensemble.typical) / 2, ensemble.shrunk, atol=1e-12)
    assert ensemble.draws == 5
    for factor, error in ((ensemble.factor_down, ensemble.error_down), (ensemble.factor_up, ensemble.error_up)):
        np.testing.assert_allclose(factor**2 * ensemble.shrunk + 1.2 * ensemble.between, error**2, atol=1e-12)
    np.testing.assert_allclose(ensemble.log_odds - 1.959964 * ensemble.error_down, ensemble.low, atol=1e-5)
    np.testing.assert_allclose(ensemble.log_odds + 1.959964 * ensemble.error_up, ensemble.high, atol=1e-5)
    assert len(ensemble.low) == len(OUTPUTS)


def test_the_shared_networks_keep_no_hook() -> None:
    trace(load_model("fusion"), virtual_person())
    assert not any(module._forward_hooks for network in load_model("fusion").artifact.ensemble.networks for module in network.modules())


@pytest.mark.parametrize("network, draw", [(5, 0), (-1, 0), (0, 1), (0, -1)])
def test_a_network_or_an_imputation_that_is_not_there_is_refused(network: int, draw: int) -> None:
    with pytest.raises(ValueError, match="no such"):
        trace(load_model("fusion"), virtual_person(), network, draw)
