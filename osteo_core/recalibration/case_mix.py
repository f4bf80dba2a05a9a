"""Who a hospital's people are beside those that the model learned from.

A membership model tells the two groups apart by what both have: the model's linear predictor, age, sex, BMI, prior fracture. Its AUC near
0.5 means that they are alike, so that a validation speaks of reproducibility; the higher it is, the more it speaks of transportability. The
spread of the linear predictor says whether these people are more or less alike among themselves, which alone raises or lowers an AUC.

Source: Debray et al., J Clin Epidemiol 2015;68:279-89.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from osteo_core.evaluation.calibration.logistic import fit
from osteo_core.evaluation.discrimination.auc import auc
from osteo_core.inference.assessment import Outcome
from osteo_core.inference.model_names import folder_of
from osteo_core.inference.own_models import HELDOUT
from osteo_core.recalibration.layer import CalibrationLayer
from osteo_core.recalibration.table_people import TablePeople
from osteo_core.released import read_parquet
from osteo_core.translations import translate

Array = NDArray[np.float64]
Document = dict[str, Any]

LP = "lp"
_MOSTLY = 0.9
_CERTAIN = 1e-9


def case_mix(people: TablePeople, language: str = "en") -> Document:
    """The comparison as a document; figures that these people, or a column of predictions, cannot give are None with a reason.

    The people to compare with are the model's held-out ones, of the same source as those that it learned from. Raises ArtifactError where
    that file is damaged.
    """
    here = _columns(people.lp, people.covariates, people.probability)
    reference = reference_people(people.name, people.answer)
    if reference is not None and people.layer is not None:
        reference = _under(people.layer, reference)
    document: Document = {"here": _described(here), "learned_from": None, "reference": None, "membership": {"auc": None, "on": []}}
    document["linear_predictor"] = {"sd": document["here"].get(LP, {}).get("sd"), "sd_learned_from": None, "ratio": None}
    if reference is None:
        return document | {"reason": translate("hospital.case_mix.no_reference", language)}
    learned = _described(reference)
    document |= {"learned_from": learned, "reference": {"model": people.name, "n": len(reference[LP]), "people": "held_out"}}
    sd, other = document["here"][LP]["sd"], learned[LP]["sd"]
    document["linear_predictor"] = {"sd": sd, "sd_learned_from": other, "ratio": sd / other if other else None}
    return document | {"membership": _membership(here, reference, language)}


def reference_people(model: str, answer: Outcome) -> dict[str, Array] | None:
    """LP and covariates of a model's held-out people (of an own one out of fold); None for what is no model."""
    path = folder_of(model) / HELDOUT
    if not model or not path.is_file():
        return None
    table = read_parquet(path)
    if f"p_{answer}" not in table:
        return None
    p = table[f"p_{answer}"].to_numpy(float)
    columns = {LP: np.log(p) - np.log1p(-p)}
    columns |= {"age_per_10_years": table["age"].to_numpy(float) / 10} if "age" in table else {}
    columns |= {"sex_female": _female(table["sex"])} if "sex" in table else {}
    return columns | {name: table[name].to_numpy(float) for name in ("bmi", "prior_fracture") if name in table}


def _under(layer: CalibrationLayer, columns: Mapping[str, Array]) -> dict[str, Array] | None:
    """The same people with the layer's linear predictor; None where they lack something that it looks at."""
    if set(layer.updated.names[2:]) - set(columns):
        return None
    return {**columns, LP: layer.moved(columns[LP], columns)}


def _female(sex: pd.Series) -> Array:
    return np.where(sex.isna(), np.nan, (sex == "female").astype(float))


def _columns(lp: Array, covariates: Mapping[str, Array], p: Array) -> dict[str, Array]:
    """What there is of a person; the log-odds of a certainty are held at those of one in a thousand million."""
    bounded = np.clip(p, _CERTAIN, 1 - _CERTAIN)
    return {LP: np.where(np.isfinite(lp), lp, np.log(bounded) - np.log1p(-bounded)), **covariates}


def _described(columns: Mapping[str, Array]) -> Document:
    """n, mean and SD of each column that is known of anybody."""
    known = {name: values[np.isfinite(values)] for name, values in columns.items()}
    return {
        name: {"n": len(values), "mean": float(values.mean()), "sd": float(values.std(ddof=1)) if len(values) > 1 else None}
        for name, values in known.items()
        if len(values)
    }


def _membership(here: Mapping[str, Array], reference: Mapping[str, Array], language: str) -> Document:
    """AUC of the membership model on what both groups mostly have."""
    shared = [name for name in here if name in reference and _mostly(here[name]) and _mostly(reference[name])]
    one, other = (np.stack([group[name] for name in shared], axis=1) for group in (here, reference))
    one, other = (rows[np.isfinite(rows).all(axis=1)] for rows in (one, other))
    rows, member = np.concatenate([one, other]), np.concatenate([np.ones(len(one)), np.zeros(len(other))])
    spread = rows.std(axis=0)
    on = [name for name, sd in zip(shared, spread, strict=True) if sd > 0]
    rows = rows[:, spread > 0]
    design = np.column_stack([np.ones(len(rows)), (rows - rows.mean(axis=0)) / rows.std(axis=0)])
    try:
        score = design @ fit(design, member).beta
    except ValueError:  # nobody here is like anybody there
        return {"auc": None, "on": on, "reason": translate("hospital.case_mix.separated", language)}
    area = auc(member, score)
    return {"auc": {"estimate": area.estimate, "low": area.low, "high": area.high}, "on": on}


def _mostly(values: Array) -> bool:
    """Whether a column is known of nine in ten, so that a comparison on it leaves nearly everybody in."""
    return bool(np.isfinite(values).mean() >= _MOSTLY)
