"""The drawn series shows its parameters; a measured one is brought onto the same grid."""

from __future__ import annotations

import pytest
import torch

from osteo_core.network.series import CM_PER_CM_S, GAIT, HERTZ, STANCE, STEP_CV, STEPS, SWAY, draw_series, resample_series

#                      sway stance gait step  cv   falls score
TYPICAL = torch.tensor([[1.2, 60.0, 1.0, 0.6, 4.0, 0.0, 3.0]])


def changed(column: int, value: float) -> torch.Tensor:
    row = TYPICAL.clone()
    row[0, column] = value
    return row


def test_the_parameters_can_be_read_off_the_series() -> None:
    series = draw_series(TYPICAL)[0]
    assert series.shape == (STEPS, 3)
    assert series[:, 0].std().item() == pytest.approx(CM_PER_CM_S * 1.2, rel=1e-3)
    assert series[:, 2].mean().item() == pytest.approx(1.0, abs=1e-5)
    assert series[:, 2].std().item() == pytest.approx(0.04, rel=1e-3)
    assert draw_series(changed(SWAY, 2.4))[0, :, :2].flatten().tolist() == pytest.approx((2 * series[:, :2]).flatten().tolist(), rel=1e-5)
    assert draw_series(changed(GAIT, 0.5))[0, :, 2].mean().item() == pytest.approx(0.5, abs=1e-5)
    assert draw_series(changed(STEP_CV, 8.0))[0, :, 2].std().item() == pytest.approx(0.08, rel=1e-3)


def test_sway_grows_after_the_foot_goes_down() -> None:
    steady, unsteady = draw_series(TYPICAL)[0, :, 0], draw_series(changed(STANCE, 6.0))[0, :, 0]
    early, late = slice(0, 20), slice(30, None)
    assert unsteady[early].tolist() == pytest.approx(steady[early].tolist(), rel=0.1)
    assert unsteady[late].tolist() == pytest.approx((2 * steady[late]).tolist(), rel=0.02)


def test_a_shift_rotates_the_noise_and_no_shift_is_shift_zero() -> None:
    plain, shifted = draw_series(TYPICAL), draw_series(TYPICAL, torch.tensor([7]))
    assert torch.equal(draw_series(TYPICAL, torch.tensor([0])), plain)
    assert shifted[0, :, 2].tolist() == pytest.approx(plain[0, :, 2].roll(-7).tolist())


def test_a_measured_series_is_averaged_in_blocks_and_centred() -> None:
    hertz, seconds = 20.0, 14
    time = torch.arange(int(hertz * seconds)) / hertz
    measured = torch.stack([5 + torch.sin(time), -3 + torch.cos(time), 0.9 + 0.01 * time], 1)
    series = resample_series(measured, hertz, gait_speed=0.0)
    assert series.shape == (STEPS, 3)
    assert series[:, :2].mean(0).tolist() == pytest.approx([0, 0], abs=1e-6)
    middle = (torch.arange(STEPS) + 0.5) / HERTZ - 0.5 / hertz
    expected = torch.sin(middle) - torch.sin(middle).mean()
    assert series[:, 0].tolist() == pytest.approx(expected.tolist(), abs=0.01)
    assert series[:, 2].tolist() == pytest.approx((0.9 + 0.01 * middle).tolist(), abs=1e-4)


def test_without_a_walking_channel_the_entered_gait_speed_stands_in() -> None:
    series = resample_series(torch.randn(300, 2, generator=torch.Generator().manual_seed(0)), 20.0, gait_speed=0.83)
    assert series[:, 2].tolist() == pytest.approx([0.83] * STEPS)


SHAPE = "steps, 2 or 3"


@pytest.mark.parametrize(
    "shape, hertz, say", [((100, 2), 20.0, "at least 12 s"), ((300, 4), 20.0, SHAPE), ((300,), 20.0, SHAPE), ((300, 2), 2.0, "4 Hz")]
)
def test_series_that_are_refused(shape: tuple[int, ...], hertz: float, say: str) -> None:
    with pytest.raises(ValueError, match=say):
        resample_series(torch.zeros(shape), hertz, 1.0)


def test_a_table_of_another_width_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\(n, 7\)"):
        draw_series(torch.zeros(2, 6))
