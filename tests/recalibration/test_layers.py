"""A layer: what it does to an answer, to a table, to a file that was altered, and where it lives."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit, logit

from osteo_core import Patient, load_model
from osteo_core.errors import InvalidInput
from osteo_core.patients.columns import columns_of, harmonise
from osteo_core.recalibration import adopted
from osteo_core.recalibration.layer import CalibrationLayer, covariates_of
from osteo_core.recalibration.layer_files import as_document, as_text, checksum, from_content, read_layer, require_fit, write_layer
from osteo_core.recalibration.recalibrated import RecalibratedModel
from osteo_core.recalibration.update_methods import UpdatedModel

LOGISTIC = ("intercept", "lp")
CLINIC = {"age": 71, "sex": "female", "ethnicity": "asian", "height_cm": 155, "weight_kg": 50}


def layer(model: str = "nhanes", outcome: str = "osteoporosis", names: tuple[str, ...] = LOGISTIC, **changes: object) -> CalibrationLayer:
    coefficients = np.array([0.4, 1.3, -0.2, 0.3][: len(names)])
    method = "logistic" if len(names) == 2 else "revision"
    updated = UpdatedModel(method=method, names=names, coefficients=coefficients, covariance=np.diag(np.full(len(names), 0.01)))
    made = CalibrationLayer(
        model=model, outcome=outcome, sums=load_model(model).artifact.sums, updated=updated, n=500, events=120,
        definition={"defined_by": "column"}, dates={"made": "2026-11-26"}, procedure={}, tests={}, before={"auc": 0.8}, after={"auc": 0.8},
    )  # fmt: skip
    return replace(made, **changes)


def test_an_answer_is_moved_on_the_logit_and_the_other_classes_keep_their_proportion() -> None:
    model, patient = load_model("nhanes"), Patient.model_validate({"clinical": CLINIC})
    before, after = model.assess(patient), RecalibratedModel(model, [layer()]).assess(patient)
    assert after.osteoporosis.probability == pytest.approx(expit(0.4 + 1.3 * logit(before.osteoporosis.probability)), abs=1e-12)
    assert after.status["osteoporosis"] == after.osteoporosis.probability
    assert sum(after.status.values()) == pytest.approx(1)
    assert after.status["normal"] / after.status["osteopenia"] == pytest.approx(before.status["normal"] / before.status["osteopenia"])
    assert after.osteoporosis.low < after.osteoporosis.probability < after.osteoporosis.high
    half = logit(before.osteoporosis.high) - logit(before.osteoporosis.probability)
    assert logit(after.osteoporosis.high) - logit(after.osteoporosis.probability) > 1.3 * half  # its own uncertainty comes on top
    assert after.prevalent_fracture == before.prevalent_fracture
    assert after.notes[0].kind == "recalibrated"
    assert "500" in after.notes[0].text("en")
    assert "500" in after.notes[0].text("zh")


def test_a_table_gets_the_same_answers_as_one_record_and_says_so() -> None:
    model = RecalibratedModel(load_model("nhanes"), [layer(names=("intercept", "lp", "age_per_10_years", "bmi"))])
    frame = pd.DataFrame([CLINIC, CLINIC | {"age": 55.0, "weight_kg": 80.0}])
    answer = model.assess_columns(columns_of(frame))
    one = model.assess(Patient.model_validate({"clinical": CLINIC}))
    assert answer.osteoporosis[0] == pytest.approx(one.osteoporosis.probability, abs=1e-6)
    assert answer.osteoporosis_high[0] == pytest.approx(one.osteoporosis.high, abs=1e-6)
    assert answer.status.sum(axis=1) == pytest.approx([1, 1])
    assert all("recalibrated: osteoporosis (revision)" in note for note in answer.notes)


def test_who_lacks_a_field_keeps_the_models_own_answer_and_is_told() -> None:
    model = load_model("nhanes")
    under = RecalibratedModel(model, [layer(names=("intercept", "lp", "age_per_10_years", "bmi"))])
    patient = Patient.model_validate({"clinical": {"age": 71, "sex": "female"}})
    assert under.assess(patient).osteoporosis == model.assess(patient).osteoporosis
    assert "needs Body mass index, which" in under.assess(patient).notes[0].text("en")
    frame = pd.DataFrame([CLINIC, {"age": 71.0, "sex": "female"}])
    notes = under.assess_columns(columns_of(frame)).notes
    assert "not recalibrated: osteoporosis" in notes[1]
    assert "not recalibrated" not in notes[0]


def test_a_hip_fracture_stays_part_of_the_major_ones() -> None:
    model, patient = load_model("life"), Patient.model_validate({"clinical": CLINIC})
    before = model.assess(patient)
    after = RecalibratedModel(model, [layer("life", "fracture")]).assess(patient)
    assert None not in (before.fracture, before.hip_fracture, after.fracture, after.hip_fracture)
    assert after.fracture.probability != before.fracture.probability
    for end in ("probability", "low", "high"):
        assert getattr(after.hip_fracture, end) <= getattr(after.fracture, end)
    share = before.hip_fracture.probability / before.fracture.probability
    assert after.hip_fracture.probability / after.fracture.probability == pytest.approx(share)
    table = RecalibratedModel(model, [layer("life", "fracture")]).assess_columns(patient.columns())
    assert table.hip_fracture is not None
    assert table.hip_fracture[0] == pytest.approx(after.hip_fracture.probability, abs=1e-6)


def test_covariates_are_written_as_the_layer_says() -> None:
    frame = pd.DataFrame([CLINIC | {"prior_fracture": True}])
    found = covariates_of(harmonise(columns_of(frame)).columns)
    assert {name: values[0] for name, values in found.items()} == pytest.approx(
        {"age_per_10_years": 7.1, "sex_female": 1.0, "bmi": 50 / 1.55**2, "prior_fracture": 1.0}
    )


def test_a_layer_survives_its_file(tmp_path: Path) -> None:
    made = layer(names=("intercept", "lp", "age_per_10_years"))
    write_layer(made, tmp_path / "layer.json")
    again = read_layer(tmp_path / "layer.json")
    assert as_document(again) == as_document(made)
    require_fit(again, load_model("nhanes").artifact, "layer.json")


def _altered(**changes: object) -> bytes:
    document = as_document(layer()) | changes
    return json.dumps(document).encode()


def _again_signed(**changes: object) -> bytes:
    document = {name: value for name, value in (as_document(layer()) | changes).items() if name != "checksum"}
    return json.dumps(document | {"checksum": checksum(document)}).encode()


@pytest.mark.parametrize(
    "content, said",
    [
        (b"", "not a calibration layer"),
        (b"\xff\xfe", "not a calibration layer"),
        (b"[]", "not a calibration layer"),
        (b"[" * 100_000, "not a calibration layer"),
        (json.dumps({"format": "else"}).encode(), "not a calibration layer"),
        (_altered(n=501), "was altered"),
        (_altered(coefficients={}), "was altered"),
        (_again_signed(coefficients={"intercept": 1}), "not a calibration layer"),
        (_again_signed(covariance=[[1]]), "not a calibration layer"),
        (_again_signed(outcome="death"), "not a calibration layer"),
        (_again_signed(version=9), "version 9"),
    ],
)
def test_a_file_that_is_no_sound_layer_gets_its_sentence(content: bytes, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        from_content(content, "layer.json")


def test_a_layer_for_something_else_is_refused() -> None:
    here = load_model("nhanes").artifact
    for wrong, said in (
        (layer("life", "fracture"), 'made for the model "life"'),
        (layer(outcome="fracture"), "does not predict"),
        (layer(sums={**here.sums, "weights.safetensors": "0" * 64}), "other weights"),
        (layer(sums={**here.sums, "settings.json": "0" * 64}), "other weights"),
    ):
        with pytest.raises(InvalidInput, match=said):
            require_fit(wrong, here, "layer.json")


def test_an_adopted_layer_is_in_force_until_it_is_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(adopted.HOME, str(tmp_path / "home"))
    artifact = load_model("nhanes").artifact
    assert adopted.in_force(artifact) == ()
    path = adopted.adopt(layer(), artifact, "layer.json")
    assert path == tmp_path / "home" / "layers" / "nhanes.osteoporosis.json"
    assert [found.method for found in adopted.in_force(artifact)] == ["logistic"]
    assert adopted.in_force(load_model("life").artifact) == ()
    path.write_text(as_text(layer()).replace("500", "5000"), encoding="utf-8")
    with pytest.raises(InvalidInput, match="adopt --none"):
        adopted.in_force(artifact)
    assert adopted.take_away() == (path,)
    assert adopted.in_force(artifact) == ()


def test_a_state_folder_that_cannot_be_made_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "home").write_text("a file stands here")
    monkeypatch.setenv(adopted.HOME, str(tmp_path / "home"))
    with pytest.raises(InvalidInput, match=r"nhanes\.osteoporosis\.json"):
        adopted.adopt(layer(), load_model("nhanes").artifact, "layer.json")


def test_where_layers_live() -> None:
    assert adopted.state_folder({"OSTEO_HOME": "/a", "XDG_STATE_HOME": "/b"}) == Path("/a")
    assert adopted.state_folder({"XDG_STATE_HOME": "/b", "HOME": "/c"}) == Path("/b/osteo")
    assert adopted.state_folder({"HOME": "/c"}) == Path("/c/.local/state/osteo")
