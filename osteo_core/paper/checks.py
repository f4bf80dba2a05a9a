"""Arithmetic that a reader can do with a paper's printed numbers: what they imply, and what they leave room for.

Pure functions of printed numbers, whatever paper they come from; `paper_contradictions` puts Wang & Meng's through them. Where a function
needs a distribution it takes the normal one and says so: other distributions can give other numbers.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, stats

from osteo_core.constants import Z95
from osteo_core.evaluation.groups.group_tests import GroupTest, compare_counts

Array = NDArray[np.float64]


class NormalGroup(NamedTuple):
    """Mean, SD and size of one group, as a Table 1 prints them."""

    mean: float
    sd: float
    n: float


def accuracy_bounds(sensitivity: float, specificity: float) -> tuple[float, float]:
    """Lowest and highest accuracy that go with both: it is their mean, weighted by the shares of people with and without the outcome."""
    return min(sensitivity, specificity), max(sensitivity, specificity)


def implied_prevalence(accuracy: float, sensitivity: float, specificity: float) -> float:
    """Share of people with the outcome at which the three agree, from accuracy = p·sensitivity + (1 − p)·specificity.

    Outside 0..1 where they agree at no share; NaN where sensitivity and specificity are equal, which fits any share or none.
    """
    if sensitivity == specificity:
        return float("nan")
    return (accuracy - specificity) / (sensitivity - specificity)


def weighted_mean(means: ArrayLike, sizes: ArrayLike) -> float:
    """Mean of everybody from the means of groups that do not overlap. Raises ValueError as `_groups`."""
    values, n = _groups(means, sizes)
    return float(values @ n / n.sum())


def pooled_sd(means: ArrayLike, sds: ArrayLike, sizes: ArrayLike) -> float:
    """SD of everybody (n − 1) from groups that do not overlap: spread within and between them. Raises ValueError as `_groups`."""
    values, spread, n = _groups(means, sds, sizes)
    between = values - weighted_mean(values, n)
    return float(np.sqrt(((n - 1) @ spread**2 + n @ between**2) / (n.sum() - 1)))


def anova_from_summary(means: ArrayLike, sds: ArrayLike, sizes: ArrayLike) -> GroupTest:
    """One-way analysis of variance, from each group's mean, SD and size alone.

    The numbers are those of the analysis of the people themselves, up to the rounding of what was printed.

    Raises:
        ValueError: as `_groups`; or fewer than two groups, or no spread within them.

    Source: Cohen BH. Calculating a factorial ANOVA from means and standard deviations. Understanding Statistics 2002;1:191-203.
    """
    values, spread, n = _groups(means, sds, sizes)
    within_df = n.sum() - len(n)
    within = float((n - 1) @ spread**2)
    if len(n) < 2 or within_df <= 0 or within <= 0:
        raise ValueError("an analysis of variance needs two groups or more, and spread within them")
    between = float(n @ (values - weighted_mean(values, n)) ** 2)
    f = (between / (len(n) - 1)) / (within / within_df)
    return GroupTest("anova", f, len(n) - 1, float(stats.f.sf(f, len(n) - 1, within_df)))


def chi_square_from_counts(having: Sequence[int], sizes: Sequence[int]) -> GroupTest:
    """Pearson's chi-square, uncorrected, of how many people of each group have something.

    Raises:
        ValueError: a count below 0 or above its group's size, or as `_groups`.
    """
    counts, n = _groups(having, sizes)
    if (counts < 0).any() or (counts > n).any():
        raise ValueError("a count lies between 0 and the size of its group")
    return compare_counts(np.column_stack([counts, n - counts]).round().astype(np.int64))


def auc_from_normal_groups(having: Sequence[NormalGroup], lacking: Sequence[NormalGroup]) -> float:
    """AUC of one measurement, higher in people with the outcome, if it is normal in every printed group: the mean over all pairs of groups.

    Source: for one pair, Φ((m₁ − m₀)/√(s₁² + s₀²)), Pepe, The Statistical Evaluation of Medical Tests (2003), result 4.7.
    """
    _groups([g.mean for g in (*having, *lacking)], [g.n for g in (*having, *lacking)])
    pairs = [(a.n * b.n, stats.norm.cdf((a.mean - b.mean) / np.hypot(a.sd, b.sd))) for a in having for b in lacking]
    weight, area = np.array(pairs).T
    return float(weight @ area / weight.sum())


def auc_halfwidth(auc: float, positives: float, negatives: float) -> float:
    """Half the width of the 95 % interval of an AUC, from the AUC and the two numbers of people alone.

    Source: Hanley & McNeil, Radiology 1982;143:29-36, with their exponential approximation; DeLong's interval needs the people themselves.

    Raises:
        ValueError: an AUC outside 0..1 or nobody on one side.
    """
    if not 0 <= auc <= 1 or min(positives, negatives) < 1:
        raise ValueError("an AUC lies in 0..1 and needs people with and without the outcome")
    q1, q2 = auc / (2 - auc), 2 * auc**2 / (1 + auc)
    variance = auc * (1 - auc) + (positives - 1) * (q1 - auc**2) + (negatives - 1) * (q2 - auc**2)
    return float(Z95 * np.sqrt(variance / (positives * negatives)))


def people_for_halfwidth(auc: float, halfwidth: float, prevalence: float) -> int:
    """Fewest people, `prevalence` of them with the outcome, among whom `auc_halfwidth` is at most `halfwidth`.

    Raises:
        ValueError: a half-width or prevalence that is not above 0, or an AUC of 1, whose formula gives no width.
    """
    if halfwidth <= 0 or not 0 < prevalence < 1 or not 0 <= auc < 1:
        raise ValueError("a half-width above 0, a prevalence between 0 and 1 and an AUC below 1 are needed")

    def wide(people: int) -> bool:
        return auc_halfwidth(auc, max(prevalence * people, 1), max((1 - prevalence) * people, 1)) > halfwidth

    most = 2
    while wide(most):
        most *= 2
    return bisect_left(range(most), True, lo=most // 2, key=lambda people: not wide(people))


def narrowest_auc_halfwidth(auc: float, people: int) -> float:
    """`auc_halfwidth` at the split into people with and without the outcome that makes it smallest: no split of so many does better."""
    return min(auc_halfwidth(auc, k, people - k) for k in range(1, people))


def sd_factor_for_auc(having: Sequence[NormalGroup], lacking: Sequence[NormalGroup], auc: float) -> float:
    """Factor on every group's SD at which `auc_from_normal_groups` is `auc`.

    Raises:
        ValueError: an AUC outside 0.5..1, or one that no factor between 0.1 and 10 gives.
    """

    def away(factor: float) -> float:
        wider = [[group._replace(sd=group.sd * factor) for group in groups] for groups in (having, lacking)]
        return auc_from_normal_groups(*wider) - auc

    if not 0.5 < auc < 1 or away(0.1) * away(10.0) > 0:
        raise ValueError(f"no factor between 0.1 and 10 gives an AUC of {auc}")
    return float(optimize.brentq(away, 0.1, 10.0))


def chance_of_same_print(step: float, sd: float) -> float:
    """Chance that two numbers print alike when rounded to multiples of `step`, if they differ by N(0, sd²) and fall anywhere between.

    Two numbers d apart print alike with chance max(0, 1 − |d|/step); the mean of that over d. Raises ValueError unless both are above 0.
    """
    if step <= 0 or sd <= 0:
        raise ValueError("a rounding step and a spread are above 0")
    a = step / sd
    return float(2 * stats.norm.cdf(a) - 1 - 2 / a * (stats.norm.pdf(0) - stats.norm.pdf(a)))


def printed_alike(first: ArrayLike, second: ArrayLike, step: float) -> int:
    """How many of two models' figures (k,) are the same once rounded to multiples of `step`."""
    a, b = (np.rint(np.asarray(values, float) / step) for values in (first, second))
    return int((a == b).sum())


