"""What a recording must be before any walking is looked for in it. None of this needs mobgap."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from osteo_core.cli.main import main
from osteo_core.errors import InvalidInput
from osteo_core.extras import MissingExtraError
from osteo_core.gait import measure as measuring
from osteo_core.gait.checks import checked
from osteo_core.gait.measure import measure, sensor_height
from osteo_core.gait.recording import GRAVITY, Checked, Said
from osteo_core.patients.inertial import read_inertial, read_inertial_content
from osteo_core.translations import LANGUAGES
from tests.gait.walks import lengths, walk, written

SAID = Said(acceleration_unit="m/s2", rate_unit="deg/s", vertical="x=up")
ACC, GYR = ["acc_x", "acc_y", "acc_z"], ["gyr_x", "gyr_y", "gyr_z"]


@pytest.fixture
def walked() -> pd.DataFrame:
    return walk(steps=lengths(0.6, 0.04, 40, 0))


def _checked(table: pd.DataFrame, said: Said = SAID, **csv: Any) -> Checked:
    return checked(read_inertial_content(table.to_csv(index=False, **csv).encode(), "walk.csv"), said)


def _refusal(table: pd.DataFrame, said: Said = SAID) -> str:
    with pytest.raises(InvalidInput) as refused:
        _checked(table, said)
    assert all(refused.value.text(language).strip() and "[en]" not in refused.value.text(language) for language in LANGUAGES)
    return str(refused.value)


def test_a_sound_recording_is_read_as_it_was_written(walked: pd.DataFrame) -> None:
    found = _checked(walked)
    assert found.hz == pytest.approx(100)
    assert found.seconds == pytest.approx(len(walked) / 100)
    assert found.gravity == pytest.approx(GRAVITY, rel=0.02)
    assert found.tilt < 5
    np.testing.assert_allclose(found.acceleration, walked[ACC])
    np.testing.assert_allclose(found.rate, walked[GYR])


def test_units_axes_and_the_decimal_sign_make_no_difference(walked: pd.DataFrame) -> None:
    as_is = _checked(walked)
    other = walked.copy()
    other[ACC] /= GRAVITY
    other[GYR] = np.radians(other[GYR])
    other = other.rename(columns=dict(zip([*ACC, *GYR], ["acc_z", "acc_x", "acc_y", "gyr_z", "gyr_x", "gyr_y"], strict=True)))
    other["acc_z"], other["gyr_z"] = -other["acc_z"], -other["gyr_z"]
    other["time"] *= 1000
    other = other.rename(columns={"time": "Time (ms)", "gyr_z": "Gyroscope Z (rad/s)"})
    said = Said(acceleration_unit="g", rate_unit="rad/s", vertical="z=down", hz=100)
    found = _checked(other, said, sep=";", decimal=",")
    np.testing.assert_allclose(found.acceleration, as_is.acceleration)
    np.testing.assert_allclose(found.rate, as_is.rate)
    assert found.hz == pytest.approx(as_is.hz)


def test_g_said_to_be_metres_and_the_other_way_round(walked: pd.DataFrame) -> None:
    assert "gravity should be about 1; the recording shows 9.79" in _refusal(walked, replace(SAID, acceleration_unit="g"))
    walked[ACC] /= GRAVITY
    told = _refusal(walked)
    assert "gravity should be about 9.81; the recording shows 0.998" in told
    assert "This fits g" in told


def test_gravity_taken_out_of_the_signal(walked: pd.DataFrame) -> None:
    walked["acc_x"] -= GRAVITY
    assert "fits neither m/s² nor g" in _refusal(walked)


@pytest.mark.parametrize("factor, said", [(np.pi / 180, "deg/s"), (1.0, "rad/s")])
def test_another_unit_of_the_angular_rate(walked: pd.DataFrame, factor: float, said: str) -> None:
    walked[GYR] *= factor
    assert "check the unit (rad/s or deg/s)" in _refusal(walked, replace(SAID, rate_unit=said))  # type: ignore[arg-type]


def test_a_unit_that_the_header_contradicts(walked: pd.DataFrame) -> None:
    assert "gives g" in _refusal(walked.rename(columns={"acc_x": "acc_x [g]"}))


def test_ten_seconds_are_too_short(walked: pd.DataFrame) -> None:
    assert "lasts 10.0 s; more than 10 s" in _refusal(walked.head(1000))
    assert _checked(walked.head(1010)).seconds == pytest.approx(10.1)


def test_a_dropped_second_is_refused_with_its_place(walked: pd.DataFrame) -> None:
    dropped = walked.drop(index=range(501, 601))
    assert "missing between 5 s and 6.01 s (gaps: 1)" in _refusal(dropped)
    counted = dropped.assign(time=dropped.index).rename(columns={"time": "sample"})
    assert "missing between numbers 500 and 601 (gaps: 1)" in _refusal(counted, replace(SAID, hz=100))


def test_a_single_sample_dropped_and_times_that_go_back(walked: pd.DataFrame) -> None:
    assert "gaps: 1" in _refusal(walked.drop(index=700))
    walked.loc[800, "time"] = 7.9
    assert "row 801 is not later" in _refusal(walked)


def test_the_sampling_rate(walked: pd.DataFrame) -> None:
    assert "25 Hz; allowed: 50 to 200" in _refusal(walked.iloc[::4])
    assert "the times give 100 Hz, you entered 128 Hz" in _refusal(walked, replace(SAID, hz=128))
    assert "enter the sampling rate" in _refusal(walked.assign(time=walked.index).rename(columns={"time": "sample"}))
    assert _checked(walked.round({"time": 2}).iloc[::2], SAID).hz == pytest.approx(50)


def test_the_vertical_axis_is_the_one_along_gravity(walked: pd.DataFrame) -> None:
    assert "90° off gravity" in _refusal(walked, replace(SAID, vertical="y=up"))
    told = _refusal(walked, replace(SAID, vertical="x=down"))
    assert "180° off gravity" in told or "179° off gravity" in told
    assert "Gravity fits x=up best" in told


def test_a_wrist_is_no_lower_back(walked: pd.DataFrame) -> None:
    """An arm that swings by 25° to either side, once a stride of 1.1 s."""
    seconds = walked["time"].to_numpy()
    stride = 2 * np.pi * 0.9
    angle = np.radians(25) * np.sin(stride * seconds)
    arm = walked.assign(
        acc_x=GRAVITY * np.cos(angle), acc_z=GRAVITY * np.sin(angle), gyr_y=25 * stride * np.cos(stride * seconds),
    )  # fmt: skip
    assert "worn on the wrist" in _refusal(arm)


def test_carried_loose(walked: pd.DataFrame) -> None:
    """Upright for half of the time, then turned by 80°: on average along neither."""
    angle = np.radians(np.where(np.arange(len(walked)) < len(walked) / 2, -40, 40))
    loose = walked.assign(acc_x=GRAVITY * np.cos(angle), acc_z=GRAVITY * np.sin(angle))
    assert "direction of gravity varies by 40°" in _refusal(loose)


def test_tables_that_are_no_recording(walked: pd.DataFrame) -> None:
    for table, told in (
        (walked.drop(columns="gyr_y"), r"missing: gyr_y; found: time, acc_x"),
        (walked.drop(columns="time"), r"missing: time; found: acc_x"),
        (walked.assign(ax=1.0), r"same meaning: acc_x and ax"),
        (walked.head(1), r"fewer than two samples"),
        (walked.astype(object).mask(walked.index.to_series() == 7), r"not a number"),
    ):
        with pytest.raises(InvalidInput, match=told):
            read_inertial_content(table.to_csv(index=False).encode(), "walk.csv")


def test_heights() -> None:
    assert sensor_height(170) == pytest.approx(1.02)
    assert sensor_height(170, 98) == 0.98
    for height, sensor in ((1.7, None), (float("nan"), None), (170, 0.98), (170, 140)):
        with pytest.raises(InvalidInput, match="allowed"):
            sensor_height(height, sensor)


def test_without_the_extra_the_command_says_how_to_install_it(
    walked: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("osteo_core.extras.find_spec", lambda name: None)
    path = written(walked, tmp_path / "walk.csv")
    with pytest.raises(MissingExtraError, match=r"mobgap is needed here.*osteo-core\[gait\]"):
        measure(checked(read_inertial(path), SAID), 165)
    assert main(["gait", str(path), "--height-cm", "165", "--acceleration-unit", "m/s2", "--rate-unit", "deg/s", "--vertical", "x=up"]) == 2
    assert "mobgap is needed here" in capsys.readouterr().err
    assert measuring.LEAST_WALKING_S == 10
