"""Normal, osteopenia, osteoporosis: how well three probabilities separate and name the classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from osteo_core.constants import STATUSES, Z95
from osteo_core.errors import InvalidInput, Problem
from osteo_core.evaluation.discrimination.auc import placements
from osteo_core.evaluation.discrimination.roc import wilson

Array = NDArray[np.float64]
Labels = NDArray[np.object_]
Codes = NDArray[np.int64]

"""From the best to the worst; columns of the probabilities stand in this order."""
MACRO = "macro"
_SUM = 1e-3  # probabilities kept as 32-bit numbers, or rounded to four places, still add up to 1
_NO_SPREAD = 1e-12


@dataclass(frozen=True)
class ThreeClass:
    """The class of n people and each model's three probabilities.

    Attributes:
        status: (n,) one of STATUSES, known for everybody here.
        probabilities: model -> (n, 3), a row of NaN where that model has no answer.
        left_out: people who were not taken in because their class is not known (or, after `comparing`, because a model lacks an answer).

    Raises:
        InvalidInput: nobody, another class, another shape, or probabilities that are negative or do not add up to 1.
    """

    status: Labels
    probabilities: Mapping[str, Array]
    left_out: int = 0

    def __post_init__(self) -> None:
        if not self.n:
            raise InvalidInput(Problem("status", "inputs.nobody"))
        known = np.isin(np.asarray(self.status, dtype=str), STATUSES)
        if not known.all():
            raise InvalidInput(Problem("status", "multiclass.class", {"allowed": ", ".join(STATUSES)}, row=int(np.argmin(known))))
        for name, p in self.probabilities.items():
            if np.shape(p) != (self.n, len(STATUSES)):
                raise InvalidInput(Problem(name, "multiclass.shape", {"n": self.n}))
            wrong = ~np.isnan(p).all(axis=1) & ~((p >= 0).all(axis=1) & (np.abs(p.sum(axis=1) - 1) <= _SUM))
            if wrong.any():
                raise InvalidInput(Problem(name, "multiclass.probabilities", row=int(np.argmax(wrong))))

    @property
    def n(self) -> int:
        """Number of people."""
        return len(self.status)

    @property
    def codes(self) -> Codes:
        """(n,) place of each person's class in STATUSES."""
        return np.array([STATUSES.index(label) for label in self.status], np.int64)

    def comparing(self, models: Sequence[str]) -> ThreeClass:
        """The chosen models on the people for whom each of them has an answer. Raises KeyError for an unknown model."""
        chosen = {name: self.probabilities[name] for name in models}
        answered = np.all([np.isfinite(p).all(axis=1) for p in chosen.values()], axis=0) if chosen else np.ones(self.n, bool)
        left_out = self.left_out + int((~answered).sum())
        return replace(self, probabilities=chosen).of(answered, left_out=left_out)

    def of(self, people: NDArray[np.bool_], *, left_out: int | None = None) -> ThreeClass:
        """The chosen people (n,) only; `left_out` stays as it is unless given. Raises InvalidInput for nobody."""
        probabilities = {name: p[people] for name, p in self.probabilities.items()}
        return ThreeClass(self.status[people], probabilities, self.left_out if left_out is None else left_out)


@dataclass(frozen=True, kw_only=True)
class ClassFigures:
    """What naming the most probable class achieves in n people.

    `accuracy` with Wilson's 95 % interval; `kappa` is Cohen's with quadratic weights, NaN where one class alone is observed and predicted;
    `ties` people had two or three most probable classes and count as predicted the worst of them. `classes` has a row a class: class, n,
    predicted, then sensitivity, specificity and ppv, each with _low and _high (Wilson), NaN where its denominator is nobody.
    """

    n: int
    accuracy: tuple[float, float, float]
    kappa: float
    ties: int
    classes: pd.DataFrame


def one_vs_rest(three: ThreeClass, model: str) -> pd.DataFrame:
    """AUC of each class's probability among people of that class against the other two, and the unweighted mean of the three.

    Intervals are normal, cut at 0 and 1. A class has DeLong's variance. The mean has that of the mean of the three areas' structural
    components of each person, so that it holds their covariances; its diagonal is DeLong's.

    Returns:
        class, n, auc, low, high, reason: one row a class, then "macro". Where a class is nobody or everybody its area and the mean are
        NaN; an interval needs two people in the class and two outside. `reason` is a key of `translate`, "" where nothing is lacking.

    Raises:
        InvalidInput: the model has no answer for somebody; KeyError for an unknown model.

    Source: DeLong et al., Biometrics 1988;44:837-45.
    """
    p, codes = _answers(three, model), three.codes
    rows, components = [], np.full((three.n, len(STATUSES)), np.nan)
    for k, name in enumerate(STATUSES):
        case = codes == k
        row, components[:, k] = _area(case, p[:, k])
        rows.append({"class": name, "n": int(case.sum()), **row})
    mean = float(np.mean([row["auc"] for row in rows]))
    error = float(np.sqrt(np.sum(components.mean(axis=1) ** 2)))
    gaps = np.isnan(components).any(axis=0)
    lacking = str(rows[int(np.argmax(gaps))]["reason"]) if gaps.any() else ""
    rows.append({"class": MACRO, "n": three.n, **_interval(mean, error, lacking)})
    return pd.DataFrame(rows)


