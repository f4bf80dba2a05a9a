"""Laws of the network: attention, absence, order of people, arrays."""

from __future__ import annotations

import doctest
import importlib
from copy import deepcopy
from dataclasses import replace

import pytest
import torch

from osteo_core.constants import MODALITIES
from osteo_core.network.batch import TOKENS, Batch
from osteo_core.network.encoders import Tower
from osteo_core.network.fusion import Fusion, MultiScaleAttention
from osteo_core.network.network import FusionNetwork, NetworkSettings, Output
from osteo_core.network.phantom import render_phantom, structures
from osteo_core.network.series import draw_series
from osteo_core.preprocessing.encode import SLICES, WIDTH
from tests.network.people import every_presence, made_up

SIMPLE = NetworkSettings(modalities=("dxa", "clinical", "btm"))


@pytest.fixture(params=[NetworkSettings(), NetworkSettings(interactions=False), SIMPLE], ids=["full", "additive", "simplified"])
def network(request: pytest.FixtureRequest) -> FusionNetwork:
    torch.manual_seed(3)
    return FusionNetwork(request.param).eval()


def readable(network: FusionNetwork) -> torch.Tensor:
    """Every presence that the network can read, (k, 6)."""
    known = torch.tensor([float(m in network.settings.modalities) for m in MODALITIES])
    sets = every_presence()
    return sets[(sets * known).sum(1) > 0]


@torch.no_grad()
def answer(network: FusionNetwork, batch: Batch) -> Output:
    output: Output = network(batch)
    return output


def close(one: Output, other: Output, atol: float = 2e-6) -> None:
    for name in ("status", "fracture", "attention"):
        torch.testing.assert_close(getattr(one, name), getattr(other, name), atol=atol, rtol=1e-5)


def test_attention_sums_to_one_over_what_is_present_and_is_zero_elsewhere(network: FusionNetwork) -> None:
    present = readable(network)
    batch = made_up(len(present), present=present)
    attention, mask = answer(network, batch).attention, network.token_mask(batch)
    torch.testing.assert_close(attention.sum(1), torch.ones(len(present)))
    assert bool((attention[~mask] == 0).all())
    assert bool((attention[mask] > 0).all())
    only_one = mask.sum(1) == 1
    assert bool((attention[only_one].amax(1) == 1).all())


def test_absent_modalities_change_nothing_whatever_stands_in_them(network: FusionNetwork) -> None:
    present = readable(network)
    batch = made_up(len(present), present=present)
    values, observed = batch.values.clone(), batch.observed.clone()
    for index, modality in enumerate(MODALITIES):
        away = present[:, index] == 0
        values[away, SLICES[modality]] = 1e6
        observed[away, SLICES[modality]] = 1.0
    micro, sensory = batch.micro_raw.clone(), batch.sensory_raw.clone()
    micro[present[:, MODALITIES.index("micro")] == 0] = 77.0
    sensory[present[:, MODALITIES.index("sensory")] == 0] = -5.0
    close(
        answer(network, batch),
        answer(network, Batch(values=values, observed=observed, present=present, micro_raw=micro, sensory_raw=sensory)),
    )


def test_present_modalities_do_change_the_answer(network: FusionNetwork) -> None:
    batch = made_up(8)
    for index, modality in enumerate(MODALITIES):
        present = batch.present.clone()
        present[:, index] = 0
        same = torch.allclose(answer(network, batch).status, answer(network, batch.keeping(present)).status, atol=1e-5)
        assert same is (modality not in network.settings.modalities), modality


def test_permuting_people_permutes_answers(network: FusionNetwork) -> None:
    present = readable(network)
    batch = made_up(len(present), present=present)
    order = torch.randperm(len(present), generator=torch.Generator().manual_seed(1))
    whole, shuffled = answer(network, batch), answer(network, batch.rows(order))
    close(Output(whole.status[order], whole.fracture[order], whole.attention[order], None), shuffled)


def test_one_by_one_or_together_is_the_same(network: FusionNetwork) -> None:
    present = readable(network)[::5]
    batch = made_up(len(present), present=present)
    alone = [answer(network, batch.rows(torch.tensor([i]))) for i in range(len(present))]
    together = Output(*(torch.cat(column) for column in list(zip(*alone, strict=True))[:3]), None)
    close(answer(network, batch), together)


def test_someone_with_nothing_is_refused(network: FusionNetwork) -> None:
    with pytest.raises(ValueError, match="at least one present modality"):
        network(made_up(2, present=torch.tensor([[1.0] * 6, [0.0] * 6])))


def test_arrays_equal_to_the_drawn_ones_change_nothing() -> None:
    torch.manual_seed(3)
    network, batch = FusionNetwork().eval(), made_up(6)
    with_series = replace(batch, series=draw_series(batch.sensory_raw))
    close(answer(network, batch), answer(network, with_series))
    other = replace(with_series, series=with_series.series.flip(1))  # type: ignore[union-attr]
    assert not torch.allclose(answer(network, batch).status, answer(network, other).status, atol=1e-6)


