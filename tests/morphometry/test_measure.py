"""Known shapes at three resolutions, brute force, and another program's local thickness."""

from __future__ import annotations

import sys
from unittest.mock import MagicMock

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage

from osteo_core.errors import InvalidInput
from osteo_core.morphometry.distance import squared_distances
from osteo_core.morphometry.measure import measure
from osteo_core.morphometry.spheres import mean_thickness

CUBIC = (1.0, 1.0, 1.0)


def silent(share: float) -> None:
    assert 0 <= share <= 1


def foam(side: int, smooth: float, seed: int = 0) -> NDArray[np.bool_]:
    noise = np.random.default_rng(seed).normal(size=(side, side + 3, side - 2))
    return np.asarray(ndimage.gaussian_filter(noise, smooth) > 0)


@pytest.mark.parametrize("edges", [CUBIC, (1.0, 1.5, 0.7)])
def test_distances_are_those_of_scipy(edges: tuple[float, float, float]) -> None:
    inside = foam(21, 1.5)
    expected = ndimage.distance_transform_edt(inside, sampling=edges)
    np.testing.assert_allclose(np.sqrt(squared_distances(inside, edges, silent)), expected, atol=1e-5)


def brute_force(inside: NDArray[np.bool_]) -> float:
    """Every voxel's sphere painted over all others; counted a sixth of each side away from the faces."""
    radius = ndimage.distance_transform_edt(inside)
    places = np.argwhere(inside)
    largest = np.zeros(len(places))
    for centre in places:
        within = ((places - centre) ** 2).sum(1) < radius[tuple(centre)] ** 2 - 1e-6
        largest[within] = np.maximum(largest[within], radius[tuple(centre)])
    sides = np.array(inside.shape)
    counted = ((places >= sides // 6) & (places < sides - sides // 6)).all(1)
    return float(2 * largest[counted].mean())


def test_local_thickness_is_that_of_every_sphere_painted() -> None:
    inside = foam(17, 1.6)
    assert mean_thickness(inside, CUBIC, silent) == pytest.approx(brute_force(inside), rel=0.01)


def test_local_thickness_agrees_with_another_program(monkeypatch: pytest.MonkeyPatch) -> None:
    # localthickness draws too, with a library that is not installed here.
    for name in ("matplotlib", "matplotlib.pyplot", "matplotlib.colors"):
        monkeypatch.setitem(sys.modules, name, MagicMock())
    import localthickness

    inside = foam(48, 3.0)
    other = 2 * float(localthickness.local_thickness(inside)[inside].mean())
    # Its spheres are octahedra with cut corners, some per cent too large.
    assert mean_thickness(inside, CUBIC, silent) == pytest.approx(other, rel=0.06)


@pytest.mark.parametrize("voxels", [3, 4, 5, 8, 12])
def test_plates_of_known_thickness(voxels: int) -> None:
    """0.24 mm thick, 0.24 mm apart, at five resolutions."""
    edge = 0.24 / voxels
    volume = np.zeros((24, 24, 8 * voxels), np.float32)
    volume[:, :, np.arange(8 * voxels) // voxels % 2 == 1] = 1.0
    found = measure(volume, (edge,) * 3)
    assert found.tb_th == pytest.approx(0.24, rel=1e-4)
    assert found.bv_tv == pytest.approx(0.5)
    assert found.tb_n == pytest.approx(1 / (found.tb_th + (found.tb_sp or 0)))
    assert found.ct_th is None
    assert found.tb_sp == pytest.approx(0.24, rel=1e-4)


@pytest.mark.parametrize("voxels", [5, 8, 16])
def test_rods_of_known_thickness(voxels: int) -> None:
    """0.3 mm across, 0.9 mm apart, with partial voxels as a scanner shows them."""
    across = np.arange(6 * voxels) + 0.5
    x, y = np.meshgrid(across % (3 * voxels) - 1.5 * voxels, across % (3 * voxels) - 1.5 * voxels, indexing="ij")
    fraction = np.clip(voxels / 2 - np.hypot(x, y) + 0.5, 0, 1)
    volume = np.repeat(fraction[:, :, None], 20, 2).astype(np.float32)
    found = measure(volume, (0.3 / voxels,) * 3)
    # Their axes lie between the voxels, where no sphere's centre can be.
    assert found.tb_th == pytest.approx(0.3, abs=1.2 * 0.3 / voxels)
    assert found.bv_tv == pytest.approx(np.pi / 36, rel=0.08)


def test_a_cortex_is_told_apart_and_turning_over_changes_nothing() -> None:
    volume = np.zeros((40, 32, 32), np.float32)
    volume[:, :, np.arange(32) // 4 % 4 == 2] = 1.0
    volume[:10] = 1.0
    found, over = measure(volume, (0.05,) * 3), measure(volume[::-1].copy(), (0.05,) * 3)
    assert found.faces == ((0, 0),)
    assert over.faces == ((0, -1),)
    assert found.ct_th == pytest.approx(0.5)
    assert found.tb_th == pytest.approx(0.2, rel=1e-4)
    assert over.values() == pytest.approx(found.values())


def test_a_calibrated_scan_has_a_fixed_threshold() -> None:
    volume = np.where(foam(40, 2.0), 500.0, 100.0).astype(np.float32)
    found = measure(volume, (0.06,) * 3, "mg_ha_cm3")
    assert (found.threshold, found.calibrated) == (320.0, True)
    assert found.tb_th == pytest.approx(measure(volume, (0.06,) * 3).tb_th, rel=1e-3)


def bad(name: str) -> tuple[NDArray[np.float32], float, str | None]:
    noise = np.random.default_rng(5).normal(size=(32, 32, 32)).astype(np.float32)
    bone = np.where(foam(33, 2.0), 800.0, 0.0).astype(np.float32)
    metal = bone.copy()
    metal[:6, :6, :6] = 9000.0
    whole = np.zeros((50, 50, 8), np.float32)
    whole[10:40, 10:40] = 1.0
    solid = np.ones((20, 20, 20), np.float32)
    solid[0, 0, 0] = 0.0
    return {
        "noise": (noise, 0.06, None),
        "air": (noise * 20 - 1000, 0.06, "hu"),
        "metal": (metal, 0.06, "mg_ha_cm3"),
        "limb": (whole, 1.0, None),
        "coarse": (bone, 0.25, None),
        "solid": (solid, 0.06, None),
    }[name]


@pytest.mark.parametrize(
    "name, words",
    [
        ("noise", "no structure"),
        ("air", "it contains no bone"),
        ("metal", "metal"),
        ("limb", "whole limb"),
        ("coarse", "too coarse"),
        ("solid", "solid block"),
    ],
)
def test_what_is_no_trabecular_bone(name: str, words: str) -> None:
    values, edge, grey = bad(name)
    with pytest.raises(InvalidInput, match=words):
        measure(values, (edge,) * 3, grey)  # type: ignore[arg-type]


def test_a_measurement_can_be_stopped() -> None:
    def stop(share: float) -> None:
        if share > 0.2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        measure(foam(40, 2.0).astype(np.float32), (0.06,) * 3, step=stop)
