"""The cases: each person is what the case claims, by the network that ships; the records of the explained people are theirs."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from osteo_core import load_model
from osteo_core.inference.assessment import Assessment
from osteo_core.patients import Patient
from osteo_core.patients.cases import FOLDER, Case, Truth, held_out, held_out_ids, list_cases, load_case
from osteo_core.patients.columns import columns_of, harmonise
from osteo_core.scores.registry import every_score
from osteo_core.stored import studies as shipped
from osteo_core.stored.explanations import load_sample

Claim = Callable[[Patient, Assessment, Truth], bool]


def _lowest_t(patient: Patient) -> float:
    columns = harmonise(patient.columns()).columns
    return float(np.nanmin([columns[f"{site}_t"][0] for site in ("lumbar_spine", "femoral_neck", "total_hip")]))


def _fracture(assessment: Assessment) -> float:
    assert assessment.fracture is not None
    return assessment.fracture.probability


def _frax(patient: Patient) -> float:
    value = every_score(patient)["frax_style"].value("major")
    assert value is not None
    assert value.value is not None
    return value.value / 100


def _pushes(patient: Patient, outcome: str) -> list[str]:
    """Fields from the strongest push up to the strongest push down."""
    found = load_model("fusion").explain_all(patient)[outcome].contributions  # type: ignore[index]
    return sorted(found, key=lambda name: -found[name])


def _spread(assessment: Assessment) -> float:
    return max(test.high - test.low for test in assessment.missing_tests if test.outcome == "osteoporosis")


CLAIMS: dict[str, Claim] = {
    "high": lambda p, a, t: (
        _lowest_t(p) <= -2.5 and a.osteoporosis.probability >= 0.9 and _fracture(a) > 0.5 and _frax(p) > 0.2
        and bool(t.fracture) and t.status == "osteoporosis" and _pushes(p, "fracture")[0] == "prior_fracture"
    ),
    "low": lambda p, a, t: (
        _lowest_t(p) > -1 and a.osteoporosis.probability < 0.1 and _fracture(a) < 0.1 and _frax(p) < 0.1 and t.fracture is False
        and p.entered()["clinical"]["age"] > 70 and _pushes(p, "fracture")[0] == "age"
    ),
    "borderline": lambda p, a, t: (
        a.osteoporosis.low < 0.5 < a.osteoporosis.high and len(p.modalities) == 6 and p.who_category().category == "osteoporosis"
        and _pushes(p, "osteoporosis")[0] == "vitamin_d_25oh" and _pushes(p, "osteoporosis")[-1] == "ctx"
    ),
    "thin": lambda p, a, t: (
        p.who_category().category == "osteoporosis" and p.who_category().site == "lumbar_spine" and _fracture(a) < 0.1 and _frax(p) < 0.2
        and t.fracture is False and not p.entered()["clinical"]["prior_fracture"]
    ),
    "dense": lambda p, a, t: (
        _lowest_t(p) > -1 and _fracture(a) >= 0.2 and _frax(p) < _fracture(a) and _pushes(p, "fracture")[:2] == ["tb_sp", "prior_fracture"]
        and _fracture(a) < 0.5 and t.fracture is False
    ),
    "few": lambda p, a, t: len(p.modalities) == 2 and _spread(a) > 0.3 and _spread(a) > a.osteoporosis.high - a.osteoporosis.low,
    "missed": lambda p, a, t: (
        t.status == "osteoporosis" and a.osteoporosis.probability < 0.3 and a.osteoporosis.high < 0.5 and _lowest_t(p) > -2.5
    ),
    "alarm": lambda p, a, t: t.fracture is False and not t.died and _fracture(a) >= 0.5 and _frax(p) >= 0.2,
    "young": lambda p, a, t: (
        44 <= p.entered()["clinical"]["age"] < 47 and p.who_category().basis == "z" and t.status == "osteoporosis"
        and p.who_category().category == "within_expected_range"
    ),
    "man": lambda p, a, t: (
        p.entered()["clinical"]["sex"] == "male" and p.who_category().category == "osteoporosis" and p.who_category().site == "femoral_neck"
        and "lumbar_spine_bmd" not in p.entered()["dxa"] and any(note.field == "ethnicity" for note in a.notes)
    ),
    "glucocorticoids": lambda p, a, t: (
        p.entered()["clinical"]["glucocorticoid_use"] and p.who_category().category == "osteopenia"
        and _pushes(p, "fracture")[0] == "glucocorticoid_use" and _raised_by_glucocorticoids(p)
    ),
    "outside": lambda p, a, t: (
        any(note.kind == "outside_training" and note.field == "bmi" for note in a.notes) and _pushes(p, "fracture")[-1] == "bmi"
        and _frax(p) > _fracture(a)
    ),
    "gap": lambda p, a, t: _fracture(a) - _frax(p) > 0.5 and bool(t.fracture) and _pushes(p, "fracture")[0] == "tb_sp",
}  # fmt: skip


def _raised_by_glucocorticoids(patient: Patient) -> bool:
    """By every score, the network most, against the same man without them."""
    record = json.loads(patient.to_json())
    record["clinical"]["glucocorticoid_use"] = False
    without = Patient.model_validate(record)
    network, frax, qfracture = (
        one(patient) / one(without) for one in (lambda p: _fracture(load_model("fusion").assess(p)), _frax, _qfracture)
    )
    return network > max(frax, qfracture) and min(frax, qfracture) > 1


def _qfracture(patient: Patient) -> float:
    value = every_score(patient)["qfracture"].value("major")
    assert value is not None
    assert value.value is not None
    return value.value / 100


def test_there_are_enough_of_each_kind_and_every_case_has_a_claim() -> None:
    kinds = [case.kind for case in list_cases()]
    assert len(kinds) >= 12
    assert kinds.count("nhanes") >= 3
    assert [case.id for case in list_cases()] == list(CLAIMS)


@pytest.mark.parametrize("case", list_cases(), ids=lambda case: case.id)
def test_the_person_is_what_the_case_claims(case: Case) -> None:
    patient = load_case(case.id)
    assert CLAIMS[case.id](patient, load_model("fusion").assess(patient), case.truth)


@pytest.mark.parametrize("case", list_cases(), ids=lambda case: case.id)
def test_the_title_says_who_the_record_is(case: Case) -> None:
    clinical = load_case(case.id).entered()["clinical"]
    assert case.sex == clinical["sex"]
    assert abs(case.age - clinical["age"]) <= 0.5
    assert load_case(case.id).label is None


@pytest.mark.parametrize("case", [case for case in list_cases() if case.kind == "virtual"], ids=lambda case: case.id)
def test_the_truth_is_the_generators(case: Case) -> None:
    person = shipped.table("test").set_index("id").loc[case.source]
    assert case.truth.status == person["status"]
    within = None if np.isnan(person["fracture_10y"]) else bool(person["fracture_10y"])
    assert case.truth.fracture is within
    assert case.truth.years == pytest.approx(person["fracture_time"], abs=0.01)
    assert load_model("fusion").assess(load_case(case.id)).osteoporosis.probability == pytest.approx(
        person["p_osteoporosis_fusion"], abs=1e-6
    )


@pytest.mark.parametrize("case", [case for case in list_cases() if case.kind == "nhanes"], ids=lambda case: case.id)
def test_of_real_people_no_outcome_is_claimed(case: Case) -> None:
    assert not case.truth.known
    assert case.truth.fracture is None


def test_the_largest_gap_is_the_largest_of_the_explained() -> None:
    people = shipped.table("test")
    people = people[people["id"].isin(load_sample().ids) & people["fracture_10y"].notna()]
    gap = (people["p_fracture_fusion"] - people["p_fracture_frax_style"]).abs()
    source = next(case.source for case in list_cases() if case.id == "gap")
    assert people.loc[gap.idxmax(), "id"] == source


def test_the_records_of_the_explained_people_give_the_risks_that_were_explained() -> None:
    sample = load_sample()
    assert list(held_out_ids()) == list(sample.ids)
    records = [{name: value for fields in held_out(person).entered().values() for name, value in fields.items()} for person in sample.ids]
    table = load_model("fusion").assess_columns(columns_of(pd.DataFrame(records)))
    for outcome, said in (("osteoporosis", table.status[:, 2]), ("fracture", table.fracture)):
        stored = sample.people[sample.people["outcome"] == outcome].set_index("id").loc[list(held_out_ids()), "probability"]
        np.testing.assert_allclose(said, stored.to_numpy(), atol=1e-6)


def test_one_record_is_read_as_it_is_in_the_table() -> None:
    person = held_out_ids()[0]
    stored = load_sample().people.set_index(["id", "outcome"])["probability"]
    assert load_model("fusion").assess(held_out(person)).osteoporosis.probability == pytest.approx(stored[person, "osteoporosis"], abs=1e-6)


def test_unknown_people_are_named_in_the_error() -> None:
    with pytest.raises(KeyError, match="nobody"):
        load_case("nobody")
    with pytest.raises(KeyError, match="nobody"):
        held_out("nobody")


def test_the_index_says_how_everybody_was_chosen() -> None:
    index = json.loads((FOLDER / "index.json").read_text(encoding="utf-8"))
    assert index["command"] in ("osteo reproduce cases", "python -m scripts.make_cases")  # the latter until 0.2
    for entry in index["cases"]:
        assert entry.get("example") or entry["candidates"] >= 1
        assert (FOLDER / f"{entry['id']}.json").is_file() != bool(entry.get("example"))
