"""What the `nhanes` model is compared with: logistic regression and LightGBM, tuned on the same training people, same inputs."""

from __future__ import annotations

from itertools import compress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from osteo_core.constants import SEED
from osteo_core.preprocessing.encode import present_modalities
from osteo_core.preprocessing.pipeline import Preprocessor
from osteo_core.rivals.models import lightgbm
from osteo_core.training.nhanes.people import NHANES_INPUTS, hidden

Array = NDArray[np.float64]

CONTINUOUS = ("lumbar_spine_sbmd", "femoral_neck_sbmd", "total_hip_sbmd", "age", "bmi", "weight_kg")
STRENGTHS = (0.003, 0.03, 0.3, 3.0)
"""Inverse penalties C that are tried."""


def rivals(preprocessor: Preprocessor, train: Array, outcome: Array, test: Array, withheld: tuple[str, ...]) -> dict[str, Array]:
    """Probabilities of the test people by each rival, {"logistic": (n,), "lightgbm": (n,)}.

    Args:
        train, test: (n, WIDTH) raw inputs; outcome: (n,) of the training people, 0 or 1.
        withheld: inputs that the outcome forbids.
    """
    seen, unseen = (hidden(raw, withheld) for raw in (train, test))
    score = lightgbm(seen, outcome, unseen, ("dxa", "clinical")).score
    return {
        "logistic": _logistic(_table(preprocessor, seen, withheld), _table(preprocessor, unseen, withheld), outcome),
        "lightgbm": 1 / (1 + np.exp(-score)),
    }


def _table(preprocessor: Preprocessor, raw: Array, withheld: tuple[str, ...]) -> tuple[Array, list[int]]:
    """Standardised inputs, mean over the imputations, beside the marks of what was observed; and which columns are continuous."""
    prepared = preprocessor.complete(raw, present_modalities(raw), withheld)
    names = list(compress(NHANES_INPUTS, prepared.read))
    values = prepared.values.mean(0)[:, prepared.read].astype(float)
    return np.concatenate([values, prepared.observed[:, prepared.read]], 1), [names.index(name) for name in names if name in CONTINUOUS]


def _logistic(train: tuple[Array, list[int]], test: tuple[Array, list[int]], outcome: Array) -> Array:
    """Logistic regression; straight lines, splines or all products of two, and the penalty, by five-fold cross-validation."""
    from sklearn.compose import ColumnTransformer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GridSearchCV, StratifiedKFold
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import PolynomialFeatures, SplineTransformer, StandardScaler

    (X, continuous), (Z, _) = train, test
    bent = ColumnTransformer([("splines", SplineTransformer(5, knots="quantile"), continuous)], remainder="passthrough")
    steps = Pipeline([("shape", "passthrough"), ("scale", StandardScaler()), ("model", LogisticRegression(max_iter=3_000))])
    grid = {"shape": ["passthrough", bent, PolynomialFeatures(2, include_bias=False)], "model__C": list(STRENGTHS)}
    search: Any = GridSearchCV(steps, grid, scoring="neg_log_loss", cv=StratifiedKFold(5, shuffle=True, random_state=SEED))
    return np.asarray(search.fit(X, outcome).predict_proba(Z)[:, 1], float)
