"""The shipped `nhanes` model: what it does not look at, what it says of people it never saw, and that its files agree."""

from __future__ import annotations

import json
from dataclasses import asdict
from math import exp
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from osteo_core import Patient, load_model
from osteo_core.cohorts.nhanes.extract import load_nhanes
from osteo_core.errors import InvalidInput
from osteo_core.evaluation.calibration.intercept_slope import calibration
from osteo_core.evaluation.discrimination.auc import auc, auc_difference
from osteo_core.inference import Assessment
from osteo_core.inference.artifact import CHECKED, digest, verify
from osteo_core.inference.scoring import score
from osteo_core.locations import ARTIFACTS_DIR
from osteo_core.model import Model
from osteo_core.patients.columns import columns_of
from osteo_core.training.nhanes.card import STATEMENTS
from osteo_core.training.nhanes.heldout import describe

NHANES = ARTIFACTS_DIR / "nhanes"
CLINICAL = {"age": 71, "sex": "female", "ethnicity": "hispanic", "height_cm": 158, "weight_kg": 60, "prior_fracture": True}
DXA = {"manufacturer": "hologic", "femoral_neck_bmd": 0.612, "total_hip_bmd": 0.74}
PATIENTS = {
    "clinic": {"clinical": CLINICAL},
    "with DXA": {"clinical": CLINICAL, "dxa": DXA},
    "little": {"clinical": {"age": 63, "weight_kg": 81}},
    "BMI only": {"clinical": {"age": 55, "sex": "male", "bmi": 31}, "dxa": DXA},
}


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model("nhanes")


@pytest.fixture(scope="module")
def heldout() -> pd.DataFrame:
    return pd.read_parquet(NHANES / "heldout.parquet")


def assessed(model: Model, **blocks: dict[str, object]) -> Assessment:
    return model.assess(Patient.model_validate(blocks))


def test_the_artifact_is_whole_and_small() -> None:
    verify(NHANES)
    assert sum(path.stat().st_size for path in NHANES.iterdir()) < 3e6


@pytest.mark.parametrize("name", PATIENTS)
def test_it_answers_bone_status_and_the_fracture_already_had(model: Model, name: str) -> None:
    a = assessed(model, **PATIENTS[name])
    assert model.outcomes == ("osteoporosis", "prevalent_fracture")
    assert sum(a.status.values()) == pytest.approx(1, abs=1e-9)
    assert a.osteoporosis.probability == a.status["osteoporosis"]
    assert a.fracture is None
    assert a.prevalent_fracture is not None
    for risk in (a.osteoporosis, a.prevalent_fracture):
        assert 0 < risk.low < risk.probability < risk.high < 1
    assert a.attention == {"dxa_clinical": pytest.approx(1.0)}
    assert a.missing_tests == ()


def test_bone_density_does_not_touch_the_bone_status(model: Model) -> None:
    answers = [assessed(model, clinical=CLINICAL, dxa=DXA | {"femoral_neck_bmd": bmd}) for bmd in (0.45, 0.6, 0.95)]
    answers.append(assessed(model, clinical=CLINICAL))
    assert len({tuple(a.status.values()) for a in answers}) == 1
    assert len({a.osteoporosis for a in answers}) == 1
    assert len({a.prevalent_fracture for a in answers}) == 4


def test_the_prior_fracture_does_not_touch_the_prevalent_fracture(model: Model) -> None:
    no_answer = {name: value for name, value in CLINICAL.items() if name != "prior_fracture"}
    records = [
        no_answer, no_answer | {"prior_fracture": True}, no_answer | {"prior_fracture": False},
        no_answer | {"prior_fracture": True, "prior_fracture_sites": ["hip", "vertebra"]},
    ]  # fmt: skip
    answers = [assessed(model, clinical=record, dxa=DXA) for record in records]
    assert len({a.prevalent_fracture for a in answers}) == 1
    assert answers[1].osteoporosis != answers[2].osteoporosis
    assert answers[1].osteoporosis == answers[3].osteoporosis


def test_what_its_training_people_were_not_asked_is_not_read_and_said(model: Model) -> None:
    extra = {"postmenopausal": True, "secondary_osteoporosis": True, "calcium_intake": 900, "vitamin_d_25oh": 40, "serum_calcium": 2.4}
    plain, more = assessed(model, clinical=CLINICAL), assessed(model, clinical=CLINICAL | extra)
    assert more.status == plain.status
    assert more.prevalent_fracture == plain.prevalent_fracture
    assert {note.field for note in more.notes if note.key == "note.unread"} == set(extra)
    assert not [note for note in plain.notes if note.field in extra]


def test_only_what_it_reads_counts_as_missing(model: Model) -> None:
    asked = ("parental_hip_fracture", "current_smoking", "high_alcohol_intake", "glucocorticoid_use", "rheumatoid_arthritis")
    notes = assessed(model, clinical=CLINICAL | dict.fromkeys(asked, False)).notes
    assert not [note for note in notes if note.kind in ("imputed", "warning")]
    assert {note.field for note in assessed(model, clinical=CLINICAL).notes if note.kind == "imputed"} == set(asked)


