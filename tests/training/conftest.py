"""Trainings in these tests tabulate their phantoms quickly: the table itself is tested in tests/network/test_phantom_responses.py."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch

from osteo_core.network.encoders import MicroEncoder
from osteo_core.network.phantom import render_phantom


@torch.no_grad()
def _one_phantom(encoder: MicroEncoder) -> None:
    typical = render_phantom(torch.tensor([[0.2, 1.1, 0.23, 0.7, 0.9]]))
    encoder.responses.copy_(encoder.embed_volume(typical)[0].expand_as(encoder.responses))


@pytest.fixture(scope="module", autouse=True)
def quickly_tabulated() -> Iterator[None]:
    """One phantom stands for all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(MicroEncoder, "tabulate", _one_phantom)
        yield
