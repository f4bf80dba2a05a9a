"""Shapley values by field: the library's own numbers, and nobody else's generator."""

from __future__ import annotations

import random
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import pytest
import torch

from osteo_core import Patient, load_model
from osteo_core.constants import SEED
from osteo_core.explanation.explain import game_of
from osteo_core.explanation.explanation import Explanation
from osteo_core.explanation.game import Game
from osteo_core.explanation.shapley import field_shapley, permutations_for
from osteo_core.inference import Assessment
from osteo_core.patients.examples import list_examples
from tests.inference.people import only, virtual_person

EXAMPLES = tuple(example.path for example in list_examples())
THREADS = 8


@pytest.fixture
def numpy_global() -> Iterator[None]:
    """Puts numpy's global generator back after a test that lets shap seed it."""
    state = np.random.get_state()  # noqa: NPY002
    yield
    np.random.set_state(state)  # noqa: NPY002


def shap_values(game: Game) -> np.ndarray:
    """What `shap.explainers.Permutation` makes of the same game."""
    import shap

    count = len(game.players)
    explainer = shap.explainers.Permutation(lambda rows: game.values(rows > 0.5), lambda mask, row: ((mask * row)[None, :],), seed=SEED)
    asked = permutations_for(count) * (2 * count + 1)
    return np.asarray(explainer(np.ones((1, count)), max_evals=asked, batch_size=4_096, silent=True).values[0], float)


@pytest.mark.usefixtures("numpy_global")
@pytest.mark.parametrize("number", range(4))
def test_field_values_are_those_of_shap_to_the_last_bit(number: int) -> None:
    patients = [*(Patient.from_json(path) for path in EXAMPLES[:3]), only(virtual_person(), "dxa", "clinical", "btm", "micro")]
    model = load_model("fusion")
    theirs, ours = shap_values(game_of(model, patients[number])), field_shapley(game_of(model, patients[number]))
    np.testing.assert_array_equal(ours, theirs)


def answer(patient: Patient) -> tuple[Assessment, dict[str, Explanation]]:
    model = load_model("fusion")
    return model.assess(patient), dict(model.explain_all(patient))


def process_state() -> tuple[object, ...]:
    """What a process has once for all of its threads."""
    numpy_state = np.random.get_state(legacy=False)["state"]  # noqa: NPY002
    return (
        numpy_state["key"].tolist(), numpy_state["pos"], random.getstate(), torch.get_rng_state().tolist(), torch.get_num_threads(),
        torch.is_grad_enabled(), list(warnings.filters), np.geterr(),
    )  # fmt: skip


def test_what_is_said_of_a_patient_does_not_depend_on_who_else_is_asking() -> None:
    patients = [Patient.from_json(path) for path in EXAMPLES[:3]] + [only(virtual_person(), "clinical", "btm", "sensory")]
    alone = [answer(patient) for patient in patients]
    before = process_state()
    with ThreadPoolExecutor(THREADS) as pool:
        together = list(pool.map(answer, patients * 2))
    assert process_state() == before
    for number, found in enumerate(together):
        assert found == alone[number % len(patients)]


def test_every_permutation_walks_from_nobody_to_everybody_and_back() -> None:
    class Counting:
        """A game that adds up fixed worths and keeps what it was asked."""

        players = tuple("abcde")
        worth = np.arange(1.0, 6.0)[:, None] * np.ones((5, 4))

        def __init__(self) -> None:
            self.asked: list[np.ndarray] = []

        def values(self, coalitions: np.ndarray) -> np.ndarray:
            self.asked.append(coalitions)
            return coalitions.astype(float) @ self.worth

    game = Counting()
    np.testing.assert_allclose(field_shapley(game), Counting.worth)  # type: ignore[arg-type]
    assert len(game.asked) == permutations_for(5)
    assert len({walk.tobytes() for walk in game.asked}) > 1
    for walk in game.asked:
        sizes = walk.sum(1).tolist()
        assert sizes == [0, 1, 2, 3, 4, 5, 4, 3, 2, 1, 0]
        assert all((one ^ other).sum() == 1 for one, other in pairwise(walk))


@pytest.mark.parametrize("name", ["life", "fusion", "nhanes"])
def test_dxa_and_clinical_data_alone_take_a_shorter_way_to_the_same_numbers(name: str) -> None:
    """The shorter way multiplies layers out; the whole network, nothing remembered, says the same of any coalition."""
    chosen = load_model(name)
    record = {"clinical": {"age": 74, "sex": "female", "weight_kg": 58, "height_cm": 160, "prior_fracture": True}}
    for modalities in ({}, {"dxa": {"manufacturer": "hologic", "femoral_neck_bmd": 0.61, "lumbar_spine_bmd": 0.8}}):
        game = game_of(chosen, Patient.model_validate(record | modalities), next(iter(chosen.artifact.withheld)))
        coalitions = np.random.default_rng(2).random((12, len(game.players))) < 0.5
        assert game._lone is not None
        np.testing.assert_allclose(game.values(coalitions), game.values_uncached(coalitions), atol=5e-6)


def test_work_that_nobody_waits_for_ends() -> None:
    class OutOfDateError(Exception):
        pass

    asked = []

    def between() -> None:
        asked.append(True)
        if len(asked) == 2:
            raise OutOfDateError

    patient = Patient.model_validate({"clinical": {"age": 74, "sex": "female"}})
    with pytest.raises(OutOfDateError):
        load_model().explain_all(patient, between=between)
    assert load_model().explain_all(patient).keys() == load_model().explain_all(patient, between=lambda: None).keys()
