"""`import FILE... --out OUT.parquet`: somebody's own tables in the catalogue's names, with the mapping and a report."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from osteo_core.cli.arguments import DONE, Commands
from osteo_core.cli.output import complain
from osteo_core.errors import InvalidInput, Problem
from osteo_core.named_model import shared
from osteo_core.translations import translate

if TYPE_CHECKING:
    from osteo_core.imports.findings import Finding
    from osteo_core.imports.mapping.document import Mapping
    from osteo_core.imports.mapping.ready_made import ReadyMade

UNDECIDED = 3
_MOST_LINES = 10


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = commands.add("import", run)
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path, help=commands.text("import_files"))
    parser.add_argument("--mapping", metavar="M.toml", help=commands.text("import_mapping"))
    parser.add_argument("--accept", action="store_true", help=commands.text("import_accept"))
    parser.add_argument("--encoding", metavar="NAME", help=commands.text("import_encoding"))
    parser.add_argument("--separator", metavar="SIGN", help=commands.text("import_separator"))
    parser.add_argument("--sheet", metavar="NAME", help=commands.text("import_sheet"))
    parser.add_argument("--cluster", metavar="local|tcp://HOST:PORT", help=commands.text("cluster"))
    parser.add_argument("--out", type=Path, required=True, metavar="OUT.parquet", help=commands.text("import_out"))


def run(options: argparse.Namespace) -> int:
    """Map, check and write; with something left to decide only the mapping and the report are written, and the exit code is 3."""
    from osteo_core.imports.carrying_out import carry_out, decide
    from osteo_core.imports.mapping.toml_text import toml_text
    from osteo_core.imports.planning import plan, used_mapping
    from osteo_core.imports.reading.opening import ReadingOptions, given
    from osteo_core.imports.report import report, report_text
    from osteo_core.whole_files import WholeFile, check_place, taking_names

    out: Path = options.out
    places = (out, out.with_suffix(".mapping.toml"), out.with_suffix(".report.json"))
    if out.suffix.lower() != ".parquet":
        raise InvalidInput(Problem(where=str(out), key="cli.not_a_parquet_place"))
    for place in places:
        check_place(place)
        _check_not_an_input(place, options.files)
    mapping = _mapping(options.mapping)
    reading = ReadingOptions(encoding=options.encoding, separator=_sign(options.separator), sheet=options.sheet)
    files = [given(path) for path in options.files]
    found = plan(files, mapping=mapping, accept=options.accept, options=reading, language=options.language)
    with WholeFile(places[0]) as table, WholeFile(places[1]) as document, WholeFile(places[2]) as told:
        with shared(options.cluster) as share:
            outcome = carry_out(found, table.file, share)
        still_open = decide(found, outcome)
        used = used_mapping(found, outcome.findings)
        document.file.write(toml_text(used).encode())
        told.file.write(report_text(report(found, outcome, options.language)).encode())
        with taking_names(out.parent):
            if used != mapping or not places[1].exists():  # one that was given from this very place keeps its comments
                document.finish()
            told.finish()
            if not still_open:
                table.finish()
    counts = {"rows_in": outcome.rows_in, "rows_out": outcome.rows_out, "columns": len(found.mapping.fields), "out": out}
    if still_open:
        _say_open(still_open, places, options.language)
        return UNDECIDED
    complain(translate("cli.import.done", options.language, **counts, report=places[2]))
    return DONE


def _mapping(name: str | None) -> Mapping | ReadyMade | None:
    if name is None:
        return None
    from osteo_core.imports.mapping.ready_made import ready_made
    from osteo_core.imports.mapping.toml_reading import read_mapping

    return ready_made()[name] if name in ready_made() else read_mapping(Path(name))


def _sign(said: str | None) -> str | None:
    """A separator as typed: the word tab stands for the sign."""
    sign = {"tab": "\t", "\\t": "\t", "blank": " ", "space": " "}.get(said or "", said)
    if sign is not None and len(sign) != 1:
        raise InvalidInput(Problem("--separator", "imports.error.separator", {"value": said}))
    return sign


def _check_not_an_input(place: Path, inputs: list[Path]) -> None:
    if any(path.exists() and path.resolve() == place.resolve() for path in inputs):
        raise InvalidInput(Problem(str(place), "scoring.same_file"))


def _say_open(still_open: Sequence[Finding], places: tuple[Path, ...], language: str) -> None:
    complain(translate("cli.import.undecided", language, n=len(still_open), mapping=places[1], report=places[2]))
    for finding in still_open[:_MOST_LINES]:
        complain(f"  {finding.name}: {finding.text(language)}")
    if len(still_open) > _MOST_LINES:
        complain(translate("errors.more", language, n=f"{len(still_open) - _MOST_LINES:,}"))
    complain(translate("cli.import.how", language))
