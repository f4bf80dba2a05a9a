"""Fit the FRAX-style score to the published results and write what is shipped: coefficients, accuracy bands, held-out predictions.

    osteo reproduce frax_style

Deterministic; about a minute. Reads only the NHANES extract of the project.
"""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
from scipy.optimize import lsq_linear

from osteo_core.cohorts.nhanes.extract import load_nhanes
from osteo_core.frax_formula import bone
from osteo_core.frax_formula.hazards import SEXES, VERSIONS, percent, tabulate
from osteo_core.frax_formula.inputs import FITTED, OUTCOMES, people_of
from osteo_core.patients import dxa
from osteo_core.scores.frax_style.accuracy import HELD_OUT
from osteo_core.scores.frax_style.fit import design, fit
from osteo_core.scores.frax_style.published import FOLDS, published

# Bands of predicted percent in which published / predicted is summed up, for people under 80 and for those called 80
BANDS = {"major": ((0, 2, 5, 10, 20), (0, 10, 20)), "hip": ((0, 0.1, 0.5, 1.5, 3), (0, 3))}


def main() -> None:
    """Ten folds for the held-out predictions, then one fit to everyone."""
    rows = published()
    people = people_of({str(name): column for name, column in rows.items()})
    made = design(people)
    shipped, out_of_fold = {}, {}
    for outcome in OUTCOMES:
        values, age = rows[outcome].to_numpy(), rows["age"].to_numpy()
        out_of_fold[outcome] = np.empty(len(rows))
        for fold in range(FOLDS):
            inside = (rows["fold"] != fold).to_numpy()
            predicted = percent(people, tabulate(fit(made, outcome, age, values, inside)))
            out_of_fold[outcome][~inside] = predicted[~inside]
        everyone = fit(made, outcome, age, values, np.ones(len(rows), dtype=bool))
        shipped[outcome] = {block: np.round(values, 6).tolist() for block, values in everyone.items()}
    out_of_fold["major"] = np.maximum(out_of_fold["major"], out_of_fold["hip"])
    held_out = rows.rename(columns={name: f"published_{name}" for name in OUTCOMES})
    held_out = held_out.assign(**{f"predicted_{name}": np.round(values, 5) for name, values in out_of_fold.items()})
    held_out.to_parquet(HELD_OUT, index=False)
    written = {"coefficients": shipped, "bone": bone_model(), "bands": {name: bands(held_out, name) for name in OUTCOMES}}
    FITTED.write_text(json.dumps(written, separators=(",", ":")) + "\n", encoding="utf-8")


def bands(held_out: pd.DataFrame, outcome: str) -> dict[str, list[list[float]]]:
    """For ages under 80, and 80: [from percent, 2.5th and 97.5th percentile of published / predicted] of each band."""
    found = {}
    for name, edges, chosen in zip(("under_80", "from_80"), BANDS[outcome], (held_out["age"] < 80, held_out["age"] >= 80), strict=True):
        of = held_out[chosen]
        ratio, band = of[f"published_{outcome}"] / of[f"predicted_{outcome}"], np.digitize(of[f"predicted_{outcome}"], edges)
        found[name] = [[edge, *np.round(np.quantile(ratio[band == i + 1], [0.025, 0.975]), 3).tolist()] for i, edge in enumerate(edges)]
    return found


def bone_model() -> dict[str, list[float]]:
    """Weighted regression of the T-score over all cycles; an answer that a cycle did not ask has a term of its own and is no "no"."""
    people = load_nhanes()
    people = people[people[["femoral_neck_bmd", "bmi", "survey_weight"]].notna().all(axis=1) & people["ethnicity"].isin(VERSIONS)]
    answers = people[list(bone.TERMS[11:])].to_numpy(dtype=float)
    male = np.asarray(people["sex"] == SEXES[1], dtype=float)
    version = np.column_stack([np.asarray(people["ethnicity"] == name, dtype=float) for name in VERSIONS])
    of = bone.features(people["age"].to_numpy(), male, people["bmi"].to_numpy(), version, np.nan_to_num(answers))
    t = dxa.t_score("femoral_neck", people["femoral_neck_bmd"], people["manufacturer"])
    weight = np.sqrt(people["survey_weight"].to_numpy())
    columns = np.column_stack([of, np.isnan(answers)])
    high = np.array([0.0 if term in bone.NOT_POSITIVE else np.inf for term in bone.TERMS] + [np.inf] * answers.shape[1])
    low = np.array([0.0 if term in bone.NOT_NEGATIVE else -np.inf for term in bone.TERMS] + [-np.inf] * answers.shape[1])
    found = lsq_linear(columns * weight[:, None], t * weight, bounds=(low, high), method="bvls").x
    squared, kilos = (t - columns @ found) ** 2, weight**2
    sd = [float(np.sqrt(np.average(squared[male == sex], weights=kilos[male == sex]))) for sex in (0, 1)]
    return {"mean": np.round(found[: len(bone.TERMS)], 5).tolist(), "sd": np.round(sd, 5).tolist()}
