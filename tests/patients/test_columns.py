from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from osteo_core import Patient
from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import InvalidInput
from osteo_core.patients import dxa
from osteo_core.patients.columns import check, columns_of, harmonise
from osteo_core.patients.completeness import completeness, missing_fraction, present
from osteo_core.patients.describe import remarks
from osteo_core.patients.reference import z_score


def text(*values: Any) -> np.ndarray:
    return np.array(values, dtype=object)


def test_bmi_is_derived_only_where_not_entered() -> None:
    height, bmi = np.array([160.0, 160.0, np.nan]), np.array([np.nan, 25.3, np.nan])
    result = harmonise({"height_cm": height, "weight_kg": np.full(3, 64.0), "bmi": bmi})
    np.testing.assert_allclose(result.columns["bmi"], [25.0, 25.3, np.nan])  # 64 / 1.6² = 25
    np.testing.assert_array_equal(result.derived["bmi"], [True, False, False])


def test_bmd_gives_standardised_t_and_z() -> None:
    result = harmonise({
        "manufacturer": text("ge_lunar"), "femoral_neck_bmd": np.array([0.65]), "age": np.array([65.0]), "sex": text("female"),
        "ethnicity": text("european"),
    })  # fmt: skip
    assert result.columns["femoral_neck_sbmd"][0] == pytest.approx(0.58735)  # 0.939 * 0.65 - 0.023
    assert result.columns["femoral_neck_t"][0] == pytest.approx(-2.792824, abs=1e-6)
    hologic = (0.58735 - 0.019) / 1.087
    assert result.columns["femoral_neck_z"][0] == pytest.approx(float(z_score("femoral_neck", hologic, 65.0, "female", "european")))
    assert not result.derived["femoral_neck_bmd"][0]
    assert np.isnan(result.columns["total_hip_t"][0])


def test_t_alone_gives_bmd_on_the_manufacturers_scale_where_it_is_known() -> None:
    result = harmonise({"manufacturer": text("ge_lunar", None), "femoral_neck_t": np.array([-2.5, -2.5])})
    # Hologic 0.858 - 2.5 * 0.120 = 0.558; standardised 1.087 * 0.558 + 0.019 = 0.625546; Lunar (0.625546 + 0.023) / 0.939
    np.testing.assert_allclose(result.columns["femoral_neck_sbmd"], [0.625546, 0.625546])
    np.testing.assert_allclose(result.columns["femoral_neck_bmd"], [0.690677, np.nan], atol=1e-6)
    np.testing.assert_array_equal(result.derived["femoral_neck_bmd"], [True, False])
    np.testing.assert_array_equal(result.derived["femoral_neck_t"], [False, False])


def test_entered_scores_stay_as_entered() -> None:
    scores = {"total_hip_t": np.array([-2.2]), "total_hip_z": np.array([-0.5])}
    columns = {"manufacturer": text("hologic"), "total_hip_bmd": np.array([0.70]), **scores}
    full = harmonise(columns).columns
    assert (full["total_hip_t"][0], full["total_hip_z"][0]) == (-2.2, -0.5)
    assert full["total_hip_sbmd"][0] == pytest.approx(dxa.to_standardised("total_hip", 0.70, "hologic"))


def test_a_named_site_is_a_prior_fracture_but_silence_is_not_a_no() -> None:
    sites = np.empty(3, dtype=object)
    sites[0], sites[1] = ("hip",), ()
    result = harmonise({"prior_fracture_sites": sites, "prior_fracture": np.full(3, np.nan)})
    np.testing.assert_array_equal(result.columns["prior_fracture"], [1.0, np.nan, np.nan])
    np.testing.assert_array_equal(result.derived["prior_fracture"], [True, False, False])


def test_harmonise_gives_every_column_and_leaves_its_input_alone() -> None:
    columns = {"age": np.array([60.0, 70.0]), "height_cm": np.array([160.0, np.nan]), "weight_kg": np.array([60.0, 60.0])}
    before = {name: values.copy() for name, values in columns.items()}
    full = harmonise(columns).columns
    assert set(full) == {feature.name for feature in CATALOGUE if feature.kind != "array"}
    assert all(len(values) == 2 for values in full.values())
    for name, values in before.items():
        np.testing.assert_array_equal(columns[name], values)


def test_rows_are_independent() -> None:
    rng = np.random.default_rng(1)
    n = 200
    columns = {
        "manufacturer": rng.choice(text("hologic", "ge_lunar", "norland"), n), "femoral_neck_bmd": rng.uniform(0.4, 1.2, n),
        "lumbar_spine_t": np.where(rng.random(n) < 0.5, rng.uniform(-4, 2, n), np.nan), "age": rng.uniform(40, 85, n),
        "sex": rng.choice(text("female", "male", None), n), "ethnicity": rng.choice(text("asian", "african", "other", None), n),
    }  # fmt: skip
    order = rng.permutation(n)
    straight, shuffled = harmonise(columns).columns, harmonise({k: v[order] for k, v in columns.items()}).columns
    for name in ("femoral_neck_sbmd", "femoral_neck_t", "femoral_neck_z", "lumbar_spine_sbmd", "lumbar_spine_z"):
        np.testing.assert_array_equal(straight[name][order], shuffled[name])


def test_flags_unusual_values_and_disagreements() -> None:
    result = harmonise({
        "manufacturer": text("hologic", "hologic", "hologic"), "femoral_neck_bmd": np.full(3, 0.858),
        "femoral_neck_t": np.array([0.6, 0.7, -0.6]), "vitamin_d_25oh": np.array([20.0, 60.0, 300.0]),
    })  # fmt: skip
    flags = {(flag.kind, flag.field): flag.rows.tolist() for flag in result.flags}
    assert flags == {("unusual", "vitamin_d_25oh"): [True, False, True], ("disagreement", "femoral_neck_t"): [False, True, False]}


