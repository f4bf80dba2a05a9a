"""Fusion of the tokens: multi-scale attention, residual block, bilinear pooling."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from osteo_core.network.batch import TOKENS
from osteo_core.network.encoders import TOKEN_WIDTH

TEMPERATURES = (0.5, 1.0, 2.0)
"""Scales of attention, from sharp to even."""


class MultiScaleAttention(nn.Module):
    """Attention over the tokens that are present: Eq. (6) and (7), once a scale.

    NOTE: "multi-scale" is not defined in the paper; here it is one learned score a scale, each at its own temperature. An absent token has
    weight exactly 0.

    Shape:
        tokens: (n, 5, d); present: (n, 5) bool, at least one true a row; returns fused (n, scales, d), weights (n, scales, 5), which
        sum to 1 over the tokens.

    Examples:
        >>> attention = MultiScaleAttention(8)
        >>> fused, weights = attention(torch.randn(1, 5, 8), torch.tensor([[True, False, True, False, False]]))
        >>> bool(weights.sum(-1).allclose(torch.ones(1, 3))), weights[0, :, 1].tolist()
        (True, [0.0, 0.0, 0.0])
    """

    def __init__(self, width: int = TOKEN_WIDTH) -> None:
        super().__init__()
        self.score = nn.Linear(width, len(TEMPERATURES))
        self.register_buffer("temperatures", torch.tensor(TEMPERATURES), persistent=False)

    def forward(self, tokens: Tensor, present: Tensor) -> tuple[Tensor, Tensor]:
        if not bool(present.any(1).all()):
            raise ValueError("every person needs at least one present modality")
        scores = (self.score(tokens) / self.temperatures).transpose(1, 2)
        weights = scores.masked_fill(~present[:, None, :], -torch.inf).softmax(-1)
        return weights @ tokens, weights


class ResidualBlock(nn.Module):
    """x + f(x), the residual block after Eq. (7).

    Shape:
        (n, d) -> (n, d).
    """

    def __init__(self, width: int, hidden: int = 64, dropout: float = 0.1) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(width, hidden), nn.ReLU(), nn.Dropout(dropout), nn.Linear(hidden, width))

    def forward(self, fused: Tensor) -> Tensor:
        out: Tensor = fused + self.layers(fused)
        return out


class BilinearPooling(nn.Module):
    """Interactions between every pair of present tokens, low-rank bilinear pooling.

    Sum over i < j of (U f_i) * (V f_j), symmetrised; the sum over pairs needs only the sums over tokens.

    NOTE: the paper gives no formula; a full bilinear map of 5 tokens of 32 would have more weights than there are people.

    Shape:
        tokens: (n, 5, d), zero where absent; returns (n, rank).
    """

    def __init__(self, width: int = TOKEN_WIDTH, rank: int = 16) -> None:
        super().__init__()
        self.left = nn.Parameter(torch.empty(len(TOKENS), width, rank))
        self.right = nn.Parameter(torch.empty(len(TOKENS), width, rank))
        for weight in (self.left, self.right):
            nn.init.normal_(weight, std=width**-0.5)

    def forward(self, tokens: Tensor) -> Tensor:
        left = torch.einsum("ntd,tdr->ntr", tokens, self.left)
        right = torch.einsum("ntd,tdr->ntr", tokens, self.right)
        return 0.5 * (left.sum(1) * right.sum(1) - (left * right).sum(1))


class Fusion(nn.Module):
    """Tokens to the fused representation.

    NOTE: a weighted mean (Eq. 7) cannot add evidence up: two agreeing tests would count as one. So a learned sum over the present tokens
    and the token mask enter the residual block beside the attended mean.

    Shape:
        tokens: (n, 5, d); present: (n, 5) bool; returns representation (n, width), attention (n, 5) summing to 1 (mean over scales).
    """

    def __init__(self, width: int = TOKEN_WIDTH, interactions: bool = True) -> None:
        super().__init__()
        self.attention = MultiScaleAttention(width)
        self.mix = nn.Linear(len(TEMPERATURES) * width, width)
        self.evidence = nn.Parameter(torch.empty(len(TOKENS), width, width).normal_(std=(2 * width) ** -0.5))
        self.mask = nn.Linear(len(TOKENS), width)
        self.residual = ResidualBlock(width)
        self.bilinear = BilinearPooling(width) if interactions else None
        self.width = width + (self.bilinear.left.shape[2] if self.bilinear else 0)

    def forward(self, tokens: Tensor, present: Tensor) -> tuple[Tensor, Tensor]:
        tokens = tokens * present[..., None]
        attended, weights = self.attention(tokens, present)
        fused = self.mix(attended.flatten(1)) + torch.einsum("ntd,tde->ne", tokens, self.evidence) + self.mask(present.to(tokens.dtype))
        representation = self.residual(fused)
        if self.bilinear is not None:
            representation = torch.cat([representation, self.bilinear(tokens)], 1)
        return representation, weights.mean(1)
