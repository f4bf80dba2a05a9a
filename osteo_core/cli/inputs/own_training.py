"""`train --data`: the options of a training on own people, what cannot be asked together, and what is said before and after it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from osteo_core.cli.arguments import DONE, Commands, require_file
from osteo_core.cli.output import complain
from osteo_core.constants import MODALITIES
from osteo_core.errors import InvalidInput, Problem
from osteo_core.extras import require_extra
from osteo_core.translations import translate

if TYPE_CHECKING:
    from osteo_core.training.own.request import OwnTraining

INITS = ("life", "paper", "none")
_OWN = ("name", "init", "outcome", "time", "event", "event_level", "without", "repeats", "cluster")
_OTHERS = ("cohort", "out", "n")


def add_options(parser: argparse.ArgumentParser, commands: Commands) -> None:
    """The options that belong to --data."""
    parser.add_argument("--name", metavar="NAME", help=commands.text("own_name"))
    parser.add_argument("--init", choices=INITS, help=commands.text("own_init"))
    parser.add_argument("--outcome", metavar="osteoporosis|COLUMN", help=commands.text("own_outcome"))
    parser.add_argument("--event-level", metavar="VALUE", help=commands.text("event_level"))
    parser.add_argument("--time", metavar="COLUMN", help=commands.text("hospital_time"))
    parser.add_argument("--event", metavar="COLUMN", help=commands.text("hospital_event"))
    parser.add_argument("--without", choices=MODALITIES, action="append", help=commands.text("own_without"))
    parser.add_argument("--one-sex", action="store_true", help=commands.text("own_one_sex"))
    parser.add_argument("--repeats", type=commands.number(1, 100), metavar="N", help=commands.text("own_repeats"))
    parser.add_argument("--cluster", metavar="local|tcp://HOST:PORT", help=commands.text("cluster"))


def refuse(options: argparse.Namespace) -> None:
    """Return where no option of a training on own people was given. Raises InvalidInput."""
    given = [_option(name) for name in _OWN if getattr(options, name) is not None] + ["--one-sex"] * options.one_sex
    if given:
        raise InvalidInput(Problem("", "own.needs_data", {"options": ", ".join(given)}))


def run(options: argparse.Namespace) -> int:
    """Train on own people; the plan is said before, and what came out after. Raises InvalidInput."""
    if options.data is None or options.name is None:
        raise InvalidInput(Problem("", "own.data_and_name"))
    others = [_option(name) for name in _OTHERS if getattr(options, name) is not None]
    if others:
        raise InvalidInput(Problem("", "own.not_with_data", {"options": ", ".join(others)}))
    require_file(options.data)
    require_extra("train")
    from osteo_core.training.own.train import train_own

    def say(key: str, **params: Any) -> None:
        complain(translate(f"cli.own.{key}", options.language, **params))

    metrics = train_own(asked(options), say=say)
    for line in result_lines(metrics, options.language):
        complain(line)
    say("done", name=options.name)
    return DONE


def asked(options: argparse.Namespace) -> OwnTraining:
    """The training that the options ask for."""
    from osteo_core.training.own.request import OwnTraining
    from osteo_core.training.train import command

    given = {name: getattr(options, name) for name in ("outcome", "time", "event", "event_level", "repeats", "seed", "cluster")}
    return OwnTraining(
        data=options.data, name=options.name, start=options.init or "life", without=tuple(options.without or ()),
        one_sex=options.one_sex, command=command(), **{name: value for name, value in given.items() if value is not None},
    )  # fmt: skip


def result_lines(metrics: dict[str, Any], language: str) -> list[str]:
    """What came out, a line a model, and what these people can carry."""

    def say(key: str, **params: Any) -> str:
        return translate(f"cli.own.{key}", language, **params)

    lines = []
    for outcome, compared in metrics["comparisons"].items():
        ours = metrics["heldout"][outcome]
        what = translate(f"figures.outcome.{outcome}", language)
        lines.append(say("ours", outcome=what, auc=_area(ours), n=ours["n"], events=ours["events"]))
        lines += [f"  {translate(f'own.model.{name}', language)}: {_beside(found, language)}" for name, found in compared.items()]
        size = metrics["development_size"][outcome]
        key = "enough" if size["enough"] else "not_enough"
        lines.append(say(key, have=size["have"], events=size["have_events"], needed=f"{size['n']:,}", parameters=size["parameters"]))
    return lines


def _area(found: dict[str, Any]) -> str:
    return "AUC {estimate:.3f} ({low:.3f}–{high:.3f})".format(**found["auc"]) if "auc" in found else "–"


def _beside(found: dict[str, Any], language: str) -> str:
    if "auc" not in found:
        return "–"
    numbers = {name: f"{found['difference'][name]:+.3f}" for name in ("difference", "low", "high")}
    return f"{_area(found)} · {translate('cli.own.difference', language, **numbers)}"


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"
