"""Fusion of the tokens: multi-scale attention, residual block, bilinear pooling."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn

from osteo_core.network.batch import TOKENS
from osteo_core.network.encoders import DROPOUT, TOKEN_WIDTH

TEMPERATURES = (0.5, 1.0, 2.0)
"""Scales of attention, from sharp to even."""


class MultiScaleAttention(nn.Module):
    """Attention weights of the tokens that are present: Eq. (6), once a scale. The weighted sum, Eq. (7), is in `Fusion.combine`.

    NOTE: "multi-scale" is not defined in the paper; here it is one learned score a scale, each at its own temperature. An absent token has
    weight exactly 0.

    Shape:
        scores: (n, tokens, scales); present: (n, tokens) bool, at least one true a row; returns weights (n, scales, tokens), which
        sum to 1 over the tokens.

    Examples:
        >>> weights = MultiScaleAttention(8)(torch.randn(1, 5, 3), torch.tensor([[True, False, True, False, False]]))
        >>> bool(weights.sum(-1).allclose(torch.ones(1, 3))), weights[0, :, 1].tolist()
        (True, [0.0, 0.0, 0.0])
    """

    temperatures: Tensor

    def __init__(self, width: int = TOKEN_WIDTH) -> None:
        super().__init__()
        self.score = nn.Linear(width, len(TEMPERATURES))  # W_a F + b_a of Eq. (6), one score a scale
        self.register_buffer("temperatures", torch.tensor(TEMPERATURES), persistent=False)

    def forward(self, scores: Tensor, present: Tensor) -> Tensor:
        if not bool(present.any(1).all()):
            raise ValueError("every person needs at least one present modality")
        scaled = (scores / self.temperatures).transpose(1, 2)
        # Eq. (6): softmax of the scores over the tokens present.
        return scaled.masked_fill(~present[:, None, :], -torch.inf).softmax(-1)


class ResidualBlock(nn.Module):
    """x + f(x), the residual block after Eq. (7).

    Shape:
        (n, d) -> (n, d).
    """

    def __init__(self, width: int, hidden: int = 64, dropout: float = DROPOUT) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(width, hidden), nn.ReLU(), nn.Dropout(dropout), nn.Linear(hidden, width))

    def forward(self, fused: Tensor) -> Tensor:
        out: Tensor = fused + self.layers(fused)
        return out


class TokenTerms(NamedTuple):
    """The terms of one token that fusion adds up; the explanation keeps them instead of computing them again.

    Shape:
        scores: (n, scales); token, evidence: (n, d); left, right: (n, rank).
    """

    scores: Tensor
    token: Tensor
    evidence: Tensor
    left: Tensor
    right: Tensor


class Fusion(nn.Module):
    """Tokens to the fused representation: attention (Eq. 6, 7), evidence, residual block, bilinear pooling.

    Bilinear pooling sums (U f_i) * (V f_j) over the pairs of present tokens; the sum over pairs needs only the sums over tokens.

    NOTE: a weighted mean (Eq. 7) cannot add evidence up: two agreeing tests would count as one. So a learned sum over the present tokens
    and the token mask enter the residual block beside the attended mean.
    NOTE: the paper gives no formula for bilinear pooling; a full bilinear map of 5 tokens of 32 would have more weights than there
    are people, so it is low-rank.

    Shape:
        tokens: (n, 5, d); present: (n, 5) bool; returns representation (n, width), attention (n, 5) summing to 1 (mean over scales).
    """

    def __init__(self, width: int = TOKEN_WIDTH, rank: int = 16, interactions: bool = True) -> None:
        super().__init__()
        self.attention = MultiScaleAttention(width)
        self.mix = nn.Linear(len(TEMPERATURES) * width, width)
        self.evidence = nn.Parameter(torch.empty(len(TOKENS), width, width).normal_(std=(2 * width) ** -0.5))
        self.mask = nn.Linear(len(TOKENS), width)
        self.residual = ResidualBlock(width)
        rank = rank if interactions else 0
        # Small at the start: fusion begins nearly additive, and interactions have to earn their place.
        self.left = nn.Parameter(torch.empty(len(TOKENS), width, rank).normal_(std=0.3 * width**-0.5))
        self.right = nn.Parameter(torch.empty(len(TOKENS), width, rank).normal_(std=0.3 * width**-0.5))
        self.width = width + rank

    def terms(self, position: int, token: Tensor) -> TokenTerms:
        """The terms of the token at `position` (in TOKENS), its scores of Eq. (6) among them: (n, d) -> TokenTerms."""
        return TokenTerms(
            self.attention.score(token), token, token @ self.evidence[position], token @ self.left[position], token @ self.right[position]
        )

    def combine(self, parts: Sequence[TokenTerms], inside: Tensor, present: Tensor) -> tuple[Tensor, Tensor]:
        """Fuse t tokens.

        Shape:
            parts: t of n people; inside: (n, t) bool, which of them the person has; present: (n, 5) bool.
            returns representation (n, width), attention (n, t).
        """
        weights = self.attention(torch.stack([part.scores for part in parts], 1), inside)
        here = inside.to(weights.dtype)
        attended = evidence = left = right = both = torch.zeros(())
        # `attended` is Eq. (7), the sum of the tokens weighted by Eq. (6), (n, scales, d).
        # Running sums: tokens side by side would be copied for them, and a product of many tiny matrices takes five times as long.
        for part, weight, has in zip(parts, weights.unbind(-1), here.T[..., None], strict=True):
            attended, evidence = attended + weight[..., None] * part.token[:, None], evidence + part.evidence * has
            left, right, both = left + part.left * has, right + part.right * has, both + part.left * part.right * has
        fused = self.mix(attended.flatten(1)) + self.mask(present.to(weights.dtype)) + evidence
        return torch.cat([self.residual(fused), 0.5 * (left * right - both)], 1), weights.mean(1)

    def forward(self, tokens: Tensor, present: Tensor) -> tuple[Tensor, Tensor]:
        """A token that nobody has takes no time: it would add zero to everything."""
        here = present.any(0).nonzero()[:, 0]
        if len(here) == 0:
            raise ValueError("every person needs at least one present modality")
        parts = [self.terms(position, tokens[:, position]) for position in here.tolist()]
        representation, weights = self.combine(parts, present[:, here], present)
        return representation, torch.zeros(present.shape, dtype=weights.dtype).index_copy(1, here, weights)
