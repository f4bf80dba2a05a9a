"""`score IN OUT`: every row of a table assessed; of a record (JSON) its newest visit, as a table of one row."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from osteo_core.cli.arguments import DONE, Commands, require_file
from osteo_core.cli.inputs import layers
from osteo_core.cli.output import complain
from osteo_core.errors import InvalidInput, Problem
from osteo_core.named_model import NamedModel, shared
from osteo_core.translations import translate

if TYPE_CHECKING:
    from osteo_core.recalibration.layer import CalibrationLayer

Comparators = Callable[[dict[str, Any]], dict[str, Any]]

EXPLAINED_ROWS = 100
"""Rows of a table that are explained at a time: one takes a fraction of a second, so that workers share even a small table evenly."""


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = commands.add("score", run)
    parser.add_argument("table", metavar="IN", type=Path, help=commands.text("table"))
    parser.add_argument("results", metavar="OUT", type=Path, help=commands.text("results"))
    parser.add_argument("--model", metavar="NAME", help=commands.text("model"))
    layers.add_options(parser, commands)
    parser.add_argument("--comparators", action="store_true", help=commands.text("comparators"))
    parser.add_argument("--explain", action="store_true", help=commands.text("explain_table"))
    parser.add_argument("--cluster", metavar="local|tcp://HOST:PORT", help=commands.text("cluster"))
    parser.add_argument("--strict", action="store_true", help=commands.text("strict"))


def run(options: argparse.Namespace) -> int:
    """Assess every row of a table; what was refused is said on stderr and listed in the errors file."""
    require_file(options.table)
    from osteo_core import load_model
    from osteo_core.cli.inputs.import_hint import hint, import_hint
    from osteo_core.imports.suggestion.headers import read_header
    from osteo_core.inference.score_files import check_output
    from osteo_core.inference.scoring import score
    from osteo_core.patients.tables.header import named as names_of
    from osteo_core.patients.tables.read import CHUNK_ROWS

    check_output(options.table, options.results)
    if (of_column := layers.column_layer(options)) is not None:
        return _over_column(options, of_column)
    model = load_model(layers.model_name(options))
    under = layers.under_layers(model, options)
    named = NamedModel(model.name, () if under is None else tuple(under.layers.values()))
    beside = _further(options, named)
    rows = EXPLAINED_ROWS if options.explain else CHUNK_ROWS
    with import_hint(options.table), _table(options.table, options.language) as table, shared(options.cluster) as share:
        done = score(
            table,
            options.results,
            named,
            comparators=beside,
            language=options.language,
            strict=options.strict,
            share=share,
            chunk_rows=rows,
        )
    numbers = {"n_in": done.n_in, "n_scored": done.n_scored, "n_refused": done.n_refused, "seconds": f"{done.seconds:.1f}"}
    if under is not None:
        complain(translate("cli.hospital.under_layer", options.language, model=model.name, outcomes=", ".join(under.layers)))
    complain(translate("cli.scored", options.language, results=options.results, **numbers))
    if done.unread:
        names = names_of(done.unread)
        complain(translate("cli.unread_columns", options.language, count=len(done.unread), names=names))
        if any(read_header(name).targets for name in done.unread):
            complain(hint(options.table).text(options.language))
    if done.errors_path is not None:
        complain(translate("cli.refused_rows", options.language, errors=done.errors_path, n=done.n_refused))
    return DONE


def _over_column(options: argparse.Namespace, layer: CalibrationLayer) -> int:
    """The table's own predictions under a layer that was made for them; no model of ours has a part in it."""
    from osteo_core.recalibration.column_scoring import score_column

    asked = [f"--{name}" for name in ("model", "comparators", "explain", "cluster", "strict") if getattr(options, name)]
    if asked:
        params = {"column": layer.prediction, "options": ", ".join(asked)}
        raise InvalidInput(Problem(options.layer.name, "layer.column_alone", params))
    done = score_column(options.table, options.results, layer)
    counts = {"n_in": done.n_in, "n_moved": done.n_moved}
    told = translate("cli.hospital.column_scored", options.language, results=options.results, column=layer.prediction, **counts)
    complain(told)
    return DONE


@contextmanager
def _table(path: Path, language: str) -> Iterator[Path]:
    """The table itself, or a record's newest visit as a table of one row, kept in a folder of its own until it is scored."""
    if path.suffix.lower() != ".json":
        yield path
        return
    from tempfile import TemporaryDirectory

    from osteo_core.cli.inputs.newest import newest_of
    from osteo_core.records.one_row import write_row

    newest = newest_of(path, language)
    with TemporaryDirectory() as folder:
        row = Path(folder) / f"{path.stem}.csv"
        for field in write_row(newest.patient, row):
            complain(Problem(field, "records.cli.no_cell").text(language))
        yield row


def _further(options: argparse.Namespace, model: NamedModel) -> Comparators | None:
    """The columns beside the model's answers: those of the comparators, of the explanations, or none.

    Raises:
        InvalidInput: explanations that were asked for in a file or under a layer that cannot hold them.
    """
    if options.explain and options.results.suffix.lower() == ".csv":
        raise InvalidInput(Problem(str(options.results), "cluster.explain_parquet"))
    if options.explain and model.layers:
        raise InvalidInput(Problem("--explain", "cluster.explain_layer"))
    makers = [_comparators(options.language)] * options.comparators + [model.explain_columns] * options.explain
    return partial(_together, makers) if makers else None


def _together(makers: list[Comparators], columns: dict[str, Any]) -> dict[str, Any]:
    return {name: values for make in makers for name, values in make(columns).items()}


def _comparators(language: str) -> Comparators:
    from osteo_core.scores.comparators import comparator_columns

    return partial(comparator_columns, language=language)
