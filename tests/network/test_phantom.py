"""The voxel phantom says back what it was drawn from."""

from __future__ import annotations

import math

import pytest
import torch

from osteo_core.network.phantom import BV_TV, CT_TH, TB_N, TB_SP, TB_TH, VOXEL_MM, VOXELS, render_phantom, resample_volume

TYPICAL = [0.2, 1.3, 0.25, 0.65, 0.0]


def people(column: int, values: list[float], ct_th: float = 0.0) -> torch.Tensor:
    parameters = torch.tensor([TYPICAL] * len(values))
    parameters[:, CT_TH] = ct_th
    parameters[:, column] = torch.tensor(values)
    return parameters


def inside(volume: torch.Tensor) -> torch.Tensor:
    """The volume behind the shell's blurred first slice."""
    return volume[:, 1:]


def test_values_are_fractions_on_the_networks_grid() -> None:
    volume = render_phantom(people(BV_TV, [0.05, 0.2, 0.5], ct_th=0.8))
    assert volume.shape == (3, VOXELS, VOXELS, VOXELS)
    assert float(volume.min()) >= 0
    assert float(volume.max()) <= 1


@pytest.mark.parametrize("spacing", [0.82, 0.93, 1.13, 1.37])
def test_mean_fraction_follows_bv_tv(spacing: float) -> None:
    fractions = [0.1, 0.2, 0.3, 0.4]
    parameters = people(BV_TV, fractions)
    parameters[:, TB_SP] = spacing - parameters[:, TB_TH]
    found = inside(render_phantom(parameters)).mean((1, 2, 3)).tolist()
    # No whole number of voxels a period: at 0.75 or 1 mm every period is sampled at the same few places, which costs up to 0.07.
    assert found == pytest.approx(fractions, abs=0.05)
    assert found == sorted(found)


def test_period_is_trabecular_thickness_plus_separation() -> None:
    for thickness, separation in ((0.25, 0.75), (0.5, 1.0), (0.75, 1.25)):
        row = people(TB_TH, [thickness])
        row[:, TB_SP] = separation
        line = render_phantom(row)[0].mean((0, 1)) - render_phantom(row)[0].mean()
        turns = torch.fft.rfft(line).abs()[1:].argmax() + 1
        assert VOXELS * VOXEL_MM / float(turns) == pytest.approx(thickness + separation, rel=0.05)


def test_shell_is_as_thick_as_ct_th() -> None:
    for thickness in (0.5, 1.0, 2.0):
        volume = render_phantom(people(BV_TV, [0.02], ct_th=thickness))[0]
        assert float((volume.mean((1, 2)) > 0.5).sum()) * VOXEL_MM == pytest.approx(thickness, abs=VOXEL_MM / 2)


def test_gradients_reach_every_parameter_but_tb_n() -> None:
    parameters = torch.tensor([[0.2, 1.3, 0.25, 0.65, 0.9]], requires_grad=True)
    weight = torch.rand(VOXELS, VOXELS, VOXELS, generator=torch.Generator().manual_seed(0))
    (render_phantom(parameters) * weight).sum().backward()
    gradient = parameters.grad
    assert gradient is not None
    for column in (BV_TV, TB_TH, TB_SP, CT_TH):
        assert abs(float(gradient[0, column])) > 1e-3, column
    assert float(gradient[0, TB_N]) == 0.0


def test_a_gradient_is_the_slope() -> None:
    parameters = torch.tensor([[0.2025, *TYPICAL[1:]]], dtype=torch.float64, requires_grad=True)  # between two knots of the level table
    render_phantom(parameters).sum().backward()
    step = torch.zeros(1, 5, dtype=torch.float64)
    step[0, BV_TV] = 1e-4
    slope = float((render_phantom(parameters + step) - render_phantom(parameters - step)).detach().sum()) / 2e-4
    assert parameters.grad is not None
    assert float(parameters.grad[0, BV_TV]) == pytest.approx(slope, rel=1e-3)


def test_phase_moves_the_lattice_and_swapping_axes_swaps_the_volume() -> None:
    row = people(BV_TV, [0.2])
    phase = torch.tensor([[0.1, 0.3, 0.7]])
    moved, swapped = render_phantom(row, phase), render_phantom(row, phase[:, [0, 2, 1]])
    assert not torch.allclose(moved, render_phantom(row))
    assert torch.allclose(swapped, moved.transpose(2, 3), atol=1e-6)
    assert torch.allclose(render_phantom(row, phase + 1), moved, atol=1e-4)
    assert float(moved.mean()) == pytest.approx(float(render_phantom(row).mean()), abs=0.03)


def test_a_rendered_phantom_comes_back_from_resampling() -> None:
    row = torch.tensor([[0.25, 1.2, 0.3, 0.9, 1.0]])
    volume = render_phantom(row)[0]
    again = resample_volume(volume, (VOXEL_MM,) * 3)
    assert torch.corrcoef(torch.stack([volume.flatten(), again.flatten()]))[0, 1] > 0.999
    assert float((again - volume).abs().max()) < 0.05


def test_resampling_ignores_the_grey_scale_and_the_voxel_size() -> None:
    volume = render_phantom(torch.tensor([[0.25, 1.2, 0.3, 1.2, 1.0]]))[0]
    fine = volume.repeat_interleave(2, 0).repeat_interleave(2, 1).repeat_interleave(2, 2) * 3000 - 500
    again = resample_volume(fine, (VOXEL_MM / 2,) * 3)
    assert torch.corrcoef(torch.stack([volume.flatten(), again.flatten()]))[0, 1] > 0.99


def test_resampling_takes_the_axes_voxel_sizes_apart() -> None:
    ramp = torch.linspace(0, 1, 48)[:, None, None].expand(48, 24, 24)
    again = resample_volume(ramp.contiguous(), (VOXEL_MM / 2, VOXEL_MM, VOXEL_MM))
    means = again.mean((1, 2))
    assert bool((means.diff() > 0).all())
    assert float(again.std((1, 2)).max()) < 1e-5
    assert float(means[-1] - means[0]) == pytest.approx(46 / 47, abs=0.05)


def test_what_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\(n, 5\)"):
        render_phantom(torch.zeros(5))
    with pytest.raises(ValueError, match="same value everywhere"):
        resample_volume(torch.ones(8, 8, 8), (0.1, 0.1, 0.1))


def test_odd_parameters_stay_finite() -> None:
    odd = torch.tensor([[0.0, 0.0, 0.0, 0.0, 0.0], [1.0, 5.0, 3.0, 5.0, 9.0], [-0.2, 1.0, 0.1, 0.1, -1.0]])
    volume = render_phantom(odd)
    assert bool(torch.isfinite(volume).all())
    assert math.isclose(float(inside(volume)[1].mean()), 1.0, abs_tol=0.05)
