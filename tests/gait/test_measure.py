"""Known walks through mobgap's own algorithms."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

pytest.importorskip("mobgap", reason="the extra `gait` is not installed")

from osteo_core.cli.main import main
from osteo_core.errors import InvalidInput
from osteo_core.gait.checks import checked
from osteo_core.gait.measure import measure
from osteo_core.gait.notes import observations
from osteo_core.gait.recording import Said
from osteo_core.patients.inertial import read_inertial
from osteo_core.translations import LANGUAGES, translate
from tests.gait.walks import SENSOR_M, lengths, walk, written

SAID = Said(acceleration_unit="m/s2", rate_unit="deg/s", vertical="x=up")


@pytest.mark.parametrize(
    "cadence, length, cv, hz",
    [(108, 0.60, 0.05, 100), (90, 0.45, 0.08, 128), (120, 0.75, 0.03, 50), (108, 0.60, 0.0, 200)],
)
def test_a_known_walk(cadence: float, length: float, cv: float, hz: float, tmp_path: Path) -> None:
    path = written(walk(steps=lengths(length, cv, 60, 0), cadence=cadence, hz=hz), tmp_path / "walk.csv")
    found = measure(checked(read_inertial(path), SAID), 165, 100 * SENSOR_M)
    # Off by 0.6 % at most in walks of 60 and of 200 steps: mobgap smooths cadence over steps and interpolates it to whole seconds.
    assert found.cadence == pytest.approx(cadence, rel=0.01)
    # Equal steps come out 0.7 % short in the mean of 60 and 0.4 % in that of 200, since the first and the last of a bout lack a tenth to a
    # quarter; unequal ones up to another 1.1 % (0.6 % of 200), since the longest are smoothed most.
    assert found.step_length == pytest.approx(length, rel=0.02)
    assert found.gait_speed == pytest.approx(cadence / 60 * length, rel=0.02)
    assert 58 <= found.steps <= 60
    assert found.bouts == 1
    assert found.values() == {"gait_speed": found.gait_speed, "step_length": found.step_length}


def test_why_the_spread_of_steps_is_an_observation(tmp_path: Path) -> None:
    """Equal steps seem to vary, by the first and the last of a bout; steps that vary do so less than they did."""
    spread = {}
    for cv in (0.0, 0.08):
        path = written(walk(steps=lengths(0.45, cv, 60, 0), cadence=90), tmp_path / "walk.csv")
        spread[cv] = measure(checked(read_inertial(path), SAID), 165, 100 * SENSOR_M).step_length_spread
    assert 1 < spread[0.0] < 4
    assert 5 < spread[0.08] < 7.5


def test_several_bouts_are_said_to_overestimate_and_are_no_fields(tmp_path: Path) -> None:
    one, other = (walk(steps=lengths(0.6, 0.04, count, 0), still=6) for count in (40, 24))
    other["time"] += one["time"].iloc[-1] + 0.01
    found = measure(checked(read_inertial(written(pd.concat([one, other]), tmp_path / "walk.csv")), SAID), 165)
    assert found.bouts == 2
    assert "contains 2 bouts of walking" in observations(found, "en")[0]
    assert found.values() == {}
    assert found.measured()["gait_speed"] > 0
    alone = measure(checked(read_inertial(written(one, tmp_path / "walk.csv")), SAID), 165)
    assert len(observations(alone, "en")) == 1
    assert alone.values() == alone.measured()


def test_the_command_in_both_languages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(walk(steps=lengths(0.6, 0.05, 40, 0)), tmp_path / "walk.csv")
    given = ["gait", str(path), "--height-cm", "150", "--acceleration-unit", "m/s2", "--rate-unit", "deg/s", "--vertical", "x=up"]
    assert main([*given, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["gait_speed"] == pytest.approx(1.08, rel=0.02)
    assert found["origin"] == "derived"
    assert "step_length_cv" not in found
    assert found["observed"]["step_length_spread"] > 0
    assert found["sensor_height_m"] == pytest.approx(SENSOR_M)
    assert found["checked"]["sampling_hz"] == pytest.approx(100)
    for language in LANGUAGES:
        assert main([*given, "--language", language]) == 0
        told = capsys.readouterr().out
        assert f"{found['gait_speed']:.2f} m/s" in told
        assert translate("gait.spread", language, spread=f"{found['observed']['step_length_spread']:.0f}") in told
        assert "[en]" not in told


def test_standing_is_no_walk(tmp_path: Path) -> None:
    table = walk(steps=lengths(0.6, 0.05, 8, 0), still=12)
    path = written(table, tmp_path / "walk.csv")
    with pytest.raises(InvalidInput, match="of walking were found in the recording; at least 10 s are needed"):
        measure(checked(read_inertial(path), SAID), 165)
