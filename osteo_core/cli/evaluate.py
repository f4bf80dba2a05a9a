"""`evaluate TABLE`: predictions in a table judged against its outcomes."""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable
from pathlib import Path

from osteo_core.cli.arguments import DONE, Commands
from osteo_core.cli.output import put, put_json
from osteo_core.translations import translate


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = commands.add("evaluate", run)
    parser.add_argument("table", metavar="TABLE", type=Path, help=commands.text("evaluate_table"))
    parser.add_argument("--outcome", required=True, metavar="COLUMN", help=commands.text("outcome"))
    parser.add_argument("--event-level", metavar="VALUE", help=commands.text("event_level"))
    parser.add_argument("--model", default=[], action="append", metavar="COLUMN", help=commands.text("evaluate_model"))
    parser.add_argument("--score", default=[], action="append", metavar="COLUMN[:lower]", help=commands.text("score_column"))
    parser.add_argument("--reference", metavar="COLUMN", help=commands.text("reference"))
    parser.add_argument("--group", metavar="COLUMN", help=commands.text("group"))
    parser.add_argument("--threshold", type=threshold(commands.language), metavar="P", help=commands.text("threshold"))
    parser.set_defaults(refuse=parser.error)
    parser.add_argument("--format", choices=("text", "json"), default="text", help=commands.text("format"))


def run(options: argparse.Namespace) -> int:
    """Judge the predictions in a table against its outcomes, against each other, and by group."""
    from osteo_core.cli.inputs.import_hint import import_hint
    from osteo_core.cli.texts.evaluate_text import as_text, evaluated

    with import_hint(options.table):
        document = evaluated(options)
    if options.format == "json":
        put_json(document)
    else:
        put(as_text(document, options.language))
    return DONE


def threshold(language: str) -> Callable[[str], float]:
    """A reader of a finite number."""

    def read(value: str) -> float:
        try:
            threshold = float(value)
        except ValueError:
            threshold = math.nan
        if not math.isfinite(threshold):
            raise argparse.ArgumentTypeError(translate("cli.evaluate.not_a_threshold", language, value=value))
        return threshold

    return read
