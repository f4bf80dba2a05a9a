"""What the network is given: standardised values with a mask of what was observed, and the two measured arrays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from osteo_core.constants import MODALITIES
from osteo_core.network.series import draw_series
from osteo_core.preprocessing.encode import SLICES, WIDTH

TOKENS = ("dxa_clinical", "micro", "btm", "gene", "sensory")
"""Fusion tokens. DXA and clinical factors share one encoder, Eq. (1), and so one token."""

TOKEN_MODALITIES = {"dxa_clinical": ("dxa", "clinical"), "micro": ("micro",), "btm": ("btm",), "gene": ("gene",), "sensory": ("sensory",)}

NO_SCAN, PART_SCAN, WHOLE_SCAN = range(3)
"""How much of a DXA scan was measured: no site, some of the three, all. With all three the bone status is nearly known."""


@dataclass(frozen=True, kw_only=True)
class Batch:
    """Network input for n people.

    Shape:
        values: (n, WIDTH) standardised inputs, imputed where a field of a present modality was not measured.
        observed: (n, WIDTH) 1 where the field was measured, 0 where it was imputed or its modality is absent.
        present: (n, 6) 1 where the modality (in MODALITIES) is present.
        micro_raw: (n, 5) microarchitecture in its own units (fraction, 1/mm, mm); the mean answer to phantoms of these stands for a volume.
        sensory_raw: (n, 7) balance and gait in its own units, what the series is drawn from.
        volume: (k, 48, 48, 48) bone fraction, in 0..1 or as uint8 in 255ths, or None. volume_row: (n,) whose is whose, -1 for none.
        series: (n, steps, 3) measured or pre-drawn series, or None: drawn from sensory_raw.
    """

    values: Tensor
    observed: Tensor
    present: Tensor
    micro_raw: Tensor
    sensory_raw: Tensor
    volume: Tensor | None = None
    volume_row: Tensor | None = None
    series: Tensor | None = None

    def __post_init__(self) -> None:
        n = len(self.values)
        for name, width in (("values", WIDTH), ("observed", WIDTH), ("present", len(MODALITIES))):
            shape = tuple(getattr(self, name).shape)
            if shape != (n, width):
                raise ValueError(f"{name} must have shape ({n}, {width}), not {shape}")
        if (self.volume is None) != (self.volume_row is None):
            raise ValueError("volume and volume_row are given together or not at all")

    def __len__(self) -> int:
        return len(self.values)

    def part(self, modality: str) -> tuple[Tensor, Tensor]:
        """Values and mask of one modality, both (n, fields), zero where the modality is absent."""
        here = self.present[:, MODALITIES.index(modality), None]
        columns = SLICES[modality]
        return self.values[:, columns] * here, self.observed[:, columns] * here

    def token_mask(self) -> Tensor:
        """(n, 5) true where the token has at least one present modality."""
        columns = [self.present[:, [MODALITIES.index(m) for m in TOKEN_MODALITIES[t]]].amax(1) for t in TOKENS]
        return torch.stack(columns, 1) > 0

    def has(self, modality: str) -> Tensor:
        """(n,) true where the modality is present."""
        return self.present[:, MODALITIES.index(modality)] > 0

    def scan(self) -> NDArray[np.int64]:
        """(n,) how much of a DXA scan was measured: NO_SCAN, PART_SCAN or WHOLE_SCAN."""
        measured = self.part("dxa")[1] > 0
        amount = torch.full((len(measured),), PART_SCAN)
        amount[~measured.any(1)], amount[measured.all(1)] = NO_SCAN, WHOLE_SCAN
        return amount.numpy()

    def rows(self, index: Tensor) -> Batch:
        """The people at `index`."""

        def pick(tensor: Tensor | None) -> Tensor | None:
            return None if tensor is None else tensor[index]

        return Batch(
            values=self.values[index],
            observed=self.observed[index],
            present=self.present[index],
            micro_raw=self.micro_raw[index],
            sensory_raw=self.sensory_raw[index],
            volume=self.volume,
            volume_row=pick(self.volume_row),
            series=pick(self.series),
        )

    @classmethod
    def joined(cls, batches: Sequence[Batch]) -> Batch:
        """The people of all batches one after another; a measured array must be there in all of them or in none."""
        parts: dict[str, Any] = {}
        for field in fields(cls):
            tensors = [getattr(batch, field.name) for batch in batches]
            parts[field.name] = None if tensors[0] is None else torch.cat(tensors)
        if all(batch.volume is batches[0].volume for batch in batches):
            parts["volume"] = batches[0].volume
        elif batches[0].volume is not None:
            before = np.cumsum([0, *(len(batch.volume) for batch in batches)])  # type: ignore[arg-type]
            rows = [batch.volume_row for batch in batches]
            parts["volume_row"] = torch.cat([torch.where(row < 0, row, row + int(n)) for row, n in zip(rows, before, strict=False)])  # type: ignore[operator,arg-type]
        return cls(**parts)

    def drawn(self) -> Batch:
        """The same people with the series drawn, for those who have the modality: once for all networks of an ensemble."""
        series = self.series
        if series is None:
            series = _spread(draw_series, self.sensory_raw, self.has("sensory"))
        return replace(self, series=series)

    def keeping(self, present: Tensor) -> Batch:
        """The same people with other modalities present, (n, 6); a modality cannot appear from nothing."""
        return replace(self, present=self.present * present)


def _spread(draw: Callable[[Tensor], Tensor], parameters: Tensor, here: Tensor) -> Tensor | None:
    """Arrays drawn for the people at `here`, zeros for the others; None when nobody is there."""
    if not bool(here.any()):
        return None
    some = draw(parameters[here])
    if bool(here.all()):
        return some
    return torch.zeros(len(parameters), *some.shape[1:]).index_put((here,), some)
