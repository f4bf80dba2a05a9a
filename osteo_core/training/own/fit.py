"""One fit: imputation, a few small networks over inner folds, the choice of how tightly they are held, and their calibration.

The same procedure makes the model that is offered, from everybody, and each answer out of fold, from the other people. Nothing that it
chooses or fits has seen the people whom it is then asked about.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from osteo_core.constants import STATUSES
from osteo_core.inference.artifact import Artifact
from osteo_core.inference.calibration import LogitCalibration, fit_calibration, outcome_logits
from osteo_core.inference.ensemble import Ensemble
from osteo_core.inference.prediction import batch_of
from osteo_core.model import load_model
from osteo_core.network.network import FusionNetwork
from osteo_core.preprocessing.encode import present_modalities
from osteo_core.preprocessing.pipeline import Preprocessor
from osteo_core.preprocessing.splits import folds
from osteo_core.training.fold import FoldSettings
from osteo_core.training.own.network import HOLD, new_network, settings_of, train_inner
from osteo_core.training.own.preprocessor import fit_preprocessor
from osteo_core.training.own.request import INNER
from osteo_core.training.own.tensors import OwnData, OwnTargets, Withheld, prepare, readable

Array = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Learning:
    """What a fit learns from, and how.

    Attributes:
        raw: (n, WIDTH) inputs; targets of the same people; strata: (n,) by which folds are kept level.
        modalities: that people have; withheld: inputs that each outcome forbids.
        start: name of the shipped model to start from, or None; fold, seed: how one network is trained.
        inner: inner folds; networks: of them that get a network (all; the study of sizes makes one).
    """

    raw: Array
    targets: OwnTargets
    strata: NDArray[np.int64]
    modalities: tuple[str, ...]
    withheld: Withheld
    inputs: tuple[str, ...]
    start: str | None
    fold: FoldSettings
    seed: int
    inner: int = INNER
    networks: int | None = None

    def of(self, who: NDArray[np.int64]) -> Learning:
        """The same with some of the people."""
        kept = {name: getattr(self, name) for name in ("modalities", "withheld", "inputs", "start", "fold", "seed", "inner", "networks")}
        return Learning(raw=self.raw[who], targets=self.targets.of(torch.tensor(who)), strata=self.strata[who], **kept)


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """Networks, preprocessor and calibration; how tightly they were held, and the epochs of each network."""

    ensemble: Ensemble
    preprocessor: Preprocessor
    hold: float | None
    epochs: tuple[int, ...]


def fit(learning: Learning, folder: Path, tag: str) -> Fitted:
    """Fit, or go on where an interrupted fit stopped: every network keeps a checkpoint an epoch in `folder`, under names with `tag`."""
    torch.set_num_threads(1)
    start = _start(learning.start)
    preprocessor = fit_preprocessor(learning.raw, learning.inputs, learning.seed, None if start is None else start.preprocessor)
    data = prepare(learning.raw, preprocessor, learning.withheld, learning.targets, learning.seed)
    fold_of = folds(learning.strata, k=learning.inner, seed=learning.seed)
    asked = range(learning.networks or learning.inner)
    seen = np.isin(fold_of, asked)  # by calibration and choice: whom some network has not seen
    best: tuple[float, Fitted] | None = None
    for place, hold in enumerate(HOLD[start is not None]):
        made = [_network(learning, start, data, fold_of, hold, folder, f"{tag}-{place}", k) for k in asked]
        networks, epochs = [each[0] for each in made], tuple(each[1] for each in made)
        logits = _out_of_fold(networks, data, fold_of)
        targets = learning.targets.of(torch.tensor(np.flatnonzero(seen)))
        calibration = calibrate(logits[seen], targets, data)
        found = _loss(calibration.apply(logits[seen]), targets, data)
        if best is None or found < best[0]:
            fitted = Fitted(ensemble=Ensemble(networks, calibration), preprocessor=preprocessor, hold=hold, epochs=epochs)
            best = found, fitted
    assert best is not None
    return best[1]


def log_odds(fitted: Fitted, raw: Array, withheld: tuple[str, ...]) -> Array:
    """(n, 4) outcome log-odds of people whom the fit has not seen, as `predict` gives them."""
    seen = readable(raw, fitted.preprocessor, withheld)
    prepared = fitted.preprocessor.complete(seen, present_modalities(seen), withheld)
    logits = np.mean([fitted.ensemble.logits(batch_of(prepared, draw))[0].mean(0) for draw in range(len(prepared.values))], axis=0)
    return outcome_logits(logits)


@lru_cache(maxsize=1)
def _start(name: str | None) -> Artifact | None:
    return None if name is None else load_model(name).artifact


def _network(
    learning: Learning,
    start: Artifact | None,
    data: OwnData,
    fold_of: NDArray[np.int64],
    hold: float | None,
    folder: Path,
    tag: str,
    k: int,
) -> tuple[FusionNetwork, int]:
    """Network k of a candidate and how many epochs it took, from its file where it is finished."""
    shipped = None if start is None else start.ensemble.networks[k % len(start.ensemble.networks)]
    settings = settings_of(learning.modalities, start)
    network = new_network(settings, learning.modalities, shipped, learning.seed * 101 + k)
    if hold is None:
        return network.eval(), 0
    path = folder / f"{tag}-{k}.safetensors"
    if path.exists():
        network.load_state_dict(load_file(path))
        with safe_open(path, "pt") as stored:
            return network.eval(), len(json.loads(stored.metadata()["history"]))
    inside, outside = (torch.tensor(np.flatnonzero(mask)) for mask in (fold_of != k, fold_of == k))
    checkpoint = path.with_suffix(".checkpoint")
    history = train_inner(
        network, shipped, hold, data, inside=inside, outside=outside, seed=learning.seed * 10 + k, settings=learning.fold,
        checkpoint=checkpoint,
    )  # fmt: skip
    unfinished = path.with_suffix(".part")
    save_file(network.state_dict(), unfinished, {"history": json.dumps(history)})
    unfinished.replace(path)
    checkpoint.unlink(missing_ok=True)
    return network, len(history)


@torch.inference_mode()
def _out_of_fold(networks: list[FusionNetwork], data: OwnData, fold_of: NDArray[np.int64]) -> Array:
    """(n, 4) logits of everybody by the network that has not seen them, mean over the imputations, each outcome from its view."""
    logits = np.zeros((len(fold_of), len(STATUSES) + 1))
    for k, network in enumerate(networks):
        people = torch.tensor(np.flatnonzero(fold_of == k))
        outputs = [network(data.plain_batch(people, draw=draw)) for draw in range(data.draws)]
        n = len(people)
        for outcome, place in data.place.items():
            rows, columns = slice(place * n, (place + 1) * n), slice(0, 3) if outcome == "osteoporosis" else slice(3, 4)
            logits[people.numpy(), columns] = np.mean([o.logits[rows, columns].double().numpy() for o in outputs], axis=0)
    return logits


def calibrate(logits: Array, targets: OwnTargets, data: OwnData) -> LogitCalibration:
    """Fitted on logits out of fold (n, 4), each outcome on the people of whom it is known; one that is not learned stays as it is."""
    from dataclasses import replace

    found = LogitCalibration(status_slope=1.0, status_shift=(0.0, 0.0, 0.0), fracture_slope=1.0, fracture_shift=0.0)
    status, known, fracture, weight = (t.double().numpy() for t in (targets.status, targets.known, targets.fracture, targets.weight))
    nobody = np.zeros(len(logits))
    if "osteoporosis" in data.place:
        some = known > 0
        made = fit_calibration(logits[some], status[some].astype(np.int64), fracture[some], nobody[some])
        found = replace(found, status_slope=made.status_slope, status_shift=made.status_shift)
    if "fracture" in data.place:
        made = fit_calibration(logits, np.full((len(logits), 3), 1 / 3), fracture, weight)
        found = replace(found, fracture_slope=made.fracture_slope, fracture_shift=made.fracture_shift)
    return found


def _loss(logits: Array, targets: OwnTargets, data: OwnData) -> float:
    """Cross-entropy of calibrated logits out of fold, the sum over the outcomes."""
    from scipy.special import log_softmax

    total = 0.0
    if "osteoporosis" in data.place:
        each = -log_softmax(logits[:, :3], axis=1)[np.arange(len(logits)), targets.status.numpy()]
        total += float((each * targets.known.numpy()).mean())
    if "fracture" in data.place:
        score, y = logits[:, 3], targets.fracture.numpy()
        total += float(((np.logaddexp(0, score) - y * score) * targets.weight.numpy()).mean())
    return total
