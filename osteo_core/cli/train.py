"""`train`: the shipped models again, or on a table of the same form; the one of real people; or a model of one's own people (--data)."""

from __future__ import annotations

import argparse
from pathlib import Path

from osteo_core.cli.arguments import DONE, Commands
from osteo_core.cli.inputs import own_training
from osteo_core.errors import InvalidInput, Problem
from osteo_core.extras import require_extra
from osteo_core.manifest import making

TRAINING_COLUMNS = ("status", "fracture_time", "fracture_event", "volume_seed", "series_seed")

FEWEST_TRAINED, MOST_TRAINED = 200, 500_000
"""Virtual people to train on: five folds need some of every class and modality in each, and all of them are kept in memory."""


def add(commands: Commands) -> None:
    """The command and its options."""
    parser = commands.add("train", run)
    parser.add_argument("--data", type=Path, metavar="T.parquet", help=commands.text("own_data"))
    parser.add_argument("--cohort", metavar="virtual|life|nhanes|TABLE.parquet", help=commands.text("training_cohort"))
    parser.add_argument("--out", type=Path, metavar="DIR", help=commands.text("training_out"))
    parser.add_argument("--seed", type=commands.number(0), metavar="N", help=commands.text("seed"))
    parser.add_argument("--n", type=commands.number(FEWEST_TRAINED, MOST_TRAINED), metavar="N", help=commands.text("n"))
    own_training.add_options(parser, commands)


def run(options: argparse.Namespace) -> int:
    """Train the paper's models on its virtual cohort or on a table of the same form; or that of the world as in life; or that of NHANES.

    A model may be trained into artifacts/ itself; `reproduce manifest` records it there afterwards.
    """
    if options.data is not None or options.name is not None:
        return own_training.run(options)
    own_training.refuse(options)
    with making():
        return _train(options)


def _train(options: argparse.Namespace) -> int:
    given = {name: getattr(options, name) for name in ("out", "seed", "n") if getattr(options, name) is not None}
    cohort = options.cohort or "virtual"
    if cohort == "nhanes":
        if options.n is not None:
            raise InvalidInput(Problem(where="--n", key="cli.not_for_nhanes"))
        require_extra("train")
        from osteo_core.training.nhanes import train as nhanes

        nhanes.run(**given)
        return DONE
    if cohort not in ("virtual", "life"):
        _require_training_table(Path(cohort))
    from osteo_core.training.train import TrainSettings, run

    if cohort == "life":
        from osteo_core.training.life.settings import life_settings

        run(life_settings(**given))
        return DONE
    run(TrainSettings(cohort=cohort, **given))
    return DONE


def _require_training_table(path: Path) -> None:
    """A Parquet table with the catalogue's columns and the outcomes that training needs."""
    if path.suffix.lower() != ".parquet" or not path.is_file():
        raise InvalidInput(Problem(where=str(path), key="training.no_cohort"))
    from osteo_core.patients.tables.read import open_patients

    header = open_patients(path, strict=True).file.header
    absent = [name for name in TRAINING_COLUMNS if name not in header]
    if absent:
        raise InvalidInput(Problem(where=str(path), key="cli.no_outcomes", params={"absent": ", ".join(absent)}))
