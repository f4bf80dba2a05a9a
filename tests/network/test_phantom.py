"""The voxel phantom says back what it was drawn from, and hangs together."""

from __future__ import annotations

import pytest
import torch

from osteo_core.network.morphometry import measure
from osteo_core.network.phantom import (
    BV_TV,
    CT_TH,
    TB_SP,
    TB_TH,
    VOXEL_MM,
    VOXELS,
    Structure,
    behind_cortex,
    render_phantom,
    structures,
    trabecular_bone,
)

TYPICAL = [0.2, 1.1, 0.23, 0.67, 0.9]
MANY = 16


def people(column: int, values: list[float]) -> torch.Tensor:
    parameters = torch.tensor([TYPICAL] * len(values))
    parameters[:, column] = torch.tensor(values)
    return parameters


@pytest.fixture(scope="module")
def many() -> Structure:
    return structures(range(MANY))


def test_values_are_fractions_on_the_networks_grid() -> None:
    volume = render_phantom(people(BV_TV, [0.05, 0.2, 0.5]))
    assert volume.shape == (3, VOXELS, VOXELS, VOXELS)
    assert float(volume.min()) >= 0
    assert float(volume.max()) <= 1
    assert VOXELS >= 48
    assert VOXEL_MM <= 0.125


@pytest.mark.parametrize("fraction", [0.06, 0.12, 0.2, 0.3, 0.5])
@pytest.mark.parametrize("spacing", [0.7, 1.2])
def test_phantoms_hold_bv_tv_in_the_mean(fraction: float, spacing: float, many: Structure) -> None:
    parameters = people(BV_TV, [fraction] * MANY)
    parameters[:, TB_SP] = spacing - parameters[:, TB_TH]
    assert float(trabecular_bone(parameters, many).mean()) == pytest.approx(fraction, rel=0.05)


@pytest.mark.parametrize("fraction, spacing", [(0.14, 1.1), (0.2, 0.9), (0.28, 0.75)])
def test_they_measure_the_spacing_and_hang_together(fraction: float, spacing: float) -> None:
    parameters = people(BV_TV, [fraction] * 4)
    parameters[:, TB_SP] = spacing - parameters[:, TB_TH]
    found = [measure(volume.numpy()) for volume in render_phantom(parameters, structures(range(4)))]
    assert sum(m.spacing for m in found) / 4 == pytest.approx(spacing, rel=0.08)
    assert all(m.largest_piece > 0.97 for m in found)


def test_thickness_follows_from_fraction_and_spacing_as_at_the_radius() -> None:
    # BV/TV 0.205, Tb.Th 0.228 and Tb.Sp 0.76 mm are a typical woman's, see the parameters of the paper's world.
    found = [measure(v.numpy()) for v in render_phantom(torch.tensor([[0.205, 1.01, 0.228, 0.76, 0.92]] * 4), structures(range(4)))]
    assert sum(m.tb_th for m in found) / 4 == pytest.approx(0.228, rel=0.2)


@pytest.mark.parametrize("thickness", [0.5, 1.0, 2.0])
def test_the_cortex_is_as_thick_as_ct_th(thickness: float) -> None:
    volume = behind_cortex(torch.zeros(1, VOXELS, VOXELS, VOXELS), torch.tensor([thickness]))[0]
    assert float(volume.sum(0).mean()) * VOXEL_MM == pytest.approx(thickness, abs=0.02)
    assert bool((volume.diff(dim=0) <= 0).all())


def test_a_seed_gives_the_same_structure_and_another_another() -> None:
    row = torch.tensor([TYPICAL])
    one, again, other = (trabecular_bone(row, structures([seed])) for seed in (5, 5, 6))
    assert torch.equal(one, again)
    assert not torch.allclose(one, other, atol=0.2)
    together = trabecular_bone(row.expand(2, -1), structures([5, 6]))
    assert torch.allclose(together, torch.cat([one, other]), atol=1e-5)


def test_stretched_structures_are_longer_along_one_axis_and_keep_a_cells_volume() -> None:
    plain, drawn_out = (structures(range(20), stretched=stretched) for stretched in (1.0, 1.4))
    assert torch.allclose(plain.directions.norm(dim=3), torch.ones(()), atol=1e-5)
    for seed in range(20):
        strain = torch.linalg.lstsq(plain.directions[seed, 0], drawn_out.directions[seed, 0]).solution
        lengths = torch.linalg.svdvals(strain)
        assert float(lengths.prod()) == pytest.approx(1.0, abs=1e-4)
        assert 1.0 <= float(lengths[0] / lengths[2]) <= 1.4 + 1e-4
        assert float(lengths[0]) == pytest.approx(float(lengths[1]), abs=1e-4)


def test_what_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\(n, 5\)"):
        render_phantom(torch.zeros(5))
    with pytest.raises(ValueError, match="of 3 people, not of 2"):
        render_phantom(torch.tensor([TYPICAL] * 3), structures([1, 2]))


def test_odd_parameters_stay_finite() -> None:
    odd = torch.tensor([[0.0, 0.0, 0.0, 0.0, 0.0], [1.0, 5.0, 3.0, 5.0, 9.0], [-0.2, 1.0, 0.1, 0.1, -1.0]])
    volume = render_phantom(odd)
    assert bool(torch.isfinite(volume).all())
    assert float(volume[1].mean()) == pytest.approx(1.0, abs=0.01)
    assert float(trabecular_bone(odd)[0].mean()) == pytest.approx(0.0, abs=0.01)
    assert CT_TH == 4
