"""The public files give back the shipped extract's rows, and what is not the file that it should be is refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from osteo_core.cohorts.nhanes.answers import extract_columns
from osteo_core.cohorts.nhanes.extract import EXTRACT, load_nhanes
from osteo_core.cohorts.nhanes.files import load_nhanes_files, read_cycle
from osteo_core.errors import InvalidInput, Problem
from tests import folders

GOLDEN = folders.GOLDEN / "xpt"
NOT_IN_THESE_FILES = ["mort_status_2015", "mort_leading_cause", "mort_months_from_exam"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path in GOLDEN.glob("*.XPT"):
        shutil.copy(path, tmp_path)
    return tmp_path


def problems(folder: Path, cycle: str = "E") -> list[Problem]:
    with pytest.raises(InvalidInput) as caught:
        read_cycle(folder, cycle)
    for problem in caught.value.problems:
        assert problem.text("en")
        assert problem.text("zh")
    return list(caught.value.problems)


def patch_number(path: Path, old: bytes, new: bytes) -> None:
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new, 1))


def ibm(value: int) -> bytes:
    """A whole number below 2**24 as the IBM double that stands in the file."""
    digits = (value.bit_length() + 3) // 4
    return bytes([64 + digits]) + (value << (56 - 4 * digits)).to_bytes(7, "big")


# --- what the files give ---


def test_the_extracts_people_come_back_from_their_files() -> None:
    people = load_nhanes_files(GOLDEN, ["E", "H", "P"], min_age=0)
    extract = load_nhanes(min_age=0).set_index("id").loc[people["id"]].reset_index()
    assert len(people) > 60
    pd.testing.assert_frame_equal(
        people.drop(columns=NOT_IN_THESE_FILES), extract.drop(columns=NOT_IN_THESE_FILES), check_dtype=False, rtol=1e-9
    )
    assert people[NOT_IN_THESE_FILES].isna().all(axis=None)
    for name in ("prior_fracture", "parental_hip_fracture", "glucocorticoid_use", "high_alcohol_intake", "rheumatoid_arthritis"):
        assert set(people[name].dropna()) == {0.0, 1.0}, name


@pytest.mark.parametrize("cycle", ["E", "H", "P"])
def test_a_cycle_is_in_the_extracts_own_columns(cycle: str) -> None:
    raw = read_cycle(GOLDEN, cycle)
    extract = pd.read_parquet(EXTRACT)
    assert list(raw) == list(extract)
    same = extract[extract["cycle"] == cycle].set_index("SEQN").loc[raw["SEQN"]].reset_index()
    for name in (
        "steroid_ge3mo",
        "alcohol_drinks_per_day",
        "smoke_current",
        "parent_hip",
        "frax_mof",
        "frax_hip_noprevfx",
        "calcium_mmolL",
    ):
        np.testing.assert_allclose(raw[name].astype(float), same[name], rtol=1e-6, err_msg=name)


def test_optional_files_may_lack_and_are_named() -> None:
    people = load_nhanes_files(GOLDEN, ["D"], min_age=0)
    assert people.attrs["files_missing"] == tuple(f"{kind}_D.XPT" for kind in ("DXXSPN", "OSQ", "SMQ", "ALQ", "MCQ", "BIOPRO"))
    assert people["femoral_neck_bmd"].notna().all()
    assert people[["prior_fracture", "current_smoking", "lumbar_spine_bmd"]].isna().all(axis=None)


def test_the_cycles_in_a_folder_are_found_whatever_the_case_of_their_ending(folder: Path) -> None:
    (folder / "DEMO_E.XPT").rename(folder / "DEMO_E.xpt")
    (folder / "DEMO_D.XPT").unlink()
    people = load_nhanes_files(folder)
    assert set(people["cycle"]) == {"E", "H", "P"}
    assert people["age"].min() >= 40


def test_one_file_under_two_names_is_refused_with_both(folder: Path) -> None:
    shutil.copy(folder / "BMX_E.XPT", folder / "bmx_e.xpt")
    (problem,) = problems(folder)
    assert "BMX_E.XPT, bmx_e.xpt" in problem.text("en")


def test_dont_know_is_missing_and_never_no() -> None:
    answers = pd.DataFrame(
        {
            "RIAGENDR": [1.0] * 6, "RIDRETH1": [3.0] * 6,
            "OSQ010A": [1, 1, 1, 1, 2, 9.0], "OSQ010B": [2.0] * 6, "OSQ010C": [2.0] * 6,
            "OSD030AA": [12, 12, 99999, 99999, np.nan, np.nan], "OSD030AB": [np.nan, 70, np.nan, np.nan, np.nan, np.nan],
            "OSQ040AA": [1, 1, 1, 2, np.nan, np.nan],
            "OSQ060": [1, 2, 7, 9, 9, np.nan], "OSQ070": [1, np.nan, np.nan, np.nan, np.nan, np.nan],
            "OSQ130": [1, 1, 1, 2, 9, 7.0], "OSQ140Q": [2, 1, 999, np.nan, np.nan, np.nan],
            "OSQ140U": [1, 2, np.nan, np.nan, np.nan, np.nan],
            "OSQ170": [9, 9, 1, 2, 2, 7.0], "OSQ200": [9, 2, 9, 2, 1, 9.0],
        }
    )  # fmt: skip
    given = extract_columns(answers)
    nan = np.nan
    np.testing.assert_array_equal(given["fx_hip"], [1, 1, 1, 1, 0, nan])
    np.testing.assert_array_equal(given["fx_hip_after20"], [0, 1, nan, 1, 0, nan])
    np.testing.assert_array_equal(given["told_osteoporosis"], [1, 0, nan, nan, nan, nan])
    np.testing.assert_array_equal(given["steroid_ge3mo"], [0, 1, nan, 0, nan, nan])
    np.testing.assert_array_equal(given["parent_hip"], [nan, 0, 1, 0, 1, nan])


def test_drinks_a_day_are_days_times_drinks() -> None:
    base = {"RIAGENDR": 1.0, "RIDRETH1": 3.0}
    older = pd.DataFrame(
        [
            base | {"ALQ101": 1, "ALQ110": np.nan, "ALQ120Q": 7, "ALQ120U": 1, "ALQ130": 3},  # three every day
            base | {"ALQ101": 2, "ALQ110": 2, "ALQ120Q": np.nan, "ALQ120U": np.nan, "ALQ130": np.nan},  # never in life
            base | {"ALQ101": 1, "ALQ110": np.nan, "ALQ120Q": 0, "ALQ120U": np.nan, "ALQ130": np.nan},  # not last year
            base | {"ALQ101": 1, "ALQ110": np.nan, "ALQ120Q": 999, "ALQ120U": np.nan, "ALQ130": 2},
            base | {"ALQ101": 1, "ALQ110": np.nan, "ALQ120Q": 365, "ALQ120U": 3, "ALQ130": 999},
        ]
    )
    newer = pd.DataFrame([base | {"ALQ111": 1, "ALQ121": code, "ALQ130": 4} for code in (1, 5, 0, 77)])
    np.testing.assert_allclose(extract_columns(older)["alcohol_drinks_per_day"], [3, 0, 0, np.nan, np.nan])
    np.testing.assert_array_equal(extract_columns(older)["alcohol_ge3"], [1, 0, 0, np.nan, np.nan])
    np.testing.assert_allclose(extract_columns(newer)["alcohol_drinks_per_day"], [4, 4 * 52 / 365, 0, np.nan])


def test_the_code_of_rheumatoid_arthritis_changed_in_2011() -> None:
    base = {"RIAGENDR": 1.0, "RIDRETH1": 3.0, "MCQ160A": 1.0}
    for name, expected in (("MCQ190", [1, 0, np.nan]), ("MCQ191", [1, 0, np.nan]), ("MCQ195", [0, 1, np.nan])):
        np.testing.assert_array_equal(extract_columns(pd.DataFrame([base | {name: kind} for kind in (1, 2, 9)]))["ra"], expected)


# --- what is refused ---


def test_each_missing_required_file_is_named(folder: Path) -> None:
    (folder / "BMX_E.XPT").unlink()
    (folder / "DXXFEM_E.XPT").unlink()
    found = problems(folder)
    assert {(problem.where, problem.key) for problem in found} == {
        ("BMX_E.XPT", "nhanes_files.file_missing"),
        ("DXXFEM_E.XPT", "nhanes_files.file_missing"),
    }


def test_a_file_of_another_cycle_is_refused(folder: Path) -> None:
    shutil.copy(GOLDEN / "DEMO_H.XPT", folder / "DEMO_E.XPT")
    shutil.copy(GOLDEN / "P_SMQ.XPT", folder / "SMQ_E.XPT")
    (wrong,) = problems(folder)
    assert (wrong.where, wrong.key, wrong.params) == ("DEMO_E.XPT: SDDSRVYR", "nhanes_files.wrong_cycle", {"found": "8", "expected": 5})
    shutil.copy(GOLDEN / "DEMO_E.XPT", folder / "DEMO_E.XPT")
    (strange,) = problems(folder)
    assert (strange.where, strange.key) == ("SMQ_E.XPT: SEQN", "nhanes_files.not_in_demo")


def test_a_missing_and_a_text_variable_are_named(folder: Path) -> None:
    patch_number(folder / "DXXFEM_E.XPT", b"DXXNKBMD", b"DXXNKBMX")
    shutil.copy(GOLDEN / "text_weight.xpt", folder / "BMX_E.XPT")
    assert {(problem.where, problem.key) for problem in problems(folder)} == {
        ("DXXFEM_E.XPT: DXXNKBMD", "nhanes_files.no_variable"),
        ("BMX_E.XPT: BMXWT", "nhanes_files.text"),
    }


def test_a_repeated_person_is_refused(folder: Path) -> None:
    first, second = pd.read_csv(GOLDEN / "extract_rows.csv").query("cycle == 'E'")["SEQN"].iloc[:2]
    patch_number(folder / "SMQ_E.XPT", ibm(int(second)), ibm(int(first)))
    (repeated,) = problems(folder)
    assert (repeated.where, repeated.key) == ("SMQ_E.XPT: SEQN", "nhanes_files.seqn_repeated")
    assert repeated.params["seqn"] == str(first)


def test_a_value_outside_the_codebook_is_named_with_what_is_allowed(folder: Path) -> None:
    patch_number(folder / "OSQ_E.XPT", ibm(62), ibm(186))  # an age at fracture
    (odd,) = problems(folder)
    assert odd.where.startswith("OSQ_E.XPT: OSD030")
    assert odd.params["value"] == "186"
    assert odd.params["allowed"] == "0–85, 77777, 99999"


def test_a_cut_file_and_a_wrong_one_are_both_reported(folder: Path) -> None:
    (folder / "OSQ_E.XPT").write_bytes((GOLDEN / "OSQ_E.XPT").read_bytes()[:-400])
    (folder / "MCQ_E.XPT").write_text("not found")
    assert {(problem.where, problem.key) for problem in problems(folder)} == {
        ("OSQ_E.XPT", "xpt.truncated"),
        ("MCQ_E.XPT", "xpt.not_xpt"),
    }


def test_a_folder_without_files_and_an_unknown_cycle_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"DEMO_D\.XPT"):
        load_nhanes_files(tmp_path)
    with pytest.raises(InvalidInput, match="no such folder"):
        load_nhanes_files(tmp_path / "nowhere")
    assert problems(tmp_path, "G")[0].key == "nhanes_files.unknown_cycle"


def test_the_earlier_release_of_the_same_people_is_left_out_only_beside_the_later(folder: Path) -> None:
    # A made-up cycle J: the people of H under J's names and release number.
    for kind in ("DEMO", "BMX", "DXXFEM"):
        shutil.copy(GOLDEN / f"{kind}_H.XPT", folder / f"{kind}_J.XPT")
    path = folder / "DEMO_J.XPT"
    path.write_bytes(path.read_bytes().replace(ibm(8), ibm(10)))
    assert set(load_nhanes_files(folder, ["J"])["cycle"]) == {"J"}
    assert set(load_nhanes_files(folder, ["J", "P"])["cycle"]) == {"P"}
    assert set(load_nhanes_files(folder, ["J", "P"], drop_overlap=False)["cycle"]) == {"J", "P"}
