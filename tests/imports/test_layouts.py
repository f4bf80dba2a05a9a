"""Tables as hospitals, laboratories, densitometers and cohorts lay them out: what is mapped, and what is better left alone."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from osteo_core.catalogue.synonyms import unit_key
from osteo_core.errors import InvalidInput
from osteo_core.imports.carrying_out import carry_out
from osteo_core.imports.editing import edited, rows_of
from osteo_core.imports.planning import Plan, converted_sample, plan, planned
from osteo_core.imports.reading.opening import Given, given
from osteo_core.imports.suggestion.dates import forms, read_date
from osteo_core.imports.suggestion.written_units import unit_in_cells, without_unit

FOLDER = Path(__file__).parent / "layouts"
EXPECTED: dict[str, dict[str, Any]] = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))


def _planned(name: str) -> Plan:
    return plan([given(FOLDER / name)], accept=True)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_layout_is_mapped_as_a_careful_person_would(name: str) -> None:
    expected, mapping = EXPECTED[name], _planned(name).mapping
    mapped = {source.column: (each.target, source.unit) for each in mapping.fields for source in each.sources}
    either, also = expected.get("or", {}), expected.get("also", {})
    wrong = {
        column: found
        for column, (found, _) in mapped.items()
        if found not in (expected["fields"].get(column), also.get(column), *either.get(column, ()))
    }
    assert not wrong
    assert not set(expected["fields"]) - set(mapped)
    for column, unit in expected.get("units", {}).items():
        assert unit_key(mapped[column][1] or "") == unit_key(unit), column
    assert mapping.identity == expected.get("id")
    assert mapping.visit == expected.get("date")


def test_units_in_the_cells_and_codes_become_the_catalogues_values() -> None:
    people = converted_sample(_planned("us_clinic.csv"))
    assert people["height_cm"].min() > 140
    assert people["height_cm"].max() < 200
    found = converted_sample(_planned("zh_his.txt"))
    assert 45 <= found["age"].min() <= found["age"].max() <= 92
    smokers = next(each for each in _planned("cohort.sav").mapping.fields if each.target == "current_smoking")
    assert smokers.sources[0].values == {"1": "yes", "2": "no", "3": "no"}


@pytest.mark.parametrize(
    "texts, unit, cell, number",
    [
        (["67岁", "71岁", "80 岁"], "岁", "67岁", "67"),
        (["158cm", "160 cm", "1", "155cm", "149cm", "171 cm"], "cm", "158cm", "158"),
        (["5'4\"", "5' 10\"", "6'"], "in", "5'4\"", "64"),
        (["5 ft 4 in", "6ft", "5ft 11in"], "in", "5ft 11in", "71"),
        (["12.5", "13"], None, "12.5", "12.5"),
        (["high", "low"], None, "high", "high"),
    ],
)
def test_a_unit_behind_the_numbers(texts: list[str], unit: str | None, cell: str, number: str) -> None:
    assert unit_in_cells(dict.fromkeys(texts, 1)) == unit
    assert without_unit(cell, unit) == number


def test_another_unit_in_a_cell_is_no_number_of_this_one() -> None:
    assert without_unit("60 nmol/L", "ng/mL") == "60 nmol/L"


def test_day_numbers_are_those_of_excel() -> None:
    """43831 is 2020-01-01 and 44927 is 2023-01-01 in Excel and LibreOffice."""
    assert read_date("43831", None) == date(2020, 1, 1)
    assert read_date("44927.75", None) == date(2023, 1, 1)
    assert forms(["43831", "99999", "1234"]) == {"serial": 1, "none": 2}


def test_day_numbers_of_another_program_are_not_taken_for_excels() -> None:
    """SAS counts from 1960: its 21915 would be 1959 to Excel, before there was densitometry."""
    rows = "id,age,sex,visit date\n" + "".join(f"{n},{60 + n % 9},{'MF'[n % 2]},{21900 + n}\n" for n in range(30))
    assert plan([Given("t.csv", rows.encode())]).mapping.visit is None


def test_the_last_result_is_the_last_by_date_not_by_letter() -> None:
    lines = [
        "MRN,Date,Test,Result,Units",
        "7,12/30/2019,CALCIUM,9.0,mg/dL",
        "7,01/15/2021,CALCIUM,9.6,mg/dL",
        "8,02/20/2020,CALCIUM,9.3,mg/dL",
    ]
    found = plan([Given("long.csv", "\n".join(lines).encode())])
    assert found.sampled["CALCIUM (mg/dL)"].cells == ["9.6", "9.3"]


@pytest.mark.parametrize(
    "values, mapped",
    [(("有", "无"), False), (("从不", "已戒烟", "目前吸烟"), True)],
)
def test_a_history_of_smoking_is_not_smoking_now(values: tuple[str, ...], mapped: bool) -> None:
    rows = "编号,年龄,吸烟史\n" + "".join(f"{n},{60 + n % 9},{values[n % len(values)]}\n" for n in range(30))
    targets = {each.target for each in plan([Given("t.csv", rows.encode())]).mapping.fields}
    assert ("current_smoking" in targets) is mapped


def test_an_age_from_two_dates_outlives_an_edit() -> None:
    """Whoever corrects one column must not lose everybody's age, nor the date of the visit."""
    found = plan([given(FOLDER / "us_clinic.csv")])
    rows = [replace(row, target="vitamin_d_25oh", unit="ng/mL") if row.column.startswith("Vit D") else row for row in rows_of(found)]
    assert {row.column: row.target for row in rows}["Date of Scan"] == "first_visit"
    mapping = edited(found, rows, {})
    assert (mapping.visit, mapping.visit_order) == ("Date of Scan", "mdy")
    assert mapping.by_target["age"] == found.mapping.by_target["age"]
    people = converted_sample(planned(found.opened, found.sampled, mapping=mapping))
    assert (people["age"] >= 45).all()
    with pytest.raises(InvalidInput, match="date of the visit"):
        edited(found, [replace(row, target="" if row.column == "Date of Scan" else row.target) for row in rows], {})


