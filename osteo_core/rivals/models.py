"""What the network has to beat on the same training people: logistic regression, LightGBM and explainable boosting.

Logistic regression and LightGBM are tuned by cross-validation; explainable boosting (Nori et al., arXiv 1909.09223) is used with fixed
settings. Where a world knows each person's probability, the rivals learn from it as the network does.

On rows with modalities that few people have, each rival is trained twice: on those who have them all, and on everybody with what they have.
The one that does better on the test people counts, which is in the rival's favour.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from itertools import product
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from osteo_core.constants import MODALITIES, SEED
from osteo_core.preprocessing.encode import input_columns, reduced
from osteo_core.preprocessing.pipeline import Preprocessor

Array = NDArray[np.float64]

FOLDS = 5
STRENGTHS = (0.001, 0.003, 0.01, 0.03, 0.1, 1.0)
"""Inverse penalties C of the logistic regression."""

PAIRS, BAGS = 10, 8
"""Pairs of fields and bags of the explainable boosting: its library's own (three pairs a field, 14 bags) take an hour a row."""

LEAVES, FEWEST_IN_LEAF, MOST_ROUNDS = (4, 8, 16), (20, 80), 600
"""LightGBM's grid; the number of rounds is chosen by the same cross-validation."""


@dataclass(frozen=True, kw_only=True)
class Rival:
    """Scores of a tuned rival for the test people, how it was tuned, and on how many training people."""

    name: str
    score: Array
    tuned: str
    trained_on: int


class Prepares(Protocol):
    """Whatever has a fitted preprocessor: a model's artifact, a fit."""

    @property
    def preprocessor(self) -> Preprocessor: ...


def rivals(artifact: Prepares, train: Array, outcome: Array, test: Array, modalities: tuple[str, ...]) -> list[Rival]:
    """Every rival for one row of Table 2: each method, on those who have all of `modalities` and, where they differ, on everybody.

    Args:
        train, test: (n, WIDTH) raw inputs; outcome: (n,) of the training people, 0 or 1, or its probability.
    """
    whole, some = having(train, modalities), reduced(train, modalities).any(1)
    groups = [whole] if whole.sum() == some.sum() else [whole, some]
    found = []
    for people in groups:
        found.append(logistic_regression(artifact, train[people], outcome[people], test, modalities))
        found.append(lightgbm(train[people], outcome[people], test, modalities))
        found.append(explainable_boosting(train[people], outcome[people], test, modalities))
    return found


def both_ways(inputs: Array, outcome: Array, weight: Array | None) -> tuple[Array, Array, Array | None]:
    """Inputs, 0/1 outcomes and weights to learn a probability from: everybody twice, with the outcome weighted p and without it 1 - p.

    Outcomes that are 0 and 1 already come back as they are.
    """
    if np.isin(outcome, (0.0, 1.0)).all():
        return inputs, outcome, weight
    each = np.ones(len(outcome)) if weight is None else weight
    with_it, without = each * outcome, each * (1 - outcome)
    happened = np.concatenate([np.ones(len(outcome)), np.zeros(len(outcome))])
    weights = np.concatenate([with_it, without])
    keep = weights > 0
    return np.concatenate([inputs, inputs])[keep], happened[keep], weights[keep]


def logistic_regression(
    artifact: Prepares, train: Array, outcome: Array, test: Array, modalities: tuple[str, ...], weight: Array | None = None
) -> Rival:
    """Logistic regression on imputed, standardised inputs (the model's own preprocessing, mean over imputations), C by cross-validation.

    Absent modalities stand at the mean, with an indicator of their presence. `weight` (n,) of the training people, in fitting and judging.
    """
    from sklearn.linear_model import LogisticRegressionCV

    X, Z = (_standardised(artifact, part, modalities) for part in (train, test))
    X, outcome, weight = both_ways(X, outcome, weight)
    model: Any = LogisticRegressionCV(
        Cs=list(STRENGTHS), cv=FOLDS, scoring="neg_log_loss", max_iter=2_000, l1_ratios=(0.0,), use_legacy_attributes=False
    )
    model.fit(X, outcome, sample_weight=weight)
    return Rival(
        name="logistic regression",
        score=np.asarray(model.decision_function(Z), float),
        tuned=f"C {float(model.C_):g}",
        trained_on=len(train),
    )


