"""Every subset of modalities and every single field: each model answers and explains, or refuses in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from osteo_core import Patient, load_model
from osteo_core.catalogue import BLOCKS, CATALOGUE, Feature
from osteo_core.constants import MODALITIES
from osteo_core.errors import InvalidInput
from osteo_core.inference.scoring import score
from osteo_core.model import Model
from osteo_core.scores.registry import every_score
from tests.scans import foam

MODELS = ("life", "fusion", "simplified", "nhanes")
FIELD_OF: dict[str, dict[str, Any]] = {
    "dxa": {"manufacturer": "hologic", "femoral_neck_bmd": 0.6}, "clinical": {"prior_fracture": True}, "btm": {"ctx": 0.5},
    "micro": {"tb_sp": 0.8}, "gene": {"rs3736228": 1}, "sensory": {"gait_speed": 1.0},
}  # fmt: skip
ASKED = "the {} model needs at least one field of: {}"


def usual_value(feature: Feature) -> Any:
    rng = np.random.default_rng(1)
    by_kind: dict[str, Any] = {"binary": True, "dosage": 1, "category": feature.categories[:1], "set": feature.categories[:1]}
    if feature.name == "volume":
        scan = foam()
        return scan | {"values": scan["values"].tolist()}
    if feature.name == "series":
        return {"values": np.cumsum(rng.normal(0, 0.05, (400, 2)), 0).tolist(), "sampling_hz": 20}
    if feature.usual is not None and feature.kind != "dosage":
        return round(sum(feature.usual) / 2, 3)
    found = by_kind[feature.kind]
    return found[0] if feature.kind == "category" else found


@cache
def records() -> dict[str, dict[str, dict[str, Any]]]:
    """One record for each set of modalities (with a prior fracture, and with the age, as its clinical answer) and for each single field."""
    found = {}
    for size in range(1, len(MODALITIES) + 1):
        for chosen in combinations(MODALITIES, size):
            found["+".join(chosen)] = {name: FIELD_OF[name] for name in chosen}
            if "clinical" in chosen:
                found["age, " + "+".join(chosen)] = {name: FIELD_OF[name] for name in chosen} | {"clinical": {"age": 71}}
    for feature in CATALOGUE:
        if feature.enterable and feature.name != "manufacturer" and feature.modality in MODALITIES:
            maker = {"manufacturer": "hologic"} if feature.name.endswith("_bmd") else {}
            found[f"only {feature.name}"] = {feature.modality: {feature.name: usual_value(feature), **maker}}
    return found


@cache
def patients() -> dict[str, Patient]:
    return {name: Patient.model_validate(record) for name, record in records().items()}


@cache
def answers(name: str) -> dict[str, Any]:
    """Name of the record -> what the model says of it, or why it does not."""

    def asked(patient: Patient) -> Any:
        try:
            return load_model(name).assess(patient)
        except InvalidInput as refused:
            return refused

    return {record: asked(patient) for record, patient in patients().items()}


def test_the_records_are_all_sets_and_all_fields() -> None:
    names = [name for name in records() if not name.startswith(("only ", "age, "))]
    assert len(names) == 63
    enterable = sum(len(CATALOGUE.enterable(modality)) for modality in MODALITIES)
    assert len([name for name in records() if name.startswith("only ")]) == enterable - 1  # the maker alone says nothing of the person


def test_questions_that_no_network_reads_are_an_empty_record_to_all() -> None:
    for feature in CATALOGUE.enterable(BLOCKS[-1]):
        with pytest.raises(InvalidInput, match="the record is empty"):
            Patient.read({feature.modality: {feature.name: usual_value(feature)}})


@pytest.mark.parametrize("name", MODELS)
def test_every_record_is_answered_or_refused_in_one_sentence(name: str) -> None:
    for record, found in answers(name).items():
        if isinstance(found, InvalidInput):
            assert len(found.problems) == 1, record
            assert str(found).startswith(ASKED.format(name, "")), record
            continue
        risks = [found.osteoporosis, found.fracture or found.prevalent_fracture, *found.status_intervals.values()]
        assert all(0 < risk.low <= risk.probability <= risk.high < 1 for risk in risks), record
        assert sum(found.attention.values()) == pytest.approx(1), record


def answered(name: str) -> set[str]:
    return {record for record, found in answers(name).items() if not isinstance(found, InvalidInput)}


def test_who_is_refused_is_who_has_nothing_that_the_model_reads() -> None:
    # Set names alone tell: fusion reads all six modalities, simplified three, nhanes needs a clinical answer other than the fracture.
    assert {record for record in records() if not record.startswith("only ")} <= answered("fusion")
    sets = {record for record in records() if not record.startswith("only ")}
    assert answered("simplified") & sets == {r for r in sets if {"dxa", "clinical", "btm"} & set(r.removeprefix("age, ").split("+"))}
    assert answered("nhanes") & sets == {record for record in sets if record.startswith("age, ")}
    # What no network reads by itself: scores and sites that are worked out or only for rules, and a height without a weight.
    unread = {record for record in records() if record not in answered("fusion")}
    assert unread == {f"only {name}" for name in UNREAD}
    read_by_nhanes = {"age", "sex", "ethnicity", "weight_kg", "bmi", *RISK_FACTORS}
    assert {record for record in answered("nhanes") if record.startswith("only ")} == {f"only {name}" for name in read_by_nhanes}


SITES = ("lumbar_spine", "femoral_neck", "total_hip")
UNREAD = {*(f"{site}_z" for site in SITES), "height_cm", "weight_kg"}
RISK_FACTORS = ("parental_hip_fracture", "current_smoking", "high_alcohol_intake", "glucocorticoid_use", "rheumatoid_arthritis")


@pytest.mark.parametrize("name", MODELS)
def test_what_is_answered_is_explained(name: str) -> None:
    model = load_model(name)
    known = set(model.artifact.ensemble.networks[0].settings.modalities)
    snps = {f"only {snp}" for snp in CATALOGUE.snp_names[3:]}
    for record in sorted(answered(name) - snps):
        # What a network does not read changes nothing, and an age in place of the fracture is another value of the same set.
        if not set(patients()[record].modalities) <= known or (name != "nhanes" and record.startswith("age, ")):
            continue
        for outcome, explained in model.explain_all(patients()[record]).items():
            assert outcome in model.outcomes
            assert explained.contributions, record
            assert explained.baseline + sum(explained.contributions.values()) == pytest.approx(explained.value, abs=1e-6), record
            assert explained.baseline + sum(explained.by_modality.values()) == pytest.approx(explained.value, abs=1e-6), record


@pytest.mark.parametrize("snp", range(3, len(CATALOGUE.snp_names), 6))
def test_a_single_snp_is_explained_as_all_that_there_is(snp: int) -> None:
    name = CATALOGUE.snp_names[snp]
    explained = load_model("fusion").explain(patients()[f"only {name}"])
    assert explained.contributions == {name: pytest.approx(explained.value - explained.baseline, abs=1e-6)}


def rows() -> Iterator[dict[str, Any]]:
    """The records as rows of a table; measured arrays have no column."""
    for name, record in records().items():
        flat = {field: value for fields in record.values() for field, value in fields.items()}
        if not {"volume", "series"} & set(flat):
            yield {"id": name} | {key: "|".join(value) if isinstance(value, (list, tuple)) else value for key, value in flat.items()}


@pytest.mark.parametrize("name", MODELS)
def test_a_table_of_them_all_is_scored_row_by_row_as_one_by_one(tmp_path: Path, name: str) -> None:
    table = pd.DataFrame(rows())
    table.to_csv(tmp_path / "in.csv", index=False)
    done = score(tmp_path / "in.csv", tmp_path / "out.csv", load_model(name), progress=False)
    scored = pd.read_csv(tmp_path / "out.csv").set_index("id")
    refused = pd.read_csv(tmp_path / "out.csv.errors.csv").set_index("id") if done.errors_path else pd.DataFrame({"problem": []})
    assert set(scored.index) == answered(name) & set(table["id"])
    assert set(scored.index) | set(refused.index) == set(table["id"])
    outcome = "prevalent_fracture" if name == "nhanes" else "fracture"
    for record in scored.index:
        found = answers(name)[record]
        for column, risk in (("osteoporosis", found.osteoporosis), (outcome, getattr(found, outcome))):
            for end, value in (("", risk.probability), ("_low", risk.low), ("_high", risk.high)):
                assert scored.loc[record, f"p_{column}{end}"] == pytest.approx(value, abs=2e-5), record
    for record in refused.index:
        assert refused.loc[record, "problem"] == str(answers(name)[record])


def test_a_scan_and_a_prior_fracture_alone_do_not_stand_in_the_way_of_the_scores() -> None:
    patient = patients()["dxa+clinical"]
    with pytest.raises(InvalidInput, match="at least one field of: Clinical, other than: Prior fragility fracture"):
        load_model("nhanes").assess(patient)
    assert every_score(patient, load_model("fusion"))["frax_style"] is not None
    model: Model = load_model("fusion")
    assert 0 < model.assess(patient).osteoporosis.probability < 1
