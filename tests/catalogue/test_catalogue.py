from __future__ import annotations

import re

import pytest

from osteo_core.catalogue import BLOCKS, CATALOGUE, Feature
from osteo_core.catalogue.network_features import ENTERED_NAME, NETWORK_COLUMNS, NETWORK_FEATURES
from osteo_core.constants import MODALITIES
from osteo_core.translations import LANGUAGES

# The fields that the public contract names (design, section 3).
CONTRACT = {
    "dxa": "manufacturer lumbar_spine_bmd femoral_neck_bmd total_hip_bmd lumbar_spine_t femoral_neck_t total_hip_t "
    "lumbar_spine_z femoral_neck_z total_hip_z",
    "clinical": "age sex ethnicity height_cm weight_kg bmi postmenopausal prior_fracture prior_fracture_sites parental_hip_fracture "
    "current_smoking high_alcohol_intake glucocorticoid_use rheumatoid_arthritis secondary_osteoporosis calcium_intake vitamin_d_25oh "
    "serum_calcium",
    "btm": "balp osteocalcin p1np ctx trap5b",
    "micro": "bv_tv tb_n tb_th tb_sp ct_th volume",
    "sensory": "sway_velocity single_leg_stance gait_speed step_length step_length_cv falls_12m fall_risk_score series",
}

# The network's inputs in their order (shared interface of the project).
NETWORK = {
    "dxa": "lumbar_spine_sbmd femoral_neck_sbmd total_hip_sbmd",
    "clinical": "age sex ethnicity bmi postmenopausal prior_fracture parental_hip_fracture current_smoking high_alcohol_intake "
    "glucocorticoid_use rheumatoid_arthritis secondary_osteoporosis calcium_intake vitamin_d_25oh serum_calcium",
    "btm": "balp osteocalcin p1np ctx trap5b",
    "micro": "bv_tv tb_n tb_th tb_sp ct_th",
    "sensory": "sway_velocity single_leg_stance gait_speed step_length step_length_cv falls_12m fall_risk_score",
}

# The questions of QFracture-2012 that the six modalities do not answer exactly.
QFRACTURE_QUESTIONS = 23


@pytest.mark.parametrize("block", CONTRACT)
def test_the_contracts_fields_can_be_entered(block: str) -> None:
    assert {feature.name for feature in CATALOGUE.enterable(block)} == set(CONTRACT[block].split())


@pytest.mark.parametrize("modality", NETWORK)
def test_network_inputs_and_their_order(modality: str) -> None:
    assert NETWORK_FEATURES[modality] == tuple(NETWORK[modality].split())


def test_63_snps_in_the_panels_order() -> None:
    assert len(CATALOGUE.snp_names) == len(set(CATALOGUE.snp_names)) == 63
    assert NETWORK_FEATURES["gene"] == CATALOGUE.snp_names
    assert CATALOGUE.snp_names[0] == "rs2277438"
    assert CATALOGUE.snp_names[-1] == "rs1801133"


def test_snp_help_says_what_the_paper_names() -> None:
    assert "paper names this SNP" in CATALOGUE["rs1544410"].help_in("en")
    assert "gene VDR (FokI) only" in CATALOGUE["rs2228570"].help_in("en")
    assert "does not name it" in CATALOGUE["rs1801133"].help_in("en")


def test_network_columns_are_98_and_keep_a_persons_name_for_each() -> None:
    assert len(NETWORK_COLUMNS) == 98
    assert ENTERED_NAME["femoral_neck_sbmd"] == "femoral_neck_bmd"
    assert ENTERED_NAME["bmi"] == "bmi"
    assert all(CATALOGUE[name].enterable for name in ENTERED_NAME.values())


@pytest.mark.parametrize("feature", CATALOGUE, ids=lambda feature: feature.name)
def test_every_feature_is_whole(feature: Feature) -> None:
    assert feature.modality in BLOCKS
    assert set(feature.label) == set(feature.help) == set(LANGUAGES)
    assert all(feature.label.values())
    assert all(feature.help.values())
    assert re.search(r"[\u4e00-\u9fff]", feature.help_in("zh"))
    if feature.kind in ("continuous", "integer", "dosage") and feature.enterable:
        assert feature.allowed is not None
        assert feature.usual is not None
        assert feature.allowed[0] <= feature.usual[0] < feature.usual[1] <= feature.allowed[1]
    if feature.kind in ("category", "set"):
        assert all(feature.category_in(category, language) for category in feature.categories for language in LANGUAGES)
    if feature.loinc:
        assert _loinc_check_digit(feature.loinc)


def _loinc_check_digit(code: str) -> bool:
    """The check digit of a LOINC code (mod 10, Luhn)."""
    number, digit = code.split("-")
    doubled = [int(d) * (2 if i % 2 == 0 else 1) for i, d in enumerate(reversed(number))]
    return (10 - sum(d // 10 + d % 10 for d in doubled) % 10) % 10 == int(digit)


def test_history_holds_qfractures_questions() -> None:
    asked = [feature for feature in CATALOGUE.of("history") if (feature.source or "").startswith("QFracture")]
    assert len(asked) == QFRACTURE_QUESTIONS
    others = [feature.name for feature in CATALOGUE.of("history") if feature not in asked]
    assert others == ["glucocorticoid_dose", "tbs", "vertebral_fracture_grade"]
    assert not any(feature.network for feature in CATALOGUE.of("history"))


def test_forms_ask_for_neither_derived_nor_arrays() -> None:
    asked = [feature.name for feature in CATALOGUE.entered("dxa")]
    assert asked == ["manufacturer", "lumbar_spine_bmd", "femoral_neck_bmd", "total_hip_bmd"]
    assert "volume" not in {feature.name for feature in CATALOGUE.entered("micro")}


def test_modality_labels() -> None:
    assert [CATALOGUE.modality_label(modality, "en") for modality in MODALITIES] == [
        "DXA", "Clinical", "Turnover markers", "Microarchitecture", "Genes", "Balance and gait",
    ]  # fmt: skip
    assert CATALOGUE.modality_label("gene", "zh") == "基因"
    assert CATALOGUE["age"].unit_in("zh") == "岁"
    assert CATALOGUE["femoral_neck_bmd"].unit_in("zh") == "g/cm²"
