"""What `assess` promises, on the shipped models."""

from __future__ import annotations

from itertools import combinations
from math import exp
from pathlib import Path

import numpy as np
import pytest
import torch

from osteo_core import Patient, load_model
from osteo_core.constants import MODALITIES
from osteo_core.errors import InvalidInput
from osteo_core.inference.assessment import Assessment
from osteo_core.inference.prediction import batch_of
from osteo_core.inference.prevalence import to_own
from osteo_core.model import Model
from osteo_core.network.phantom import VOXEL_MM, structures, trabecular_bone
from osteo_core.patients.columns import columns_of, harmonise
from osteo_core.patients.measured import Volume
from osteo_core.preprocessing.encode import encode, present_modalities
from tests.inference.people import EXAMPLES, changed, only, virtual_person, with_series, with_volume, without

TOKEN_OF = {"dxa": "dxa_clinical", "clinical": "dxa_clinical", "btm": "btm", "micro": "micro", "gene": "gene", "sensory": "sensory"}


@pytest.fixture(params=["life", "fusion", "simplified"])
def model(request: pytest.FixtureRequest) -> Model:
    return load_model(request.param)


def lawful(answer: Assessment, present: tuple[str, ...]) -> None:
    assert sum(answer.status.values()) == pytest.approx(1.0, abs=1e-9)
    assert answer.osteoporosis.probability == answer.status["osteoporosis"]
    assert answer.fracture is not None
    for risk in (answer.osteoporosis, answer.fracture, *answer.status_intervals.values()):
        assert 0 < risk.low <= risk.probability <= risk.high < 1
    assert answer.present == present
    assert answer.attention.keys() == {TOKEN_OF[m] for m in present}
    assert sum(answer.attention.values()) == pytest.approx(1.0, abs=1e-5)
    assert {test.modality for test in answer.missing_tests}.isdisjoint(present)
    for test in answer.missing_tests:
        assert 0 < test.low <= test.high < 1


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_examples(path: Path, model: Model) -> None:
    patient = Patient.from_json(path)
    answer = model.assess(patient)
    lawful(answer, tuple(m for m in MODALITIES if m in patient.modalities and m in model.modalities))
    absent = {note.field for note in answer.notes if note.kind == "absent"}
    assert absent >= set(MODALITIES) - set(answer.present)


def test_every_set_of_modalities_is_answered() -> None:
    model, whole = load_model("fusion"), virtual_person()
    for size in range(1, 7):
        for chosen in combinations(MODALITIES, size):
            answer = model.assess(only(whole, *chosen))
            lawful(answer, chosen)
            assert len(answer.missing_tests) == 2 * (6 - size)


def test_the_answer_is_the_softmax_of_the_mean_calibrated_logits(model: Model) -> None:
    patient = without(virtual_person(1), "dxa.femoral_neck_bmd", "clinical.bmi", "btm.ctx")
    columns = harmonise(patient.columns()).columns
    raw = encode(columns, model.artifact.inputs)
    present = present_modalities(raw) & np.isin(MODALITIES, model.modalities)
    prepared = model.artifact.preprocessor.complete(raw, present)
    assert len(prepared.values) == 5
    logits = np.mean([model.artifact.ensemble.logits(batch_of(prepared, draw))[0][:, 0] for draw in range(5)], axis=(0, 1))
    status = np.exp(logits[:3]) / np.exp(logits[:3]).sum()
    answer = model.assess(patient)
    assert answer.fracture is not None
    # The networks count in single precision, and all imputations go through them together: the last digits may differ.
    assert list(answer.status.values()) == pytest.approx(status.tolist(), abs=1e-7)
    assert answer.fracture.probability == pytest.approx(1 / (1 + exp(-logits[3])), abs=1e-7)


@pytest.mark.parametrize("outcome", ["osteoporosis", "fracture"])
def test_value_of_the_explanation_is_the_assessment(model: Model, outcome: str) -> None:
    patient = Patient.from_json(EXAMPLES[0])
    answer, explained = model.assess(patient), model.explain(patient, outcome=outcome)  # type: ignore[arg-type]
    risk = getattr(answer, outcome)
    assert risk.probability == pytest.approx(1 / (1 + exp(-explained.value)), abs=1e-6)


def test_assess_and_assess_columns_agree(model: Model) -> None:
    import pandas as pd

    patients = [Patient.from_json(path) for path in EXAMPLES]
    names = sorted({name for p in patients for name in p.columns()})
    rows = [{name: p.columns()[name][0] if name in p.columns() else None for name in names} for p in patients]
    table = model.assess_columns(columns_of(pd.DataFrame(rows)))
    for row, patient in enumerate(patients):
        answer = model.assess(patient)
        assert answer.fracture is not None
        assert table.status[row].tolist() == pytest.approx(list(answer.status.values()), abs=1e-6)
        ends = (answer.fracture.low, answer.fracture.probability, answer.fracture.high)
        assert (table.fracture_low[row], table.fracture[row], table.fracture_high[row]) == pytest.approx(ends, abs=1e-6)
        assert (table.osteoporosis_low[row], table.osteoporosis_high[row]) == pytest.approx(
            (answer.osteoporosis.low, answer.osteoporosis.high), abs=1e-6
        )
        imputed = {note.field for note in answer.notes if note.kind == "imputed"}
        said = [part for part in table.notes[row].split("; ") if part.startswith("imputed: ")]
        assert set(said[0].removeprefix("imputed: ").split(", ") if said else []) == imputed


