"""`adopt LAYER.json`: a calibration layer put in force for this user on this computer, or all of them taken away."""

from __future__ import annotations

import argparse
from pathlib import Path

from osteo_core.cli.arguments import DONE, Commands, require_file
from osteo_core.cli.output import put
from osteo_core.translations import translate


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = commands.add("adopt", run)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("layer", nargs="?", type=Path, metavar="LAYER.json", help=commands.text("adopt_layer"))
    what.add_argument("--none", action="store_true", help=commands.text("adopt_none"))


def run(options: argparse.Namespace) -> int:
    """Put it in force and say where it lies and how it is taken away."""
    from osteo_core.recalibration.adopted import adopt, take_away

    if options.none:
        gone = take_away()
        lines = [translate("cli.hospital.gone", options.language, path=path) for path in gone]
        put("\n".join(lines or [translate("cli.hospital.none_in_force", options.language)]))
        return DONE
    require_file(options.layer)
    from osteo_core import load_model
    from osteo_core.recalibration.layer_files import read_layer, require_of_model

    layer = read_layer(options.layer)
    require_of_model(layer, options.layer.name)
    path = adopt(layer, load_model(layer.model).artifact, options.layer.name)
    outcome = translate(f"layer.outcome.{layer.outcome}", options.language)
    put(translate("cli.hospital.adopted", options.language, model=layer.model, outcome=outcome, path=path))
    return DONE
