"""What an explanation promises, on the shipped models."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from osteo_core import Patient, load_model
from osteo_core.catalogue import CATALOGUE
from osteo_core.explanation.explain import game_of
from osteo_core.explanation.game import Game
from osteo_core.explanation.shapley import field_shapley, modality_shapley, permutations_for
from osteo_core.inference.assessment import Outcome
from osteo_core.model import Model
from tests.inference.people import EXAMPLES, changed, only, virtual_person, with_series, with_volume, without

OUTCOMES: tuple[Outcome, ...] = ("osteoporosis", "fracture")


def patients() -> dict[str, Patient]:
    """Few and many fields, gaps, single modalities, measured arrays."""
    whole = virtual_person()
    real = {path.stem: Patient.from_json(path) for path in EXAMPLES[:4]}
    return real | {
        "virtual, five modalities": only(whole, "dxa", "clinical", "btm", "micro", "sensory"),
        "virtual, gaps": without(only(whole, "dxa", "clinical", "btm", "micro"), "dxa.femoral_neck_bmd", "btm.ctx", "clinical.bmi"),
        "measured arrays": with_series(with_volume(only(whole, "dxa", "micro", "sensory"), rng=4)),
        "genes alone": only(whole, "gene"),
        "one field": Patient.model_validate({"clinical": {"age": 70}}),
        "markers alone": only(whole, "btm"),
    }  # fmt: skip


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model("fusion")


@pytest.mark.parametrize("name", patients())
def test_baseline_and_contributions_add_up_to_the_assessed_risk(name: str, model: Model) -> None:
    patient = patients()[name]
    answer = model.assess(patient)
    for outcome, explained in model.explain_all(patient).items():
        risk = getattr(answer, outcome).probability
        assert explained.value == pytest.approx(np.log(risk / (1 - risk)), abs=1e-6)
        assert explained.baseline + sum(explained.contributions.values()) == pytest.approx(explained.value, abs=1e-6)
        assert explained.baseline + sum(explained.by_modality.values()) == pytest.approx(explained.value, abs=1e-6)
        assert tuple(explained.by_modality) == answer.present


def test_additivity_with_all_six_and_in_the_simplified_model() -> None:
    for name in ("fusion", "simplified"):
        model = load_model(name)
        for explained in model.explain_all(virtual_person(1)).values():
            assert explained.baseline + sum(explained.contributions.values()) == pytest.approx(explained.value, abs=1e-6)
            assert {CATALOGUE[field].modality for field in explained.contributions} == set(model.modalities)


@pytest.mark.parametrize("name", patients())
def test_only_what_was_entered_carries_a_bar(name: str, model: Model) -> None:
    patient = patients()[name]
    bars = set(model.explain(patient).contributions)
    entered = {field for block, fields in patient.entered().items() if block != "history" for field in fields}
    derived = {"bmi"} if {"height_cm", "weight_kg"} <= entered else set()
    from_t = {f"{site}_bmd" for site in ("lumbar_spine", "femoral_neck", "total_hip") if f"{site}_t" in entered}
    assert bars <= entered | derived | from_t
    unread = {"manufacturer", "height_cm", "weight_kg", "prior_fracture_sites"}
    other_group = {"ethnicity"} if patient.clinical is not None and patient.clinical.ethnicity in ("hispanic", "other") else set()
    of_men = {"postmenopausal"}
    scores = {f"{site}_{kind}" for site in ("lumbar_spine", "femoral_neck", "total_hip") for kind in ("t", "z")}
    assert entered - unread - other_group - of_men - scores <= bars


def test_one_outcome_is_one_of_both(model: Model) -> None:
    patient = Patient.from_json(EXAMPLES[1])
    for outcome, explained in model.explain_all(patient).items():
        assert model.explain(patient, outcome=outcome) == explained
        assert explained.outcome == outcome


@pytest.fixture(scope="module")
def small() -> Game:
    """A patient of four modalities and seven fields."""
    record = {
        "dxa": {"manufacturer": "hologic", "femoral_neck_bmd": 0.61}, "clinical": {"age": 76, "sex": "female", "prior_fracture": True},
        "btm": {"ctx": 0.8}, "micro": {"tb_sp": 0.9, "ct_th": 0.7},
    }  # fmt: skip
    game: Game = game_of(load_model("fusion"), Patient.model_validate(record))
    return game


def brute_force(value: dict[frozenset[str], np.ndarray], names: tuple[str, ...]) -> dict[str, np.ndarray]:
    """Shapley values as the mean of marginal contributions over every order of joining."""
    total = {name: np.zeros(4) for name in names}
    orders = list(permutations(names))
    for order in orders:
        for i, name in enumerate(order):
            total[name] += value[frozenset(order[: i + 1])] - value[frozenset(order[:i])]
    return {name: gain / len(orders) for name, gain in total.items()}


def values_of(game: Game, groups: dict[str, list[bool]]) -> dict[frozenset[str], np.ndarray]:
    names = tuple(groups)
    sets = [frozenset(n for i, n in enumerate(names) if code >> i & 1) for code in range(2 ** len(names))]
    rows = [np.any([groups[n] for n in chosen], axis=0) if chosen else np.zeros(len(game.players), bool) for chosen in sets]
    return dict(zip(sets, game.values_uncached(np.array(rows)), strict=True))


def test_modality_values_equal_brute_force(small: Game) -> None:
    modalities = tuple(dict.fromkeys(p.modality for p in small.players))
    groups = {m: [p.modality == m for p in small.players] for m in modalities}
    expected, found = brute_force(values_of(small, groups), modalities), modality_shapley(small)
    assert found.keys() == expected.keys()
    for name in modalities:
        np.testing.assert_allclose(found[name], expected[name], atol=2e-6)


def test_field_values_come_close_to_brute_force(small: Game) -> None:
    names = tuple(p.name for p in small.players)
    groups = {name: [other == name for other in names] for name in names}
    expected, found = brute_force(values_of(small, groups), names), field_shapley(small)
    exact = np.stack([expected[name] for name in names])
    assert np.abs(found - exact).max() < 0.05 * np.abs(exact).sum(0).max()


def test_cached_and_uncached_games_have_the_same_values(model: Model) -> None:
    rng = np.random.default_rng(3)
    for patient in (virtual_person(), patients()["virtual, gaps"], patients()["measured arrays"]):
        game = game_of(model, patient)
        coalitions = rng.random((6, len(game.players))) < 0.5
        coalitions[:2] = np.array([False, True])[:, None]
        np.testing.assert_allclose(game.values(coalitions), game.values_uncached(coalitions), atol=1e-5)
        np.testing.assert_array_equal(game.values(coalitions), game.values(coalitions))


def test_the_empty_coalition_is_the_background_with_the_same_fields(model: Model) -> None:
    """Two patients with the same complete fields have the same baseline: none of their own values is left in it."""
    one, other = (only(virtual_person(row), "dxa", "clinical", "btm") for row in (0, 1))
    first, second = (model.explain_all(p) for p in (one, other))
    for outcome in OUTCOMES:
        assert first[outcome].baseline == pytest.approx(second[outcome].baseline, abs=1e-6)
        assert first[outcome].value != pytest.approx(second[outcome].value, abs=1e-3)


def test_a_field_that_changes_nothing_has_no_bar_height(model: Model) -> None:
    """A reference person's own value: where patient and background agree, joining makes no difference."""
    game = game_of(
        model,
        Patient.model_validate({"clinical": {"age": 70, "serum_calcium": 2.35}, "dxa": {"manufacturer": "ge_lunar", "total_hip_bmd": 0.8}}),
    )
    position = [p.name for p in game.players].index("serum_calcium")
    column = game.players[position].columns[0]
    game._background_values[:, column] = game._patient_values[:, column]
    assert np.abs(field_shapley(game)[position]).max() < 1e-6


def test_measured_arrays_are_players_of_their_own(model: Model) -> None:
    bars = model.explain(patients()["measured arrays"]).contributions
    assert {"volume", "series"} <= bars.keys()
    assert bars["volume"] != 0.0


def test_worse_bone_density_raises_its_bar(model: Model) -> None:
    base = Patient.from_json(EXAMPLES[1])
    field = "dxa.femoral_neck_bmd"
    bars = [model.explain(changed(base, field, value)).contributions["femoral_neck_bmd"] for value in (0.55, 0.75, 0.95)]
    assert bars == sorted(bars, reverse=True)
    assert bars[0] > 0 > bars[-1]


def test_a_mans_menopause_is_part_of_his_sex(model: Model) -> None:
    man = Patient.model_validate({"clinical": {"age": 70, "sex": "male"}})
    assert set(model.explain(man).contributions) == {"age", "sex"}


def test_the_number_of_permutations_stays_within_its_bounds() -> None:
    counts = [permutations_for(fields) for fields in range(1, 100)]
    assert counts == sorted(counts, reverse=True)
    assert min(counts) >= 1
    assert all(isinstance(count, int) for count in counts)
