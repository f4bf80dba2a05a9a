"""Train the `nhanes` model: the fusion network on real people, bone status without DXA and prevalent fragility fracture.

Trained on NHANES cycles up to 2014; cycle 2017-20 is looked at once, when everything is fitted.
"""

from __future__ import annotations

import json
import shlex
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray

from osteo_core.constants import MODALITIES, SEED
from osteo_core.errors import InvalidInput, Problem
from osteo_core.inference.artifact import Artifact, save
from osteo_core.inference.calibration import LogitCalibration, fit_calibration, outcome_logits
from osteo_core.inference.ensemble import Ensemble
from osteo_core.inference.intervals import Spread, components
from osteo_core.inference.missing import subset_key
from osteo_core.inference.prediction import batch_of
from osteo_core.network.network import FusionNetwork
from osteo_core.preprocessing.encode import present_modalities
from osteo_core.preprocessing.pipeline import Preprocessor
from osteo_core.training.fold import FoldSettings
from osteo_core.training.nhanes.card import write_nhanes_card
from osteo_core.training.nhanes.data import NhanesData, prepare
from osteo_core.training.nhanes.heldout import describe, heldout
from osteo_core.training.nhanes.network import both_views, resample, train_one
from osteo_core.training.nhanes.people import LATER_DEFINITION, NHANES_INPUTS, SPINE_CYCLES, WITHHELD, hidden, people, raw_inputs
from osteo_core.training.run_folder import refuse_torn
from osteo_core.training.train import add_elapsed
from osteo_core.whole_files import whole_file

Array = NDArray[np.float64]

NETWORKS = 12
FOLD = FoldSettings(batch_size=128, epochs=60)
BACKGROUND_PEOPLE = 40
RANGE_QUANTILES = (0.001, 0.999)


