"""Building up a diagnosis gives, for every set of data, the answer that the patient with those data alone gets."""

from __future__ import annotations

import pytest

from osteo_core import Patient, load_model
from osteo_core.errors import InvalidInput
from osteo_core.explanation.coalitions import Coalition, coalitions, gains, shapley
from osteo_core.explanation.modality_subsets import OUTCOMES, assess_subsets, base_of, players_of, restricted
from osteo_core.inference.assessment import Assessment
from osteo_core.model import Model
from osteo_core.translations import LANGUAGES
from tests.inference.people import EXAMPLES, only, virtual_person, with_series, with_volume, without


def _people() -> dict[str, Patient]:
    whole = virtual_person()
    return {
        "real woman": Patient.from_json(EXAMPLES[0]),
        "real man": Patient.from_json(EXAMPLES[1]),
        "all six": whole,
        "gaps": without(only(whole, "dxa", "clinical", "btm"), "dxa.femoral_neck_bmd", "btm.ctx", "clinical.bmi"),
        "measured arrays": with_series(with_volume(only(whole, "clinical", "micro", "sensory"), rng=4)),
        "age, no sex": without(only(whole, "clinical", "btm"), "clinical.sex"),
    }


PEOPLE = _people()


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model("fusion")


def _same(found: Assessment, prediction: object) -> None:
    for outcome in OUTCOMES:
        alone, together = getattr(found, outcome), prediction.risk[outcome]  # type: ignore[attr-defined]
        for end in ("probability", "low", "high"):
            assert getattr(together, end) == pytest.approx(getattr(alone, end), abs=1e-6)
    assert prediction.attention == pytest.approx(found.attention, abs=1e-6)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", PEOPLE)
def test_every_set_is_the_assessment_of_the_restricted_patient(name: str, model: Model) -> None:
    patient = PEOPLE[name]
    found = assess_subsets(model, patient)
    assert set(found.predictions) == set(coalitions(players_of(patient)))
    for chosen, prediction in found.predictions.items():
        _same(model.assess(restricted(patient, chosen)), prediction)
    _same(model.assess(patient), found.predictions[frozenset(found.players)])


@pytest.mark.parametrize("name", PEOPLE)
def test_a_restricted_patient_is_a_valid_record_with_nothing_else_in_it(name: str) -> None:
    patient = PEOPLE[name]
    for chosen in coalitions(players_of(patient)):
        part = restricted(patient, chosen)
        again = Patient.model_validate(part.model_dump(exclude_none=True))
        assert again.entered() == part.entered()
        for block, fields in part.entered().items():
            whole = patient.entered()[block]
            expected = whole if block in chosen else {field: whole[field] for field in base_of(patient)}
            assert fields == expected
            assert block in chosen or block == "clinical"


def test_age_and_sex_start_and_clinical_means_the_other_answers() -> None:
    whole = virtual_person()
    assert base_of(whole) == ("age", "sex")
    assert players_of(whole) == ("dxa", "clinical", "btm", "micro", "gene", "sensory")
    bare = Patient.model_validate({"clinical": {"age": 70, "sex": "male"}, "dxa": {"manufacturer": "hologic"}})
    assert players_of(bare) == ()


def test_nobody_starts_without_age_and_sex(model: Model) -> None:
    with pytest.raises(InvalidInput) as refused:
        assess_subsets(model, only(virtual_person(), "dxa", "btm"))
    assert all(refused.value.text(language) for language in LANGUAGES)


def test_dxa_needs_no_clinical_answer(model: Model) -> None:
    """Ethnicity, withheld with the clinical answers, gives a Z-score only, and the network reads none: nothing else of DXA changes."""
    patient = PEOPLE["real woman"]
    scan = restricted(patient, {"dxa"})
    named = Patient.model_validate({**scan.model_dump(exclude_none=True)} | {"dxa": patient.model_dump(exclude_none=True)["dxa"]})
    assert scan.clinical is not None
    assert scan.clinical.ethnicity is None
    assert model.assess(scan).osteoporosis == model.assess(named).osteoporosis
    assert scan.who_category().score == patient.who_category().score
    filled = {note.field for note in model.assess(scan).notes if note.kind == "imputed"}
    assert not filled & {"femoral_neck_bmd", "total_hip_bmd", "lumbar_spine_bmd"} & set(patient.entered()["dxa"])


def test_what_the_network_does_not_read_adds_nothing(model: Model) -> None:
    record = {"clinical": {"age": 66, "sex": "female", "prior_fracture": True}, "dxa": {"femoral_neck_z": -1.2}}
    found = assess_subsets(model, Patient.model_validate(record))
    for outcome in OUTCOMES:
        worth = shapley(found.players, found.value(outcome))
        assert worth["dxa"] == pytest.approx(0.0, abs=1e-5)
        assert abs(worth["clinical"]) > 0.01


def test_orders_share_the_way_not_the_end(model: Model) -> None:
    found = assess_subsets(model, PEOPLE["all six"])
    value: dict[Coalition, float] = found.value("osteoporosis")
    forth, back = gains(found.players, value), gains(found.players[::-1], value)
    worth = shapley(found.players, value)
    whole = value[frozenset(found.players)] - value[frozenset()]
    for way in (forth, back, worth):
        assert sum(way.values()) == pytest.approx(whole, abs=1e-9)
    assert max(abs(forth[player] - back[player]) for player in found.players) > 0.1
    for player in found.players:
        every = [value[chosen | {player}] - value[chosen] for chosen in found.predictions if player not in chosen]
        assert min(every) <= worth[player] <= max(every)


@pytest.mark.parametrize("name", PEOPLE)
def test_modalities_alone_are_explained_as_with_their_fields(name: str, model: Model) -> None:
    whole = model.explain_all(PEOPLE[name])
    for outcome, quick in model.explain_all(PEOPLE[name], fields=False).items():
        assert quick.by_modality == pytest.approx(whole[outcome].by_modality, abs=1e-9)
        assert (quick.baseline, quick.value) == pytest.approx((whole[outcome].baseline, whole[outcome].value), abs=1e-9)
        assert quick.contributions == {}
        assert quick.baseline + sum(quick.by_modality.values()) == pytest.approx(quick.value, abs=1e-6)
