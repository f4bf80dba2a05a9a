"""What this world takes from the participants, estimated: `python -m osteo_core.cohorts.worlds.life.fit` writes fitted.json (a minute).

- how answers and body size depend on each other (chained equations; a participant who was not asked, and a virtual person who did not
  answer, are completed by these);
- the logarithm of true BMD at the three sites given the clinical record: a regression by sex, and a mixture of normals for what it leaves.

BMD is drawn from these and not taken from the participant whose record it is: age, height and weight would otherwise name the participant,
and a network could learn 12 000 scans by heart that nobody's body predicts. (With participants' own BMD, five nearest neighbours by
age, sex, height and weight held the participant for 80 % of 4 000 people and told osteoporosis with an AUC of 0.92 without a scan; what
the record tells of it is 0.86.)
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from osteo_core.cohorts.worlds.life.answers import AFTER_WRIST, Equation, complete, fit_equation
from osteo_core.cohorts.worlds.life.clinical import ANSWERS, Columns, design, is_female
from osteo_core.cohorts.worlds.life.fitted import AGE_BANDS, FILE, SEXES
from osteo_core.cohorts.worlds.life.old_age import SITES, remaining, spread
from osteo_core.cohorts.worlds.life.participants import OTHERS_ASKED_IN, participants

SEED = 20250374
ROUNDS = 8
COMPONENTS = 3


def as_columns(rng: np.random.Generator) -> tuple[Columns, dict[str, np.ndarray]]:
    """Participants as columns at an exact age, gaps filled by draws from the others, and where the gaps were."""
    table = participants()
    columns: Columns = {name: table[name].to_numpy(float).copy() for name in ("age", "height_cm", "weight_kg", "bmi", *ANSWERS, "wrist")}
    columns |= {name: table[name].to_numpy(object).copy() for name in ("sex", "ethnicity")}
    coded = table["top_coded"].to_numpy()
    columns["age"] = np.where(coded, 0.0, columns["age"] + 0.5)
    columns["age"][coded] = spread(table["age"].to_numpy(float)[coded], is_female(columns)[coded], rng)
    gaps = {name: np.isnan(columns[name]) for name in ("height_cm", "bmi", *ANSWERS)}
    gaps["ethnicity"] = table["ethnicity"].isna().to_numpy()
    for name, gap in gaps.items():
        pool = columns[name][~gap]
        columns[name][gap] = rng.choice(pool[np.isin(pool, ["asian", "other"])] if name == "ethnicity" else pool, gap.sum())
    body = gaps["height_cm"] | gaps["bmi"]
    columns["weight_kg"][body] = (columns["bmi"] * (columns["height_cm"] / 100.0) ** 2)[body]
    broken = columns.pop("wrist") == 1
    gaps[AFTER_WRIST] = gaps["prior_fracture"] & broken
    gaps["prior_fracture"] &= ~broken
    return columns, gaps


def fit_answers(rng: np.random.Generator) -> tuple[dict[str, Equation], Columns]:
    """The chained equations after ROUNDS rounds, and the participants as the last round completed them."""
    columns, gaps = as_columns(rng)
    table = participants()
    weight = table["survey_weight"].to_numpy()
    told = {name: ~gaps[name] for name in gaps}
    told["ethnicity"] &= np.isin(columns["ethnicity"], ["asian", "other"])
    dated = (table["cycle"] == OTHERS_ASKED_IN).to_numpy() & table["prior_fracture"].notna().to_numpy()  # ages at fracture are known
    told["prior_fracture"] = dated
    told[AFTER_WRIST] = dated & (table["wrist"] == 1).to_numpy()
    equations: dict[str, Equation] = {}
    for _ in range(ROUNDS):
        equations = {name: fit_equation(name, columns, rows, weight) for name, rows in told.items()}
        complete(columns, gaps, equations, rng)
    return equations, columns


def fit_regressions(columns: Columns, rng: np.random.Generator) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Regressions by sex, and what they leave (n, 3); the spine's rest is drawn where it was not scanned."""
    table = participants()
    female = is_female(columns)
    bmd = np.log(np.column_stack([table[f"{site}_bmd"] for site in SITES])) - _lost(columns, female)
    full, body, age = (design(columns, parts) for parts in (("body", "ethnicity", "answers"), ("body", "ethnicity"), ()))
    found: dict[str, Any] = {"full": {}, "of_body": {}, "of_age": {}}
    rests = {}
    for sex, rows in zip(SEXES, (female, ~female), strict=True):
        root = table["survey_weight"].to_numpy()[rows] ** 0.25  # weights to the power of 1/2: nearer to the population, little noisier
        beta = np.column_stack([_least_squares(full[rows], bmd[rows, i], root) for i in range(len(SITES))])
        rest = bmd[rows] - full[rows] @ beta
        rest[:, 0] = _drawn_spine(rest, rng)
        rest *= _without_loss(columns, rows, rest)
        rests[sex] = rest
        found["full"][sex] = beta.T.tolist()
        neck = bmd[rows, 1]
        for name, x in (("of_body", body[rows]), ("of_age", age[rows])):
            coefficients = _least_squares(x, neck, root)
            found[name][sex] = [*coefficients.tolist(), float(np.std(neck - x @ coefficients))]
    return found, rests


