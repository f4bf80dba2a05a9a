"""The command line: python -m osteo_core assess | score | compare | train | cohort.

Exit codes: 0 done, 2 bad input (one line a problem on stderr), 130 interrupted. Everything heavy is imported when its command runs.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from osteo_core.errors import InvalidInput, OsteoError, Problem
from osteo_core.translations import LANGUAGES, translate

if TYPE_CHECKING:
    from osteo_core.inference.assessment import Assessment
    from osteo_core.inference.model import Model
    from osteo_core.patients import Patient

DONE, BAD_INPUT, INTERRUPTED = 0, 2, 130
TRAINING_COLUMNS = ("status", "fracture_time", "fracture_event", "volume_seed", "series_seed")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; `arguments` as in sys.argv[1:]. Raises SystemExit for --help and unknown options."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    options = build_parser(_language(given)).parse_args(given)
    try:
        return int(options.run(options))
    except InvalidInput as refused:
        return _bad_input(*(problem.text(options.language) for problem in refused.problems))
    except OsteoError as refused:
        say = getattr(refused, "text", None)
        return _bad_input(say(options.language) if say else str(refused))
    except OSError as failed:
        if failed.filename is None:
            raise
        return _bad_input(f"{failed.filename}: {failed.strerror}")
    except KeyboardInterrupt:
        print(translate("cli.interrupted", options.language), file=sys.stderr)
        return INTERRUPTED


def build_parser(language: str = "en") -> argparse.ArgumentParser:
    """The parser of all commands, with its help in `language`."""

    def text(key: str) -> str:
        return translate(f"cli.help.{key}", language)

    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--language", choices=LANGUAGES, default="en", help=text("language"))
    parser = argparse.ArgumentParser(prog="python -m osteo_core", description=text("program"))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, parents=[shared], help=text(name), description=text(name))
        sub.set_defaults(run=run)
        return sub

    assess = command("assess", run_assess)
    assess.add_argument("patient", metavar="PATIENT.json", type=Path, help=text("patient"))
    assess.add_argument("--model", default="fusion", metavar="NAME", help=text("model"))
    assess.add_argument("--explain", action="store_true", help=text("explain"))
    assess.add_argument("--format", choices=("text", "json"), default="text", help=text("format"))

    score = command("score", run_score)
    score.add_argument("table", metavar="IN", type=Path, help=text("table"))
    score.add_argument("results", metavar="OUT", type=Path, help=text("results"))
    score.add_argument("--model", default="fusion", metavar="NAME", help=text("model"))
    score.add_argument("--comparators", action="store_true", help=text("comparators"))

    compare = command("compare", run_compare)
    compare.add_argument("patient", metavar="PATIENT.json", type=Path, help=text("patient"))
    compare.add_argument("--format", choices=("text", "json"), default="text", help=text("format"))

    whole, positive = _number(0, language), _number(1, language)
    train = command("train", run_train)
    train.add_argument("--cohort", default="virtual", metavar="virtual|nhanes|TABLE.parquet", help=text("training_cohort"))
    train.add_argument("--out", type=Path, metavar="DIR", help=text("training_out"))
    train.add_argument("--seed", type=whole, metavar="N", help=text("seed"))
    train.add_argument("--n", type=positive, metavar="N", help=text("n"))

    cohort = command("cohort", run_cohort)
    cohort.add_argument("kind", choices=("virtual", "nhanes"), help=text("cohort_kind"))
    cohort.add_argument("--files", type=Path, metavar="DIR", help=text("nhanes_files"))
    cohort.add_argument("--n", type=positive, metavar="N", help=text("n"))
    cohort.add_argument("--seed", type=whole, metavar="S", help=text("seed"))
    cohort.add_argument("--out", type=Path, required=True, metavar="TABLE.parquet", help=text("cohort_out"))
    return parser


def run_assess(options: argparse.Namespace) -> int:
    """Assess one patient and print the answer as text or JSON."""
    _require_file(options.patient)
    from osteo_core import Patient, load_model
    from osteo_core.cli_report import as_document, as_text

    patient = Patient.from_json(options.patient)
    model = load_model(options.model)
    assessment = model.assess(patient)
    explanations = list(model.explain_all(patient).values()) if options.explain else []
    if options.format == "json":
        print(json.dumps(as_document(assessment, explanations, options.language), ensure_ascii=False, indent=2, allow_nan=False))
    else:
        print(as_text(assessment, explanations, options.language))
    return DONE


def run_score(options: argparse.Namespace) -> int:
    """Assess every row of a table; what was refused is said on stderr and listed in the errors file."""
    _require_file(options.table)
    from osteo_core import load_model
    from osteo_core.inference.score_files import check_output
    from osteo_core.inference.scoring import score

    check_output(options.table, options.results)
    done = score(options.table, options.results, load_model(options.model), language=options.language)
    numbers = {"n_in": done.n_in, "n_scored": done.n_scored, "n_refused": done.n_refused, "seconds": f"{done.seconds:.1f}"}
    print(translate("cli.scored", options.language, results=options.results, **numbers), file=sys.stderr)
    if done.errors_path is not None:
        print(translate("cli.refused_rows", options.language, errors=done.errors_path, n=done.n_refused), file=sys.stderr)
    return DONE


def run_compare(options: argparse.Namespace) -> int:
    """Every comparator that the patient's data allow, beside the network, and what each rule set makes of it."""
    _require_file(options.patient)
    from osteo_core import Patient, load_model
    from osteo_core.cli_compare import NETWORKS, as_document, as_text
    from osteo_core.scores.panel import every_score
    from osteo_core.scores.rules import apply, rule_sets

    patient = Patient.from_json(options.patient)
    networks = {name: _asked(load_model(name), patient) for name in NETWORKS}
    scores = every_score(patient, load_model())
    decisions = [apply(rules, patient, scores["frax_style"]) for rules in rule_sets()]
    if options.format == "json":
        document = as_document(networks, scores, decisions, options.language)
        print(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False))
    else:
        print(as_text(networks, scores, decisions, options.language))
    return DONE


