"""What an explanation is: Shapley values on the log-odds scale."""

from __future__ import annotations

from dataclasses import dataclass

from osteo_core.inference.assessment import Outcome


@dataclass(frozen=True)
class Explanation:
    """Shapley values of one patient for one outcome, in log-odds.

    `baseline + sum(contributions.values()) == value` to 1e-6, and the same for `by_modality`. Keys of `contributions`
    are catalogue feature names, entered features only; keys of `by_modality` are the present modalities.
    """

    outcome: Outcome
    baseline: float
    value: float
    contributions: dict[str, float]
    by_modality: dict[str, float]