def _coded(columns: Columns) -> np.ndarray:
    """(n,) the code of a top-coded age, 0 for an age that is known."""
    return np.where(participants()["top_coded"], participants()["age"], 0.0)


def _lost(columns: Columns, female: np.ndarray) -> np.ndarray:
    """(n, 3) logarithm of what is left of the BMD at 80; of top-coded people the mean of those of their sex and code."""
    log = np.log(remaining(columns["age"], female))
    code = _coded(columns)
    for first in np.unique(code[code > 0]):
        for sex in (female, ~female):
            log[(code == first) & sex] = log[(code == first) & sex].mean(axis=0)
    return np.asarray(log)


def _without_loss(columns: Columns, rows: np.ndarray, rest: np.ndarray) -> np.ndarray:
    """(n, 3) by what to shrink residuals of top-coded people: they hold the different losses of the ages under one code, which are drawn
    again with the ages.
    """
    coded = _coded(columns)[rows] > 0
    log = np.log(remaining(columns["age"], is_female(columns)))[rows]
    share = np.ones_like(rest)
    share[coded] = np.sqrt(np.maximum(1.0 - log[coded].var(axis=0) / rest[coded].var(axis=0), 0.5))
    return share


def fit_mixtures(columns: Columns, rests: dict[str, np.ndarray]) -> dict[str, Any]:
    """Sex -> one mixture an age band."""
    female = is_female(columns)
    ages = {sex: columns["age"][rows] for sex, rows in zip(SEXES, (female, ~female), strict=True)}
    return {sex: [_mixture(rest[(ages[sex] >= low) & (ages[sex] < high)]) for low, high in AGE_BANDS] for sex, rest in rests.items()}


def _least_squares(x: np.ndarray, y: np.ndarray, root_weight: np.ndarray) -> np.ndarray:
    known = ~np.isnan(y)
    root = root_weight[known]
    return np.asarray(np.linalg.lstsq(x[known] * root[:, None], y[known] * root, rcond=None)[0])


def _drawn_spine(rest: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Spine residuals, those not scanned drawn given the hip's with a residual of somebody scanned."""
    known = ~np.isnan(rest[:, 0])
    slope = _least_squares(rest[known, 1:], rest[known, 0], np.ones(known.sum()))
    left = rest[known, 0] - rest[known, 1:] @ slope
    drawn = rest[:, 1:] @ slope + rng.choice(left, len(rest))
    return np.where(known, rest[:, 0], drawn)


def _mixture(rest: np.ndarray) -> dict[str, Any]:
    """A mixture of normals (expectation-maximisation), moved so that its mean is 0."""
    from sklearn.mixture import GaussianMixture

    model = GaussianMixture(COMPONENTS, random_state=SEED, n_init=3, reg_covar=1e-5).fit(rest)
    means = model.means_ - model.weights_ @ model.means_
    return {"weights": model.weights_.tolist(), "means": means.tolist(), "covariances": model.covariances_.tolist()}


def fit() -> dict[str, Any]:
    """Everything, from the shipped extract: what `Fitted.of` reads."""
    rng = np.random.default_rng(SEED)
    equations, columns = fit_answers(rng)
    bone, rests = fit_regressions(columns, rng)
    bone["mixtures"] = fit_mixtures(columns, rests)
    return {"equations": {name: equation.as_dict() for name, equation in equations.items()}, "bone": bone}


def main() -> None:
    """Write fitted.json."""
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else FILE
    place.write_text(json.dumps(fit(), separators=(",", ":")) + "\n", encoding="utf-8")
    sys.stdout.write(f"{place}\n")


if __name__ == "__main__":
    main()
