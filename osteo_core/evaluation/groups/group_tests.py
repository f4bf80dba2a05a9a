"""The tests between groups that the paper's section 1.6 names, and which of them Shapiro–Wilk chooses.

The limits of that practice belong beside its results. Testing the assumption on the same data changes the error of the test that follows
(Rochon et al., BMC Med Res Methodol 2012;12:81); in small groups Shapiro–Wilk overlooks what matters, in large ones it finds what does
not. Royston's P value holds for 3 to 5000 people (Appl Stat 1995;44:547-51), and R refuses more: a group outside that range is not tested
here, and the rank test, which assumes no normality, is taken. Mann–Whitney compares neither means nor medians but asks in which group
values tend to be higher.

Conventions: Welch's t (R's default) and classical ANOVA; Mann–Whitney as R's `wilcox.test`, exact where both groups have fewer than 50 and
nothing ties, otherwise normal with ties and continuity corrected; Pearson's chi-square without Yates's correction; Fisher's exact test for
2 x 2 where an expected count is below 5.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Array = NDArray[np.float64]

SHAPIRO_RANGE = (3, 5000)
_ALPHA = 0.05
_LEAST_EXPECTED = 5.0
_EXACT_BELOW = 50


class GroupTest(NamedTuple):
    """`test` is "t", "anova", "mann_whitney", "kruskal_wallis", "chi_square", "fisher", or "none" where nothing can be tested.

    `statistic` is t, F, U of the first group, H, chi-square or (Fisher) the sample's odds ratio. `low_expected`: chi-square stands on an
    expected count below 5.
    """

    test: str
    statistic: float = float("nan")
    df: float = float("nan")
    p: float = float("nan")
    low_expected: bool = False


class Normality(NamedTuple):
    """`verdict` "normal", "not_normal" or "not_tested" for all groups together, and the smallest Shapiro–Wilk P of those tested."""

    verdict: str
    p: float


def normality(parts: Sequence[Array]) -> Normality:
    """Shapiro–Wilk in each group (n,), without missing values. A group of one value only is not normal."""
    verdicts, smallest = set(), float("nan")
    for part in parts:
        if not SHAPIRO_RANGE[0] <= len(part) <= SHAPIRO_RANGE[1]:
            verdicts.add("not_tested")
        elif np.ptp(part) == 0:
            verdicts.add("not_normal")
        else:
            p = float(stats.shapiro(part).pvalue)
            smallest = float(np.fmin(smallest, p))
            verdicts.add("normal" if p >= _ALPHA else "not_normal")
    # One group that is not normal settles it, whatever the others would have shown.
    return Normality(next(verdict for verdict in ("not_normal", "not_tested", "normal") if verdict in verdicts), smallest)


def compare_numbers(parts: Sequence[Array], normal: bool) -> GroupTest:
    """Two or more groups (n,), without missing values; "none" where a group has fewer than 2 people or everybody the same value."""
    if min(len(part) for part in parts) < 2 or len(np.unique(np.concatenate(parts))) < 2:
        return GroupTest("none")
    if len(parts) == 2:
        return _welch(*parts) if normal else _mann_whitney(*parts)
    if normal:
        f = stats.f_oneway(*parts)
        return GroupTest("anova", float(f.statistic), len(parts) - 1, float(f.pvalue))
    h = stats.kruskal(*parts)
    return GroupTest("kruskal_wallis", float(h.statistic), len(parts) - 1, float(h.pvalue))


def _welch(first: Array, second: Array) -> GroupTest:
    t = stats.ttest_ind(first, second, equal_var=False)
    return GroupTest("t", float(t.statistic), float(t.df), float(t.pvalue))


def _mann_whitney(first: Array, second: Array) -> GroupTest:
    both = np.concatenate([first, second])
    exact = max(len(first), len(second)) < _EXACT_BELOW and len(np.unique(both)) == len(both)
    u = stats.mannwhitneyu(first, second, method="exact" if exact else "asymptotic", use_continuity=True)
    return GroupTest("mann_whitney", float(u.statistic), p=float(u.pvalue))


def compare_counts(counts: NDArray[np.int64]) -> GroupTest:
    """Counts (groups, categories); categories that nobody has do not count. "none" where a group has nobody or one category is left."""
    seen = counts[:, counts.sum(axis=0) > 0]
    if seen.shape[1] < 2 or (seen.sum(axis=1) == 0).any():
        return GroupTest("none")
    chi2 = stats.chi2_contingency(seen, correction=False)
    low = bool((chi2.expected_freq < _LEAST_EXPECTED).any())
    if low and seen.shape == (2, 2):
        fisher = stats.fisher_exact(seen)
        return GroupTest("fisher", float(fisher.statistic), p=float(fisher.pvalue))
    return GroupTest("chi_square", float(chi2.statistic), int(chi2.dof), float(chi2.pvalue), low)
