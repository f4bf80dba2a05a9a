"""The command line: python -m osteo_core COMMAND, or osteo COMMAND; each file beside this one is a command.

Exit codes: 0 done, 2 bad input (one line a problem on stderr), 130 interrupted, 143 terminated.
Everything heavy is imported when its command runs.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from osteo_core.cli import (
    adopt,
    app,
    assess,
    change,
    cohort,
    compare,
    evaluate,
    gait,
    import_,
    morphometry,
    next_test,
    record,
    report,
    reproduce,
    score,
    serve,
    sway,
    train,
    update,
    validate,
    verify,
)
from osteo_core.cli.arguments import Commands
from osteo_core.cli.output import complain, prepare_streams
from osteo_core.errors import InvalidInput, OsteoError, as_line
from osteo_core.translations import LANGUAGES, translate

COMMANDS = (
    assess, score, compare, import_, record, change, report, next_test, morphometry, gait, sway, evaluate, validate, update, adopt, train,
    cohort, reproduce, app, serve, verify,
)  # fmt: skip

BAD_INPUT, INTERRUPTED, TERMINATED = 2, 130, 143


class Terminated(KeyboardInterrupt):
    """Somebody ended the program (SIGTERM): it stops as at Ctrl+C, so that no half file is left."""


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
    parser = argparse.ArgumentParser(prog=_program(), description=translate("cli.help.program", language))
    commands = Commands(parser.add_subparsers(required=True, metavar="COMMAND"), language)
    for each in COMMANDS:
        each.add(commands)
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


def _bad_input(*lines: str) -> int:
    for line in lines:
        complain(line)
    return BAD_INPUT
