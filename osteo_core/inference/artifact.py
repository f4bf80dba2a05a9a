"""A trained model on disk: safetensors weights, JSON settings, SHA-256 sums checked before anything is read."""

from __future__ import annotations

import json
import threading
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from osteo_core.errors import ArtifactError
from osteo_core.inference.assessment import Outcome
from osteo_core.inference.calibration import LogitCalibration
from osteo_core.inference.ensemble import Ensemble
from osteo_core.inference.intervals import Spread
from osteo_core.inference.model_names import SETTINGS, WEIGHTS, available
from osteo_core.inference.sums import SUMS, check_sums, digest, record_sums
from osteo_core.network.network import FusionNetwork, NetworkSettings
from osteo_core.preprocessing.encode import ALL_INPUTS, WIDTH, is_input
from osteo_core.preprocessing.pipeline import Preprocessor
from osteo_core.released import read_json, reading

__all__ = [
    "BACKGROUND", "CHECKED", "PREPROCESSING", "SETTINGS", "SUMS", "WEIGHTS",
    "Artifact", "digest", "load", "save", "verify",
]  # fmt: skip

PREPROCESSING, BACKGROUND = "preprocessing.safetensors", "background.safetensors"
CHECKED = (WEIGHTS, PREPROCESSING, BACKGROUND, SETTINGS)
FORMAT = 3
_BUILDING = threading.Lock()

NOTHING_WITHHELD: dict[Outcome, tuple[str, ...]] = {"osteoporosis": (), "fracture": ()}
"""Default: the model answers both outcomes from the same inputs."""


@dataclass(frozen=True, kw_only=True)
class Artifact:
    """Everything a model needs to answer.

    Attributes:
        background: (people, WIDTH) raw inputs of complete training people, the reference of the explanations.
        spreads: interval widening by set of present modalities ("dxa+clinical").
        ranges: lowest and highest plausible value of each input in the training people (0.1st and 99.9th percentile).
        missing_tests: how far a missing modality moves the result, see `osteo_core.inference.missing`.
        training: seed, command, cohort, epochs.
        inputs: field or indicator at each of the network's input places.
        withheld: for each outcome that the model answers, the inputs hidden from the network when it is asked for it.
        sums: SHA-256 of each checked file that it was read from; empty for one that was never on disk.
    """

    name: str
    ensemble: Ensemble
    preprocessor: Preprocessor
    background: np.ndarray
    spreads: dict[str, Spread]
    ranges: dict[str, tuple[float, float]]
    missing_tests: dict[str, Any]
    training: dict[str, Any]
    inputs: tuple[str, ...] = ALL_INPUTS
    withheld: dict[Outcome, tuple[str, ...]] = field(default_factory=lambda: dict(NOTHING_WITHHELD))
    sums: dict[str, str] = field(default_factory=dict)


def save(artifact: Artifact, folder: Path) -> None:
    """Write the checked files and their sums; predictions, metrics and the card stand beside them."""
    from safetensors.numpy import save_file as save_arrays
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    networks = artifact.ensemble.networks
    save_file({f"{i}.{k}": v.contiguous() for i, n in enumerate(networks) for k, v in n.state_dict().items()}, folder / WEIGHTS)
    arrays, meta = artifact.preprocessor.state()
    save_arrays(arrays, folder / PREPROCESSING)
    save_arrays({"background": artifact.background.astype(np.float64)}, folder / BACKGROUND)
    settings = {
        "format": FORMAT,
        "name": artifact.name,
        "networks": len(networks),
        "network": networks[0].settings.as_dict(),
        "inputs": list(artifact.inputs),
        "withheld": {outcome: list(names) for outcome, names in artifact.withheld.items()},
        "preprocessing": meta,
        "calibration": artifact.ensemble.calibration.as_dict(),
        "spreads": {k: asdict(s) for k, s in artifact.spreads.items()},
        "ranges": artifact.ranges,
        "missing_tests": artifact.missing_tests,
        "training": artifact.training,
    }
    (folder / SETTINGS).write_text(json.dumps(settings, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    record_sums(folder, CHECKED)


def verify(folder: Path) -> None:
    """Compare every checked file with its recorded sum.

    Raises:
        ArtifactError: the folder, a file or a sum is missing or differs; the message names the file.
    """
    check_sums(folder, CHECKED, models=", ".join(available()) or "-")


def load(folder: Path) -> Artifact:
    """Read a verified artifact.

    Raises:
        ArtifactError: missing, altered, of another format or made for other inputs.
    """
    from safetensors.numpy import load_file as load_arrays

    verify(folder)
    settings = read_json(folder / SETTINGS)
    with reading(folder / SETTINGS):
        inputs = tuple(settings["inputs"])
        if settings["format"] != FORMAT or len(inputs) != WIDTH or not all(map(is_input, inputs)):
            raise ArtifactError("artifact.other_inputs", folder=folder.name, file=SETTINGS)
        with reading(folder / PREPROCESSING):
            arrays = load_arrays(folder / PREPROCESSING)
        return Artifact(
            name=settings["name"],
            ensemble=Ensemble(_networks(folder, settings), LogitCalibration.from_dict(settings["calibration"])),
            preprocessor=Preprocessor.from_state(arrays, settings["preprocessing"]),
            background=load_arrays(folder / BACKGROUND)["background"],
            spreads={k: _spread(s) for k, s in settings["spreads"].items()},
            ranges={k: (low, high) for k, (low, high) in settings["ranges"].items()},
            missing_tests=settings["missing_tests"],
            training=settings["training"],
            inputs=inputs,
            withheld={outcome: tuple(names) for outcome, names in settings.get("withheld", NOTHING_WITHHELD).items()},
            sums={name: digest(folder / name) for name in CHECKED},
        )


def _networks(folder: Path, settings: dict[str, Any]) -> list[FusionNetwork]:
    """The networks with their weights. Raises ArtifactError where the file does not hold those of such networks."""
    import torch
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    shape = NetworkSettings.from_dict(settings["network"])
    networks = []
    try:
        weights = load_file(folder / WEIGHTS)
        # A network draws weights before it is given its own; torch's generator is one for all threads and must be left as it was.
        with _BUILDING, torch.random.fork_rng():
            for i in range(settings["networks"]):
                network = FusionNetwork(shape)
                network.load_state_dict({k.removeprefix(f"{i}."): v for k, v in weights.items() if k.startswith(f"{i}.")})
                networks.append(network)
    except (SafetensorError, RuntimeError) as error:  # RuntimeError: weights of other shapes or names
        raise ArtifactError("artifact.unreadable", folder=folder.name, file=WEIGHTS) from error
    return networks


def _spread(stored: dict[str, Any]) -> Spread:
    centre, inward, outward = (tuple(map(tuple, stored[name])) for name in ("centre", "inward", "outward"))
    return Spread(typical=tuple(stored["typical"]), centre=centre, inward=inward, outward=outward)
