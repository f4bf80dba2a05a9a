"""The surface encloses the bone, measuring gives back the known sizes of known shapes, and the first layer shown is the network's own."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from osteo_core import load_model
from osteo_core.cohorts.worlds.paper.typical import MICRO
from osteo_core.network.first_layer import first_layer
from osteo_core.network.morphometry import measure
from osteo_core.network.phantom import VOXEL_MM, VOXELS, render_phantom
from osteo_core.network.surface import bone_surface

SIDE = VOXELS * VOXEL_MM


def phantom(**changed: float) -> np.ndarray:
    asked = MICRO["normal"] | changed
    return render_phantom(torch.tensor([[asked[name] for name in ("bv_tv", "tb_n", "tb_th", "tb_sp", "ct_th")]]))[0].numpy()


def _enclosed(vertices: np.ndarray, faces: np.ndarray) -> float:
    """Volume inside a closed mesh whose triangles face outwards (divergence theorem)."""
    a, b, c = (vertices[faces[:, k]].astype(float) for k in range(3))
    return float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6)


def _ball(radius_mm: float) -> np.ndarray:
    """A ball in the middle, its edge blurred over a voxel."""
    centres = (np.arange(VOXELS) + 0.5) * VOXEL_MM - SIDE / 2
    distance = np.sqrt(sum(axis**2 for axis in np.meshgrid(centres, centres, centres)))
    return np.clip(0.5 + (radius_mm - distance) / VOXEL_MM, 0, 1).astype(np.float32)


@pytest.mark.parametrize("status", MICRO)
def test_the_surface_lies_in_the_cube_and_is_closed(status: str) -> None:
    vertices, faces = bone_surface(phantom(**MICRO[status]))
    assert vertices.min() >= 0
    assert vertices.max() <= SIDE + 1e-5
    assert set(np.unique(faces)) == set(range(len(vertices)))
    edges = np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), 1)
    counts = np.unique(edges, axis=0, return_counts=True)[1]
    assert (counts % 2 == 0).all()  # every edge has a face on either side


@pytest.mark.parametrize("radius", [0.9, 1.5, 2.4])
def test_the_surface_of_a_ball_has_its_volume(radius: float) -> None:
    assert _enclosed(*bone_surface(_ball(radius))) == pytest.approx(4 / 3 * math.pi * radius**3, rel=0.1)


def test_a_full_cube_is_its_own_surface_and_an_empty_one_has_none() -> None:
    full = np.ones((VOXELS,) * 3, np.float32)
    vertices, faces = bone_surface(full)
    assert _enclosed(vertices, faces) == pytest.approx(SIDE**3, rel=0.01)  # the corners are cut off
    assert len(bone_surface(0 * full)[0]) == 0


def test_nothing_to_measure_is_not_a_number() -> None:
    for volume in (np.ones((VOXELS,) * 3, np.float32), np.zeros((VOXELS,) * 3, np.float32)):
        found = measure(volume)
        assert math.isnan(found.bv_tv)
        assert math.isnan(found.spacing)
    assert math.isnan(found.largest_piece)


@pytest.mark.parametrize("thickness", [0.6, 0.9, 1.3, 2.1])
def test_the_cortex_comes_back(thickness: float) -> None:
    assert measure(phantom(ct_th=thickness)).ct_th == pytest.approx(thickness, abs=0.6 * VOXEL_MM)


def test_what_is_measured_rises_with_what_is_asked() -> None:
    fractions = [measure(phantom(bv_tv=f)) for f in (0.1, 0.2, 0.3, 0.4)]
    assert [m.bv_tv for m in fractions] == sorted(m.bv_tv for m in fractions)
    assert [m.tb_th for m in fractions] == sorted(m.tb_th for m in fractions)
    spaces = [measure(phantom(tb_sp=s)).tb_sp for s in (0.5, 0.7, 0.9, 1.2)]
    assert spaces == sorted(spaces)


def test_two_pieces_are_told_from_one() -> None:
    balls = np.maximum(np.roll(_ball(0.9), 12, 0), np.roll(_ball(0.9), -12, 0))
    assert measure(balls).largest_piece == pytest.approx(0.5, abs=0.01)
    assert measure(_ball(0.9)).largest_piece == 1.0


def test_a_phantom_gives_back_what_the_page_says() -> None:
    for status in ("normal", "osteoporosis"):
        found = measure(phantom(**MICRO[status]))
        asked = MICRO[status]
        assert found.bv_tv == pytest.approx(asked["bv_tv"], rel=0.15)
        assert found.spacing == pytest.approx(asked["tb_th"] + asked["tb_sp"], rel=0.1)
        assert found.tb_th == pytest.approx(asked["tb_th"], rel=0.25)
        assert found.largest_piece > 0.97


@pytest.mark.parametrize("which", [0, 4])
def test_filters_and_responses_are_the_shipped_networks_own(which: int) -> None:
    encoder = load_model("fusion").artifact.ensemble.networks[which].micro
    volumes = torch.from_numpy(np.stack([phantom(), phantom(**MICRO["osteoporosis"])]))
    found = first_layer(encoder, volumes)
    layer = encoder.convolution[0]
    np.testing.assert_array_equal(found.filters, layer.weight[:, 0].detach().numpy())
    with torch.no_grad():
        direct = torch.nn.functional.conv3d(volumes[:, None] - 0.2, layer.weight, layer.bias, stride=4).clamp(min=0)
    np.testing.assert_allclose(found.responses, direct.numpy(), rtol=1e-5, atol=1e-6)
    order = found.mean_response[0][found.ranked()]
    assert (np.diff(order) <= 0).all()
    assert not encoder.convolution[1]._forward_hooks  # the shared model is left as it was
