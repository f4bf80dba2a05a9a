"""`report RECORD.json`: the report for the clinician or the patient, as PDF or HTML."""

from __future__ import annotations

import argparse
from pathlib import Path

from osteo_core.cli.arguments import DONE, Commands, require_file
from osteo_core.cli.output import put
from osteo_core.translations import translate

_READERS = ("clinician", "patient")


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = commands.add("report", run)
    parser.add_argument("record", metavar="RECORD.json", type=Path, help=commands.text("visits"))
    parser.add_argument("--for", dest="reader", choices=_READERS, default="clinician", help=commands.text("report_for"))
    parser.add_argument("--out", metavar="R.pdf", type=Path, required=True, help=commands.text("report_out"))
    parser.add_argument("--date", metavar="YYYY-MM-DD", help=commands.text("report_date"))
    parser.add_argument("--no-layer", action="store_true", help=commands.text("no_layer"))
    parser.add_argument("--precision", metavar="FILE", type=Path, help=commands.text("precision"))


def run(options: argparse.Namespace) -> int:
    """Write the report; where it cannot be written is said before anything is worked out."""
    require_file(options.record)
    if options.precision is not None:
        require_file(options.precision)
    from osteo_core.recalibration import adopted
    from osteo_core.records import Record
    from osteo_core.records.precision import read_precision
    from osteo_core.reports.answers import ask
    from osteo_core.reports.make import date_of, kind_of, make
    from osteo_core.whole_files import check_place, whole_file

    kind = kind_of(options.out.name)
    check_place(options.out)
    date = date_of(options.date, "--date")
    record = Record.from_json(options.record)
    precision = {} if options.precision is None else read_precision(options.precision)
    found = ask(record, precision=precision, under=(lambda model: model) if options.no_layer else adopted.over)
    made = make(found, options.reader, options.language, kind, date)
    with whole_file(options.out) as file:
        file.write(made)
    put(translate("cli.report_written", options.language, out=str(options.out), size=f"{len(made) / 1000:,.0f}"))
    return DONE
