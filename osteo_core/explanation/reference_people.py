"""With whom an explanation compares a patient: the people whose inputs a model keeps as its reference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from osteo_core.inference.artifact import Artifact


@dataclass(frozen=True, kw_only=True)
class ReferencePeople:
    """How many they are, of which sex and age (whole years); sexes or ages are None where the model does not ask for them."""

    people: int
    women: int | None
    youngest: int | None
    median_age: int | None
    oldest: int | None


def reference_people(artifact: Artifact) -> ReferencePeople:
    """The reference of a model's explanations: people drawn at random from those it learned from who had every kind of data."""
    ages, women = _column(artifact, "age"), _column(artifact, "female")
    return ReferencePeople(
        people=len(artifact.background),
        women=None if women is None else int((women >= 0.5).sum()),
        youngest=None if ages is None else round(float(ages.min())),
        median_age=None if ages is None else round(float(np.median(ages))),
        oldest=None if ages is None else round(float(ages.max())),
    )


def _column(artifact: Artifact, name: str) -> np.ndarray | None:
    return artifact.background[:, artifact.inputs.index(name)] if name in artifact.inputs else None
