"""The virtual worlds in which the question can be answered: what each draws, and its exact risks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from osteo_core.catalogue import SITES
from osteo_core.cohorts.worlds.life import bayes as bayes_in_life
from osteo_core.cohorts.worlds.life import conditional as life
from osteo_core.cohorts.worlds.paper import bayes as bayes_in_paper
from osteo_core.cohorts.worlds.paper import conditional as paper
from osteo_core.patients import dxa
from osteo_core.patients.columns import Columns

Asked = Literal["osteoporosis", "fracture"]
Array = NDArray[np.float64]

CHECKED = 30
"""People whose risk of fracture is worked out on the whole lattice over what the hazard reads and nobody measured (`bayes`); the others'
is worked out at its first point, and set right by theirs."""


@dataclass(frozen=True, kw_only=True)
class World:
    """A generator of people.

    Attributes:
        maker: on whose scale BMD is in it.
        known_of: harmonised columns (1,) -> those that this world reads.
        draw_given: known columns (1,), n, seed -> columns (n,) of people who share what is known.
        risk: columns (n,), modalities that may be used, outcome -> (n,) Bayes-optimal probabilities; with `roughly`, in less time, what
            orders people as they do.
        completed: clinical fields over which `risk` takes a mean of draws where they are not known, at many times the work.
    """

    maker: str
    known_of: Callable[[Columns], Columns]
    draw_given: Callable[[Columns, int, int], Columns]
    risk: Callable[[Columns, tuple[str, ...], Asked, bool], Array]
    completed: tuple[str, ...] = ()

    def known(self, full: Columns) -> Columns:
        """One person's harmonised columns as this world has them, BMD as its scanner shows it."""
        makers = np.array([self.maker], dtype=object)
        return self.known_of(full | {f"{site}_bmd": dxa.from_standardised(site, full[f"{site}_sbmd"], makers) for site in SITES})


def _risk_in_life(columns: Columns, modalities: tuple[str, ...], outcome: Asked, roughly: bool) -> Array:
    if outcome == "osteoporosis":
        return bayes_in_life(columns, modalities, fracture=False)["p_osteoporosis"].to_numpy(float)
    first = bayes_in_life(columns, modalities, points=1)["p_fracture"].to_numpy(float)
    if roughly:
        return first
    some = np.unique(np.linspace(0, len(first) - 1, CHECKED).astype(int))
    whole = bayes_in_life({name: values[some] for name, values in columns.items()}, modalities)["p_fracture"].to_numpy(float)
    return np.asarray(expit(_set_right(logit(first), some, logit(whole))))


def _set_right(first: Array, some: NDArray[np.int64], whole: Array) -> Array:
    """(n,) log-odds on the straight line on which the better ones of some people lie best."""
    centred = first[some] - first[some].mean()
    spread = float(centred @ centred)
    slope = float(centred @ whole) / spread if spread > 1e-12 else 1.0
    return np.asarray(whole.mean() + slope * (first - first[some].mean()))


def _risk_in_paper(columns: Columns, modalities: tuple[str, ...], outcome: Asked, roughly: bool) -> Array:
    return bayes_in_paper(columns, modalities, fracture=outcome == "fracture")[f"p_{outcome}"].to_numpy(float)


WORLDS = {
    "life": World(
        maker=life.MAKER, known_of=life.known_of, draw_given=life.draw_given, risk=_risk_in_life, completed=life.COMPLETED
    ),
    "virtual": World(maker=paper.MAKER, known_of=paper.known_of, draw_given=paper.draw_given, risk=_risk_in_paper),
}  # fmt: skip
"""By the cohort that a model's card names."""