def lightgbm(train: Array, outcome: Array, test: Array, modalities: tuple[str, ...], weight: Array | None = None) -> Rival:
    """Gradient-boosted trees on raw inputs with their gaps, leaves, leaf size and rounds by cross-validation; `weight` as above."""
    import lightgbm as lgb

    columns = input_columns(modalities)
    inputs, outcome, weight = both_ways(train[:, columns], outcome, weight)
    data = lgb.Dataset(inputs, outcome, weight=weight, free_raw_data=False)
    best: tuple[float, dict[str, Any], int] | None = None
    for leaves, fewest in product(LEAVES, FEWEST_IN_LEAF):
        settings = {
            "objective": "binary", "metric": "binary_logloss", "learning_rate": 0.05, "num_leaves": leaves, "min_data_in_leaf": fewest,
            "bagging_fraction": 0.8, "bagging_freq": 1, "feature_fraction": 0.7, "verbose": -1, "num_threads": 1, "seed": SEED,
            "feature_pre_filter": False, "deterministic": True,
        }  # fmt: skip
        tried = lgb.cv(settings, data, MOST_ROUNDS, nfold=FOLDS, seed=SEED, callbacks=[lgb.early_stopping(20, verbose=False)])
        losses = np.asarray(tried["valid binary_logloss-mean"], float)
        if best is None or losses.min() < best[0]:
            best = float(losses.min()), settings, int(np.argmin(losses)) + 1
    if best is None:
        raise RuntimeError("LightGBM's grid is empty")
    _, settings, rounds = best
    score = np.asarray(lgb.train(settings, data, rounds).predict(test[:, columns], raw_score=True), float)
    return Rival(
        name="LightGBM",
        score=score,
        tuned=f"{settings['num_leaves']} leaves of ≥ {settings['min_data_in_leaf']}, {rounds} rounds",
        trained_on=len(train),
    )


def explainable_boosting(train: Array, outcome: Array, test: Array, modalities: tuple[str, ...], weight: Array | None = None) -> Rival:
    """A sum of one boosted curve a field and of some pairs, on raw inputs with their gaps (missing is a level of its own).

    Its library chooses the rounds by early stopping on 15 % of the people and the pairs by how much they add; nothing else is tuned.
    `weight` as above.
    """
    from interpret.glassbox import ExplainableBoostingClassifier

    columns = input_columns(modalities)
    inputs, happened, weights = both_ways(train[:, columns], outcome, weight)
    varies = np.array([len(np.unique(column[np.isfinite(column)])) > 1 for column in inputs.T])
    model: Any = ExplainableBoostingClassifier(interactions=PAIRS, outer_bags=BAGS, random_state=SEED, n_jobs=1)
    with warnings.catch_warnings():
        # The library warns of fields of which many are missing; that they are is the point here.
        warnings.simplefilter("ignore")
        model.fit(inputs[:, varies], happened.astype(int), sample_weight=weights)
        score = np.asarray(model.decision_function(test[:, columns][:, varies]), float)
    return Rival(name="explainable boosting", score=score, tuned=f"{PAIRS} pairs, {BAGS} bags", trained_on=len(train))


def having(raw: Array, modalities: tuple[str, ...]) -> NDArray[np.bool_]:
    """(n,) people who have all of `modalities`."""
    return np.asarray(reduced(raw, modalities)[:, np.isin(MODALITIES, modalities)].all(1), bool)


def _standardised(artifact: Prepares, raw: Array, modalities: tuple[str, ...]) -> Array:
    present = reduced(raw, modalities)
    values = artifact.preprocessor.complete(raw, present).values.mean(0)[:, input_columns(modalities)]
    return np.concatenate([values, present[:, np.isin(MODALITIES, modalities)]], 1).astype(float)
