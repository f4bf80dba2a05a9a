"""How the gap between the network of the world as in life and the best possible answer shrinks with the number of people.

    osteo reproduce life_sizes

trains one network for each of four numbers of people, as `train --cohort life` does (fewer people take more epochs, so that each sees
enough batches), and judges them beside the five that ship on people none of them has seen, whose true probabilities are known. About an
hour of one core. What is done is kept in runs/life_sizes, an epoch at a time.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

from osteo_core.cohorts.worlds.life import draw
from osteo_core.cohorts.worlds.paper.discrimination import expected_auc
from osteo_core.cohorts.worlds.virtual_cohort import VirtualCohort
from osteo_core.constants import MODALITIES, SEED
from osteo_core.inference.assessment import OUTCOME_COLUMN
from osteo_core.inference.ensemble import Ensemble
from osteo_core.inference.sums import record_sums
from osteo_core.model import load_model
from osteo_core.network.network import FusionNetwork
from osteo_core.preprocessing.pipeline import Preprocessor
from osteo_core.stored.life_sizes import CARD, HOME, QUESTIONS, TABLE
from osteo_core.training.cohort import LIFE
from osteo_core.training.data import raw_inputs
from osteo_core.training.fit_intervals import subset_logits
from osteo_core.training.fold import FoldSettings
from osteo_core.training.life.calibration import AS_THEY_COME
from osteo_core.training.life.people import LIFE_INPUTS, LIMIT
from osteo_core.training.life.settings import FOLD, TEST_SHARE
from osteo_core.training.runs import Run, load_network, load_preprocessor, train_run
from osteo_core.training.train import TrainSettings, prepare
from osteo_core.whole_files import whole_file

Array = NDArray[np.float64]

RUNS = Path("runs/life_sizes")
EPOCHS = {2_000: 160, 5_000: 80, 10_000: 80, 20_000: 40}
"""People that a network learns from -> epochs. Four fifths of those that are not held out; the last fifth tells which epoch is kept."""
JUDGED = 4_000
DATA = {"clinical": ("clinical",), "dxa+clinical": ("dxa", "clinical"), "all": MODALITIES}
Say = Callable[[str], None]


def main(arguments: list[str] | None = None) -> int:
    """Carry out what is not done yet, and write HOME. Returns the exit code."""
    started = time.monotonic()

    def say(what: str) -> None:
        sys.stderr.write(f"[{time.monotonic() - started:6.0f} s] {what}\n")

    run(EPOCHS, HOME, RUNS, JUDGED, say)
    return 0


def run(epochs: dict[int, int], out: Path, runs: Path, judged: int, say: Say) -> Path:
    """Networks for each number of people, judged beside those that ship; returns the table's path."""
    say(f"{judged} people to judge by")
    cohort = draw(judged, SEED + 6, complete=True)
    raw, limits = raw_inputs(cohort.table, LIFE_INPUTS), {name: LIMIT.log_odds(cohort, chosen) for name, chosen in DATA.items()}
    rows: list[dict[str, Any]] = []
    for people, count in epochs.items():
        network, preprocessor = _learned(people, count, runs / str(people), say)
        rows += _judged([network], preprocessor, raw, limits, people=people, steps=count * (people // FOLD.batch_size))
        say(f"{people} people: done")
    artifact = load_model(LIFE).artifact
    shipped = list(artifact.ensemble.networks)
    people = round(artifact.training["training"] * (1 - 1 / len(shipped)))
    size = {"people": people, "steps": FOLD.epochs * (people // FOLD.batch_size)}
    for networks in (*([network] for network in shipped), shipped):
        rows += _judged(networks, artifact.preprocessor, raw, limits, **size)
    return _write(pd.DataFrame(rows), out, epochs, cohort)


def _learned(people: int, epochs: int, folder: Path, say: Say) -> tuple[FusionNetwork, Preprocessor]:
    fold = FoldSettings(batch_size=FOLD.batch_size, epochs=epochs, patience=epochs, lowest_rate=FOLD.lowest_rate)
    drawn = round(people / (1 - TEST_SHARE) / 0.8)
    settings = TrainSettings(cohort=LIFE, seed=SEED, n=drawn, test_share=TEST_SHARE, fold=fold, runs=folder)
    folder.mkdir(parents=True, exist_ok=True)
    prepare(settings, folder)
    asked = Run(folder=folder, kind="life", fold=0, seed=SEED, settings=fold)

    def progress(kind: str, fold: int, epoch: int, loss: float) -> None:
        if epoch % 10 == 0:
            say(f"{people} people: epoch {epoch} of {epochs}, loss {loss:.4f}")

    return load_network(train_run(asked, progress), "life"), load_preprocessor(folder)


def _judged(
    networks: Sequence[FusionNetwork], preprocessor: Preprocessor, raw: Array, limits: dict[str, Array], *, people: int, steps: int
) -> Iterator[dict[str, Any]]:
    """A row a question: what is to be expected of these networks' common answer, and of the best possible one."""
    for data, chosen in DATA.items():
        ours, best = subset_logits(Ensemble(networks, AS_THEY_COME), preprocessor, raw, chosen).mean((0, 1)), limits[data]
        for outcome in (outcome for asked, outcome in QUESTIONS if asked == data):
            column = OUTCOME_COLUMN[outcome]  # type: ignore[index]
            true = expit(best[:, column])
            yield {
                "people": people, "steps": steps, "networks": len(networks), "data": data, "outcome": outcome,
                "auc": expected_auc(true, ours[:, column]), "limit": expected_auc(true, best[:, column]),
                "distance": float(np.abs(ours[:, column] - best[:, column]).mean()),
            }  # fmt: skip


def _write(table: pd.DataFrame, out: Path, epochs: dict[int, int], cohort: VirtualCohort) -> Path:
    """The table, its card and their sums."""
    import torch

    out.mkdir(parents=True, exist_ok=True)
    with whole_file(out / TABLE) as file:
        table.to_parquet(file, index=False)
    card = {
        "made_by": "osteo reproduce life_sizes", "seed": SEED, "epochs": {str(people): count for people, count in epochs.items()},
        "judged": len(cohort.table), "torch": str(torch.__version__),
        "people": "virtual people of the world as in life, complete records reduced to the data named",
    }  # fmt: skip
    with whole_file(out / CARD) as file:
        file.write(f"{json.dumps(card, indent=1)}\n".encode())
    record_sums(out, [TABLE, CARD])
    return out / TABLE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
