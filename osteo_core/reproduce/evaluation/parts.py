"""The parts of the shipped evaluation: what each is made of, and what the card says of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from osteo_core.constants import SEED
from osteo_core.model import load_model
from osteo_core.reproduce.evaluation.card_text import EVALUATION_TEXT, EXPLANATION_TEXT, CardText
from osteo_core.rivals.models import BAGS, FEWEST_IN_LEAF, FOLDS, LEAVES, PAIRS, STRENGTHS
from osteo_core.stored.explanations import EXPLANATIONS, PART
from osteo_core.stored.files import EVALUATION
from osteo_core.training.people import FRESH_SEED, FreshCohort, Say

FRESH_PEOPLE = 20_000
WORLDS_PEOPLE = 10_000
GRIDS = {
    "folds": FOLDS,
    "logistic": {"C": list(STRENGTHS)},
    "lightgbm": {"num_leaves": list(LEAVES), "min_data_in_leaf": list(FEWEST_IN_LEAF), "rounds": "by early stopping"},
    "ebm": {"pairs": PAIRS, "bags": BAGS},
}
"""What the rivals' settings were chosen from."""


@dataclass(frozen=True, kw_only=True)
class ArtifactPart:
    """A part's files, what the card says of it, the shipped models it speaks of, and where it goes."""

    files: Mapping[str, pd.DataFrame | dict[str, Any]]
    record: dict[str, Any]
    models: tuple[str, ...] = ("fusion",)
    folder: Path = EVALUATION
    card_text: CardText = EVALUATION_TEXT


def _people(say: Say) -> ArtifactPart:
    from osteo_core.reproduce.evaluation.people import HOSPITAL, people_tables

    training = load_model("fusion").artifact.training
    tables, tuned = people_tables(say)
    record = {
        "people": {name: len(table) for name, table in tables.items()},
        "seeds": {"cohort and split": training["seed"], "hospital": training["seed"] + 2, "rivals": SEED},
        "drawn": {"test": f"draw({training['people']})", "external": f'draw({HOSPITAL}, population="hospital")'},
        "rivals": tuned,
        "grids": GRIDS,
    }
    return ArtifactPart(files={f"{name}.parquet": table for name, table in tables.items()}, record=record, models=("fusion", "simplified"))


def _life_people(say: Say) -> ArtifactPart:
    from osteo_core.reproduce.evaluation.life_people import RIVALS_LEARN_FROM, life_people

    training = load_model("life").artifact.training
    table, tuned = life_people(say)
    record = {
        "people": {"life": len(table)},
        "seeds": {"cohort and split": training["seed"], "rivals": SEED},
        "drawn": {"life": f"training_table({training['people']}, {training['seed']})"},
        "rivals learn from": f"true probabilities of {RIVALS_LEARN_FROM} of the training people",
        "rivals": tuned,
        "grids": GRIDS,
    }
    return ArtifactPart(files={"life.parquet": table}, record=record, models=("life",))


def _worlds(say: Say) -> ArtifactPart:
    from osteo_core.reproduce.evaluation.worlds import BASE, THRESHOLDS, WITHOUT_CLINICAL, worlds

    record = {
        "people": WORLDS_PEOPLE,
        "people_as_in_life_without_clinical": WITHOUT_CLINICAL,
        "decisions compared with": BASE,
        "thresholds": {outcome: list(of) for outcome, of in THRESHOLDS.items()},
        "seeds": {"fresh people": FRESH_SEED},
    }
    return ArtifactPart(files={"worlds.parquet": worlds(WORLDS_PEOPLE, say)}, record=record, models=("fusion", "life"))


def _ladder(say: Say) -> ArtifactPart:
    from osteo_core.reproduce.evaluation.ladder import FEWER, ladder

    record = {"people": FRESH_PEOPLE, "people_without_dxa_and_clinical": FEWER, "seeds": {"fresh people": FRESH_SEED}}
    return ArtifactPart(files={"ladder.parquet": ladder(FRESH_PEOPLE, FRESH_SEED, say)}, record=record)


def _rows(say: Say) -> ArtifactPart:
    from osteo_core.reproduce.evaluation.rows import THRESHOLD, table2_rows

    table, tuned = table2_rows(FreshCohort(FRESH_PEOPLE, FRESH_SEED, say))
    training = load_model("fusion").artifact.training
    record = {
        "people": FRESH_PEOPLE,
        "threshold": THRESHOLD,
        "seeds": {"fresh people": FRESH_SEED, "cohort and split": training["seed"], "rivals": SEED},
        "rivals": tuned,
        "grids": GRIDS,
    }
    return ArtifactPart(files={"rows.parquet": table}, record=record, models=("fusion", "simplified"))


def _selection(say: Say) -> ArtifactPart:
    from osteo_core.reproduce.evaluation.selection import selection

    seed = load_model("fusion").artifact.training["seed"]
    return ArtifactPart(files={"selection.json": selection()}, record={"seeds": {"cohort and split": seed, "pool": seed}})


def _explanations(say: Say) -> ArtifactPart:
    from osteo_core.explanation import shapley
    from osteo_core.reproduce.evaluation.explanations import PEOPLE, SEED, explanations

    tables = explanations(say)
    record = {
        "people": {"all": PEOPLE, "with all six modalities": int(tables["people"].drop_duplicates("id")["complete"].sum())},
        "seeds": {"cohort and split": load_model("fusion").artifact.training["seed"], "people": SEED, "permutations": shapley.SEED},
        "coalitions": shapley.EVALUATIONS,
    }
    return ArtifactPart(
        files={f"{name}.parquet": table for name, table in tables.items()}, record=record, folder=EXPLANATIONS, card_text=EXPLANATION_TEXT
    )


PARTS: dict[str, Callable[[Say], ArtifactPart]] = {
    "people": _people, "life": _life_people, "worlds": _worlds, "selection": _selection, "rows": _rows, "ladder": _ladder,
    PART: _explanations,
}  # fmt: skip
WITH_RIVALS = ("people", "life", "rows")
"""Parts that train LightGBM."""
