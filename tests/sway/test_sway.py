"""Sway from a force plate's file: known paths, published recordings, and what is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from osteo_core import Patient, load_model
from osteo_core.cli.main import main
from osteo_core.cohorts.balance import HERTZ, load_recordings, load_trials
from osteo_core.errors import InvalidInput
from osteo_core.patients.force_plate import read_plate_content
from osteo_core.sway.checks import checked
from osteo_core.sway.measure import measure, series
from osteo_core.sway.recording import Said, Sway
from osteo_core.translations import LANGUAGES, translate
from tests.sway.paths import circle

SAID = Said(unit="mm", eyes="open", surface="firm")


def _measured(table: pd.DataFrame, said: Said = SAID, **csv: Any) -> Sway:
    return measure(checked(read_plate_content(table.to_csv(index=False, **csv).encode(), "plate.csv"), said), said)


def _refusal(table: pd.DataFrame, said: Said = SAID) -> str:
    with pytest.raises(InvalidInput) as refused:
        _measured(table, said)
    assert all(refused.value.text(language).strip() and "[en]" not in refused.value.text(language) for language in LANGUAGES)
    return str(refused.value)


@pytest.mark.parametrize("hz", [20.0, 50.0, 100.0, 1000.0])
def test_a_known_path(hz: float) -> None:
    found = _measured(circle(radius_cm=0.8, turns_hz=0.25, hz=hz))
    assert found.sway_velocity == pytest.approx(2 * np.pi * 0.8 * 0.25, rel=0.005)
    assert found.length == pytest.approx(found.sway_velocity * 40, rel=0.005)
    assert found.frequency == pytest.approx(0.25, abs=0.02)
    # The ellipse of 95 % of a circle's two equal variances r²/2: π (r²/2) χ²(0.95; 2), a little more for so many samples.
    assert found.area == pytest.approx(np.pi * 0.8**2 / 2 * 5.991, rel=0.01)
    assert found.values() == {"sway_velocity": found.sway_velocity}


def test_noise_of_the_plate_is_no_sway() -> None:
    quiet, noisy = (_measured(circle(radius_cm=0.8, turns_hz=0.25, hz=1000, noise_cm=noise)) for noise in (0.0, 0.01))
    assert noisy.filtered
    # Unfiltered, 0.01 cm of noise at 1,000 Hz would be a path of 18 cm a second.
    assert noisy.sway_velocity == pytest.approx(quiet.sway_velocity, rel=0.1)


def test_published_recordings_come_back_through_the_file() -> None:
    """Area within 1 %; velocity at 20 Hz lower than the published one, by less than a tenth."""
    names, paths = load_recordings()
    for place in range(0, len(names), 40):
        table = pd.DataFrame(
            {"Time [s]": np.arange(len(paths[place])) / HERTZ, "COPx[cm]": paths[place][:, 0], "COPy[cm]": paths[place][:, 1]}
        )
        found, published = _measured(table, replace(SAID, unit="cm"), sep=";", decimal=","), load_trials().loc[names[place]]
        assert found.area == pytest.approx(published["area"], rel=0.01)
        assert 0.9 < found.sway_velocity / published["velocity"] < 1


def test_units_headings_and_the_decimal_sign_make_no_difference() -> None:
    table = circle(radius_cm=0.8, turns_hz=0.25)
    as_is = _measured(table)
    other = pd.DataFrame({"t_ms": 1000 * table["time"], "ML": table["cop_x (mm)"] / 1000, "AP": table["cop_y (mm)"] / 1000})
    found = _measured(other, replace(SAID, unit="m", hz=100), sep=";", decimal=",")
    assert found.sway_velocity == pytest.approx(as_is.sway_velocity)


def test_other_units_are_told_by_the_size_of_the_sway() -> None:
    plain = circle(radius_cm=0.8, turns_hz=0.25).rename(columns={"cop_x (mm)": "x", "cop_y (mm)": "y"})
    assert "This fits mm" in _refusal(plain, replace(SAID, unit="m"))
    assert "you entered cm, but the column's name gives mm" in _refusal(circle(radius_cm=0.8, turns_hz=0.25), replace(SAID, unit="cm"))
    assert "fits no unit" in _refusal(plain.assign(x=0.0, y=0.0))
    assert "two units: cm, mm" in _refusal(circle(radius_cm=0.8, turns_hz=0.25).rename(columns={"cop_x (mm)": "cop_x (cm)"}))


def test_a_gap_a_short_recording_a_step_and_a_rate_are_refused_with_the_place() -> None:
    table = circle(radius_cm=0.8, turns_hz=0.25)
    assert "missing between 5 s and 6.01 s (gaps: 1)" in _refusal(table.drop(index=range(501, 601)))
    assert "lasts 19.0 s; at least 20 s" in _refusal(table.head(1900))
    moved = table.copy()
    moved.loc[3000:3050, "cop_x (mm)"] += 300
    assert "cm from its mean" in _refusal(moved)
    assert "10 Hz; allowed: 20 to 2000" in _refusal(table.iloc[::10])
    assert "the times give 100 Hz, you entered 50 Hz" in _refusal(table, replace(SAID, hz=50))
    assert "enter the sampling rate" in _refusal(table.drop(columns="time"))
    assert "missing: cop_y" in _refusal(table.drop(columns="cop_y (mm)"))


def test_closed_eyes_or_foam_are_no_field() -> None:
    table = circle(radius_cm=0.8, turns_hz=0.25)
    for other in (replace(SAID, eyes="closed"), replace(SAID, surface="foam")):
        assert _measured(table, other).values() == {}


def test_the_network_sees_the_series() -> None:
    standing = checked(read_plate_content(circle(radius_cm=0.8, turns_hz=0.25, hz=1000).to_csv(index=False).encode(), "p.csv"), SAID)
    handed = series(standing)
    assert handed["sampling_hz"] == pytest.approx(20)
    record: dict[str, dict[str, Any]] = {"clinical": {"age": 71, "sex": "female"}, "sensory": {"sway_velocity": 1.26, "gait_speed": 0.9}}
    model = load_model()
    alone = model.assess(Patient.model_validate(record)).fracture
    seen = model.assess(Patient.model_validate(record | {"sensory": record["sensory"] | {"series": handed}})).fracture
    assert alone is not None
    assert seen is not None
    assert seen.probability != alone.probability


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_command(language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "plate.csv"
    circle(radius_cm=0.5, turns_hz=0.3).to_csv(path, index=False)
    given = ["sway", str(path), "--unit", "mm", "--eyes", "open", "--surface", "firm", "--language", language]
    assert main(given) == 0
    told = capsys.readouterr().out
    assert "0.94 cm/s" in told
    assert translate("sway.derived", language) in told
    assert main([*given, "--format", "json", "--series"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["sway_velocity"] == pytest.approx(0.942, abs=0.002)
    assert len(found["series"]["values"]) == 800
    assert main([*given[:-5], "closed", *given[-4:]]) == 0
    assert translate("sway.not_entered", language) in capsys.readouterr().out
