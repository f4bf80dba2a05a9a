"""Which columns are read, which are left unread, and which are misspelt."""

from __future__ import annotations

import pytest

from osteo_core.errors import InvalidInput
from osteo_core.patients.tables.header import known_columns, named, table_features
from osteo_core.patients.tables.read import open_patients
from tests import folders

CASES = folders.GOLDEN / "cases"
ORDINARY = (
    "name", "hospital", "comment", "visit_date", "Unnamed: 0", "", "page", "wage",
    "stage", "age_group", "bmi_class", "date", "site", "gender",
    "patient_id", "pid", "X", "X1", "row", "fracture", "diagnosis", "notes", "region", "ct", "mri", "crp", "creatinine", "hip", "income",
    "age_at_menopause", "pulse", "姓名", "医院", "备注", "rs999999999",
)  # fmt: skip
MISSPELT = {
    "femoral_neck_bdm": "femoral_neck_bmd", "agee": "age", "aeg": "age", "sxe": "sex", "sexe": "sex", "heigth_cm": "height_cm",
    "height": "height_cm", "weight": "weight_kg", "wieght_kg": "weight_kg", "femoral_neck_t_score": "femoral_neck_t",
    "prior_fractures": "prior_fracture", "rheumatoid_artritis": "rheumatoid_arthritis", "glucocorticoids": "glucocorticoid_use",
    "vitamin_d": "vitamin_d_25oh", "p1pn": "p1np", "etnicity": "ethnicity", "rs2277438_A": "rs2277438", "manufacter": "manufacturer",
}  # fmt: skip


@pytest.mark.parametrize("name", ORDINARY)
def test_ordinary_columns_are_left_unread(name: str) -> None:
    places, unread = known_columns("t.csv", ["bmi", name])
    assert places == {"bmi": 0}
    assert unread == (name,)


@pytest.mark.parametrize("name", MISSPELT)
def test_misspelt_columns_are_asked_about(name: str) -> None:
    with pytest.raises(InvalidInput, match=MISSPELT[name]) as refused:
        known_columns("t.csv", ["bmi", name])
    assert f'"{name}"' in str(refused.value)


def test_what_resembles_a_column_that_is_there_is_another_column() -> None:
    assert known_columns("t.csv", ["age", "age2", "height_cm", "height_m"])[1] == ("age2", "height_m")


@pytest.mark.parametrize("name", ["Femoral_Neck_T", " femoral_neck_t ", "FEMORAL NECK T", "femoral-neck-t", "femoral.neck.t"])
def test_capitals_and_blanks_do_not_matter(name: str) -> None:
    assert known_columns("t.csv", [name, "Age"])[0] == {"femoral_neck_t": 0, "age": 1}
    with pytest.raises(InvalidInput, match="more than once"):
        known_columns("t.csv", [name, "femoral_neck_t"])


def test_every_column_of_the_catalogue_is_known() -> None:
    assert known_columns("t.csv", list(table_features()))[1] == ()


def test_strict_refuses_what_is_unknown_in_one_short_line() -> None:
    with pytest.raises(InvalidInput) as refused:
        known_columns("t.csv", ["age", *(f"rs9{i:09}" for i in range(10_000)), "x\x1b[31m" + "y" * 500], strict=True)
    (problem,) = refused.value.problems
    for language in ("en", "zh"):
        assert len(problem.text(language)) < 400
        assert "10001" in problem.text(language)
    assert named([f"c{i}" for i in range(12)]).endswith('"c9" … (+2)')
    assert "\x1b" not in named(["\x1b[31m"])


def test_row_names_of_r_are_left_unread() -> None:
    table = open_patients(CASES / "r_row_names.csv")
    assert table.unread == ("",)
    (chunk,) = table.chunks()
    assert chunk.problems == []
    assert chunk.ids.tolist() == ["A01", "A02"]
    assert chunk.columns["prior_fracture"].tolist() == [1, 0]
    assert chunk.columns["femoral_neck_t"][0] == -2.6
