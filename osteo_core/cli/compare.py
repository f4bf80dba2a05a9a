"""`compare PATIENT.json`: every score beside the networks, and the treatment rule sets."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from osteo_core.cli.arguments import DONE, Commands, require_file
from osteo_core.cli.newest import newest_of, said_of
from osteo_core.cli.output import put, put_json
from osteo_core.errors import InvalidInput

if TYPE_CHECKING:
    from osteo_core.inference.assessment import Assessment
    from osteo_core.model import Model
    from osteo_core.patients import Patient


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = commands.add("compare", run)
    parser.add_argument("patient", metavar="PATIENT.json", type=Path, help=commands.text("patient"))
    parser.add_argument("--format", choices=("text", "json"), default="text", help=commands.text("format"))


def run(options: argparse.Namespace) -> int:
    """Every comparator that the patient's data allow, beside the network, and what each rule set makes of it."""
    require_file(options.patient)
    from osteo_core import load_model
    from osteo_core.cli.compare_text import NETWORKS, as_document, as_text
    from osteo_core.scores.frax_style import score as frax_style
    from osteo_core.scores.registry import every_score
    from osteo_core.scores.rules.decide import apply, rule_sets

    newest = newest_of(options.patient, options.language)
    patient = newest.patient
    networks = {name: _asked(load_model(name), patient) for name in NETWORKS}
    scores = every_score(patient, load_model())
    decisions = [apply(rules, patient, scores[frax_style.ABOUT.name]) for rules in rule_sets()]
    if options.format == "json":
        document = as_document(networks, scores, decisions, options.language) | said_of(newest, options.language)
        put_json(document)
    else:
        put(as_text(networks, scores, decisions, options.language))
    return DONE


def _asked(model: Model, patient: Patient) -> Assessment | InvalidInput:
    """A network's answer, or why it has none: it must not stand in the way of the scores."""
    try:
        return model.assess(patient)
    except InvalidInput as refused:
        return refused