def test_what_is_withheld_is_said(model: Model) -> None:
    notes = assessed(model, clinical=CLINICAL, dxa=DXA).notes
    assert {(note.key, note.field) for note in notes if note.key.startswith("note.withheld")} == {
        ("note.withheld_osteoporosis", "dxa"), ("note.withheld_prevalent_fracture", "prior_fracture"),
    }  # fmt: skip
    assert all(note.text(language) for note in notes for language in ("en", "zh"))


@pytest.mark.parametrize("ethnicity", ["asian", "african", "european", "hispanic"])
def test_ethnic_groups_that_it_tells_apart_are_not_remarked(model: Model, ethnicity: str) -> None:
    a = assessed(model, clinical=CLINICAL | {"ethnicity": ethnicity})
    assert not [note for note in a.notes if note.field == "ethnicity"]


def test_other_people_are_of_unknown_ethnicity(model: Model) -> None:
    other = assessed(model, clinical=CLINICAL | {"ethnicity": "other"})
    unknown = assessed(model, clinical={name: value for name, value in CLINICAL.items() if name != "ethnicity"})
    assert other.osteoporosis == unknown.osteoporosis
    assert "note.ethnicity_mixed" in {note.key for note in other.notes}


def test_dxa_alone_is_refused_and_the_clinical_factors_asked_for(model: Model) -> None:
    with pytest.raises(InvalidInput, match=r"nhanes.*Clinical") as refused:
        assessed(model, dxa=DXA)
    assert "DXA" not in str(refused.value)


def test_a_prior_fracture_alone_is_refused_and_something_else_asked_for(model: Model) -> None:
    with pytest.raises(InvalidInput, match="other than: Prior fragility fracture") as refused:
        assessed(model, clinical={"prior_fracture": True})
    assert "除外" in refused.value.text("zh")


@pytest.mark.parametrize("name", PATIENTS)
def test_explanations_add_up_to_the_answer_of_their_view(model: Model, name: str) -> None:
    patient = Patient.model_validate(PATIENTS[name])
    a, explained = model.assess(patient), model.explain_all(patient)
    assert a.prevalent_fracture is not None
    assert tuple(explained) == model.outcomes
    for outcome, risk in (("osteoporosis", a.osteoporosis), ("prevalent_fracture", a.prevalent_fracture)):
        e = explained[outcome]
        assert e.baseline + sum(e.contributions.values()) == pytest.approx(e.value, abs=1e-6)
        assert e.baseline + sum(e.by_modality.values()) == pytest.approx(e.value, abs=1e-6)
        assert 1 / (1 + exp(-e.value)) == pytest.approx(risk.probability, abs=1e-6)
    assert not {"femoral_neck_bmd", "total_hip_bmd"} & explained["osteoporosis"].contributions.keys()
    assert "prior_fracture" not in explained["prevalent_fracture"].contributions


def test_body_size_carries_one_bar(model: Model) -> None:
    bars = model.explain(Patient.model_validate({"clinical": CLINICAL})).contributions
    assert "weight_kg" in bars
    assert "bmi" not in bars
    assert "bmi" in model.explain(Patient.model_validate(PATIENTS["BMI only"])).contributions


@pytest.mark.parametrize(
    "change", [{"weight_kg": 90}, {"age": 55}, {"sex": "male"}, {"ethnicity": "african"}, {"prior_fracture": False}], ids=str
)
def test_known_protections_protect(model: Model, change: dict[str, object]) -> None:
    assert (
        assessed(model, clinical=CLINICAL | change).osteoporosis.probability < assessed(model, clinical=CLINICAL).osteoporosis.probability
    )


def test_heavier_people_are_at_lower_risk_and_older_ones_at_higher_on_average(model: Model) -> None:
    table = load_nhanes()
    columns = columns_of(table[(table["cycle"] == "P") & table["height_cm"].notna()].iloc[::20].reset_index(drop=True))

    def mean(weight: float, age: float) -> float:
        n = len(columns["age"])
        bodies = columns | {"weight_kg": np.full(n, weight), "bmi": weight / (columns["height_cm"] / 100) ** 2, "age": np.full(n, age)}
        return float(model.assess_columns(bodies).osteoporosis.mean())

    by_weight, by_age = [mean(w, 65) for w in (50, 60, 70, 80, 95)], [mean(70, a) for a in (50, 60, 70, 80)]
    assert by_weight == sorted(by_weight, reverse=True)
    assert by_age == sorted(by_age)


