"""People to be judged on: an outcome, what each model predicts of it, and what else is known of the same people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from osteo_core.errors import Problem

Array = NDArray[np.float64]
Labels = NDArray[np.object_]


@dataclass(frozen=True)
class FollowUp:
    """Time observed (n,) in years and how it ended (n,): 1 the outcome, 2 a competing death, 0 censored."""

    time: Array
    event: Array


@dataclass(frozen=True)
class Study:
    """One outcome of n people and each model's prediction of it.

    Attributes:
        outcome: (n,) 0 or 1, known for everybody here.
        predictions: model -> (n,), NaN where that model has no answer; probabilities in 0..1 unless named in `scores`.
        scores: models whose values only rank people, higher being riskier: no calibration, no net benefit, no threshold.
        groups: column -> (n,) labels, None where not known.
        weight: (n,) inverse-probability-of-censoring weights, or None. They enter calibration, Brier score and net benefit; ranks and
            shares at a threshold describe the people as they are.
        follow_up: None where the outcome is of the day itself.
        reversed: those of the scores of which lower values are riskier; their values here have the other sign.
        notes: what was done when the people were read from a file, or is odd in it.
        left_out: people who were not taken in because their outcome is not known (or, after `comparing`, because a model lacks an answer).
    """

    outcome: Array
    predictions: Mapping[str, Array]
    _: KW_ONLY
    scores: frozenset[str] = frozenset()
    groups: Mapping[str, Labels] = field(default_factory=dict)
    weight: Array | None = None
    follow_up: FollowUp | None = None
    left_out: int = 0
    reversed: frozenset[str] = frozenset()
    notes: tuple[Problem, ...] = ()

    @property
    def n(self) -> int:
        """Number of people."""
        return len(self.outcome)

    @property
    def events(self) -> int:
        """People with the outcome."""
        return int(self.outcome.sum())

    @property
    def probabilities(self) -> tuple[str, ...]:
        """Models whose predictions are probabilities."""
        return tuple(name for name in self.predictions if name not in self.scores)

    def comparing(self, models: Sequence[str]) -> Study:
        """The chosen models, in that order, on the people for whom each of them has an answer. Raises KeyError for an unknown model."""
        chosen = {name: self.predictions[name] for name in models}
        answered = np.all([np.isfinite(values) for values in chosen.values()], axis=0) if chosen else np.ones(self.n, bool)
        kept = replace(self, predictions=chosen, scores=self.scores & set(models), reversed=self.reversed & set(models))
        return kept if answered.all() else kept.of(answered, left_out=self.left_out + int((~answered).sum()))

    def of(self, people: NDArray[np.bool_], *, left_out: int | None = None) -> Study:
        """The chosen people (n,) only; `left_out` stays as it is unless given."""
        return replace(
            self,
            outcome=self.outcome[people],
            predictions={name: values[people] for name, values in self.predictions.items()},
            groups={name: labels[people] for name, labels in self.groups.items()},
            weight=None if self.weight is None else self.weight[people],
            follow_up=None if self.follow_up is None else FollowUp(self.follow_up.time[people], self.follow_up.event[people]),
            left_out=self.left_out if left_out is None else left_out,
        )
