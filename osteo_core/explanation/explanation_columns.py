"""Explanations of a whole table: the Shapley values of every row as columns."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteo_core.explanation.explain import explain_all
from osteo_core.inference.predictor import Predictor
from osteo_core.patients.columns import Columns
from osteo_core.preprocessing.encode import entered_name

Array = NDArray[np.float64]


def explanation_columns(model: Predictor, columns: Columns) -> dict[str, Array]:
    """Columns of n >= 0 people, in log-odds, NaN where a field was not entered or a modality is absent.

    For each outcome of the model `shap_<outcome>_baseline`, `shap_<outcome>_<field>` and `shap_<outcome>_by_<modality>`. Baseline and
    fields add up to the log-odds of the model's answer; so do baseline and modalities.

    Raises:
        InvalidInput: a row that holds nothing that the model reads.
    """
    n = len(next(iter(columns.values()))) if columns else 0
    found = {name: np.full(n, np.nan) for name in _names(model)}
    for row in range(n):
        read = model.read_columns({name: cells[row : row + 1] for name, cells in columns.items()})
        for outcome, explained in explain_all(model, read).items():
            found[f"shap_{outcome}_baseline"][row] = explained.baseline
            for field, value in explained.contributions.items():
                found[f"shap_{outcome}_{field}"][row] = value
            for modality, value in explained.by_modality.items():
                found[f"shap_{outcome}_by_{modality}"][row] = value
    return found


def _names(model: Predictor) -> list[str]:
    """The columns, whoever is asked about."""
    artifact: Any = model.artifact
    fields = dict.fromkeys(entered_name(name) for name, read in zip(artifact.inputs, artifact.preprocessor.read, strict=True) if read)
    parts = ["baseline", *fields, *(f"by_{modality}" for modality in model.modalities)]
    return [f"shap_{outcome}_{part}" for outcome in model.outcomes for part in parts]