def test_a_volume_is_seen_by_whose_it_is_alone() -> None:
    torch.manual_seed(3)
    network, batch = FusionNetwork().eval(), made_up(4)
    volumes = render_phantom(batch.micro_raw[:2], structures([1, 2]))
    some = replace(batch, volume=volumes, volume_row=torch.tensor([-1, 1, 0, -1]))
    plain, seen = answer(network, batch), answer(network, some)
    assert torch.allclose(plain.status[[0, 3]], seen.status[[0, 3]], atol=1e-6)
    assert not torch.allclose(plain.status[[1, 2]], seen.status[[1, 2]], atol=1e-6)
    turned = replace(batch, volume=volumes.flip(0), volume_row=torch.tensor([-1, 0, 1, -1]))
    close(seen, answer(network, turned))
    close(seen, answer(network, replace(some, volume=(volumes * 255).round().to(torch.uint8))), 2e-3)
    apart = [some.rows(torch.tensor([row])) for row in range(4)]
    close(seen, answer(network, Batch.joined(apart)))


def test_a_volume_without_an_owner_is_refused() -> None:
    with pytest.raises(ValueError, match="together or not at all"):
        replace(made_up(2), volume=torch.zeros(1, 48, 48, 48))


def test_reconstruction_is_of_those_with_genes() -> None:
    network, present = FusionNetwork().eval(), torch.ones(5, 6)
    present[[1, 3], MODALITIES.index("gene")] = 0
    output = answer(network, made_up(5, present=present))
    assert output.reconstruction is not None
    assert output.reconstruction.shape == (3, 63)
    assert answer(network, made_up(2, present=torch.tensor([[1.0, 1, 1, 1, 0, 1]] * 2))).reconstruction is None


def test_parts_and_combine_are_the_forward_pass() -> None:
    torch.manual_seed(4)
    fusion = Fusion().eval()
    tokens, present = torch.randn(6, len(TOKENS), 32), torch.rand(6, len(TOKENS)) < 0.6
    present[:, 0] = True
    whole, attention = fusion(tokens, present)
    for row in range(6):
        here = present[row].nonzero()[:, 0].tolist()
        each = [fusion.terms(position, tokens[row : row + 1, position]) for position in here]
        part, weights = fusion.combine(each, torch.ones(1, len(here), dtype=torch.bool), present[row : row + 1])
        torch.testing.assert_close(part[0], whole[row], atol=1e-5, rtol=1e-5)
        torch.testing.assert_close(weights[0], attention[row, here])


def test_bilinear_pooling_is_the_sum_over_pairs() -> None:
    torch.manual_seed(5)
    fusion = Fusion().eval()
    tokens, present = torch.randn(1, len(TOKENS), 32), torch.tensor([[True, True, False, True, True]])
    here = present[0].nonzero()[:, 0].tolist()
    left = {i: tokens[0, i] @ fusion.left[i] for i in here}
    right = {i: tokens[0, i] @ fusion.right[i] for i in here}
    by_hand = sum(0.5 * (left[i] * right[j] + left[j] * right[i]) for i in here for j in here if i < j)
    found = fusion(tokens, present)[0][0, 32:]
    torch.testing.assert_close(found, by_hand, atol=1e-5, rtol=1e-5)
    assert Fusion(interactions=False)(tokens, present)[0].shape == (1, 32)


def test_temperatures_order_the_sharpness_of_attention() -> None:
    attention = MultiScaleAttention(4)
    scores = torch.tensor([0.0, 1.0, 2.0, -1.0, 0.5])[None, :, None].expand(1, 5, 3)
    weights = attention(scores, torch.ones(1, 5, dtype=torch.bool))[0]
    sharpest = weights.amax(1).tolist()
    assert sharpest == sorted(sharpest, reverse=True)
    expected = torch.softmax(scores[0, :, 0] / 0.5, 0)
    torch.testing.assert_close(weights[0], expected)


def test_every_weight_can_learn() -> None:
    torch.manual_seed(6)
    network = FusionNetwork().train()
    batch = made_up(64)
    seen = replace(batch, volume=render_phantom(batch.micro_raw, structures(range(64))), volume_row=torch.arange(64))
    output: Output = network(seen)
    assert output.reconstruction is not None
    (output.status.square().sum() + output.fracture.square().sum() + output.reconstruction.square().sum()).backward()
    still = [name for name, parameter in network.named_parameters() if parameter.grad is None or not bool(parameter.grad.abs().sum() > 0)]
    assert still == []


def test_a_batch_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="observed must have shape"):
        Batch(
            values=torch.zeros(2, WIDTH),
            observed=torch.zeros(2, 5),
            present=torch.zeros(2, 6),
            micro_raw=torch.zeros(2, 5),
            sensory_raw=torch.zeros(2, 7),
        )


@pytest.mark.parametrize("name", ["encoders", "fusion", "network", "phantom", "series", "losses", "batch"])
def test_docstring_examples(name: str) -> None:
    torch.manual_seed(0)
    assert doctest.testmod(importlib.import_module(f"osteo_core.network.{name}")).failed == 0


def test_weight_files_keep_the_first_names_of_an_encoders_parts() -> None:
    """The files that ship say "line" and "bend"; a network read from such names computes the same, also as a copy."""
    first, second = (Tower(3).eval() for _ in range(2))
    stored = first.state_dict()
    assert set(stored) == {f"{part}.{kind}" for part in ("line", "bend.0", "bend.3") for kind in ("weight", "bias")}
    values = torch.randn(4, 3)
    assert not torch.equal(first(values), second(values))
    for tower in (second, deepcopy(Tower(3)).eval()):
        tower.load_state_dict(stored)
        assert torch.equal(first(values), tower(values))
    assert set(stored) == set(second.state_dict())
    with pytest.raises(RuntimeError, match="line"):
        second.load_state_dict({name.replace("line", "other"): value for name, value in stored.items()})
