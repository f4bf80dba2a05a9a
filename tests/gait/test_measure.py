"""Known walks through mobgap's own algorithms."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("mobgap", reason="the extra `gait` is not installed")

from osteo_core.cli.main import main
from osteo_core.errors import InvalidInput
from osteo_core.gait.checks import checked
from osteo_core.gait.measure import measure
from osteo_core.gait.recording import Said
from osteo_core.patients.inertial import read_inertial
from osteo_core.translations import LANGUAGES
from tests.gait.walks import SENSOR_M, lengths, walk, written

SAID = Said(acceleration_unit="m/s2", rate_unit="deg/s", vertical="x=up")


@pytest.mark.parametrize(
    "cadence, length, cv, hz",
    [(108, 0.60, 0.05, 100), (90, 0.45, 0.08, 128), (120, 0.75, 0.03, 50), (108, 0.60, 0.0, 200)],
)
def test_a_known_walk(cadence: float, length: float, cv: float, hz: float, tmp_path: Path) -> None:
    path = written(walk(steps=lengths(length, cv, 60, 0), cadence=cadence, hz=hz), tmp_path / "walk.csv")
    found = measure(checked(read_inertial(path), SAID), 165, 100 * SENSOR_M)
    assert found.cadence == pytest.approx(cadence, rel=0.02)
    assert found.step_length == pytest.approx(length, rel=0.03)
    assert found.gait_speed == pytest.approx(cadence / 60 * length, rel=0.03)
    # Noise, and the first and last step, beside standing, show 2 % where every step is the same.
    assert found.step_length_cv == pytest.approx(100 * cv, abs=2.5)
    assert 54 <= found.steps <= 60
    assert found.bouts == 1


def test_the_command_in_both_languages(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(walk(steps=lengths(0.6, 0.05, 40, 0)), tmp_path / "walk.csv")
    given = ["gait", str(path), "--height-cm", "150", "--acceleration-unit", "m/s2", "--rate-unit", "deg/s", "--vertical", "x=up"]
    assert main([*given, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["gait_speed"] == pytest.approx(1.08, rel=0.03)
    assert found["origin"] == "derived"
    assert found["sensor_height_m"] == pytest.approx(SENSOR_M)
    assert found["checked"]["sampling_hz"] == pytest.approx(100)
    for language in LANGUAGES:
        assert main([*given, "--language", language]) == 0
        told = capsys.readouterr().out
        assert f"{found['gait_speed']:.2f} m/s" in told
        assert "[en]" not in told


def test_standing_is_no_walk(tmp_path: Path) -> None:
    table = walk(steps=lengths(0.6, 0.05, 8, 0), still=12)
    path = written(table, tmp_path / "walk.csv")
    with pytest.raises(InvalidInput, match="of walking were found in the recording; at least 10 s are needed"):
        measure(checked(read_inertial(path), SAID), 165)
