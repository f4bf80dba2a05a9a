"""Make the parts that are asked for."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable

from osteo_core.benchmark.people import Say
from osteo_core.errors import OsteoError

COMMAND = "python -m osteo_core.benchmark.shipped"


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0 when all were made, 2 when a model cannot be loaded."""
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__)
    parser.add_argument("part", nargs="?", choices=(*PARTS, "all"), default="all")
    asked = parser.parse_args(arguments).part
    started = time.perf_counter()

    def say(what: str) -> None:
        sys.stderr.write(f"[{time.perf_counter() - started:5.0f} s] {what}\n")

    try:
        for part in PARTS if asked == "all" else (asked,):
            PARTS[part](say)
            say(f"{part}: written")
    except OsteoError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def _people(say: Say) -> None:
    from osteo_core.benchmark.rivals import FEWEST_IN_LEAF, FOLDS, LEAVES, SEED, STRENGTHS
    from osteo_core.benchmark.shipped.people import HOSPITAL, people_tables
    from osteo_core.benchmark.shipped.store import write_part
    from osteo_core.benchmark.shipped.words import EVALUATION_WORDS
    from osteo_core.evaluation.shipped_files import EVALUATION
    from osteo_core.inference import load_model

    started, training = time.perf_counter(), load_model("fusion").artifact.training
    tables, tuned = people_tables(say)
    record = {
        "command": f"{COMMAND} people",
        "seconds": round(time.perf_counter() - started),
        "people": {name: len(table) for name, table in tables.items()},
        "seeds": {"cohort and split": training["seed"], "hospital": training["seed"] + 2, "rivals": SEED},
        "drawn": {"test": f"draw({training['people']})", "external": f'draw({HOSPITAL}, population="hospital")'},
        "rivals": tuned,
        "grids": {
            "folds": FOLDS, "logistic": {"C": list(STRENGTHS)},
            "lightgbm": {"num_leaves": list(LEAVES), "min_data_in_leaf": list(FEWEST_IN_LEAF), "rounds": "by early stopping"},
        },
    }  # fmt: skip
    files = {f"{name}.parquet": table for name, table in tables.items()}
    write_part(EVALUATION, "people", files, record, EVALUATION_WORDS, ("fusion", "simplified"))


PARTS: dict[str, Callable[[Say], None]] = {"people": _people}


if __name__ == "__main__":
    sys.exit(main())
