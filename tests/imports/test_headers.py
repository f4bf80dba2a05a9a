"""What a column's name says: fields, units and codes in both languages; and what only looks like a field."""

from __future__ import annotations

import pytest

from osteo_core.catalogue import CATALOGUE
from osteo_core.catalogue.synonyms import plain, unit_key
from osteo_core.imports.suggestion.columns import LIMIT
from osteo_core.imports.suggestion.headers import read_header
from osteo_core.imports.suggestion.lexicon import phrases
from osteo_core.imports.suggestion.written_codes import codes_in

FIELDS = {
    "Sex(M=1, W=2)": "sex",
    "Age(years)": "age",
    "L spine BMD(g/cm2)": "lumbar_spine_bmd",
    "Lumbar spine LS T-score": "lumbar_spine_t",
    "FN_T": "femoral_neck_t",
    "fnbmd": "femoral_neck_bmd",
    "LSTscore": "lumbar_spine_t",
    "TotalHipBMD": "total_hip_bmd",
    "Femoral Neck Left Z-score": "femoral_neck_z",
    "wieght": "weight_kg",
    "Femral neck BMD": "femoral_neck_bmd",
    "25(OH)D3 (ng/mL)": "vitamin_d_25oh",
    "25OHVD": "vitamin_d_25oh",
    "vitd_nmol_l": "vitamin_d_25oh",
    "血钙(mmol/L)": "serum_calcium",
    "腰椎L1-L4骨密度": "lumbar_spine_bmd",
    "左股骨颈BMD": "femoral_neck_bmd",
    "全髋T值": "total_hip_t",
    "β-CTX(pg/ml)": "ctx",
    "N-MID骨钙素": "osteocalcin",
    "年齡": "age",
    "股骨頸T值": "femoral_neck_t",
    "17861-6": "serum_calcium",
    "既往骨折史（有/无）": "prior_fracture",
    "parent_hip_fx": "parental_hip_fracture",
    "身高/cm": "height_cm",
    "TBS L1-4": "tbs",
    "prednisolone dose (mg/d)": "glucocorticoid_dose",
    "Genant grade": "vertebral_fracture_grade",
    "vert_fx_grade_genant": "vertebral_fracture_grade",
    "椎体骨折Genant分级": "vertebral_fracture_grade",
}
NO_FIELDS = (
    "FNCTz-score",
    "TBSz-score",
    "Neck width(cm)",
    "Cortical thicknessT(cm)",
    "Buckling ratio",
    "Phosphorus(mg/dl)",
    "eGFR",
    "age at menopause",
    "绝经年龄",
    "尿钙",
    "Father height",
    "L2-L4 BMD",
    "L1 BMD",
    "Ward's BMD",
    "1/3 Radius T-score",
    "Femoral neck BMC",
    "hip circumference",
    "calcium supplement",
    "Change in total hip BMD",
    "Heel BMD",
    "fracture date",
    "birth weight",
    "Urine calcium",
)


@pytest.mark.parametrize("name, field", FIELDS.items())
def test_a_name_means_its_field(name: str, field: str) -> None:
    found = read_header(name).targets
    assert max(found, key=found.__getitem__) == field
    assert found[field] >= LIMIT


@pytest.mark.parametrize("name", NO_FIELDS)
def test_what_looks_like_a_field_is_below_the_limit(name: str) -> None:
    assert all(confidence < LIMIT for confidence in read_header(name).targets.values())


@pytest.mark.parametrize(
    "name, unit",
    [
        ("Height, cm", "cm"),
        ("weight_kg", "kg"),
        ("BMI(kg/m2)", "kg/m²"),
        ("25OHD_ng_ml", "µg/L"),
        ("ht_m", "m"),
        ("体重公斤", None),
        ("Age [yrs]", "years"),
    ],
)
def test_the_unit_in_a_name(name: str, unit: str | None) -> None:
    found = read_header(name).unit
    assert (found and unit_key(found)) == (unit and unit_key(unit))


@pytest.mark.parametrize(
    "text, codes",
    [
        ("M=1, W=2", {"1": "M", "2": "W"}),
        ("0: no; 1: yes", {"0": "no", "1": "yes"}),
        ("1男2女", {"1": "男", "2": "女"}),
        ("男1 女2", {"1": "男", "2": "女"}),
        ("1=male 2=female", {"1": "male", "2": "female"}),
        ("g/cm2", {}),
        ("L1-L4", {}),
    ],
)
def test_codes_in_a_name(text: str, codes: dict[str, str]) -> None:
    assert codes_in(text) == codes


def test_every_field_that_can_be_entered_is_found_by_its_name_and_its_labels() -> None:
    """The one catalogue: what the form calls a field, the import knows."""
    for feature in CATALOGUE:
        if feature.kind not in ("array", "dosage") and feature.enterable:
            for name in (feature.name, *(feature.label_in(language) for language in feature.label)):
                assert read_header(name).targets.get(feature.name, 0) >= LIMIT, name


def test_no_word_means_two_fields() -> None:
    twice = {phrase: [m.name for m in meanings if m.kind == "field"] for phrase, meanings in phrases().items()}
    assert {phrase: names for phrase, names in twice.items() if len(names) > 1} == {}


def test_spellings_of_a_unit_are_one() -> None:
    assert unit_key("ng/ml") == unit_key("µg/L") == unit_key("ug / l")
    assert unit_key("g/cm^2") == unit_key("g/cm²") != unit_key("mg/cm2")
    assert plain("Femoral_Neck-BMD") == plain("femoral neck  bmd")
