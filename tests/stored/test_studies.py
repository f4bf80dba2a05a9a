"""What ships for evaluation: whole, about the networks that ship, and bound by the laws of the world that it came from."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from osteo_core import load_model
from osteo_core.errors import ArtifactError
from osteo_core.evaluation.discrimination.auc import auc, auc_difference
from osteo_core.inference.sums import SUMS, record_sums
from osteo_core.locations import ARTIFACTS_DIR
from osteo_core.patients.table_row import patient_of
from osteo_core.scores.frax_style import score as frax_style
from osteo_core.stored import files as shipped_files
from osteo_core.stored import nhanes_people as real_people
from osteo_core.stored import studies as shipped
from osteo_core.stored.nhanes_tasks import TASKS
from osteo_core.training.people import ROW_MODALITIES, SIMPLIFIED_ROW, training_split
from osteo_core.translations import LANGUAGES, sentences

ASKED = [(people, outcome) for people in shipped.PEOPLE for outcome in shipped.OUTCOMES[people]]
VIRTUAL = [pair for pair in ASKED if pair[0] != "nhanes"]
PAGE = ARTIFACTS_DIR.parent / "docs" / "benchmark.md"


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = Path(shutil.copytree(shipped_files.EVALUATION, tmp_path / "evaluation"))
    monkeypatch.setattr(shipped_files, "EVALUATION", folder)
    return folder


@pytest.fixture(scope="module")
def held_out() -> pd.DataFrame:
    return training_split(load_model("fusion").artifact)[1]


@pytest.mark.parametrize("people, outcome", ASKED)
def test_every_study_has_its_models_in_order_and_whole_groups(people: str, outcome: str) -> None:
    study = shipped.study(people, outcome)
    assert tuple(study.predictions) == shipped.models(people, outcome)
    assert 0 < study.events < study.n
    for column, labels in shipped.groups(people).items():
        assert set(study.groups[column]) == set(labels), column
    for name in study.probabilities:
        known = study.predictions[name][np.isfinite(study.predictions[name])]
        assert ((known > 0) & (known < 1)).all(), name


@pytest.mark.parametrize("people, outcome", ASKED)
def test_every_model_has_a_name_in_both_languages(people: str, outcome: str) -> None:
    for language in LANGUAGES:
        for model in shipped.models(people, outcome):
            assert sentences(language)[shipped.name_key(people, outcome, model)]


def test_an_outcome_that_these_people_do_not_have_is_refused() -> None:
    with pytest.raises(KeyError, match="no outcome"):
        shipped.study("nhanes", "fracture")
    with pytest.raises(KeyError, match="no outcome"):
        shipped.survival_study("nhanes")
    with pytest.raises(KeyError, match="no outcome"):
        shipped.survival_study("test", "hip_fracture")


@pytest.mark.parametrize(
    "people, stored, models",
    [("test", "heldout", ("fusion", "simplified")), ("external", "external", ("fusion", "simplified")), ("life", "heldout", ("life",))],
)
def test_the_networks_say_what_their_own_artifacts_say(people: str, stored: str, models: tuple[str, ...]) -> None:
    found = shipped.table(people)
    for model in models:
        theirs = pd.read_parquet(ARTIFACTS_DIR / model / f"{stored}.parquet")
        assert found["id"].tolist() == theirs["id"].tolist()
        for column in ("p_normal", "p_osteopenia", "p_osteoporosis", "p_fracture"):
            np.testing.assert_array_equal(found[f"{column}_{model}"], theirs[column])
        assert found["status"].tolist() == theirs["status"].tolist()
        for column in ("fracture_time", "fracture_event", "fracture_weight"):  # drawn again, to the last digits but one
            np.testing.assert_allclose(found[column], theirs[column], rtol=1e-6)


@pytest.mark.parametrize("row", [0, 700, 2571])
def test_dxa_alone_and_frax_style_are_those_of_the_person(held_out: pd.DataFrame, row: int) -> None:
    stored = shipped.table("test").iloc[row]
    assert stored["id"] == held_out["id"].iloc[row]
    alone = load_model("fusion").assess(patient_of(held_out, row, ("dxa",)))
    assert alone.fracture is not None
    assert stored["p_osteoporosis_dxa_only"] == pytest.approx(alone.osteoporosis.probability, abs=1e-6)
    assert stored["p_fracture_dxa_only"] == pytest.approx(alone.fracture.probability, abs=1e-6)
    frax = frax_style.for_patient(patient_of(held_out, row)).value("major")
    assert frax is not None
    assert frax.value is not None
    assert stored["p_fracture_frax_style"] == pytest.approx(frax.value / 100, abs=1e-9)


@pytest.mark.parametrize("people, outcome", VIRTUAL)
def test_no_model_ranks_better_than_the_best_possible_beyond_chance(people: str, outcome: str) -> None:
    study = shipped.study(people, outcome)
    for model in shipped.models(people, outcome):
        if model != "oracle":
            both = study.comparing(("oracle", model))
            assert auc_difference(both.outcome, both.predictions["oracle"], both.predictions[model]).high >= 0, model


@pytest.mark.parametrize("people, outcome", [pair for pair in VIRTUAL if pair[1] != "osteoporosis"])
def test_fracture_is_of_those_known_at_ten_years_and_weights_stand_in_for_the_others(people: str, outcome: str) -> None:
    study, everybody = shipped.study(people, outcome), shipped.survival_study(people, outcome)
    assert study.follow_up is not None
    assert study.weight is not None
    fractured = (study.follow_up.event == 1) & (study.follow_up.time <= 10)
    np.testing.assert_array_equal(study.outcome, fractured)
    assert ((study.follow_up.event > 0) | (study.follow_up.time >= 10)).all()
    assert study.n + study.left_out == everybody.n == len(shipped.table(people))
    assert (study.weight >= 1).all()
    assert study.weight.sum() == pytest.approx(everybody.n, rel=0.02)
    assert everybody.weight is None


def test_real_people_are_compared_as_on_their_own_page() -> None:
    study = shipped.study("nhanes", "prevalent_fracture")
    page = real_people.findings(real_people.load(), TASKS["prevalent_fracture"], weighted=False)
    compared = study.comparing(tuple(study.predictions))
    assert (compared.n, compared.events, compared.left_out) == (page.n, page.events, page.left_out)
    for model, shown in page.methods.set_index("method").iterrows():
        assert auc(compared.outcome, compared.predictions[str(model)]).estimate == pytest.approx(shown["auc"], abs=1e-12)


@pytest.mark.parametrize("people", shipped.PEOPLE)
def test_three_classes_agree_with_the_study_of_osteoporosis(people: str) -> None:
    three, study = shipped.classes(people), shipped.study(people, "osteoporosis")
    np.testing.assert_array_equal(three.status == "osteoporosis", study.outcome == 1)
    for model, p in three.probabilities.items():
        np.testing.assert_allclose(p.sum(1), 1, atol=1e-6)
        np.testing.assert_array_equal(p[:, 2], study.predictions[model])


def test_rows_are_the_benchmarks() -> None:
    rows = shipped.rows().set_index(["people", "row", "model"]).sort_index()
    page = PAGE.read_text(encoding="utf-8").split("\n## ")
    section = {part.split("\n")[0]: part for part in page}

    def line(title: str, name: str) -> str:
        whole = next(text for heading, text in section.items() if heading.startswith(title))
        return next(each for each in whole.splitlines() if each.startswith(f"| {name} |"))

    for row in ROW_MODALITIES:
        fresh, held = rows.loc["fresh", row], rows.loc["test", row]
        ours = fresh.loc["fusion"]
        limit = line("Osteoporosis: AUC under", row)
        assert f"AUC {ours['auc']:.4f}" in limit
        assert f"{fresh.loc['oracle', 'auc'] - ours['auc']:+.4f} (" in limit
        assert f"Brier {ours['brier']:.4f}" in line("Osteoporosis: calibration slope", row)
        assert f"AUC {held.loc['fusion', 'auc']:.3f}" in line("Held-out people", row)
        assert f"{held.loc['fusion', 'n']:.0f} people" in line("Held-out people", row)
        for model, name in (("logistic", "logistic regression"), ("lightgbm", "LightGBM")):
            assert f"{ours['auc'] - fresh.loc[model, 'auc']:+.4f} (" in line("Osteoporosis: AUC minus", f"{row}, {name}")
    assert set(rows.query("model == 'simplified'").index.get_level_values("row")) == {SIMPLIFIED_ROW}


def test_the_flow_of_selection_is_the_one_that_training_recorded() -> None:
    found, recorded = shipped.selection(), load_model("fusion").artifact.training["selection"]
    assert {key: found[key] for key in ("sources", "overlap", "steps")} == recorded
    assert found["split"]["train"]["people"] + found["split"]["test"]["people"] == found["cohort"] == 12_856
    for before, after in zip(found["steps"], found["steps"][1:], strict=False):
        assert before["after"] == after["before"]


def test_the_card_says_how_and_that_it_is_not_evidence() -> None:
    card = shipped.card()
    assert "evidence about patients" in card["not_evidence"]
    for part in ("people", "rows", "selection"):
        # Cards keep the command that made them, which may be the old name.
        assert card["parts"][part]["command"] in (f"{shipped_files.COMMAND} {part}", f"python -m osteo_core.benchmark.shipped {part}")
        assert card["parts"][part]["seeds"]
    assert re.search(r"rounds", card["parts"]["people"]["rivals"]["fracture"]["lightgbm"]["settings"])
    assert sum(path.stat().st_size for path in shipped_files.EVALUATION.iterdir()) < 4e6


@pytest.mark.parametrize("read, file", [(shipped.rows, "rows.parquet"), (shipped.card, "card.json")])
def test_an_altered_file_is_refused_and_named(copy: Path, read: object, file: str) -> None:
    content = bytearray((copy / file).read_bytes())
    content[len(content) // 2] ^= 1
    (copy / file).write_bytes(content)
    with pytest.raises(ArtifactError, match=f"{file}.*SHA-256"):
        read()  # type: ignore[operator]


@pytest.mark.parametrize("file", ["test.parquet", SUMS])
def test_a_missing_file_is_named_with_the_command_that_makes_it(copy: Path, file: str) -> None:
    (copy / file).unlink()
    with pytest.raises(ArtifactError) as caught:
        shipped.study("test", "fracture")
    for language in LANGUAGES:
        assert file in caught.value.text(language)
        assert shipped_files.COMMAND in caught.value.text(language)


def test_figures_of_another_network_are_refused(copy: Path) -> None:
    card = json.loads((copy / "card.json").read_text(encoding="utf-8"))
    card["parts"]["people"]["weights"]["fusion"] = "0" * 64
    (copy / "card.json").write_text(json.dumps(card), encoding="utf-8")
    record_sums(copy, json.loads((copy / SUMS).read_text(encoding="utf-8")))
    with pytest.raises(ArtifactError, match=r"fusion.*than those that ship"):
        shipped.study("external", "osteoporosis")
    assert shipped.selection()
