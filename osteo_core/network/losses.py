"""The loss of Eq. (10) and the distillation loss of Eq. (12)."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from osteo_core.network.network import FusionNetwork, Output

LAMBDA_STATUS, LAMBDA_FRACTURE, LAMBDA_WEIGHTS = 1.0, 1.0, 0.01
"""The paper's loss weights."""


class LossWeights(NamedTuple):
    """Weights of the parts of Eq. (10).

    status, fracture, squared: lambda_1, lambda_2 and lambda_3 of the paper.
    hip: weight of the hip fracture, which the paper does not predict.
    """

    status: float = LAMBDA_STATUS
    fracture: float = LAMBDA_FRACTURE
    hip: float = 1.0
    squared: float = LAMBDA_WEIGHTS


PAPER_WEIGHTS = LossWeights()

LIFE_WEIGHTS = LossWeights(fracture=3.0, hip=10.0, squared=1e-4)
"""For learning from true probabilities.

An error in a log-odds costs cross-entropy p (1 - p) times its square, so that the rarer an outcome is, the less an error of the same ratio
weighs: 8 % of people have a major fracture and 1.5 % a hip fracture within 10 years, where a fifth to a third are in each class of bone
status. These weights let an error of one tenth cost about the same in each. The penalty on squared weights keeps coin tosses of few people
from being learned by heart; probabilities of 43,000 people have nothing to learn by heart, and the penalty made the network timid: with
0.01, risks of hip fracture were 1.2 times the truth at 60-69 and 0.8 times at 80 and over.
"""

RECONSTRUCTION_WEIGHT = 0.02
"""Auxiliary loss of the genes' autoencoder; the paper does not give one."""

ANCHOR_WEIGHT = 0.1
"""Pull of the genes' code weights to their start, about the ratio of the noise to the spread of 63 small effects in 2 600 people."""

MU, TAU = 1e-4, 0.5
"""The paper's distillation constants, Eq. (12)."""


class Targets(NamedTuple):
    """What the network learns to predict.

    Shape:
        status: (n,) class index 0 normal, 1 osteopenia, 2 osteoporosis; or (n, 3) the probability of each, where a world knows it.
        fracture: (n,) 1 fracture within 10 years, 0 none or died first; anything where unknown; or its probability.
        weight: (n,) inverse probability of censoring weight of the fracture outcome, 0 where censored before 10 years.
        hip: (n,) the same as `fracture` of a hip fracture, or None where it is not known.
    """

    status: Tensor
    fracture: Tensor
    weight: Tensor
    hip: Tensor | None = None

    def of(self, who: Tensor) -> Targets:
        """Those of the people at `who`."""
        return Targets(self.status[who], self.fracture[who], self.weight[who], None if self.hip is None else self.hip[who])


def fracture_loss(logit: Tensor, targets: Targets) -> Tensor:
    """Binary cross-entropy with inverse probability of censoring weights, L_BCE of Eq. (10).

    NOTE: people censored before 10 years have no 10-year outcome; those followed longer stand for them (weights 1 / G(t)), which leaves
    the estimate of a 10-year probability unbiased when censoring does not depend on risk.
    """
    each = F.binary_cross_entropy_with_logits(logit, targets.fracture, reduction="none")
    return (each * targets.weight).mean()


def hip_log_odds(fracture: Tensor, share: Tensor) -> Tensor:
    """Log-odds of a hip fracture, whose probability is sigmoid(fracture) * sigmoid(share): never above those of the major fracture."""
    return -torch.logsumexp(torch.stack([-fracture, -share, -fracture - share]), 0)


def hip_loss(output: Output, targets: Targets) -> Tensor:
    """Binary cross-entropy of the hip fracture, weighted as that of the major one; 0 for a network that does not answer it.

    Raises:
        ValueError: the network answers it and the targets do not know it.
    """
    if output.hip_share is None:
        return torch.zeros(())
    if targets.hip is None:
        raise ValueError("a network with a hip fracture output needs people whose hip fractures are known")
    logit = hip_log_odds(output.fracture, output.hip_share)
    each = F.binary_cross_entropy_with_logits(logit, targets.hip, reduction="none")
    return (each * targets.weight).mean()


def outcome_loss(output: Output, targets: Targets, weights: LossWeights = PAPER_WEIGHTS) -> Tensor:
    """The outcomes' part of Eq. (10), with the hip fracture where the network answers it.

    NOTE: `targets` may hold probabilities in place of 0 and 1: cross-entropy has the same minimum, the probability given what the network
    sees, and its gradient is free of the noise of one toss a person.
    """
    loss = weights.status * F.cross_entropy(output.status, targets.status) + weights.fracture * fracture_loss(output.fracture, targets)
    return loss if output.hip_share is None else loss + weights.hip * hip_loss(output, targets)


def squared_weights(network: nn.Module) -> Tensor:
    """Sum of squared weights, L_reg of Eq. (10); biases are left free."""
    return torch.stack([parameter.square().sum() for parameter in network.parameters() if parameter.ndim > 1]).sum()


def fusion_loss(output: Output, targets: Targets, genes: Tensor, network: FusionNetwork, weights: LossWeights = PAPER_WEIGHTS) -> Tensor:
    """Eq. (10) as a mean over people, plus the autoencoder's reconstruction.

    NOTE: Eq. (10) sums over people, which Adam sees a mini-batch at a time; with mean losses lambda_3 is therefore divided by the number of
    people in the batch. (Divided by all training people it would be too small to matter.)

    Shape:
        genes: (people with genes, 63), what the autoencoder should give back.
    """
    loss = outcome_loss(output, targets, weights) + weights.squared / len(targets.status) * squared_weights(network)
    if output.reconstruction is not None:
        loss = loss + RECONSTRUCTION_WEIGHT * F.mse_loss(output.reconstruction, genes)
    if network.gene is not None:
        loss = loss + ANCHOR_WEIGHT * network.gene.distance()
    return loss


def distillation_loss(student: Output, teacher: Output, network: nn.Module) -> Tensor:
    """Eq. (12): squared distance of the logits, complexity, divergence of the distributions; a mean over people.

    NOTE: tau is called a temperature but multiplies a divergence; it is used as printed, a weight. mu is divided by the number of
    people in the batch, as lambda_3 is. f is the vector of both outputs' logits.
    """
    distance = (student.status - teacher.status).square().sum(1) + (student.fracture - teacher.fracture).square()
    divergence = F.kl_div(student.status.log_softmax(1), teacher.status.log_softmax(1), reduction="none", log_target=True).sum(1)
    divergence = divergence + _bernoulli_divergence(teacher.fracture, student.fracture)
    return distance.mean() + MU / len(student.status) * squared_weights(network) + TAU * divergence.mean()


def _bernoulli_divergence(reference: Tensor, other: Tensor) -> Tensor:
    """KL divergence of two Bernoulli distributions given by their logits."""
    p = reference.sigmoid()
    return p * (F.logsigmoid(reference) - F.logsigmoid(other)) + (1 - p) * (F.logsigmoid(-reference) - F.logsigmoid(-other))