def test_people_with_and_without_arrays_in_one_table_do_not_touch_each_other() -> None:
    """A row's answer must not depend on whether another row's volume was measured."""
    model = load_model("fusion")
    with_gap = without(virtual_person(1), "micro.tb_sp", "sensory.gait_speed")
    people = [with_gap, with_series(with_volume(virtual_person(2), rng=3))]
    names = {name for p in people for name in p.columns()}
    columns = {}
    for name in names:
        cells = [p.columns().get(name, np.array([None], object)) for p in people]
        columns[name] = np.concatenate([c.astype(object) if name in ("volume", "series") else c for c in cells])
    table = model.assess_columns(columns)
    for row, patient in enumerate(people):
        assert table.status[row].tolist() == pytest.approx(list(model.assess(patient).status.values()), abs=1e-6)


def test_a_volume_equal_to_the_patients_own_phantom_hardly_changes_the_answer() -> None:
    model = load_model("fusion")
    for row in range(3):
        plain, measured = (model.assess(p) for p in (virtual_person(row), with_volume(virtual_person(row))))
        assert measured.osteoporosis.probability == pytest.approx(plain.osteoporosis.probability, abs=0.02)
        assert measured.fracture is not None
        assert plain.fracture is not None
        assert measured.fracture.probability == pytest.approx(plain.fracture.probability, abs=0.02)
        assert [n.field for n in measured.notes if n.key == "note.array_volume"] == ["volume"]


def _scan(kind: str) -> np.ndarray:
    """Bone or not in a cube of 6 mm, 96 voxels a side: of another structure than those of training, plates, or rods along all axes."""
    if kind.startswith("phantom"):
        fraction, spacing = {"phantom, thin": (0.13, 1.15), "phantom": (0.2, 0.95), "phantom, dense": (0.28, 0.8)}[kind]
        drawn = trabecular_bone(torch.tensor([[fraction, 0.0, 0.2, spacing - 0.2, 0.0]]), structures([77]))[0].numpy()
        return drawn.repeat(2, 0).repeat(2, 1).repeat(2, 2) > 0.5
    bone = np.arange(96) % 16 < 4  # 0.25 of every 1.0 mm
    if kind == "plates":
        return np.broadcast_to(bone[None, :, None], (96,) * 3)
    x, y, z = bone[:, None, None], bone[None, :, None], bone[None, None, :]
    return (x & y) | (y & z) | (x & z)


@pytest.mark.parametrize("name", ["fusion", "life"])
@pytest.mark.parametrize("kind", ["phantom, thin", "phantom", "phantom, dense", "plates", "rods"])
def test_a_volume_alone_gives_what_its_own_parameters_give(name: str, kind: str) -> None:
    """On a scanner's finer grid and grey scale, without a cortex."""
    model, age = load_model(name), {"age": 70, "sex": "female"}
    volume = {"values": 4000 * _scan(kind).astype(np.float32) - 1000, "voxel_mm": VOXEL_MM / 2}
    measured = Volume.model_validate(volume).measured().values()
    parameters = {field: value for field, value in measured.items() if value is not None}
    alone, given = (model.assess(Patient.model_validate({"clinical": age, "micro": micro})) for micro in ({"volume": volume}, parameters))
    assert "ct_th" not in parameters
    for outcome in ("osteoporosis", "fracture"):
        one, other = getattr(alone, outcome), getattr(given, outcome)
        assert other.low <= one.probability <= other.high
        assert one.probability == pytest.approx(other.probability, abs=0.05)


@pytest.mark.parametrize("channels", [("acc_x", "acc_y", "acc_z"), ("Gyr_X", "gyr_y"), ("ax", "ay", "az"), ("LinAcc_x", "LinAcc_y")])
def test_an_inertial_sensor_is_no_force_plate(channels: tuple[str, ...]) -> None:
    """It has the shape of a path of the centre of pressure, and would be read as one."""
    values = np.random.default_rng(1).normal(size=(400, len(channels)))
    series = {"values": values, "sampling_hz": 20.0, "channels": channels}
    with pytest.raises(InvalidInput, match=r"sensory\.series.*inertial sensor.*osteo gait, or on the page Patient") as refused:
        load_model("fusion").assess(Patient.model_validate({"sensory": {"series": series}}))
    assert "惯性传感器" in refused.value.text("zh")
    named = series | {"values": values[:, :2], "channels": ("cop_x_cm", "cop_y_cm")}
    load_model("fusion").assess(Patient.model_validate({"sensory": {"series": named}}))


