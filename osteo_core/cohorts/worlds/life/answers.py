"""Chained equations of what the survey asked: how each answer depends on the rest of the clinical record.

They complete participants who were not asked, and virtual people who did not answer, by draws and never by means (van Buuren, Flexible
Imputation of Missing Data, 2018). BMD is not among the predictors: in this world it is drawn given the completed record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from osteo_core.cohorts.worlds.life.clinical import ANSWERS, Columns, design, is_female
from osteo_core.preprocessing.regressions import expit

AFTER_WRIST = "prior_fracture_after_wrist"
"""Prior fracture as an adult of people whose wrist was once broken, at what age is not known (cycles D, E and F)."""
BODY = ("height_cm", "bmi")
RIDGE = 0.5
NAMES = ("ethnicity", *BODY, *ANSWERS, AFTER_WRIST)


@dataclass(frozen=True)
class Equation:
    """One conditional model: logistic where `sd` is None, else linear (of height, of the logarithm of BMI) with normal residuals."""

    name: str
    coefficients: np.ndarray
    sd: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"coefficients": self.coefficients.tolist(), "sd": self.sd}

    @classmethod
    def of(cls, name: str, stored: Mapping[str, Any]) -> Equation:
        """From `as_dict`."""
        return cls(name, np.array(stored["coefficients"]), stored["sd"])

    def drawn(self, columns: Mapping[str, np.ndarray], rng: np.random.Generator) -> np.ndarray:
        """(n,) values given the rest of the record."""
        linear = predictors(self.name, columns) @ self.coefficients
        if self.sd is not None:
            value = linear + self.sd * rng.standard_normal(len(linear))
            return np.asarray(np.clip(np.exp(value), 13.0, 70.0) if self.name == "bmi" else np.clip(value, 125.0, 210.0))
        yes = rng.random(len(linear)) < expit(linear)
        return np.where(yes, "asian", "other").astype(object) if self.name == "ethnicity" else yes.astype(float)


def predictors(name: str, columns: Mapping[str, np.ndarray]) -> np.ndarray:
    """(n, k) what the equation `name` reads: age, sex, ethnicity, body size and the other answers, as far as they are not its own."""
    female = is_female(columns).astype(float)[:, None]
    if name == AFTER_WRIST:
        return np.hstack([design(columns, ())[:, :2], female])
    if name == "height_cm":
        parts: tuple[str, ...] = ("ethnicity",)
    elif name == "bmi":
        parts = ("ethnicity",)
    else:
        parts = ("body",) if name == "ethnicity" else ("body", "ethnicity")
    blocks = [design(columns, parts), female, female * (columns["age"][:, None] - 60.0) / 10.0]
    if name not in ("ethnicity", *BODY):
        blocks.append(np.column_stack([columns[other] for other in ANSWERS if other != name]))
    return np.hstack(blocks)


def fit_equation(name: str, columns: Mapping[str, np.ndarray], rows: np.ndarray, weight: np.ndarray) -> Equation:
    """Weighted maximum likelihood (survey weights (n,)) on the rows given (n,) bool."""
    some, weight = take(columns, rows), weight[rows]
    x = predictors(name, some)
    if name in BODY:
        y = np.log(some["bmi"]) if name == "bmi" else some["height_cm"]
        root = np.sqrt(weight)
        beta = np.linalg.lstsq(x * root[:, None], y * root, rcond=None)[0]
        return Equation(name, beta, float(np.sqrt(np.average((y - x @ beta) ** 2, weights=weight))))
    if name == "ethnicity":
        y = (some["ethnicity"] == "asian").astype(float)
    else:
        y = some["prior_fracture" if name == AFTER_WRIST else name]
    return Equation(name, _logistic(x, y, weight))


def _logistic(x: np.ndarray, y: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """(k,) coefficients by Newton's method, with a slight ridge on all but the intercept against cells without a yes."""
    beta, ridge = np.zeros(x.shape[1]), RIDGE * np.eye(x.shape[1])
    ridge[0, 0] = 0.0
    for _ in range(40):
        p = expit(x @ beta)
        step = np.linalg.solve((x * (weight * p * (1.0 - p))[:, None]).T @ x + ridge, x.T @ (weight * (y - p)) - ridge @ beta)
        beta = beta + step * min(1.0, 4.0 / max(float(np.abs(step).max()), 1e-12))
        if np.abs(step).max() < 1e-7:
            return beta
    raise RuntimeError("logistic regression did not converge")


def complete(columns: Columns, gaps: Mapping[str, np.ndarray], equations: Mapping[str, Equation], rng: np.random.Generator) -> None:
    """One round of draws into the gaps (name -> (n,) bool) of `columns`, in place; BMI and weight go together.

    A gap of AFTER_WRIST is one of prior fracture in somebody whose wrist was once broken.
    """
    for name in NAMES:
        rows = gaps.get(name)
        if rows is None or not rows.any():
            continue
        drawn = equations[name].drawn(take(columns, rows), rng)
        columns["prior_fracture" if name == AFTER_WRIST else name][rows] = drawn
        if name in BODY:
            columns["weight_kg"][rows] = columns["bmi"][rows] * (columns["height_cm"][rows] / 100.0) ** 2


def take(columns: Mapping[str, np.ndarray], rows: np.ndarray) -> Columns:
    """The given rows (bool or numbers) of every column."""
    return {name: values[rows] for name, values in columns.items()}
