"""The command line: python -m osteo_core assess | score | compare | evaluate | train | cohort | app.

Exit codes: 0 done, 2 bad input (one line a problem on stderr), 130 interrupted, 143 terminated.
Everything heavy is imported when its command runs.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from osteo_core.cli import commands as do
from osteo_core.cli.output import complain, prepare_streams
from osteo_core.errors import InvalidInput, OsteoError, as_line
from osteo_core.translations import LANGUAGES, translate

BAD_INPUT, INTERRUPTED, TERMINATED = 2, 130, 143


class Terminated(KeyboardInterrupt):
    """Somebody ended the program (SIGTERM): it stops as at Ctrl+C, so that no half file is left."""


MOST_PEOPLE = 2_000_000
"""Of a virtual cohort, which is drawn in memory: about 2 GB."""

FEWEST_TRAINED, MOST_TRAINED = 200, 500_000
"""Virtual people to train on: five folds need some of every class and modality in each, and all of them are kept in memory."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; `arguments` as in sys.argv[1:]. Raises SystemExit for --help and unknown options."""
    prepare_streams()
    given = list(sys.argv[1:] if arguments is None else arguments)
    options = build_parser(_language(given)).parse_args(given)
    try:
        return int(options.run(options))
    except InvalidInput as refused:
        return _bad_input(refused.text(options.language))
    except OsteoError as refused:
        say = getattr(refused, "text", None)
        return _bad_input(say(options.language) if say else str(refused))
    except OSError as failed:
        if isinstance(failed, BrokenPipeError):
            raise
        reason = failed.strerror or str(failed)
        return _bad_input(as_line(reason if failed.filename is None else f"{failed.filename}: {reason}"))
    except KeyboardInterrupt as stopped:
        complain(translate("cli.interrupted", options.language))
        return TERMINATED if isinstance(stopped, Terminated) else INTERRUPTED


def build_parser(language: str = "en") -> argparse.ArgumentParser:
    """The parser of all commands, with its help in `language`."""

    def text(key: str) -> str:
        return translate(f"cli.help.{key}", language)

    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--language", choices=LANGUAGES, default="en", help=text("language"))
    parser = argparse.ArgumentParser(prog=_program(), description=text("program"))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, does: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, parents=[shared], help=text(name), description=text(name))
        sub.set_defaults(run=does)
        return sub

    assess = command("assess", do.run_assess)
    assess.add_argument("patient", metavar="PATIENT.json", type=Path, help=text("patient"))
    assess.add_argument("--model", default="fusion", metavar="NAME", help=text("model"))
    assess.add_argument("--explain", action="store_true", help=text("explain"))
    assess.add_argument("--format", choices=("text", "json"), default="text", help=text("format"))

    score = command("score", do.run_score)
    score.add_argument("table", metavar="IN", type=Path, help=text("table"))
    score.add_argument("results", metavar="OUT", type=Path, help=text("results"))
    score.add_argument("--model", default="fusion", metavar="NAME", help=text("model"))
    score.add_argument("--comparators", action="store_true", help=text("comparators"))
    score.add_argument("--strict", action="store_true", help=text("strict"))

    compare = command("compare", do.run_compare)
    compare.add_argument("patient", metavar="PATIENT.json", type=Path, help=text("patient"))
    compare.add_argument("--format", choices=("text", "json"), default="text", help=text("format"))

    evaluate = command("evaluate", do.run_evaluate)
    evaluate.add_argument("table", metavar="TABLE", type=Path, help=text("evaluate_table"))
    evaluate.add_argument("--outcome", required=True, metavar="COLUMN", help=text("outcome"))
    evaluate.add_argument("--event-level", metavar="VALUE", help=text("event_level"))
    evaluate.add_argument("--model", default=[], action="append", metavar="COLUMN", help=text("evaluate_model"))
    evaluate.add_argument("--score", default=[], action="append", metavar="COLUMN[:lower]", help=text("score_column"))
    evaluate.add_argument("--reference", metavar="COLUMN", help=text("reference"))
    evaluate.add_argument("--group", metavar="COLUMN", help=text("group"))
    evaluate.add_argument("--threshold", type=_threshold(language), metavar="P", help=text("threshold"))
    evaluate.set_defaults(refuse=evaluate.error)
    evaluate.add_argument("--format", choices=("text", "json"), default="text", help=text("format"))

    whole, people = _number(0, language), _number(1, language, MOST_PEOPLE)
    enough = _number(FEWEST_TRAINED, language, MOST_TRAINED)
    train = command("train", do.run_train)
    train.add_argument("--cohort", default="virtual", metavar="virtual|nhanes|TABLE.parquet", help=text("training_cohort"))
    train.add_argument("--out", type=Path, metavar="DIR", help=text("training_out"))
    train.add_argument("--seed", type=whole, metavar="N", help=text("seed"))
    train.add_argument("--n", type=enough, metavar="N", help=text("n"))

    cohort = command("cohort", do.run_cohort)
    cohort.add_argument("kind", choices=("virtual", "nhanes"), help=text("cohort_kind"))
    cohort.add_argument("--files", type=Path, metavar="DIR", help=text("nhanes_files"))
    cohort.add_argument("--n", type=people, metavar="N", help=text("n"))
    cohort.add_argument("--seed", type=whole, metavar="S", help=text("seed"))
    cohort.add_argument("--out", type=Path, required=True, metavar="TABLE.parquet", help=text("cohort_out"))

    app = command("app", do.run_app)
    app.add_argument("--port", type=_number(1, language, 65_535), default=8501, metavar="N", help=text("port"))
    app.add_argument("--address", default="127.0.0.1", metavar="HOST", help=text("address"))
    return parser


def _program() -> str:
    """The command as it was given: `osteo` where it is installed, else the module."""
    return "osteo" if Path(sys.argv[0]).stem == "osteo" else "python -m osteo_core"


def _language(given: Sequence[str]) -> str:
    """The --language option, needed before the parser so that its help is in that language."""
    early = argparse.ArgumentParser(add_help=False, exit_on_error=False, allow_abbrev=False)
    early.add_argument("--language", default="en")
    try:
        language = str(early.parse_known_args(list(given))[0].language)
    except argparse.ArgumentError:
        return "en"
    return language if language in LANGUAGES else "en"


def _number(least: int, language: str, most: int = 2**32 - 1) -> Callable[[str], int]:
    def read(value: str) -> int:
        if not value.isdecimal() or len(value) > 20 or not least <= int(value) <= most:
            wrong = translate("cli.not_a_whole_number", language, value=as_line(value, 40), least=f"{least:,}", most=f"{most:,}")
            raise argparse.ArgumentTypeError(wrong)
        return int(value)

    return read


def _threshold(language: str) -> Callable[[str], float]:
    def read(value: str) -> float:
        try:
            threshold = float(value)
        except ValueError:
            threshold = math.nan
        if not math.isfinite(threshold):
            raise argparse.ArgumentTypeError(translate("cli.evaluate.not_a_threshold", language, value=value))
        return threshold

    return read


def _bad_input(*lines: str) -> int:
    for line in lines:
        complain(line)
    return BAD_INPUT
