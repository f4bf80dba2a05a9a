"""The parts of the pages that compute: units, the draft, what a what-if drops."""

from __future__ import annotations

import pytest

from osteo_core.catalogue import CATALOGUE
from osteo_core.constants import MODALITIES
from osteo_core.patients import Patient
from osteo_core.patients.changes import changed
from osteo_core.patients.examples import list_examples, load_example
from osteo_core.patients.reading.usable import nested
from osteo_core.training import card
from osteo_core.translations import LANGUAGES
from pages._widgets.about.cards import in_language, metric_rows
from pages._widgets.answers.why import value_text
from pages._widgets.shared import record
from pages._widgets.shared.language import translator
from pages._widgets.shared.units import conventional


@pytest.mark.parametrize("example", list_examples(), ids=lambda example: example.id)
def test_a_draft_is_the_whole_record(example: object) -> None:
    patient = load_example(example.id)  # type: ignore[attr-defined]
    again = Patient.read(nested(record.flat(patient)))
    assert again.entered() == patient.entered()


def test_shown_units_convert_there_and_back() -> None:
    calcium = conventional(CATALOGUE["serum_calcium"])
    assert calcium.feature.unit == "mg/dL"
    assert calcium.si(9.4) == pytest.approx(2.3453)
    assert calcium.text(calcium.si(9.4)) == "9.40"
    assert calcium.text(None) == ""


def test_a_new_bmd_drops_the_scores_that_restate_it() -> None:
    draft = {"femoral_neck_bmd": 0.6, "femoral_neck_t": -2.2, "femoral_neck_z": -0.5, "total_hip_t": -2.0, "manufacturer": "hologic"}
    assert changed(draft, {"femoral_neck_bmd": 0.9}) == {"femoral_neck_bmd": 0.9, "total_hip_t": -2.0, "manufacturer": "hologic"}
    assert changed(draft, {"femoral_neck_bmd": 0.6}) == draft


def test_bmi_and_body_size_never_contradict_each_other() -> None:
    draft = {"height_cm": 160.0, "weight_kg": 56.0, "bmi": 21.9}
    assert changed(draft, {"bmi": 30.0}) == {"bmi": 30.0}
    assert changed(draft, {"weight_kg": 80.0}) == {"height_cm": 160.0, "weight_kg": 80.0}
    assert changed(draft, {"weight_kg": None}) == {"height_cm": 160.0}


def test_what_if_offers_every_single_field_that_can_be_entered() -> None:
    names = {f.name for m in MODALITIES for f in CATALOGUE.entered(m)}
    assert {"femoral_neck_bmd", "age", "ctx", "bv_tv", "rs2277438", "gait_speed"} <= names


def test_the_card_is_read_in_either_language() -> None:
    texts = (card.INTENDED_USE, card.NOT_FOR, card.DATA, *card.LIMITS, *card.CHOICES)
    for text in texts:
        assert in_language(text, "en") == text
        assert in_language(text, "zh") != text
    assert in_language("made up", "zh") == "made up"


def test_a_cards_figures_become_rows() -> None:
    found = {"n": 10, "events": 4, "auc": {"estimate": 0.9, "low": 0.8, "high": 0.95}, "brier": 0.1, "calibration": {"slope": 1.02}}
    rows = metric_rows(
        {"heldout": {"osteoporosis": found, "fracture": found}, "comparisons": {"lightgbm": {"osteoporosis": {"ours": 0.9}}}}
    )
    assert [(r["people"], r["outcome"], r["auc"]) for r in rows] == [
        ("heldout", "osteoporosis", "0.900 (0.800–0.950)"),
        ("heldout", "fracture", "0.900 (0.800–0.950)"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "name, value, written",
    [
        ("total_hip_bmd", 0.7343, "0.7343"),
        ("total_hip_bmd", 0.5750722864019404, "0.575"),
        ("bmi", 24.017059580782423, "24.0"),
        ("age", 71, "71"),
    ],
)
def test_a_label_says_what_was_entered_and_rounds_what_was_drawn(name: str, value: float, written: str, language: str) -> None:
    assert value_text(name, value, translator(language), language).split()[0] == written
