"""The losses by hand on two people."""

from __future__ import annotations

from math import exp, log

import pytest
import torch

from osteo_core.network import losses
from osteo_core.network.encoders import GeneEncoder
from osteo_core.network.losses import (
    Targets,
    distillation_loss,
    fracture_loss,
    fusion_loss,
    hip_log_odds,
    hip_loss,
    outcome_loss,
    squared_weights,
)
from osteo_core.network.network import FusionNetwork, NetworkSettings, Output

STATUS = torch.tensor([[0.2, -0.1, 1.0], [1.5, 0.0, -2.0]])
FRACTURE = torch.tensor([0.4, -1.2])
TARGETS = Targets(torch.tensor([2, 1]), torch.tensor([1.0, 0.0]), torch.tensor([1.5, 1.0]))
OUTPUT = Output(STATUS, FRACTURE, torch.zeros(2, 5), None)


def cross_entropy(logits: list[float], chosen: int) -> float:
    return log(sum(exp(x) for x in logits)) - logits[chosen]


def test_equation_10_by_hand() -> None:
    status = (cross_entropy([0.2, -0.1, 1.0], 2) + cross_entropy([1.5, 0.0, -2.0], 1)) / 2
    fracture = (1.5 * log(1 + exp(-0.4)) + 1.0 * log(1 + exp(-1.2))) / 2
    network = FusionNetwork(NetworkSettings(modalities=("dxa", "clinical", "btm")))
    weights = 0.01 / 2 * sum(float(p.detach().square().sum()) for name, p in network.named_parameters() if not name.endswith("bias"))
    assert float(fracture_loss(FRACTURE, TARGETS)) == pytest.approx(fracture, abs=1e-6)
    assert float(fusion_loss(OUTPUT, TARGETS, torch.zeros(0, 63), network).detach()) == pytest.approx(status + fracture + weights, abs=1e-4)


def test_the_reconstruction_adds_its_mean_square() -> None:
    network, genes = FusionNetwork(), torch.zeros(1, 63)
    wrong, right = (OUTPUT._replace(reconstruction=rebuilt) for rebuilt in (torch.ones(1, 63), genes))
    gain = fusion_loss(wrong, TARGETS, genes, network) - fusion_loss(right, TARGETS, genes, network)
    assert float(gain.detach()) == pytest.approx(losses.RECONSTRUCTION_WEIGHT, abs=1e-5)


def test_the_genes_are_pulled_to_their_anchor() -> None:
    gene = GeneEncoder()
    with torch.no_grad():
        gene.encode.weight.copy_(gene.anchor)
        assert float(gene.distance()) == 0.0
        gene.encode.weight.add_(0.1)
        assert float(gene.distance()) == pytest.approx(0.01 * gene.anchor.numel(), rel=1e-4)


def test_people_of_unknown_outcome_do_not_count() -> None:
    censored = TARGETS._replace(weight=torch.tensor([1.5, 0.0]))
    moved = FRACTURE + torch.tensor([0.0, 9.0])
    assert float(fracture_loss(moved, censored)) == float(fracture_loss(FRACTURE, censored))


def test_biases_are_free() -> None:
    layer = torch.nn.Linear(2, 1)
    torch.nn.init.constant_(layer.weight, 2.0)
    torch.nn.init.constant_(layer.bias, 100.0)
    assert float(squared_weights(layer).detach()) == pytest.approx(8.0)


def test_distillation_is_zero_when_the_student_is_the_teacher() -> None:
    empty = torch.nn.Linear(2, 1)
    torch.nn.init.zeros_(empty.weight)
    assert float(distillation_loss(OUTPUT, OUTPUT, empty).detach()) == pytest.approx(0.0, abs=1e-6)


def test_distillation_by_hand() -> None:
    empty = torch.nn.Linear(2, 1)
    torch.nn.init.zeros_(empty.weight)
    teacher = Output(torch.zeros(1, 3), torch.zeros(1), torch.zeros(1, 5), None)
    student = Output(torch.tensor([[1.0, 0.0, 0.0]]), torch.tensor([1.0]), torch.zeros(1, 5), None)
    total = exp(1) + 2
    status_divergence = sum(1 / 3 * log((1 / 3) / p) for p in (exp(1) / total, 1 / total, 1 / total))
    q = 1 / (1 + exp(-1.0))
    fracture_divergence = 0.5 * log(0.5 / q) + 0.5 * log(0.5 / (1 - q))
    expected = 1.0 + 1.0 + 0.5 * (status_divergence + fracture_divergence)
    assert float(distillation_loss(student, teacher, empty).detach()) == pytest.approx(expected, abs=1e-6)


def test_the_complexity_of_the_student_counts_by_mu() -> None:
    torch.manual_seed(0)
    network = FusionNetwork()
    plain = distillation_loss(OUTPUT, OUTPUT, network).detach()
    assert float(plain) == pytest.approx(1e-4 / 2 * float(squared_weights(network).detach()), rel=1e-4, abs=1e-9)


def test_hip_fracture_is_a_share_of_the_major_one_by_hand() -> None:
    share = torch.tensor([-0.7, 2.0])
    p = [1 / (1 + exp(-f)) / (1 + exp(-s)) for f, s in ((0.4, -0.7), (-1.2, 2.0))]
    found = hip_log_odds(FRACTURE, share)
    assert found.tolist() == pytest.approx([log(x / (1 - x)) for x in p], abs=1e-6)
    targets = TARGETS._replace(hip=torch.tensor([1.0, 0.0]))
    expected = (1.5 * -log(p[0]) + 1.0 * -log(1 - p[1])) / 2
    assert float(hip_loss(OUTPUT._replace(hip_share=share), targets)) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("fracture, share", [(-60.0, 60.0), (60.0, -60.0), (-60.0, -60.0), (60.0, 60.0), (3.0, 80.0)])
def test_a_hip_fracture_is_never_likelier_than_a_major_one(fracture: float, share: float) -> None:
    found = float(hip_log_odds(torch.tensor(fracture), torch.tensor(share)))
    assert found <= fracture
    assert found == found


def test_a_network_that_answers_hip_fractures_needs_them_known() -> None:
    with pytest.raises(ValueError, match="hip fracture"):
        hip_loss(OUTPUT._replace(hip_share=torch.zeros(2)), TARGETS)
    assert float(hip_loss(OUTPUT, TARGETS)) == 0.0


def test_probabilities_as_targets_are_the_mean_over_what_may_happen() -> None:
    status = torch.tensor([[0.2, 0.3, 0.5], [0.6, 0.4, 0.0]])
    soft = Targets(status, torch.tensor([0.3, 0.1]), torch.ones(2))
    expected = 0.0
    for person in range(2):
        logits, logit = STATUS[person].tolist(), float(FRACTURE[person])
        p = float(soft.fracture[person])
        expected += sum(float(status[person, c]) * cross_entropy(logits, c) for c in range(3)) / 2
        expected += (p * log(1 + exp(-logit)) + (1 - p) * log(1 + exp(logit))) / 2
    assert float(outcome_loss(OUTPUT, soft)) == pytest.approx(expected, abs=1e-6)


def test_targets_of_some_people() -> None:
    some = TARGETS._replace(hip=torch.tensor([0.1, 0.2])).of(torch.tensor([1]))
    assert (some.status.tolist(), some.weight.tolist()) == ([1], [1.0])
    assert some.hip is not None
    assert some.hip.tolist() == pytest.approx([0.2])
    assert TARGETS.of(torch.tensor([0])).hip is None
