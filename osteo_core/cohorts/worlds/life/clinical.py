"""The clinical record as numbers: what the regressions of this world read."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

ETHNICITIES = ("european", "african", "asian", "hispanic", "other")
ANSWERS = (
    "prior_fracture",
    "parental_hip_fracture",
    "current_smoking",
    "high_alcohol_intake",
    "glucocorticoid_use",
    "rheumatoid_arthritis",
)
"""Yes/no items that the survey asked."""
AGE_KNOTS = (44.0, 51.0, 58.0, 66.0, 73.0, 79.0)
AGE_HELD = 80.0
"""From here the regressions are held; the loss of BMD beyond is a parameter."""

Columns = dict[str, np.ndarray]


def ethnicity_index(ethnicity: np.ndarray) -> np.ndarray:
    """(n,) places in ETHNICITIES, -1 for none of them."""
    names = np.asarray(ethnicity, dtype=object)
    return np.select([names == name for name in ETHNICITIES], range(len(ETHNICITIES)), default=-1)


def age_terms(age: np.ndarray) -> np.ndarray:
    """(n, 5) age in decades from 60, and natural cubic splines of it (Harrell's basis); held at AGE_HELD."""
    x = np.minimum(age, AGE_HELD)
    last, before = AGE_KNOTS[-1], AGE_KNOTS[-2]

    def cube(knot: float) -> np.ndarray:
        return np.asarray(np.maximum(x - knot, 0.0) ** 3)

    bends = [
        (cube(k) - cube(before) * (last - k) / (last - before) + cube(last) * (before - k) / (last - before)) / (last - AGE_KNOTS[0]) ** 2
        for k in AGE_KNOTS[:-2]
    ]
    decades = (x - 60.0) / 10.0
    return np.column_stack([decades, *(b / 10.0 for b in bends)])


def body_terms(columns: Mapping[str, np.ndarray]) -> np.ndarray:
    """(n, 4) logarithm of BMI / 27.5, its square, height in decimetres from 1.67 m, BMI by age."""
    bmi = np.log(columns["bmi"] / 27.5)
    height = (columns["height_cm"] - 167.0) / 10.0
    decades = (np.minimum(columns["age"], AGE_HELD) - 60.0) / 10.0
    return np.column_stack([bmi, bmi**2, height, bmi * decades])


def ethnic_terms(ethnicity: np.ndarray) -> np.ndarray:
    """(n, 4) indicators of all but the first of ETHNICITIES."""
    index = ethnicity_index(ethnicity)
    return np.column_stack([(index == i).astype(float) for i in range(1, len(ETHNICITIES))])


def design(columns: Mapping[str, np.ndarray], parts: tuple[str, ...]) -> np.ndarray:
    """(n, k) intercept, age, and of `parts`: "body", "ethnicity", "answers" (with african by age beside ethnicity)."""
    age = age_terms(columns["age"])
    blocks = [np.ones((len(age), 1)), age]
    if "body" in parts:
        blocks.append(body_terms(columns))
    if "ethnicity" in parts:
        groups = ethnic_terms(columns["ethnicity"])
        blocks += [groups, groups[:, [0]] * age[:, [0]]]
    if "answers" in parts:
        blocks.append(np.column_stack([columns[name] for name in ANSWERS]))
    return np.hstack(blocks)


def is_female(columns: Mapping[str, np.ndarray]) -> np.ndarray:
    """(n,) True for women."""
    return np.asarray(columns["sex"] == "female")
