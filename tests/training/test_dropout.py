"""Random absence: nobody is left with nothing, nothing appears, indicators of one field go together."""

from __future__ import annotations

import numpy as np
import torch

from osteo_core.constants import MODALITIES
from osteo_core.preprocessing.encode import ALL_INPUTS, SLICES, WIDTH
from osteo_core.training.dropout import DROP, KEEP_ALL, drop_fields, drop_modalities
from tests.network.people import every_presence


def test_everybody_keeps_at_least_one_modality_and_gets_none() -> None:
    present = every_presence().repeat(40, 1)
    kept = drop_modalities(present, torch.Generator().manual_seed(0))
    assert bool((kept.sum(1) >= 1).all())
    assert bool((kept <= present).all())


def test_modalities_go_at_their_rates() -> None:
    kept = drop_modalities(torch.ones(40_000, 6), torch.Generator().manual_seed(1))
    expected = [1 - (1 - KEEP_ALL) * DROP[modality] for modality in MODALITIES]
    np.testing.assert_allclose(kept.mean(0).numpy(), expected, atol=0.01)


def gappy(n: int) -> np.ndarray:
    rng = np.random.default_rng(5)
    raw = rng.normal(size=(n, WIDTH))
    raw[rng.random(raw.shape) < 0.3] = np.nan
    for columns in SLICES.values():
        raw[rng.random(n) < 0.2, columns] = np.nan
    return raw


def test_a_measured_modality_stays_measured_and_values_stay_as_they_are() -> None:
    raw = gappy(2_000)
    out = drop_fields(raw, np.random.default_rng(6))
    kept = np.isfinite(out)
    assert (out[kept] == raw[kept]).all()
    assert (kept <= np.isfinite(raw)).all()
    for modality, columns in SLICES.items():
        had, has = np.isfinite(raw[:, columns]).any(1), kept[:, columns].any(1)
        assert (had == has).all(), modality
    assert 0.05 < 1 - kept.sum() / np.isfinite(raw).sum() < 0.5


def test_both_indicators_of_ethnicity_go_together() -> None:
    raw = np.zeros((3_000, WIDTH))
    out = np.isfinite(drop_fields(raw, np.random.default_rng(7)))
    asian, african = out[:, ALL_INPUTS.index("asian")], out[:, ALL_INPUTS.index("african")]
    assert (asian == african).all()
    assert 0 < (~asian).sum() < 3_000


def test_the_input_is_not_touched() -> None:
    raw = gappy(100)
    before = raw.copy()
    drop_fields(raw, np.random.default_rng(8))
    np.testing.assert_array_equal(raw, before)