def run(
    out: Path = Path("artifacts"), seed: int = SEED, *, networks: int = NETWORKS, fold: FoldSettings = FOLD, share: float = 1.0,
    runs: Path | None = None, quiet: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Train, or go on where an interrupted run stopped, and write `out/nhanes`; returns its metrics.

    Args:
        out: folder that receives nhanes/.
        networks: bootstrap resamples, each with a network.
        share: of the people used, for a trial.
        runs: folder of the finished networks; by default runs/nhanes-SEED.

    Raises:
        InvalidInput: the run folder holds a training with other settings.
    """
    folder = runs or Path("runs") / f"nhanes-{seed}"
    folder.mkdir(parents=True, exist_ok=True)
    refuse_torn(folder)
    _same_settings(folder, {"seed": seed, "networks": networks, "share": share, "fold": vars(fold)})
    training, test = (table.sample(frac=share, random_state=seed).reset_index(drop=True) if share < 1 else table for table in people())
    raw = raw_inputs(training)
    preprocessor = Preprocessor.fit(raw, seed=seed, inputs=NHANES_INPUTS)
    data = prepare(training, preprocessor, seed)
    started = time.monotonic()
    trained, epochs = _train(data, seed, networks, fold, folder, quiet)
    spent, since = add_elapsed(folder, time.monotonic() - started), time.monotonic()
    ensemble = Ensemble(trained, _calibration(trained, data, training, seed))
    record = {
        "seed": seed,
        "command": shlex.join(["python", "-m", "osteo_core", "train", "--cohort", "nhanes", "--out", str(out), "--seed", str(seed)]),
        "cohort": "nhanes",
        "people": len(training) + len(test),
        "training": len(training),
        "epochs": epochs,
    }
    artifact = Artifact(
        name="nhanes",
        ensemble=ensemble,
        preprocessor=preprocessor,
        background=_background(raw, preprocessor, seed),
        spreads=_spreads(ensemble, preprocessor, raw),
        ranges=_ranges(raw),
        missing_tests={},
        training=record,
        inputs=NHANES_INPUTS,
        withheld=WITHHELD,
    )
    predicted = heldout(artifact, training, test)
    metrics = describe(predicted)
    record["seconds"] = round(spent + time.monotonic() - since)
    _write(replace(artifact, training=record), predicted, metrics, out / "nhanes")
    return metrics


def _same_settings(folder: Path, asked: dict[str, Any]) -> None:
    stored = folder / "settings.json"
    if not stored.exists():
        with whole_file(stored) as file:
            file.write(f"{json.dumps(asked, indent=1)}\n".encode())
    elif json.loads(stored.read_text(encoding="utf-8")) != asked:
        raise InvalidInput(Problem(str(folder), "training.other_run", {}))


def _train(
    data: NhanesData, seed: int, networks: int, fold: FoldSettings, folder: Path, quiet: bool
) -> tuple[list[FusionNetwork], list[int]]:
    """The networks, and how many epochs each took."""
    from safetensors import safe_open
    from tqdm import tqdm

    torch.set_num_threads(1)
    trained, epochs = [], []
    with tqdm(total=networks * fold.epochs, unit="epoch", disable=quiet) as bar:
        for number in range(networks):

            def show(epoch: int, loss: float, number: int = number) -> None:
                bar.update(1)
                bar.set_postfix_str(f"network {number + 1} epoch {epoch} loss {loss:.4f}")

            result = folder / f"network-{number}.safetensors"
            trained.append(train_one(data, seed, number, fold, result, show))
            bar.n = (number + 1) * fold.epochs  # early stopping leaves epochs unused
            with safe_open(result, "pt") as stored:
                epochs.append(len(stored.metadata()["history"].split()))
    return trained, epochs


@torch.inference_mode()
def _calibration(networks: list[FusionNetwork], data: NhanesData, training: pd.DataFrame, seed: int) -> LogitCalibration:
    """Fitted on the mean logits of the networks whose resample did not hold the person, in cycles whose outcomes are the test cycle's.

    That is, the bone status where the spine was measured too, and the fracture where the age at fracture is known.
    """
    n, (status, fracture, known) = len(training), (target.double().numpy() for target in data.targets[:3])
    total, count = np.zeros((n, 4)), np.zeros(n)
    for number, network in enumerate(networks):
        _, outside = resample(n, seed, number)
        outputs = [both_views(network, data.plain_batch(outside, draw=draw)) for draw in range(data.status.values.shape[1])]
        logits = torch.stack([torch.cat([o.status, o.fracture[:, None]], 1) for o in outputs]).mean(0)
        total[outside] += logits.double().numpy()
        count[outside] += 1
    seen = (count > 0) & training["cycle"].isin(SPINE_CYCLES).to_numpy()
    weight = known * (training["cycle"] == LATER_DEFINITION).to_numpy(float)
    return fit_calibration(total[seen] / count[seen, None], status.astype(int)[seen], fracture[seen], weight[seen])


def _spreads(ensemble: Ensemble, preprocessor: Preprocessor, raw: Array) -> dict[str, Spread]:
    """The networks' own standard deviation, widening 1, by set of modalities.

    No truth is known against which an interval of a real person's risk could be widened, so it is what bootstrap resamples of the
    people say: 1.96 times the standard deviation of networks that were each trained on a resample.
    """
    seen = {outcome: hidden(raw, withheld) for outcome, withheld in WITHHELD.items()}
    status = _typical(ensemble, preprocessor, seen["osteoporosis"], WITHHELD["osteoporosis"])
    fracture, blind = (
        _typical(ensemble, preprocessor, shown, WITHHELD["prevalent_fracture"])
        for shown in (seen["prevalent_fracture"], hidden(seen["prevalent_fracture"], WITHHELD["osteoporosis"]))
    )
    typical = {("clinical",): (*status[:3], blind[3]), ("dxa", "clinical"): tuple(fracture)}
    zero, one = ((0.0,),) * 4, ((1.0,),) * 4
    return {
        subset_key(modalities): Spread(typical=tuple(map(float, each)), centre=zero, inward=one, outward=one)
        for modalities, each in typical.items()
    }


def _typical(ensemble: Ensemble, preprocessor: Preprocessor, raw: Array, withheld: tuple[str, ...]) -> Array:
    """(4,) mean variance of the outcome log-odds over the networks."""
    prepared = preprocessor.complete(raw, present_modalities(raw), withheld)
    logits = np.stack([ensemble.logits(batch_of(prepared, draw))[0] for draw in range(len(prepared.values))], 1)
    typical: Array = components(outcome_logits(logits))[1].mean(0)
    return typical


def _background(raw: Array, preprocessor: Preprocessor, seed: int) -> Array:
    """(people, WIDTH) training people with both modalities, gaps imputed once: the reference of the explanations."""
    both = np.flatnonzero(present_modalities(raw)[:, :2].all(1))
    chosen = np.sort(np.random.default_rng(seed).choice(both, min(BACKGROUND_PEOPLE, len(both)), replace=False))
    return preprocessor.complete(raw[chosen], np.ones((len(chosen), len(MODALITIES)), bool)).units(0)


def _ranges(raw: Array) -> dict[str, tuple[float, float]]:
    """Central 99.8 % of each input that the training people have."""
    return {
        name: (round(float(low), 4), round(float(high), 4))
        for name, values in zip(NHANES_INPUTS, raw.T, strict=True)
        if np.isfinite(values).any()
        for low, high in [np.nanquantile(values, RANGE_QUANTILES)]
    }


def _write(artifact: Artifact, predicted: pd.DataFrame, metrics: dict[str, Any], target: Path) -> None:
    save(artifact, target)
    with whole_file(target / "heldout.parquet") as file:
        predicted.to_parquet(file, index=False)
    (target / "metrics.json").write_text(json.dumps(metrics, indent=1) + "\n", encoding="utf-8")
    write_nhanes_card(artifact, metrics, target)
