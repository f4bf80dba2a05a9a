"""A model's answers for a cohort table beside what happened, and the figures that sum them up."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from osteo_core.constants import MODALITIES, STATUSES
from osteo_core.evaluation.calibration.intercept_slope import brier, calibration
from osteo_core.evaluation.discrimination.auc import auc
from osteo_core.inference.artifact import Artifact
from osteo_core.inference.prediction import predict
from osteo_core.preprocessing.encode import present_modalities
from osteo_core.training.data import raw_inputs
from osteo_core.training.targets import fracture_weights

_FRACTURES = tuple(f"{hip}fracture_{what}" for hip in ("", "hip_") for what in ("10y", "time", "event"))
CARRIED = ("id", "source", "age", "sex", "ethnicity", "status", *_FRACTURES)

FEWEST_EVENTS = 5
"""Events (and people without) below which no AUC or calibration line says anything."""


def predictions(artifact: Artifact, table: pd.DataFrame) -> pd.DataFrame:
    """One row a person: outcomes, modalities present, probabilities with intervals, censoring weight of the fracture outcome."""
    raw = raw_inputs(table, artifact.inputs)
    known = np.isin(MODALITIES, artifact.ensemble.networks[0].settings.modalities)
    present = present_modalities(raw) & known
    answer = predict(artifact, artifact.preprocessor.complete(raw, present))
    out = table[[name for name in CARRIED if name in table.columns]].copy()
    out["modalities"] = ["+".join(m for m, here in zip(MODALITIES, row, strict=True) if here) for row in present]
    for side, values in (("", answer.status), ("_low", answer.status_low), ("_high", answer.status_high)):
        for column, name in enumerate(STATUSES):
            out[f"p_{name}{side}"] = values[:, column]
    out["p_fracture"], out["p_fracture_low"], out["p_fracture_high"] = answer.fracture, answer.fracture_low, answer.fracture_high
    out["fracture_weight"] = _weights(table, "fracture")
    if answer.hip_fracture is not None:
        for side in ("", "_low", "_high"):
            out[f"p_hip_fracture{side}"] = getattr(answer, f"hip_fracture{side}")
        out["hip_fracture_weight"] = _weights(table, "hip_fracture")
    return out


def _weights(table: pd.DataFrame, which: str) -> np.ndarray:
    return fracture_weights(table, which).astype(np.float32).astype(float)


def describe(predicted: pd.DataFrame) -> dict[str, Any]:
    """AUC with DeLong interval, Brier score and calibration for each outcome; hip fracture where it was predicted.

    Fractures: Brier score and calibration use the censoring weights; their AUC is of those whose 10-year outcome is known.
    """
    osteoporosis = (predicted["status"] == "osteoporosis").to_numpy(float)
    fractures = [name for name in ("fracture", "hip_fracture") if f"p_{name}" in predicted]
    return {
        "n": len(predicted),
        "osteoporosis": _figures(osteoporosis, predicted["p_osteoporosis"].to_numpy(float), None),
        **{name: _of_fracture(predicted, name) for name in fractures},
    }


def _of_fracture(predicted: pd.DataFrame, name: str) -> dict[str, Any]:
    weight = predicted[f"{name}_weight"].to_numpy(float)
    known = weight > 0
    fractured = ((predicted[f"{name}_event"] == 1) & (predicted[f"{name}_time"] <= 10)).to_numpy(float)
    return _figures(fractured[known], predicted[f"p_{name}"].to_numpy(float)[known], weight[known])


def _figures(outcome: np.ndarray, probability: np.ndarray, weight: np.ndarray | None) -> dict[str, Any]:
    """With fewer than FEWEST_EVENTS people on either side, how many they are and no more."""
    if not FEWEST_EVENTS <= outcome.sum() <= len(outcome) - FEWEST_EVENTS:
        return {"n": len(outcome), "events": int(outcome.sum())}
    return {
        "n": len(outcome),
        "events": int(outcome.sum()),
        "auc": asdict(auc(outcome, probability)),
        "brier": brier(outcome, probability, weight),
        "calibration": asdict(calibration(outcome, probability, weight)),
    }
