"""The whole network: encoders, fusion, two outputs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from osteo_core.constants import STATUSES
from osteo_core.network.batch import TOKENS, Batch
from osteo_core.network.encoders import TOKEN_WIDTH, DxaClinicalEncoder, GeneEncoder, MarkerEncoder, MicroEncoder, SensoryEncoder
from osteo_core.network.fusion import Fusion
from osteo_core.network.series import draw_series


@dataclass(frozen=True)
class NetworkSettings:
    """What shapes the network; stands in the artifact's settings.json.

    hip_fracture: whether it also answers the 10-year risk of a hip fracture. age_knots: bends in age of its first encoder. Settings
    written before there were such networks lack the entries, and so does `as_dict` of a network without them.
    """

    modalities: tuple[str, ...] = ("dxa", "clinical", "btm", "micro", "gene", "sensory")
    interactions: bool = True
    hip_fracture: bool = False
    age_knots: int = 0

    def as_dict(self) -> dict[str, object]:
        settings = asdict(self)
        if not self.hip_fracture:
            del settings["hip_fracture"]
        if not self.age_knots:
            del settings["age_knots"]
        return settings

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> NetworkSettings:
        """From `as_dict`. Raises LookupError where an entry is missing."""
        return cls(tuple(stored["modalities"]), stored["interactions"], stored.get("hip_fracture", False), stored.get("age_knots", 0))


class Output(NamedTuple):
    """Logits before calibration.

    Shape:
        status: (n, 3) normal, osteopenia, osteoporosis; fracture: (n,); attention: (n, 5); reconstruction: (people with genes, 63) or None;
        hip_share: (n,) logit of the share of major fractures that break the hip, or None where the network does not answer it.
    """

    status: Tensor
    fracture: Tensor
    attention: Tensor
    reconstruction: Tensor | None
    hip_share: Tensor | None = None

    @property
    def logits(self) -> Tensor:
        """(n, 4), or (n, 5) with the hip's share, in the order of `LogitCalibration`."""
        return joined_logits(self.status, self.fracture, self.hip_share)


def joined_logits(status: Tensor, fracture: Tensor, hip_share: Tensor | None) -> Tensor:
    """(n, 4) status and fracture side by side, or (n, 5) with the hip's share."""
    rest = [fracture] if hip_share is None else [fracture, hip_share]
    return torch.cat([status, *(logit[:, None] for logit in rest)], 1)


class FusionNetwork(nn.Module):
    """Six modalities in, bone status (Eq. 8) and 10-year fracture (Eq. 9) out, both as logits.

    NOTE: the paper has no hip fracture. Where the settings ask for it, a third output is the logit of P(hip | major fracture), and the risk
    of a hip fracture is that share of the major one's: a hip fracture is a major fracture, so its risk can never be the higher one.

    NOTE: a token is computed only for those who have it; for the others it is exactly zero with attention zero, so an absent modality
    cannot change anything. A network with fewer `modalities` (the simplified one) has no encoder for the rest and never reads them.

    Shape:
        Batch of n -> Output of n.
    """

    def __init__(self, settings: NetworkSettings | None = None) -> None:
        super().__init__()
        self.settings = settings or NetworkSettings()
        self.dxa_clinical = DxaClinicalEncoder(self.settings.age_knots)
        self.btm = MarkerEncoder() if "btm" in self.settings.modalities else None
        self.micro = MicroEncoder() if "micro" in self.settings.modalities else None
        self.gene = GeneEncoder() if "gene" in self.settings.modalities else None
        self.sensory = SensoryEncoder() if "sensory" in self.settings.modalities else None
        self.fusion = Fusion(interactions=self.settings.interactions)
        self.status = nn.Linear(self.fusion.width, len(STATUSES))
        self.fracture = nn.Linear(self.fusion.width, 1)
        self.hip_share = nn.Linear(self.fusion.width, 1) if self.settings.hip_fracture else None

    def token_mask(self, batch: Batch) -> Tensor:
        """(n, 5) bool: tokens that are present and that this network has an encoder for."""
        known = torch.tensor([getattr(self, token) is not None for token in TOKENS])
        return batch.token_mask() & known

    def encode_token(self, token: str, batch: Batch) -> tuple[Tensor, Tensor | None]:
        """One token of n people who all have it: (n, d), and the genes' reconstruction for that token."""
        if token == "dxa_clinical":
            parts = [torch.cat(pair, 1) for pair in zip(batch.part("dxa"), batch.part("clinical"), strict=True)]
            return self.dxa_clinical(*parts, batch.present[:, :2]), None
        values, observed = batch.part(token)
        if token == "micro":
            return self.micro(values, observed, batch.micro_raw, batch.volume, batch.volume_row), None  # type: ignore[misc]
        if token == "sensory":
            series = draw_series(batch.sensory_raw) if batch.series is None else batch.series
            return self.sensory(values, observed, series), None  # type: ignore[misc]
        if token == "gene":
            code, reconstruction = self.gene(values, observed)  # type: ignore[misc]
            return code, reconstruction
        return self.btm(values, observed), None  # type: ignore[misc]

    def encode(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor | None]:
        """Tokens (n, 5, d), their mask (n, 5) and the reconstruction of those who have genes."""
        mask = self.token_mask(batch)
        tokens = torch.zeros(len(batch), len(TOKENS), TOKEN_WIDTH)
        reconstruction = None
        for position, token in enumerate(TOKENS):
            who = mask[:, position].nonzero()[:, 0]
            if len(who) == 0:
                continue
            code, rebuilt = self.encode_token(token, batch if len(who) == len(batch) else batch.rows(who))
            tokens = tokens.index_put((who, torch.tensor(position)), code)
            reconstruction = rebuilt if rebuilt is not None else reconstruction
        return tokens, mask, reconstruction

    def outputs(self, representation: Tensor) -> tuple[Tensor, Tensor, Tensor | None]:
        """Status logits (n, 3), fracture logit (n,) and the logit of the hip's share (n,) or None, of the fused representation."""
        share = None if self.hip_share is None else self.hip_share(representation)[:, 0]
        return self.status(representation), self.fracture(representation)[:, 0], share

    def forward(self, batch: Batch) -> Output:
        tokens, mask, reconstruction = self.encode(batch)
        representation, attention = self.fusion(tokens, mask)
        status, fracture, share = self.outputs(representation)
        return Output(status, fracture, attention, reconstruction, share)
