"""`gait RECORDING`: gait speed and step length from the recording of a lower-back inertial sensor."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osteo_core.cli.arguments import DONE, Commands, require_file
from osteo_core.cli.output import put, put_json
from osteo_core.gait.notes import checks_made, observations
from osteo_core.gait.recording import ACCELERATION_UNITS, RATE_UNITS, VERTICALS, Said
from osteo_core.translations import translate

if TYPE_CHECKING:
    from osteo_core.gait.recording import Checked, Gait


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = commands.add("gait", run)
    parser.add_argument("recording", metavar="RECORDING", type=Path, help=commands.text("recording"))
    parser.add_argument("--height-cm", type=float, required=True, metavar="X", help=commands.text("height_cm"))
    parser.add_argument("--acceleration-unit", choices=ACCELERATION_UNITS, required=True, help=commands.text("acceleration_unit"))
    parser.add_argument("--rate-unit", choices=RATE_UNITS, required=True, help=commands.text("rate_unit"))
    parser.add_argument("--vertical", choices=VERTICALS, required=True, help=commands.text("vertical"))
    parser.add_argument("--rate-hz", type=float, metavar="X", help=commands.text("rate_hz"))
    parser.add_argument("--sensor-height-cm", type=float, metavar="X", help=commands.text("sensor_height_cm"))
    parser.add_argument("--format", choices=("text", "json"), default="text", help=commands.text("format"))


def run(options: argparse.Namespace) -> int:
    """Check the recording, measure its walking by mobgap, and print the record's fields and what was checked."""
    require_file(options.recording)
    from osteo_core.gait.checks import checked
    from osteo_core.gait.measure import measure
    from osteo_core.patients.inertial import read_inertial

    said = Said(
        acceleration_unit=options.acceleration_unit, rate_unit=options.rate_unit, vertical=options.vertical, hz=options.rate_hz
    )  # fmt: skip
    recording = checked(read_inertial(options.recording), said)
    found = measure(recording, options.height_cm, options.sensor_height_cm)
    if options.format == "json":
        put_json(as_document(found, recording, said, options.language))
    else:
        put(as_text(found, recording, said, options.language))
    return DONE


def as_document(found: Gait, recording: Checked, said: Said, language: str) -> dict[str, Any]:
    """The fields of a record's `sensory` block, how they came to be, what was observed beside them, and what was checked."""
    return {
        **found.values(),
        "origin": "derived",
        "observed": {**({} if found.values() else found.measured()), "step_length_spread": found.step_length_spread},
        "cadence": found.cadence,
        "steps": found.steps,
        "bouts": found.bouts,
        "walking_s": found.walking_s,
        "sensor_height_m": found.sensor_height_m,
        "checked": {
            "sampling_hz": recording.hz, "seconds": recording.seconds, "gravity_m_s2": recording.gravity,
            "tilt_degrees": recording.tilt, "median_rate_deg_s": recording.turning,
        },
        "notes": [*observations(found, language), *checks_made(found, recording, said, language)],
    }  # fmt: skip


def as_text(found: Gait, recording: Checked, said: Said, language: str) -> str:
    """One field a line, then what was observed and checked."""
    from osteo_core.catalogue import CATALOGUE

    lines = []
    for name, value in found.measured().items():
        feature = CATALOGUE[name]
        lines.append(f"{feature.label_in(language)}: {value:.{feature.decimals}f} {feature.unit_in(language)}")
    told = [*observations(found, language), *checks_made(found, recording, said, language)]
    return "\n".join([*lines, *([translate("gait.derived", language)] if found.values() else []), *told])
