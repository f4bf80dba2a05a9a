"""`assess PATIENT.json`: one patient's risks (of a record: at the newest visit), and what moved them."""

from __future__ import annotations

import argparse
from pathlib import Path

from osteo_core.cli.arguments import DONE, Commands, require_file
from osteo_core.cli.newest import newest_of, said_of
from osteo_core.cli.output import put, put_json
from osteo_core.constants import DEFAULT_MODEL


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = commands.add("assess", run)
    parser.add_argument("patient", metavar="PATIENT.json", type=Path, help=commands.text("patient"))
    parser.add_argument("--model", default=DEFAULT_MODEL, metavar="NAME", help=commands.text("model"))
    parser.add_argument("--explain", action="store_true", help=commands.text("explain"))
    parser.add_argument("--format", choices=("text", "json"), default="text", help=commands.text("format"))


def run(options: argparse.Namespace) -> int:
    """Assess one patient and print the answer as text or JSON."""
    require_file(options.patient)
    from osteo_core import load_model
    from osteo_core.cli.assess_text import as_document, as_text

    newest = newest_of(options.patient, options.language)
    model = load_model(options.model)
    record = model.read(newest.patient)
    assessment = model.assess(record)
    explanations = list(model.explain_all(record).values()) if options.explain else []
    if options.format == "json":
        put_json(as_document(assessment, explanations, options.language) | said_of(newest, options.language))
    else:
        put(as_text(assessment, explanations, options.language))
    return DONE
