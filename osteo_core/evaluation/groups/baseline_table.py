"""Table 1: what two or more groups are like, with the tests of the paper's section 1.6, and how far apart they lie.

With many people any difference gets a small P value: the standardised difference says whether it matters. How the tests are chosen, and
the limits of that practice, stand in `group_tests`. After three or more groups every pair by the test of two groups, P times the number of
pairs (Bonferroni), whether or not the overall test found something; P values of different fields are not corrected for one another.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from osteo_core.errors import InvalidInput, Problem
from osteo_core.evaluation.groups.group_tests import GroupTest, compare_counts, compare_numbers, normality
from osteo_core.evaluation.groups.standardised_difference import categorical_difference, standardised_difference
from osteo_core.evaluation.reports.validation import group_codes, numbers

Array = NDArray[np.float64]
Rows = list[dict[str, object]]


@dataclass(frozen=True)
class BaselineTable:
    """Three tables; one row a field, and in `summary` and `pairs` within it one a category and group, or a pair of groups.

    `summary`: field, category ("" for a number), group, n (known), missing; mean, sd, median, q1, q3 of a number; count, percent of a
    category.
    `tests`: field, test, statistic, df, p, low_expected (see `group_tests.GroupTest`); `normality` and `shapiro_p` of a number;
    `largest_difference`, the standardised difference of the two groups that lie furthest apart, without its sign.
    `pairs`: field, first, second, test, p, p_bonferroni, standardised_difference (first less second for a number and for 0/1).
    """

    summary: pd.DataFrame
    tests: pd.DataFrame
    pairs: pd.DataFrame


@dataclass(frozen=True)
class _Field:
    """The rows of one field, and its test of two groups."""

    summary: Rows
    test: dict[str, object]
    pairs: Rows


def baseline_table(people: pd.DataFrame, group: object, categorical: Collection[str] = ()) -> BaselineTable:
    """Describe and compare the groups in every column of `people`; missing values are counted and left out field by field.

    Args:
        people: (n, k); a column is categorical where it holds text, only 0 and 1, or is named in `categorical`; otherwise it is a number.
        group: (n,) labels; the order is that of a pandas Categorical where it is one.

    Raises:
        InvalidInput: as `validation.group_codes` with fewer than two groups; no column, or two of one name; or an infinite number.
    """
    if not len(people.columns):
        raise InvalidInput(Problem("", "inputs.no_columns"))
    twice = people.columns[people.columns.duplicated()]
    if len(twice):
        raise InvalidInput([Problem(str(name), "inputs.named_twice") for name in dict.fromkeys(twice)])
    names, codes = group_codes(group, len(people), fewest=2)
    fields = []
    for name in people.columns:
        column = people[name].reset_index(drop=True)
        describe = _category if _is_categorical(column, name in categorical) else _number
        fields.append(describe(str(name), column, names, codes))
    return BaselineTable(
        summary=pd.DataFrame([row for field in fields for row in field.summary]),
        tests=pd.DataFrame([field.test for field in fields]),
        pairs=pd.DataFrame([row for field in fields for row in field.pairs]),
    )


def _is_categorical(column: pd.Series, named: bool) -> bool:
    known = column.dropna()
    # A column without a value has no categories, and would leave no trace in the summary; as a number it has its row.
    return len(known) > 0 and (named or not pd.api.types.is_numeric_dtype(column) or bool(known.isin((0, 1)).all()))


def _number(field: str, column: pd.Series, names: Sequence[str], codes: NDArray[np.int64]) -> _Field:
    values = numbers(field, column)
    known = ~np.isnan(values)
    parts = [values[known & (codes == code)] for code in range(len(names))]
    shape = normality(parts)
    normal = shape.verdict == "normal"
    summary: Rows = [
        {"field": field, "category": "", "group": name, "n": len(part), "missing": int((codes == code).sum()) - len(part), **_moments(part)}
        for code, (name, part) in enumerate(zip(names, parts, strict=True))
    ]
    differences = {pair: standardised_difference(*(parts[code] for code in pair)) for pair in combinations(range(len(names)), 2)}
    pairwise = {pair: compare_numbers([parts[code] for code in pair], normal) for pair in differences}
    test = _test(field, compare_numbers(parts, normal), differences) | {"normality": shape.verdict, "shapiro_p": shape.p}
    return _Field(summary, test, _pairs(field, names, pairwise, differences))


def _moments(part: Array) -> dict[str, float]:
    if not len(part):
        return dict.fromkeys(("mean", "sd", "median", "q1", "q3"), float("nan"))
    q1, median, q3 = (float(q) for q in np.quantile(part, (0.25, 0.5, 0.75)))
    sd = float(part.std(ddof=1)) if len(part) > 1 else float("nan")
    return {"mean": float(part.mean()), "sd": sd, "median": median, "q1": q1, "q3": q3}


def _category(field: str, column: pd.Series, names: Sequence[str], codes: NDArray[np.int64]) -> _Field:
    labels = column.astype("category").cat
    categories, category = [_text(value) for value in labels.categories], labels.codes.to_numpy()
    counts = np.zeros((len(names), len(categories)), np.int64)
    known = category >= 0
    np.add.at(counts, (codes[known], category[known]), 1)
    totals, people = counts.sum(axis=1), np.bincount(codes, minlength=len(names))
    summary: Rows = [
        {"field": field, "category": text, "group": name, "n": int(totals[code]), "missing": int(people[code] - totals[code])}
        | {"count": int(counts[code, k]), "percent": 100 * counts[code, k] / totals[code] if totals[code] else float("nan")}
        for k, text in enumerate(categories)
        for code, name in enumerate(names)
    ]
    signed = categories == ["0", "1"]
    differences = {pair: categorical_difference(*counts[list(pair)], signed=signed) for pair in combinations(range(len(names)), 2)}
    pairwise = {pair: compare_counts(counts[list(pair)]) for pair in differences}
    return _Field(summary, _test(field, compare_counts(counts), differences), _pairs(field, names, pairwise, differences))


def _text(value: object) -> str:
    return f"{float(value):g}" if isinstance(value, (bool, int, float, np.number)) else str(value)


def _test(field: str, test: GroupTest, differences: dict[tuple[int, int], float]) -> dict[str, object]:
    sizes = [abs(difference) for difference in differences.values() if not np.isnan(difference)]
    return {"field": field, **test._asdict(), "largest_difference": max(sizes, default=float("nan"))}


def _pairs(field: str, names: Sequence[str], tests: dict[tuple[int, int], GroupTest], differences: dict[tuple[int, int], float]) -> Rows:
    return [
        {"field": field, "first": names[i], "second": names[j], "test": test.test, "p": test.p}
        | {"p_bonferroni": float(np.minimum(1.0, test.p * len(tests))), "standardised_difference": differences[i, j]}
        for (i, j), test in tests.items()
    ]
