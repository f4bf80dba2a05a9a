"""How common osteoporosis and fracture are by age and sex, among virtual people and among NHANES participants.

    osteo reproduce prevalence

writes osteo_core/inference/prevalence.json. A network's probabilities carry the prevalence of the people it learned from; by this
table they are restated (osteo_core/inference/prevalence.py).

- virtual: 400,000 people of the generator, everything measured: their true bone status, and their true 10-year incidence of a major
  osteoporotic fracture with death competing.
- life: 100,000 people of the world as in life, everything measured, over all ages only: their bone status, and their true 10-year risk.
- nhanes: participants aged 40 or over with any BMD and a survey weight (the extract has weights for 2007-08, 2013-14 and 2017-20), combined
  as `evaluation.survey.nhanes_design` does. Bone status by the lowest T-score of the sites scanned. Fractures were not followed up: in
  their place stands the weighted mean of the FRAX-style major risk. Ages are top-coded at 80: the value at 80 holds beyond.

Each is smoothed by (multinomial) logistic regression on a cubic spline of age, women and men apart, and tabulated by year of age.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import SplineTransformer

from osteo_core.cohorts.nhanes.extract import load_nhanes
from osteo_core.cohorts.worlds import life, paper
from osteo_core.constants import STATUSES
from osteo_core.evaluation.survey.estimates import nhanes_design
from osteo_core.evaluation.survey.table1 import bone_status
from osteo_core.locations import PACKAGE_DIR
from osteo_core.patients.columns import columns_of, harmonise
from osteo_core.scores.frax_style import score as frax_style

TARGET = PACKAGE_DIR / "inference" / "prevalence.json"
AGES = np.arange(40, 101)
TOP_CODED = 80
VIRTUAL_PEOPLE, LIFE_PEOPLE, SEED = 400_000, 100_000, 20250374
Array = NDArray[np.float64]


def smooth(age: Array, share: Array, weight: Array, at: Array) -> Array:
    """(len(at), k) share of each of k classes by age, from people's shares (n, k), each row summing to 1."""
    n, k = share.shape
    curve = make_pipeline(SplineTransformer(n_knots=4, degree=3, extrapolation="constant"), LogisticRegression(C=100.0, max_iter=2000))
    rows = np.tile(age, k)[:, None]
    curve.fit(rows, np.repeat(np.arange(k), n), logisticregression__sample_weight=(share * weight[:, None]).T.ravel() / weight.mean())
    return np.asarray(curve.predict_proba(at[:, None]))


def table(age: Array, sex: NDArray[Any], status: NDArray[Any], fracture: Array, weight: Array, last: int) -> dict[str, Any]:
    """The share of each class and the mean fracture risk, by sex at every age of AGES, and over everybody."""
    known = np.isfinite(fracture)
    classes = np.stack([(status == name).astype(float) for name in STATUSES], 1)
    risks = np.stack([1 - fracture, fracture], 1)
    at = np.minimum(AGES, last).astype(float)
    found: dict[str, Any] = {
        "overall": {
            "status": dict(zip(STATUSES, np.average(classes, axis=0, weights=weight).round(5).tolist(), strict=True)),
            "fracture": round(float(np.average(fracture[known], weights=weight[known])), 5),
        }
    }
    for name in ("female", "male"):
        of = sex == name
        shares = smooth(age[of], classes[of], weight[of], at)
        risk = smooth(age[of & known], risks[of & known], weight[of & known], at)[:, 1]
        found[name] = {
            "n": int(of.sum()),
            "status": {c: shares[:, i].round(5).tolist() for i, c in enumerate(STATUSES)},
            "fracture": risk.round(5).tolist(),
        }
    return found


def virtual() -> dict[str, Any]:
    """The generator's people."""
    cohort = paper.draw(VIRTUAL_PEOPLE, SEED, complete=True)
    people = cohort.table
    ones = np.ones(len(people))
    risk = cohort.truth["p_fracture"].to_numpy(float)
    return table(people["age"].to_numpy(float), people["sex"].to_numpy(str), people["status"].to_numpy(str), risk, ones, int(AGES[-1]))


def as_in_life() -> dict[str, Any]:
    """The people of the world as in life."""
    cohort = life.draw(LIFE_PEOPLE, SEED, complete=True)
    status = {name: round(float(np.mean(cohort.table["status"] == name)), 5) for name in STATUSES}
    return {"overall": {"status": status, "fracture": round(float(cohort.truth["p_fracture"].mean()), 5)}}


def nhanes() -> dict[str, Any]:
    """The participants with weights and a BMD."""
    people = load_nhanes()
    status = bone_status(people)["status"]
    weight = nhanes_design(people).weights
    chosen = (weight > 0) & status.notna().to_numpy()
    frax = frax_style.for_columns(harmonise(columns_of(people)).columns)["frax_style_major"] / 100
    age, sex = people["age"].to_numpy(float), people["sex"].to_numpy(str)
    return table(age[chosen], sex[chosen], status.to_numpy(object)[chosen], frax[chosen], weight[chosen], TOP_CODED)


def main() -> None:
    """Fit and write."""
    document = {
        "made_by": "osteo reproduce prevalence",
        "ages": [int(AGES[0]), int(AGES[-1])],
        "top_coded": TOP_CODED,
        "virtual": virtual(),
        "life": as_in_life(),
        "nhanes": nhanes(),
    }
    TARGET.write_text(json.dumps(document) + "\n", encoding="utf-8")
