"""Laws of the record: what is in range validates, what is not is refused by name, and one patient is a table of one row."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from osteo_core import Patient
from osteo_core.catalogue import CATALOGUE, Feature
from osteo_core.constants import MODALITIES
from osteo_core.patients import problems
from osteo_core.patients.columns import check, columns_of

# Fields under a rule that joins several are drawn by `records` with that rule in mind.
JOINED = {"manufacturer", "bmi", "prior_fracture_sites", "postmenopausal"}
NUMBERS = [f for f in CATALOGUE if f.enterable and f.kind == "continuous"]
FREE = [f for m in MODALITIES for f in CATALOGUE.enterable(m) if f.kind != "array" and f.name not in JOINED and not f.derived]


def values(feature: Feature) -> st.SearchStrategy[Any]:
    """Any valid value of a feature."""
    if feature.kind == "binary":
        return st.booleans()
    if feature.kind == "category":
        return st.sampled_from(feature.categories)
    assert feature.allowed is not None
    if feature.kind == "dosage":
        return st.integers(0, 2)
    return st.floats(*feature.allowed, allow_nan=False)


@st.composite
def records(draw: st.DrawFn) -> dict[str, dict[str, Any]]:
    """A valid record: any fields of any modalities, at least one, in any order."""
    chosen = draw(st.lists(st.sampled_from(FREE), min_size=1, max_size=25, unique_by=lambda f: f.name))
    data: dict[str, dict[str, Any]] = {}
    for feature in chosen:
        data.setdefault(feature.modality, {})[feature.name] = draw(values(feature))
    if "dxa" in data:
        data["dxa"]["manufacturer"] = draw(values(CATALOGUE["manufacturer"]))
    clinical = data.get("clinical", {})
    if {"height_cm", "weight_kg"} <= set(clinical) and not 10 <= clinical["weight_kg"] / (clinical["height_cm"] / 100) ** 2 <= 80:
        del clinical["weight_kg"]
    return data


@given(records())
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_record_in_range_validates_and_survives_json(data: dict[str, dict[str, Any]]) -> None:
    patient = Patient.model_validate(data)
    assert Patient.from_json_text(patient.to_json()) == patient
    assert patient.entered() == Patient.model_validate(dict(reversed(data.items()))).entered()
    assert check(patient.columns()) == []


@given(st.sampled_from(NUMBERS), st.booleans(), st.floats(1e-6, 1e6))
@settings(deadline=None)
def test_any_number_out_of_range_is_refused_by_name(feature: Feature, above: bool, by: float) -> None:
    assert feature.allowed is not None
    value = feature.allowed[1] + by if above else feature.allowed[0] - by
    data: dict[str, Any] = {feature.modality: {feature.name: value}}
    if feature.modality == "dxa":
        data["dxa"]["manufacturer"] = "norland"
    if feature.modality == "history":  # which alone is no record
        data["clinical"] = {"age": 60.0}
    with pytest.raises(ValidationError) as caught:
        Patient.model_validate(data)
    found = problems(caught.value)
    assert [problem.where for problem in found] == [feature.path]
    row = {name: v for fields in data.values() for name, v in fields.items()}
    (of_table,) = check({name: np.array([v], dtype=object if isinstance(v, str) else float) for name, v in row.items()})
    assert (of_table.where, of_table.key, of_table.params) == (feature.name, found[0].key, found[0].params)


@given(st.lists(records(), min_size=1, max_size=5))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_table_of_patients_is_checked_as_each_patient_is(people: list[dict[str, dict[str, Any]]]) -> None:
    import pandas as pd

    rows = [{name: value for fields in person.values() for name, value in fields.items()} for person in people]
    for i, row in enumerate(rows):
        if i % 2:
            row["age"] = 19.0  # every second person is refused for this alone
    columns = columns_of(pd.DataFrame(rows))
    assert [(p.row, p.where) for p in check(columns)] == [(i, "age") for i in range(1, len(rows), 2)]