def test_microarchitecture_is_flagged_only_on_gross_disagreement() -> None:
    # 1 / 1.25 - 0.22 = 0.58
    result = harmonise({"tb_n": np.full(3, 1.25), "tb_th": np.full(3, 0.22), "tb_sp": np.array([0.70, 1.18, 0.28])})
    (rows,) = [flag.rows.tolist() for flag in result.flags if flag.kind == "disagreement"]
    assert rows == [False, True, True]


def test_detailed_history_against_the_clinical_answer() -> None:
    result = harmonise({
        "current_smoking": np.array([1.0, 0.0, np.nan]), "smoking_category": text("ex_smoker", "ex_smoker", "heavy"),
        "high_alcohol_intake": np.array([0.0, 1.0, 0.0]), "alcohol_category": text("3_to_6", "7_to_9", None),
    })  # fmt: skip
    flags = {flag.field: flag.rows.tolist() for flag in result.flags}
    assert flags == {"smoking_category": [True, False, False], "alcohol_category": [True, False, False]}


def test_check_names_row_and_column() -> None:
    found = check({"age": np.array([60.0, 19.0, np.nan]), "sex": text("female", "male", "divers")})
    assert [(p.row, p.where) for p in found] == [(1, "age"), (2, "sex")]
    assert found[0].text("en").startswith("Row 2, column age: Age: 19 years is outside the allowed range, 40 to 100")
    assert found[0].text("zh").startswith("第 2 行，列 age：年龄：19")


def test_check_refuses_infinite_values_and_halves_of_yes() -> None:
    found = check({"bmi": np.array([np.inf, 25.0]), "current_smoking": np.array([0.0, 0.5]), "rs1544410": np.array([1.0, 1.5])})
    assert [(p.row, p.where) for p in found] == [(0, "bmi"), (1, "current_smoking"), (1, "rs1544410")]


def test_check_of_an_empty_row() -> None:
    found = check({"age": np.array([60.0, np.nan]), "manufacturer": text(None, "hologic")})
    assert [(p.row, p.key) for p in found] == [(1, "patients.problem.empty")]


def test_columns_differing_in_length_are_refused() -> None:
    with pytest.raises(ValueError, match="2, 3"):
        check({"age": np.full(2, 60.0), "bmi": np.full(3, 25.0)})


def test_columns_of_a_table_read_kinds_and_leave_other_columns() -> None:
    frame = pd.DataFrame({
        "id": ["a", "b"], "age": [60, 71], "current_smoking": [True, False], "sex": ["female", None],
        "prior_fracture_sites": ["hip;vertebra", None], "status": ["normal", "osteopenia"],
    })  # fmt: skip
    columns = columns_of(frame)
    assert set(columns) == {"age", "current_smoking", "sex", "prior_fracture_sites"}
    np.testing.assert_array_equal(columns["current_smoking"], [1.0, 0.0])
    assert columns["sex"].tolist() == ["female", None]
    assert columns["prior_fracture_sites"][0] == ("hip", "vertebra")
    with pytest.raises(InvalidInput, match="Row 2, column age"):
        columns_of(pd.DataFrame({"age": ["60", "sixty"]}))


def test_completeness_counts_the_networks_fields(woman_with_dxa: dict[str, Any]) -> None:
    counts = completeness(Patient.model_validate(woman_with_dxa))
    assert (counts["dxa"].entered, counts["dxa"].total, counts["dxa"].missing) == (2, 3, ("lumbar_spine_bmd",))
    # age, sex, ethnicity, postmenopausal, and bmi by height and weight
    assert (counts["clinical"].entered, counts["clinical"].total) == (5, 15)
    assert not counts["gene"].present
    assert counts["gene"].total == 63


def test_missing_fraction_counts_present_modalities_only(woman_with_dxa: dict[str, Any], everything_measured: dict[str, Any]) -> None:
    some = harmonise(Patient.model_validate(woman_with_dxa).columns()).columns
    assert missing_fraction(some)[0] == pytest.approx((1 + 10) / 18)
    everything = harmonise(Patient.model_validate(everything_measured).columns()).columns
    assert missing_fraction(everything)[0] == 0
    assert all(rows[0] for rows in present(everything).values())


def test_menopause_is_not_asked_of_men() -> None:
    man = Patient.model_validate({"clinical": {"sex": "male", "age": 60}})
    woman = Patient.model_validate({"clinical": {"sex": "female", "age": 60}})
    assert completeness(man)["clinical"].total == 14
    assert completeness(woman)["clinical"].total == 15


def test_remarks_in_both_languages(woman_with_dxa: dict[str, Any]) -> None:
    woman_with_dxa["clinical"]["vitamin_d_25oh"] = 12
    found = remarks(harmonise(Patient.model_validate(woman_with_dxa).columns()))
    sentences = {(remark.kind, remark.field): remark for remark in found}
    unusual = sentences["unusual", "vitamin_d_25oh"].text("en")
    assert unusual.startswith("Vitamin D, 25(OH)D: 12 nmol/L is outside the usual range, 25 to 125 nmol/L; please check it")
    assert unusual.endswith(": 12 ng/mL would be 30 nmol/L")
    assert "由其他字段推算" in sentences["derived", "bmi"].text("zh")
    assert "21.5" in sentences["derived", "bmi"].text("en")
    assert "−2.1" in sentences["derived", "femoral_neck_t"].text("en")  # -2.05, ties toward the more negative
    assert sentences["absent", "gene"].text("zh") == "基因：未测量"
