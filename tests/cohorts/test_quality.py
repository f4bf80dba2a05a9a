import numpy as np
import pandas as pd
import pytest

from osteo_core.cohorts.quality import check_quality
from osteo_core.translations import translate


@pytest.fixture
def table() -> pd.DataFrame:
    n = 40
    rng = np.random.default_rng(0)
    height, weight = np.round(rng.normal(160, 6, n), 1), np.round(rng.normal(62, 8, n), 1)
    frame = pd.DataFrame({
        "id": [f"P{i}" for i in range(n)], "age": np.round(rng.normal(65, 8, n), 1), "sex": ["female", "male"] * (n // 2),
        "height_cm": height, "weight_kg": weight, "bmi": weight / (height / 100) ** 2, "postmenopausal": [1.0, 0.0] * (n // 2),
        "prior_fracture": 0.0, "manufacturer": "hologic", "femoral_neck_bmd": np.round(rng.normal(0.72, 0.08, n), 3),
        "ctx": np.round(rng.lognormal(-1, 0.3, n), 3),
    })  # fmt: skip
    frame["femoral_neck_t"] = (frame["femoral_neck_bmd"] - 0.858) / 0.120
    frame["prior_fracture_sites"] = pd.Series([None] * n, dtype=object)
    return frame


def found(table: pd.DataFrame) -> dict[tuple[str, tuple[str, ...]], list[int]]:
    return {(f.key, f.fields): f.rows.tolist() for f in check_quality(table).findings}


def test_a_clean_table_has_no_findings_and_is_not_changed(table):
    quality = check_quality(table)
    assert quality.findings == ()
    assert quality.values_set_missing == 0
    pd.testing.assert_frame_equal(quality.table, table)


@pytest.mark.parametrize(
    "row, changes, key, fields",
    [
        (3, {"height_cm": 1.63}, "range", ("height_cm",)),
        (4, {"femoral_neck_bmd": 712.0}, "range", ("femoral_neck_bmd",)),
        (5, {"prior_fracture": 2.0}, "range", ("prior_fracture",)),
        (6, {"age": 120.0}, "range", ("age",)),
        (7, {"weight_kg": 95.0}, "bmi", ("height_cm", "weight_kg", "bmi")),
        (8, {"femoral_neck_t": 2.5}, "t_score", ("femoral_neck_t",)),
        (9, {"postmenopausal": 1.0}, "postmenopausal_man", ("postmenopausal",)),
        (10, {"prior_fracture_sites": ("hip",)}, "fracture_sites", ("prior_fracture", "prior_fracture_sites")),
        (11, {"manufacturer": None}, "manufacturer", ("femoral_neck_bmd",)),
    ],
)
def test_each_fault_is_found_where_it_is_and_set_to_missing(table, row, changes, key, fields):
    for name, value in changes.items():
        table.at[row, name] = value
    assert found(table) == {(key, fields): [row]}
    quality = check_quality(table)
    assert quality.table.loc[row, list(fields)].isna().all()
    assert quality.values_set_missing == len(fields)
    others = quality.table.drop(columns=list(fields))
    pd.testing.assert_frame_equal(others, table.drop(columns=list(fields)))


def test_a_rare_value_is_reported_and_kept(table):
    table.loc[2, "ctx"] = 4.5
    quality = check_quality(table)
    assert [(f.key, f.fields, f.count, f.action) for f in quality.findings] == [("far_out", ("ctx",), 1, "reported")]
    assert quality.table.loc[2, "ctx"] == 4.5
    assert quality.values_set_missing == 0


def test_a_young_person_is_no_outlier(table):
    table.loc[1, "age"] = 31.0
    assert ("range", ("age",)) not in found(table)


def test_the_callers_table_is_left_alone(table):
    table.loc[3, "height_cm"] = 1.63
    check_quality(table)
    assert table.loc[3, "height_cm"] == 1.63


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_finding_has_a_name(language):
    checks = ["range", "bmi", "t_score", "postmenopausal_man", "fracture_sites", "manufacturer", "far_out", "disagreement"]
    keys = [*checks, "set_missing", "reported"]
    assert all(translate(f"quality.{key}", language) for key in keys)