def pooled_auc_between(pooled: float, aucs: ArrayLike, sizes: ArrayLike) -> float:
    """AUC that pairs of people from different groups would need, for groups with these AUCs to give `pooled` all together.

    If the outcome is equally common in every group, a pair of one person with and one without it falls into one group as often as the
    groups' squared shares say. A value above 1 cannot be; one far from the groups' own AUCs asks for an explanation.
    """
    values, n = _groups(aucs, sizes)
    within = (n / n.sum()) ** 2
    return float((pooled - within @ values) / (1 - within.sum()))


def separation(auc: float) -> float:
    """Distance of two normal groups of one SD, in SDs, that gives this AUC: √2·Φ⁻¹(AUC). Raises ValueError for an AUC outside 0.5..1."""
    if not 0.5 < auc < 1:
        raise ValueError("the normal model needs an AUC between 0.5 and 1")
    return float(np.sqrt(2) * stats.norm.ppf(auc))


def specificity_of_normal_model(auc: float, sensitivity: float) -> float:
    """Specificity that goes with a sensitivity on the ROC curve of two normal groups of one SD. Raises ValueError as `separation`.

    Source: Green & Swets, Signal Detection Theory and Psychophysics (1966): the equal-variance model.
    """
    return float(stats.norm.cdf(separation(auc) - stats.norm.ppf(sensitivity)))


def best_accuracy_of_normal_model(auc: float, prevalence: float) -> float:
    """Highest accuracy at any threshold, two normal groups of one SD: where the posterior probability is one half.

    Raises ValueError as `separation`.
    """
    d = separation(auc)
    cut = d / 2 + np.log((1 - prevalence) / prevalence) / d
    return float(prevalence * stats.norm.sf(cut - d) + (1 - prevalence) * stats.norm.cdf(cut))


def brier_of_normal_model(auc: float, prevalence: float) -> float:
    """Brier score of the true probabilities, two normal groups of one SD: the mean of p(1 − p), below which no forecast from it gets.

    Raises ValueError as `separation`.

    Source: Brier score as refinement of calibrated forecasts, Murphy, J Appl Meteorol 1973;12:595-600.
    """
    d = separation(auc)
    x = np.linspace(-9, d + 9, 20_001)
    having, lacking = prevalence * stats.norm.pdf(x - d), (1 - prevalence) * stats.norm.pdf(x)
    return float(np.trapezoid(having * lacking / (having + lacking), x))


def _groups(*columns: ArrayLike) -> tuple[Array, ...]:
    """The columns (k,) as numbers, sizes last. Raises ValueError for lengths that differ, no group, or a size that is not positive."""
    arrays = tuple(np.asarray(column, float) for column in columns)
    if len({a.shape for a in arrays}) != 1 or arrays[0].ndim != 1 or not len(arrays[0]):
        raise ValueError("each group needs each of its numbers once")
    if not (arrays[-1] > 0).all():
        raise ValueError("a group has somebody in it")
    return arrays