def predicted_classes(three: ThreeClass, model: str) -> tuple[Codes, int]:
    """The most probable class of each person, as its place in STATUSES (n,), ties broken towards the worst, and the number of ties.

    Raises:
        InvalidInput: the model has no answer for somebody; KeyError for an unknown model.
    """
    p = _answers(three, model)
    most = p == p.max(axis=1, keepdims=True)
    worst = len(STATUSES) - 1 - np.argmax(most[:, ::-1], axis=1)
    return worst.astype(np.int64), int((most.sum(axis=1) > 1).sum())


def confusion(three: ThreeClass, model: str) -> pd.DataFrame:
    """Counts (3, 3), a row an observed class, a column a predicted one. Arguments and errors as `predicted_classes`."""
    predicted, _ = predicted_classes(three, model)
    counts = np.bincount(len(STATUSES) * three.codes + predicted, minlength=len(STATUSES) ** 2).reshape(len(STATUSES), -1)
    return pd.DataFrame(counts, index=pd.Index(STATUSES, name="observed"), columns=pd.Index(STATUSES, name="predicted"))


def class_figures(three: ThreeClass, model: str) -> ClassFigures:
    """Accuracy, agreement beyond chance, and for each class against the other two sensitivity, specificity and predictive value.

    Raises:
        InvalidInput: the model has no answer for somebody; KeyError for an unknown model.

    Sources: Wilson, J Am Stat Assoc 1927;22:209-12; weighted kappa, Cohen, Psychol Bull 1968;70:213-20.
    """
    counts = confusion(three, model).to_numpy()
    n, observed, predicted, right = counts.sum(), counts.sum(axis=1), counts.sum(axis=0), np.diag(counts)
    rows = [
        {"class": name, "n": int(observed[k]), "predicted": int(predicted[k])}
        | _share("sensitivity", right[k], observed[k])
        | _share("specificity", n - observed[k] - predicted[k] + right[k], n - observed[k])
        | _share("ppv", right[k], predicted[k])
        for k, name in enumerate(STATUSES)
    ]
    accuracy = wilson(int(right.sum()), int(n))
    ties = predicted_classes(three, model)[1]
    return ClassFigures(
        n=int(n), accuracy=(accuracy.estimate, accuracy.low, accuracy.high), kappa=_kappa(counts), ties=ties, classes=pd.DataFrame(rows)
    )


def _answers(three: ThreeClass, model: str) -> Array:
    p = np.asarray(three.probabilities[model], float)
    missing = np.isnan(p).any(axis=1)
    if missing.any():
        raise InvalidInput(Problem(model, "multiclass.no_answer", {"count": int(missing.sum())}))
    return p


def _area(case: NDArray[np.bool_], prediction: Array) -> tuple[dict[str, object], Array]:
    """AUC with interval and reason, and each person's component (n,): the sum of their squares is DeLong's variance."""
    m, n = int(case.sum()), int((~case).sum())
    nothing = np.full(len(case), np.nan)
    if not m or not n:
        return _interval(np.nan, np.nan, "evaluate.reason.one_class"), nothing
    below, above = placements(case, prediction)
    area = float(below.mean())
    if min(m, n) < 2:
        return _interval(area, np.nan, "evaluate.reason.too_few"), nothing
    component = np.empty(len(case))
    component[case] = (below - area) / np.sqrt(m * (m - 1))
    component[~case] = (above - area) / np.sqrt(n * (n - 1))
    return _interval(area, float(np.sqrt(np.sum(component**2))), ""), component


def _interval(estimate: float, error: float, lacking: str) -> dict[str, object]:
    """auc, low, high and why one of them is lacking."""
    if not np.isnan(error) and error < _NO_SPREAD:
        error, lacking = np.nan, "evaluate.reason.no_variance"
    low, high = np.clip([estimate - Z95 * error, estimate + Z95 * error], 0.0, 1.0).tolist()
    return {"auc": estimate, "low": low, "high": high, "reason": lacking}


def _share(name: str, count: int, n: int) -> dict[str, float]:
    """A share with its interval under the name's three columns, NaN of nobody."""
    share = wilson(int(count), int(n)) if n else None
    values = (np.nan, np.nan, np.nan) if share is None else (share.estimate, share.low, share.high)
    return dict(zip((name, f"{name}_low", f"{name}_high"), values, strict=True))


def _kappa(counts: NDArray[np.int64]) -> float:
    """One minus the squared distance between observed and predicted classes over that expected from the margins alone."""
    places = np.arange(len(counts))
    distance = (places[:, None] - places) ** 2
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    by_chance = float((distance * expected).sum())
    return 1 - float((distance * counts).sum()) / by_chance if by_chance else float("nan")
