"""A measured scan on the phantom's grid: what it was drawn from comes back, in any grey scale, size and voxel."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from osteo_core.network.phantom import VOXEL_MM, VOXELS, structures, trabecular_bone
from osteo_core.network.scan import trabecular_grid

ALL = (slice(None),) * 3
EDGES = (VOXEL_MM,) * 3


@pytest.fixture(scope="module")
def bone() -> np.ndarray:
    return trabecular_bone(torch.tensor([[0.2, 1.1, 0.23, 0.67, 0.9]]), structures([3]))[0].numpy()


def test_a_phantom_comes_back(bone: np.ndarray) -> None:
    again = trabecular_grid(bone, EDGES, 0.5, ALL).numpy()
    assert again.shape == (VOXELS,) * 3
    np.testing.assert_array_equal(again, bone > 0.5)


def test_the_grey_scale_is_that_of_the_threshold(bone: np.ndarray) -> None:
    np.testing.assert_array_equal(trabecular_grid(3000 * bone - 500, EDGES, 1000.0, ALL), trabecular_grid(bone, EDGES, 0.5, ALL))


def test_voxels_of_half_the_edge_say_the_same(bone: np.ndarray) -> None:
    fine = bone.repeat(2, 0).repeat(2, 1).repeat(2, 2)
    again = trabecular_grid(fine, (VOXEL_MM / 2,) * 3, 0.5, ALL).numpy()
    np.testing.assert_array_equal(again, bone > 0.5)


def test_axes_have_voxels_of_their_own() -> None:
    steps = (np.arange(96) >= 60).astype(np.float32)[:, None, None] * np.ones((1, VOXELS, VOXELS), np.float32)
    again = trabecular_grid(steps, (VOXEL_MM / 2, VOXEL_MM, VOXEL_MM), 0.5, ALL).numpy()
    np.testing.assert_array_equal(again[:, 5, 7], np.arange(VOXELS) >= 30)


def test_a_smaller_scan_is_mirrored_and_keeps_its_fraction(bone: np.ndarray) -> None:
    small = bone[:24]
    again = trabecular_grid(small, EDGES, 0.5, ALL).numpy()
    middle = slice(12, 36)
    plain = trabecular_grid(bone, EDGES, 0.5, (slice(0, 24), slice(None), slice(None))).numpy()
    np.testing.assert_array_equal(again, plain)
    np.testing.assert_allclose(again[:12], again[12:24][::-1])
    assert again[middle].mean() == pytest.approx((small > 0.5).mean(), rel=0.05)


def test_only_what_lies_behind_the_cortex_is_seen(bone: np.ndarray) -> None:
    covered = np.concatenate([np.ones((8, VOXELS, VOXELS), np.float32), bone])
    seen = trabecular_grid(covered, EDGES, 0.5, (slice(8, None), slice(None), slice(None)))
    np.testing.assert_array_equal(seen, trabecular_grid(bone, EDGES, 0.5, ALL))
