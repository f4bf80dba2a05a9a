"""From the trained networks of the world as in life to `artifacts/life`."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from osteo_core.cohorts.worlds.life import draw
from osteo_core.inference.artifact import Artifact, save
from osteo_core.inference.assessment import Outcome
from osteo_core.training.data import raw_inputs
from osteo_core.training.export_artifacts import background, ranges, trained
from osteo_core.training.fit_intervals import judge
from osteo_core.training.life.calibration import calibrated
from osteo_core.training.life.card import write_life_card
from osteo_core.training.life.limits import against_the_limit
from osteo_core.training.life.people import LIFE_INPUTS, LIMIT, training_table
from osteo_core.training.predictions import describe, predictions
from osteo_core.training.runs import load_network, load_preprocessor
from osteo_core.whole_files import whole_file

if TYPE_CHECKING:
    from osteo_core.training.train import TrainSettings

NAME = "life"
WITHHELD: dict[Outcome, tuple[str, ...]] = {"osteoporosis": (), "fracture": (), "hip_fracture": ()}
"""All three outcomes are answered from the same inputs."""


def finish(settings: TrainSettings, folder: Path, command: str, *, quiet: bool) -> dict[str, Any]:
    """Calibrate, fit intervals, write `out/life` with predictions of the people held out, metrics and card; returns the metrics."""
    from osteo_core.training.train import add_elapsed

    started, spent = time.monotonic(), add_elapsed(folder, 0.0)

    def say(what: str) -> None:
        if not quiet:
            sys.stderr.write(f"\r[{time.monotonic() - started:5.0f} s] {what:<60}")
            sys.stderr.flush()

    say("calibration")
    networks = [load_network(folder / f"life-{fold}.safetensors", "life") for fold in range(settings.folds)]
    preprocessor = load_preprocessor(folder)
    ensemble = calibrated(networks, preprocessor, training_table(settings.calibrate, settings.seed + 4), settings.seed + 4)
    training, heldout = (pd.read_parquet(folder / f"{part}.parquet") for part in ("training", "test"))
    spreads, missing = judge(ensemble, preprocessor, draw(settings.judge, settings.seed + 1, complete=True), say, LIMIT, settings.jobs)
    raw = raw_inputs(training, LIFE_INPUTS)
    record = {
        "seed": settings.seed, "command": command, "cohort": settings.cohort, "people": settings.n, "training": len(training),
        "calibrate": settings.calibrate, "judge": settings.judge, "compare": settings.compare, **trained(folder, "life", settings.folds),
        "targets": "true probabilities",
    }  # fmt: skip
    artifact = Artifact(
        name=NAME, ensemble=ensemble, preprocessor=preprocessor, background=background(raw, preprocessor, settings.seed), spreads=spreads,
        ranges=ranges(raw, LIFE_INPUTS), missing_tests=missing, training=record, inputs=LIFE_INPUTS, withheld=WITHHELD,
    )  # fmt: skip
    limits = against_the_limit(artifact, draw(settings.compare, settings.seed + 3, complete=True), say)
    record["seconds"] = round(spent + time.monotonic() - started)
    metrics = _write(artifact, heldout, limits, settings.out / NAME)
    say("done\n")
    return {NAME: metrics}


def _write(artifact: Artifact, heldout: pd.DataFrame, limits: dict[str, Any], target: Path) -> dict[str, Any]:
    """The artifact, predictions of the people held out beside their outcomes, their metrics and the card."""
    save(artifact, target)
    predicted = predictions(artifact, heldout)
    with whole_file(target / "heldout.parquet") as file:
        predicted.to_parquet(file, index=False)
    metrics = {"heldout": describe(predicted), "limits": limits}
    (target / "metrics.json").write_text(json.dumps(metrics, indent=1) + "\n", encoding="utf-8")
    write_life_card(artifact, metrics, target)
    return metrics
