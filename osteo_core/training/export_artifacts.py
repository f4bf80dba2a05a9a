"""From trained networks to artifacts: calibration, intervals, predictions, metrics, model cards."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import torch

from osteo_core.cohorts.worlds.paper import draw
from osteo_core.constants import MODALITIES
from osteo_core.inference.artifact import Artifact, save
from osteo_core.inference.calibration import fit_calibration
from osteo_core.inference.ensemble import Ensemble
from osteo_core.preprocessing.encode import ALL_INPUTS, present_modalities
from osteo_core.preprocessing.pipeline import Preprocessor
from osteo_core.training.card import write_card
from osteo_core.training.comparison import distillation_and_interactions
from osteo_core.training.data import TrainingData, raw_inputs
from osteo_core.training.fit_intervals import judge
from osteo_core.training.predictions import describe, predictions
from osteo_core.training.runs import SIMPLE, TOGETHER, Kind, load_data, load_network, load_preprocessor, simple
from osteo_core.whole_files import whole_file

if TYPE_CHECKING:
    from osteo_core.training.train import TrainSettings

BACKGROUND_PEOPLE = 40
RANGE_QUANTILES = (0.001, 0.999)
KINDS: tuple[Kind, ...] = ("fusion", "distilled", "direct", "additive")
MODELS: tuple[tuple[str, Kind], ...] = (("fusion", "fusion"), ("simplified", "distilled"))


def finish(settings: TrainSettings, folder: Path, command: str, *, quiet: bool) -> dict[str, Any]:
    """Write `out/fusion` and `out/simplified`; returns their metrics."""
    from osteo_core.training.train import add_elapsed

    started = time.monotonic()
    spent = add_elapsed(folder, 0.0)

    def say(what: str) -> None:
        if not quiet:
            sys.stderr.write(f"\r[{time.monotonic() - started:5.0f} s] {what:<60}")
            sys.stderr.flush()

    data, fold_of = load_data(folder, settings.seed)
    preprocessor = load_preprocessor(folder)
    judged = draw(settings.judge, settings.seed + 1, complete=True)
    tables = {"heldout": pd.read_parquet(folder / "test.parquet")}
    if settings.cohort == "virtual":
        tables["external"] = draw(380, settings.seed + 2, population="hospital").table
    training = pd.read_parquet(folder / "training.parquet")
    raw = raw_inputs(training)
    ensembles = {kind: assemble(folder, kind, settings.folds, data, fold_of) for kind in KINDS}
    say("comparisons")
    compared = distillation_and_interactions(preprocessor, draw(settings.compare, settings.seed + 3, complete=True), ensembles)  # type: ignore[arg-type]
    selection = _selection(pd.concat([training, tables["heldout"]], ignore_index=True), settings.seed)
    reference, seen = background(raw, preprocessor, settings.seed), ranges(raw)
    metrics: dict[str, Any] = {}
    for name, kind in MODELS:
        spreads, missing = judge(ensembles[kind], preprocessor, judged, lambda what, name=name: say(f"{name}: {what}"))  # type: ignore[misc]
        record = {
            "seed": settings.seed,
            "command": command,
            "cohort": settings.cohort,
            "people": len(training) + len(tables["heldout"]),
            "training": len(training),
            "judge": settings.judge,
            "compare": settings.compare,
            **trained(folder, kind, settings.folds),
            "seconds": round(spent + time.monotonic() - started),
            "selection": selection,
        }
        artifact = Artifact(
            name=name,
            ensemble=ensembles[kind],
            preprocessor=preprocessor,
            background=reference,
            spreads=spreads,
            ranges=seen,
            missing_tests=missing,
            training=record,
        )
        metrics[name] = _report(artifact, tables, compared, settings.out / name, say)
    say("done\n")
    return metrics


def assemble(folder: Path, kind: Kind, folds: int, data: TrainingData, fold_of: np.ndarray) -> Ensemble:
    """The networks of a run, calibrated on out-of-fold predictions."""
    networks = [load_network(folder / f"{kind}-{fold}.safetensors", kind) for fold in range(folds)]
    logits = np.zeros((len(fold_of), 4))
    with torch.inference_mode():
        for fold, network in enumerate(networks):
            for people in torch.tensor(np.flatnonzero(fold_of == fold)).split(TOGETHER):
                draws = []
                for draw_number in range(data.values.shape[1]):
                    batch = data.plain_batch(people, draw_number)
                    output = network(simple(batch) if network.settings.modalities == SIMPLE else batch)
                    draws.append(output.logits.double().numpy())
                logits[people.numpy()] = np.mean(draws, 0)
    targets = data.targets
    return Ensemble(
        networks, fit_calibration(logits, targets.status.numpy(), targets.fracture.double().numpy(), targets.weight.double().numpy())
    )


def background(raw: np.ndarray, preprocessor: Preprocessor, seed: int) -> np.ndarray:
    """(people, WIDTH) complete people of the training part; a field that one of them lacks is imputed once."""
    present = present_modalities(raw)
    complete = np.flatnonzero(present.all(1))
    if len(complete) < BACKGROUND_PEOPLE:
        complete = np.argsort(-present.sum(1), kind="stable")[:BACKGROUND_PEOPLE]
    chosen = np.sort(np.random.default_rng(seed).choice(complete, min(BACKGROUND_PEOPLE, len(complete)), replace=False))
    everything = np.ones((len(chosen), len(MODALITIES)), bool)
    return preprocessor.complete(raw[chosen], everything).units(0)


def ranges(raw: np.ndarray, inputs: tuple[str, ...] = ALL_INPUTS) -> dict[str, tuple[float, float]]:
    """Central 99.8 % of each input among the training people: outside it the model has not seen people like this."""
    low, high = np.nanquantile(raw, RANGE_QUANTILES, axis=0)
    return {name: (round(float(a), 4), round(float(b), 4)) for name, a, b in zip(inputs, low, high, strict=True)}


def trained(folder: Path, kind: Kind, folds: int) -> dict[str, Any]:
    """For the record: how many epochs the network of each fold took, and the versions of PyTorch that trained them."""
    from safetensors import safe_open

    epochs, versions = [], set()
    for fold in range(folds):
        with safe_open(folder / f"{kind}-{fold}.safetensors", "pt") as stored:
            said = json.loads(stored.metadata()["training"])
        epochs.append(len(said["history"]))
        versions.add(said["torch"])
    return {"epochs": epochs, "torch": sorted(versions)}


def _selection(table: pd.DataFrame, seed: int) -> dict[str, Any]:
    """The paper's selection flow run on the cohort as three registries would have sent it; counts by step."""
    from osteo_core.cohorts.registries import raw_records
    from osteo_core.cohorts.selection import select

    flow = select(raw_records(table.drop(columns="fold"), seed))
    return {
        "sources": flow.sources, "overlap": flow.linkage.overlap.to_dict("records"),
        "steps": [{"key": step.key, "before": step.n_before, "removed": step.n_removed, "after": step.n_after} for step in flow.steps],
    }  # fmt: skip


def _report(
    artifact: Artifact, tables: dict[str, pd.DataFrame], compared: dict[str, Any], target: Path, say: Callable[[str], None]
) -> dict[str, Any]:
    """Write the artifact, predictions of each table beside its outcomes, their metrics and the card."""
    save(artifact, target)
    metrics: dict[str, Any] = {"comparisons": compared}
    for name, table in tables.items():
        say(f"{artifact.name}: predictions, {name}")
        predicted = predictions(artifact, table)
        with whole_file(target / f"{name}.parquet") as file:
            predicted.to_parquet(file, index=False)
        metrics[name] = describe(predicted)
    (target / "metrics.json").write_text(json.dumps(metrics, indent=1) + "\n", encoding="utf-8")
    write_card(artifact, metrics, target)
    return metrics
