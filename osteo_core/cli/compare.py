"""`compare PATIENT.json`: every score beside the networks, and the treatment rule sets."""

from __future__ import annotations

import argparse
from pathlib import Path

from osteo_core.cli.arguments import DONE, Commands, require_file
from osteo_core.cli.inputs.newest import newest_of
from osteo_core.cli.output import put, put_json


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = commands.add("compare", run)
    parser.add_argument("patient", metavar="PATIENT.json", type=Path, help=commands.text("patient"))
    parser.add_argument("--no-layer", action="store_true", help=commands.text("no_layer"))
    parser.add_argument("--format", choices=("text", "json"), default="text", help=commands.text("format"))


def run(options: argparse.Namespace) -> int:
    """Every comparator that the patient's data allow, beside the network, and what each rule set makes of it."""
    require_file(options.patient)
    from osteo_core.cli.texts.compare_text import as_text
    from osteo_core.service.answers import compared
    from osteo_core.service.documents import comparison_document, visit_document

    newest = newest_of(options.patient, options.language)
    answers = compared(newest.patient, as_released=options.no_layer)
    if options.format == "json":
        put_json(comparison_document(*answers, options.language) | visit_document(newest, options.language))
    else:
        put(as_text(*answers, options.language))
    return DONE
