"""`sway RECORDING`: velocity, area and path of somebody who stands still on a force plate."""

from __future__ import annotations

import argparse
from pathlib import Path

from osteo_core.cli.arguments import DONE, Commands, require_file
from osteo_core.cli.output import put, put_json
from osteo_core.sway.recording import EYES, LENGTHS, SURFACES, Said
from osteo_core.translations import translate


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = commands.add("sway", run)
    parser.add_argument("recording", metavar="RECORDING", type=Path, help=commands.text("plate"))
    parser.add_argument("--unit", choices=LENGTHS, required=True, help=commands.text("sway_unit"))
    parser.add_argument("--eyes", choices=EYES, required=True, help=commands.text("sway_eyes"))
    parser.add_argument("--surface", choices=SURFACES, required=True, help=commands.text("sway_surface"))
    parser.add_argument("--rate-hz", type=float, metavar="X", help=commands.text("sway_rate_hz"))
    parser.add_argument("--series", action="store_true", help=commands.text("sway_series"))
    parser.add_argument("--format", choices=("text", "json"), default="text", help=commands.text("format"))


def run(options: argparse.Namespace) -> int:
    """Check the recording, measure its sway, and print the record's field and what was found and checked."""
    require_file(options.recording)
    from dataclasses import asdict

    from osteo_core.catalogue import CATALOGUE
    from osteo_core.patients.force_plate import read_plate
    from osteo_core.sway.checks import checked
    from osteo_core.sway.measure import measure, series, told

    said = Said(unit=options.unit, eyes=options.eyes, surface=options.surface, hz=options.rate_hz)
    standing = checked(read_plate(options.recording), said)
    found = measure(standing, said)
    lines = [*told(found, said, options.language), translate(f"sway.{'derived' if found.values() else 'not_entered'}", options.language)]
    if options.format == "json":
        path = {"series": series(standing)} if options.series else {}
        put_json({**found.values(), **path, "origin": "derived", "observed": asdict(found), "notes": lines})
    else:
        feature = CATALOGUE["sway_velocity"]
        name, unit = feature.label_in(options.language), feature.unit_in(options.language)
        put("\n".join([f"{name}: {found.sway_velocity:.{feature.decimals}f} {unit}", *lines]))
    return DONE
