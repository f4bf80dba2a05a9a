"""`record FILE`: what another system's file holds, each value with what becomes of it; with --accept, the record that the values make."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from osteo_core.cli.arguments import DONE, Commands, require_file
from osteo_core.cli.output import complain, put, put_json
from osteo_core.errors import InvalidInput, Problem
from osteo_core.translations import translate

if TYPE_CHECKING:
    from osteo_core.records.sources.found import Found
    from osteo_core.records.sources.settle import Accepted


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = commands.add("record", run)
    parser.add_argument("file", metavar="FILE", type=Path, help=commands.text("record_file"))
    parser.add_argument("--accept", action="store_true", help=commands.text("accept"))
    parser.add_argument("--manufacturer", metavar="MAKER", help=commands.text("manufacturer"))
    parser.add_argument("--together", type=commands.number(0, 366), default=0, metavar="DAYS", help=commands.text("together"))
    parser.add_argument("--out", metavar="RECORD.json", type=Path, help=commands.text("record_out"))
    parser.add_argument("--format", choices=("text", "json"), default="text", help=commands.text("format"))


def run(options: argparse.Namespace) -> int:
    """Print every value that was found; write the record where asked. What could not go into it is said on stderr."""
    require_file(options.file)
    if options.out is not None and not options.accept:
        raise InvalidInput(Problem("--out", "records.cli.out_without_accept"))
    from datetime import date

    from osteo_core.records.sources.listing import record_document
    from osteo_core.records.sources.read import read_file
    from osteo_core.records.sources.settle import accepted, with_maker
    from osteo_core.records.sources.together import together
    from osteo_core.whole_files import check_place

    if options.out is not None:
        check_place(options.out)
    _check_maker(options.manufacturer)
    values, remarks = read_file(options.file)
    for remark in remarks:
        complain(remark.text(options.language))
    if options.manufacturer is not None:
        values = with_maker(values, options.manufacturer)
    values = together(values, options.together)
    made = accepted(values, date.today()) if options.accept else None
    if options.format == "json":
        put_json(record_document(values, made, options.language, remarks=remarks, whole=options.out is None))
    else:
        put("\n".join(_line(value, options.language) for value in values))
    if made is not None:
        _write(made, options)
    return DONE


def _check_maker(maker: str | None) -> None:
    """Here and not among the options: a damaged catalogue must not keep other commands from being read. Raises InvalidInput."""
    from osteo_core.catalogue import CATALOGUE
    from osteo_core.patients.wording import shown

    allowed = CATALOGUE["manufacturer"].categories
    if maker is not None and maker not in allowed:
        params = {"value": shown(maker), "allowed": ", ".join(allowed)}
        raise InvalidInput(Problem("--manufacturer", "records.problem.not_one_of", params))


def _write(made: Accepted, options: argparse.Namespace) -> None:
    from osteo_core.whole_files import whole_file

    for value, problem in made.left_out:
        complain(translate("records.cli.left_out", options.language, found=value.found, reason=problem.text(options.language)))
    if made.record is None:
        raise InvalidInput(Problem(str(options.file), "records.cli.nothing_accepted"))
    if options.out is not None:
        with whole_file(options.out) as file:
            file.write(made.record.to_json().encode())


def _line(value: Found, language: str) -> str:
    if value.feature is not None:
        label = value.feature.label_in(language)
    else:
        label = translate(f"records.field.{(value.field or 'none').replace('.', '_')}", language)
    params = {
        "status": translate(f"records.status.{value.status}", language), "label": label, "found": value.found, "unit": value.unit,
        "date": "" if value.date is None else value.date.isoformat(), "source": value.source,
        "reason": "" if value.reason is None else value.reason.sentence(language),
    }  # fmt: skip
    return " ".join(translate("records.cli.line", language, **params).split())