def test_a_measured_volume_and_series_are_read_and_stand_alone() -> None:
    model = load_model("fusion")
    whole = virtual_person()
    one, other = (model.assess(with_volume(whole, rng=seed)).osteoporosis.probability for seed in (1, 2))
    assert model.assess(with_volume(whole, rng=1)).osteoporosis.probability == one
    assert model.assess(with_series(whole)).osteoporosis.probability != model.assess(whole).osteoporosis.probability
    assert one != model.assess(whole).osteoporosis.probability
    assert one == pytest.approx(other, abs=0.05)
    volume = with_volume(whole).model_dump(exclude_none=True)["micro"]["volume"]
    lawful(model.assess(Patient.model_validate({"micro": {"volume": volume}})), ("micro",))


def test_a_series_that_is_too_short_is_refused_in_both_languages() -> None:
    record = {"sensory": {"gait_speed": 0.9, "series": {"values": np.zeros((30, 2)) + np.arange(30)[:, None], "sampling_hz": 20.0}}}
    with pytest.raises(InvalidInput) as caught:
        load_model("fusion").assess(Patient.model_validate(record))
    assert caught.value.problems[0].where == "sensory.series"
    assert "12" in caught.value.text("en")
    assert "12" in caught.value.text("zh")
    assert caught.value.text("en") != caught.value.text("zh")


def test_a_record_that_the_model_does_not_read_is_refused_in_both_languages() -> None:
    patient = Patient.model_validate({"sensory": {"gait_speed": 0.9}})
    lawful(load_model("fusion").assess(patient), ("sensory",))
    with pytest.raises(InvalidInput) as caught:
        load_model("simplified").assess(patient)
    assert "simplified" in caught.value.text("en")
    assert "simplified" in caught.value.text("zh")


def test_what_if_shares_its_imputations() -> None:
    """Moving a field of one modality leaves every imputed value of the others' equations to that field's own influence:
    the same noise is drawn, so values imputed without it stay put, and the rest move by regression, not by chance."""
    model = load_model("fusion")
    before = without(only(virtual_person(1), "dxa", "gene"), "gene.rs2277438", "dxa.total_hip_bmd")
    after = changed(before, "gene.rs1544410", 2 if before.gene is not None and before.gene.rs1544410 != 2 else 0)
    one, other = (prepared(model, patient) for patient in (before, after))
    moved = np.abs(one - other).max(0) > 1e-9
    assert moved.sum() == 1  # the changed variant alone: dosages predict nothing else
    fields = changed(before, "dxa.femoral_neck_bmd", 0.7)
    shifted = prepared(model, fields) - one
    hip = 2
    assert np.abs(shifted[:, hip]).min() > 0
    assert np.ptp(prepared(model, before)[:, hip]) > 0
    # Each of the five draws moves by its own coefficient, none by new noise: the shift varies far less than the draws do.
    assert np.ptp(shifted[:, hip]) < 0.25 * np.ptp(prepared(model, before)[:, hip])


def prepared(model: Model, patient: Patient) -> np.ndarray:
    """(m, WIDTH) completed inputs of one patient."""
    return np.asarray(model.read(patient).prepared.values[:, 0], float)


def test_what_a_model_does_not_read_changes_nothing_not_even_through_imputation() -> None:
    model = load_model("simplified")
    gaps = without(virtual_person(2), "dxa.total_hip_bmd", "btm.ctx", "clinical.serum_calcium")
    plain, other = model.assess(only(gaps, "dxa", "clinical", "btm")), model.assess(changed(gaps, "micro.tb_sp", 1.6))
    assert other.status == plain.status
    assert other.fracture == plain.fracture


def test_the_same_record_gets_the_same_answer_again(model: Model) -> None:
    patient = without(virtual_person(3), "dxa.lumbar_spine_bmd")
    assert model.assess(patient) == model.assess(patient)


@pytest.mark.parametrize("bmd", [0.35, 0.45, 1.2, 1.75])
def test_a_scan_makes_nobody_certain_and_what_follows_has_numbers(bmd: float) -> None:
    sites = {f"{site}_bmd": bmd for site in ("lumbar_spine", "femoral_neck", "total_hip")}
    patient = Patient.model_validate({"dxa": {"manufacturer": "hologic", **sites}, "clinical": {"age": 80, "sex": "female"}})
    answer = load_model("life").assess(patient)
    restated = to_own(osteoporosis=0.3, fracture=0.2, world="life").restate(answer)
    lawful(answer, ("dxa", "clinical"))
    assert sum(restated.status.values()) == pytest.approx(1.0, abs=1e-9)
    for told in (answer, restated):
        for risk in (told.osteoporosis, told.fracture, *told.status_intervals.values()):
            assert risk is not None
            assert 0 < risk.low <= risk.probability <= risk.high < 1
        assert told.hip_fracture is not None
        assert told.fracture is not None
        assert 0 < told.hip_fracture.probability < told.fracture.probability
