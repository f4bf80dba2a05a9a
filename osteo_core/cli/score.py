"""`score IN OUT`: every row of a table assessed."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from osteo_core.cli.arguments import DONE, Commands, require_file
from osteo_core.cli.output import complain
from osteo_core.constants import DEFAULT_MODEL
from osteo_core.translations import translate


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = commands.add("score", run)
    parser.add_argument("table", metavar="IN", type=Path, help=commands.text("table"))
    parser.add_argument("results", metavar="OUT", type=Path, help=commands.text("results"))
    parser.add_argument("--model", default=DEFAULT_MODEL, metavar="NAME", help=commands.text("model"))
    parser.add_argument("--comparators", action="store_true", help=commands.text("comparators"))
    parser.add_argument("--strict", action="store_true", help=commands.text("strict"))


def run(options: argparse.Namespace) -> int:
    """Assess every row of a table; what was refused is said on stderr and listed in the errors file."""
    require_file(options.table)
    from osteo_core import load_model
    from osteo_core.cli.import_hint import hint, import_hint
    from osteo_core.imports.suggestion.headers import read_header
    from osteo_core.inference.score_files import check_output
    from osteo_core.inference.scoring import score
    from osteo_core.patients.tables.header import named

    check_output(options.table, options.results)
    beside = _comparators(options.language) if options.comparators else None
    model = load_model(options.model)
    with import_hint(options.table):
        done = score(options.table, options.results, model, comparators=beside, language=options.language, strict=options.strict)
    numbers = {"n_in": done.n_in, "n_scored": done.n_scored, "n_refused": done.n_refused, "seconds": f"{done.seconds:.1f}"}
    complain(translate("cli.scored", options.language, results=options.results, **numbers))
    if done.unread:
        names = named(done.unread)
        complain(translate("cli.unread_columns", options.language, count=len(done.unread), names=names))
        if any(read_header(name).targets for name in done.unread):
            complain(hint(options.table).text(options.language))
    if done.errors_path is not None:
        complain(translate("cli.refused_rows", options.language, errors=done.errors_path, n=done.n_refused))
    return DONE


def _comparators(language: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    from osteo_core.scores.comparators import comparator_columns

    return partial(comparator_columns, language=language)
