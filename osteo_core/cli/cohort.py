"""`cohort`: a table of virtual people, or of NHANES participants."""

from __future__ import annotations

import argparse
from pathlib import Path

from osteo_core.cli.arguments import DONE, Commands
from osteo_core.cli.output import complain
from osteo_core.errors import InvalidInput, Problem
from osteo_core.translations import translate

MOST_PEOPLE = 2_000_000
"""Most people of a virtual cohort, which is drawn in memory: about 2 GB."""


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = commands.add("cohort", run)
    parser.add_argument("kind", choices=("virtual", "life", "nhanes"), help=commands.text("cohort_kind"))
    parser.add_argument("--files", type=Path, metavar="DIR", help=commands.text("nhanes_files"))
    parser.add_argument("--n", type=commands.number(1, MOST_PEOPLE), metavar="N", help=commands.text("n"))
    parser.add_argument("--seed", type=commands.number(0), metavar="S", help=commands.text("seed"))
    parser.add_argument("--out", type=Path, required=True, metavar="TABLE.parquet", help=commands.text("cohort_out"))


def run(options: argparse.Namespace) -> int:
    """Write a cohort as a Parquet table: virtual people of one of the two worlds, or the NHANES participants aged 40 or over."""
    from osteo_core.whole_files import check_place, whole_file

    if options.out.suffix.lower() != ".parquet":
        raise InvalidInput(Problem(where=str(options.out), key="cli.not_a_parquet_place"))
    check_place(options.out)
    if options.kind == "nhanes":
        from osteo_core.cohorts.nhanes.extract import load_nhanes
        from osteo_core.cohorts.nhanes.files import load_nhanes_files

        people = load_nhanes() if options.files is None else load_nhanes_files(options.files)
        with whole_file(options.out) as file:
            people.to_parquet(file, index=False)
        complain(translate("cli.nhanes_written", options.language, n=len(people), out=options.out))
        return DONE
    absent = [f"--{name}" for name in ("n", "seed") if getattr(options, name) is None]
    if absent:
        raise InvalidInput(Problem(where=", ".join(absent), key="cli.needed_for_virtual"))
    if options.kind == "life":
        from osteo_core.cohorts.worlds.life import write
    else:
        from osteo_core.cohorts.worlds.paper import write

    write(options.out, n=options.n, seed=options.seed)
    complain(translate("cli.cohort_written", options.language, n=options.n, out=options.out))
    return DONE
