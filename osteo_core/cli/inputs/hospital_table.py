"""What `validate` and `update` share: the options that say what a hospital's table holds, and the people read from it."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from osteo_core.cli.arguments import Commands, require_file

if TYPE_CHECKING:
    from osteo_core.model import Model
    from osteo_core.recalibration.recalibrated import RecalibratedModel
    from osteo_core.recalibration.table_people import Beside, TablePeople

ANSWERS = ("osteoporosis", "fracture", "hip_fracture", "prevalent_fracture")


def add_options(parser: argparse.ArgumentParser, commands: Commands) -> None:
    """The options of the outcome and the follow-up."""
    parser.add_argument("--outcome", required=True, metavar="osteoporosis|COLUMN", help=commands.text("hospital_outcome"))
    parser.add_argument("--answer", choices=ANSWERS, help=commands.text("hospital_answer"))
    parser.add_argument("--event-level", metavar="VALUE", help=commands.text("event_level"))
    parser.add_argument("--time", metavar="COLUMN", help=commands.text("hospital_time"))
    parser.add_argument("--event", metavar="COLUMN", help=commands.text("hospital_event"))
    parser.add_argument("--date", metavar="COLUMN", help=commands.text("hospital_date"))


def read(options: argparse.Namespace, model: Model | RecalibratedModel | None, scores: dict[str, Beside] | None = None) -> TablePeople:
    """The table's people, asked what the options say. Raises InvalidInput as `read_people`."""
    require_file(options.table)
    from osteo_core.recalibration.questions import Question
    from osteo_core.recalibration.table_people import read_people

    question = Question(
        outcome=options.outcome, event_level=options.event_level, time=options.time, event=options.event, answer=options.answer,
        prediction=getattr(options, "prediction", None), date=options.date,
    )  # fmt: skip
    return read_people(options.table, question, model, scores)