def run_train(options: argparse.Namespace) -> int:
    """Train the shipped models on the virtual cohort, or on a table of the same form; or the one that learns from NHANES."""
    given = {name: getattr(options, name) for name in ("out", "seed", "n") if getattr(options, name) is not None}
    if options.cohort == "nhanes":
        if options.n is not None:
            raise InvalidInput(Problem(where="--n", key="cli.not_for_nhanes"))
        from osteo_core.training import nhanes

        nhanes.run(**given)
        return DONE
    if options.cohort != "virtual":
        _require_training_table(Path(options.cohort))
    from osteo_core.training.train import TrainSettings, run

    run(TrainSettings(cohort=options.cohort, **given))
    return DONE


def run_cohort(options: argparse.Namespace) -> int:
    """Write a cohort as a Parquet table: virtual people, or the NHANES participants aged 40 or over that ship with the program."""
    if options.out.suffix.lower() != ".parquet" or options.out.is_dir() or not options.out.parent.is_dir():
        raise InvalidInput(Problem(where=str(options.out), key="cli.not_a_parquet_place"))
    if options.kind == "nhanes":
        from osteo_core.cohorts.nhanes import load_nhanes
        from osteo_core.cohorts.nhanes_files import load_nhanes_files

        people = load_nhanes() if options.files is None else load_nhanes_files(options.files)
        people.to_parquet(options.out, index=False)
        print(translate("cli.nhanes_written", options.language, n=len(people), out=options.out), file=sys.stderr)
        return DONE
    absent = [f"--{name}" for name in ("n", "seed") if getattr(options, name) is None]
    if absent:
        raise InvalidInput(Problem(where=", ".join(absent), key="cli.needed_for_virtual"))
    from osteo_core.cohorts.virtual import write

    write(options.out, n=options.n, seed=options.seed)
    print(translate("cli.cohort_written", options.language, n=options.n, out=options.out), file=sys.stderr)
    return DONE


def _asked(model: Model, patient: Patient) -> Assessment | InvalidInput:
    """A network's answer, or why it has none: it must not stand in the way of the scores."""
    try:
        return model.assess(patient)
    except InvalidInput as refused:
        return refused


def _language(given: Sequence[str]) -> str:
    """The --language option, needed before the parser so that its help is in that language."""
    early = argparse.ArgumentParser(add_help=False, exit_on_error=False, allow_abbrev=False)
    early.add_argument("--language", default="en")
    try:
        language = str(early.parse_known_args(list(given))[0].language)
    except argparse.ArgumentError:
        return "en"
    return language if language in LANGUAGES else "en"


def _number(least: int, language: str) -> Callable[[str], int]:
    def read(value: str) -> int:
        if not value.isdecimal() or int(value) < least:
            raise argparse.ArgumentTypeError(translate("cli.not_a_whole_number", language, value=value, least=least))
        return int(value)

    return read


def _require_file(path: Path) -> None:
    if path.is_dir():
        raise InvalidInput(Problem(where=str(path), key="cli.is_directory"))
    if not path.exists():
        raise InvalidInput(Problem(where=str(path), key="cli.not_found"))


def _require_training_table(path: Path) -> None:
    """A Parquet table with the catalogue's columns and the outcomes that training needs."""
    if path.suffix.lower() != ".parquet" or not path.is_file():
        raise InvalidInput(Problem(where=str(path), key="training.no_cohort"))
    from osteo_core.patients.table_files import open_table
    from osteo_core.patients.tables import read_table

    read_table(path)
    absent = [name for name in TRAINING_COLUMNS if name not in open_table(path).header]
    if absent:
        raise InvalidInput(Problem(where=str(path), key="cli.no_outcomes", params={"absent": ", ".join(absent)}))


def _bad_input(*lines: str) -> int:
    for line in lines:
        print(line, file=sys.stderr)
    return BAD_INPUT