@pytest.mark.parametrize("suffix", ["1", "_1"])
def test_a_visits_number_behind_a_name_is_no_other_field(suffix: str) -> None:
    def mapped(*columns: str) -> set[str]:
        rows = "\n".join(",".join(["7", *(str(60 + n % 9) for _ in columns)]) for n in range(30))
        found = plan([Given("t.csv", ("id," + ",".join(columns) + "\n" + rows).encode())])
        return {each.target for each in found.mapping.fields}

    assert mapped(f"age{suffix}") == {"age"}
    assert mapped(f"age{suffix}", f"age{suffix[:-1]}2") == set()  # which visit is meant is a question
    assert mapped("age", f"age{suffix[:-1]}2") == {"age"}
    assert mapped(f"vitd{suffix[:-1]}2") == set()  # another vitamin


def _mapped(header: str, *, cells: str = "66") -> dict[str, str]:
    columns = header.split("\t")
    rows = "\n".join("\t".join([str(n), *(str(int(cells) + n % 9) for _ in columns[1:])]) for n in range(30))
    mapping = plan([Given("t.tsv", f"{header}\n{rows}".encode())]).mapping
    return {source.column: each.target for each in mapping.fields for source in each.sources}


def test_a_mark_before_three_fields_is_a_part_of_the_survey() -> None:
    assert _mapped("id\tQX_age\tQX_wt") == {}  # of two it may be anything
    assert _mapped("id\tQX_age\tQX_wt\tQX_vitd_nmoll") == {"QX_age": "age", "QX_wt": "weight_kg", "QX_vitd_nmoll": "vitamin_d_25oh"}
    assert _mapped("id\tSP_age\tSP_wt\tSP_vitd_nmoll") == {}  # the spouse's
    assert _mapped("id\tQX_age\tQX_wt\tQX_vitd_nmoll\tZY_wt") == {}  # whose weight is a question


def test_the_first_visit_is_taken_where_it_is_said_which_it_is() -> None:
    assert _mapped("id\tV00AGE\tV02AGE") == {"V00AGE": "age"}
    assert _mapped("id\tage_bl\tage_y5") == {"age_bl": "age"}
    assert _mapped("id\tr2agey\tr3agey") == {}


def test_a_coded_not_known_among_several_answers_loses_nobody() -> None:
    text = (FOLDER / "cohort_visits.tsv").read_text(encoding="utf-8")
    assert ".: Missing Form" in text
    done = carry_out(_planned("cohort_visits.tsv"), BytesIO())
    assert (done.rows_in, done.rows_out) == (40, 40)
