"""`assess PATIENT.json`: one patient's risks (of a record: at the newest visit), and what moved them."""

from __future__ import annotations

import argparse
from pathlib import Path

from osteo_core.cli.arguments import DONE, Commands, require_file
from osteo_core.cli.inputs import layers
from osteo_core.cli.inputs.newest import newest_of
from osteo_core.cli.output import put, put_json


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = commands.add("assess", run)
    parser.add_argument("patient", metavar="PATIENT.json", type=Path, help=commands.text("patient"))
    parser.add_argument("--model", metavar="NAME", help=commands.text("model"))
    layers.add_options(parser, commands)
    parser.add_argument("--explain", action="store_true", help=commands.text("explain"))
    parser.add_argument("--format", choices=("text", "json"), default="text", help=commands.text("format"))


def run(options: argparse.Namespace) -> int:
    """Assess one patient and print the answer as text or JSON."""
    require_file(options.patient)
    from osteo_core import load_model
    from osteo_core.cli.texts.assess_text import as_text
    from osteo_core.service.answers import assessed
    from osteo_core.service.documents import assessment_document, visit_document

    newest = newest_of(options.patient, options.language)
    model = load_model(layers.model_name(options))
    under = layers.under_layers(model, options)
    assessment, explanations = assessed(newest.patient, model, under, explain=options.explain)
    if options.format == "json":
        put_json(assessment_document(assessment, explanations, options.language) | visit_document(newest, options.language))
    else:
        put(as_text(assessment, explanations, options.language))
    return DONE