def test_lower_bone_density_means_more_earlier_fractures(model: Model) -> None:
    risks = []
    for bmd in (0.5, 0.65, 0.8, 0.95):
        answer = assessed(model, clinical=CLINICAL, dxa={"manufacturer": "hologic", "femoral_neck_bmd": bmd}).prevalent_fracture
        assert answer is not None
        risks.append(answer.probability)
    assert risks == sorted(risks, reverse=True)


def test_the_shipped_predictions_are_the_models(model: Model, heldout: pd.DataFrame) -> None:
    table = load_nhanes().set_index("id").loc[heldout["id"]].reset_index().iloc[::60].reset_index(drop=True)
    answer, stored = model.assess_columns(columns_of(table)), heldout.iloc[::60]
    for end in ("", "_low", "_high"):
        np.testing.assert_allclose(getattr(answer, f"osteoporosis{end}"), stored[f"p_osteoporosis{end}"], atol=2e-6)
        np.testing.assert_allclose(getattr(answer, f"prevalent_fracture{end}"), stored[f"p_prevalent_fracture{end}"], atol=2e-6)


def test_the_card_says_what_the_program_can_translate() -> None:
    card = json.loads((NHANES / "card.json").read_text(encoding="utf-8"))
    assert {name: card[name] for name in asdict(STATEMENTS)} == json.loads(json.dumps(asdict(STATEMENTS)))
    assert card["training"]["command"] == "python -m osteo_core train --cohort nhanes --out artifacts --seed 20250374"
    assert card["sha256"] == {name: digest(NHANES / name) for name in CHECKED}


def _flat(figures: dict[str, Any], before: str = "") -> dict[str, Any]:
    """Nested figures by their path."""
    flat: dict[str, Any] = {}
    for name, value in figures.items():
        flat |= _flat(value, f"{before}{name}/") if isinstance(value, dict) else {f"{before}{name}": value}
    return flat


def test_the_shipped_figures_are_those_of_the_shipped_predictions(heldout: pd.DataFrame) -> None:
    stored = json.loads((NHANES / "metrics.json").read_text(encoding="utf-8"))
    # The last digits are the processor's.
    assert _flat(stored) == pytest.approx(_flat(json.loads(json.dumps(describe(heldout)))), rel=1e-9)
    assert len(heldout) == 3_735


@pytest.mark.parametrize("rival", ["ost", "logistic", "lightgbm"])
def test_osteoporosis_without_dxa_is_not_found_worse_than_by_the_rivals(heldout: pd.DataFrame, rival: str) -> None:
    theirs = -heldout["ost"] if rival == "ost" else heldout[f"p_osteoporosis_{rival}"]
    known = theirs.notna()
    found = auc_difference(heldout["status"][known] == "osteoporosis", heldout["p_osteoporosis"][known], theirs[known])
    assert found.low > -0.01


def test_osteoporosis_is_calibrated_in_later_people(heldout: pd.DataFrame) -> None:
    case = heldout["status"] == "osteoporosis"
    assert 0.9 < calibration(case, heldout["p_osteoporosis"]).slope < 1.1
    assert abs(heldout["p_osteoporosis"].mean() - case.mean()) < 0.02


def test_earlier_fractures_are_told_better_than_by_chance(heldout: pd.DataFrame) -> None:
    known = heldout["prior_fracture"].notna()
    assert auc(heldout["prior_fracture"][known], heldout["p_prevalent_fracture"][known]).low > 0.55


def test_score_has_the_prevalent_fracture_and_no_ten_year_risk(tmp_path: Path, model: Model) -> None:
    rows: list[dict[str, object]] = [
        {"id": "a", "age": 70.0, "sex": "female"}, {"id": "b", "age": 60.0, "weight_kg": 70.0}, {"id": "c", "gait_speed": 1.0},
        {"id": "d", "manufacturer": "hologic", "femoral_neck_bmd": 0.7}, {"id": "e", "prior_fracture": 1},
    ]  # fmt: skip
    pd.DataFrame(rows).to_csv(tmp_path / "in.csv", index=False)
    done = score(tmp_path / "in.csv", tmp_path / "out.csv", model, chunk_rows=3, progress=False)
    assert (done.n_scored, done.n_refused) == (2, 3)
    assert pd.read_csv(tmp_path / "out.csv.errors.csv")["id"].tolist() == ["c", "d", "e"]
    scored = pd.read_csv(tmp_path / "out.csv")
    for end in ("", "_low", "_high"):
        assert scored[f"p_fracture{end}"].isna().all()
        assert scored[f"p_prevalent_fracture{end}"].between(0, 1).all()
        assert scored[f"p_osteoporosis{end}"].between(0, 1).all()
    a = assessed(model, clinical={"age": 70, "sex": "female"})
    assert a.prevalent_fracture is not None
    assert scored["p_prevalent_fracture"][0] == pytest.approx(a.prevalent_fracture.probability, abs=2e-6)
    assert scored["p_osteoporosis"][0] == pytest.approx(a.osteoporosis.probability, abs=2e-6)
