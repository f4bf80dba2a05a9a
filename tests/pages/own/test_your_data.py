"""The page "Your data": the example, a file of one's own, corrections in the table, decisions, and what is forgotten."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from osteo_core.translations import LANGUAGES, translate
from tests.imports.people import N, chinese_table, plain_table
from tests.pages.opened import opened, texts


def _start(language: str = "en") -> AppTest:
    return opened("your_data", language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_asks_one_question_and_gives_958_people(language: str) -> None:
    app = _start(language)
    assert not app.exception
    assert [title.value for title in app.title] == [translate("your_data.title", language)]
    assert translate("your_data.undecided", language, n=1) in texts(app, "warning", "error")
    app.toggle(key="data.accept").set_value(True).run()
    assert not app.exception
    assert translate("your_data.flow", language, rows_in="969", refused="11", people="958") in texts(app, "warning", "error")


def test_a_file_of_ones_own_is_mapped_and_forgotten() -> None:
    app = _start("zh")
    uploader = app.file_uploader[0]
    uploader.set_value([("表.csv", chinese_table().to_csv(index=False).encode("gb18030"), "text/csv")]).run()
    assert not app.exception
    assert translate("your_data.flow", "zh", rows_in=str(N), refused="0", people=str(N)) in texts(app, "warning", "error")
    assert "表.csv" in texts(app, "warning", "error")
    app.button(key="data.forget").click().run()
    assert "korea" in texts(app, "warning", "error")


def test_the_edited_table_is_a_mapping() -> None:
    from osteo_core.errors import InvalidInput
    from osteo_core.imports.editing import Row, edited, rows_of
    from osteo_core.imports.planning import planned
    from osteo_core.imports.reading.opening import Given, open_all
    from osteo_core.imports.suggestion.profiles import sample

    table = plain_table().assign(smk=[1, 2] * (N // 2), hosp="A")
    opened = open_all([Given("t.csv", table.to_csv(index=False).encode())])
    found = planned(opened, sample(opened))
    rows = {row.column: row for row in rows_of(found)}
    assert rows["smk"].target == ""
    rows["smk"] = Row(column="smk", examples=rows["smk"].examples, target="current_smoking", codes="1 = yes; 2 = no")
    rows["hosp"] = Row(column="hosp", examples=rows["hosp"].examples, target="keep")
    rows["Weight (kg)"] = Row(column="Weight (kg)", examples="", target="")
    mapping = edited(found, rows.values(), {"manufacturer": "norland"})
    assert mapping.keep == ("hosp",)
    assert dict(mapping.by_target["current_smoking"].sources[0].values) == {"1": "yes", "2": "no"}
    assert "weight_kg" not in mapping.by_target
    assert mapping.by_target["age"] == found.mapping.by_target["age"]
    rows["smk"] = Row(column="smk", examples="", target="current_smoking", codes="1 = perhaps")
    with pytest.raises(InvalidInput, match="perhaps"):
        edited(found, rows.values(), {})
    assert dict(mapping.constants) == {"manufacturer": "norland"}


def test_one_person_of_the_table_is_looked_through_on_patient() -> None:
    app = _start()
    app.toggle(key="data.accept").set_value(True).run()
    app.text_input(key="data.person").set_value("2").run()
    before = app.session_state["record"].patient
    app.button(key="data.to_patient").click().run()
    assert not app.exception
    assert [title.value for title in app.title] == [translate("pages.patient.title")]
    assert app.session_state["record"].patient is before
    offered = {value.field: value.value for value in app.session_state["person.found"] if value.status == "accept"}
    app.button(key="bring_in.take").click().run()
    assert not app.exception
    clinical = app.session_state["record"].patient.clinical
    assert (clinical.age, clinical.sex) == (offered["age"], offered["sex"])


def test_a_column_of_an_open_unit_can_be_left_out_and_the_people_taken_on() -> None:
    """33 is vitamin D in ng/mL or in nmol/L; whoever does not know leaves it out, and the rest goes on to Your hospital."""
    app = _start()
    rows = [f"{n},{55 + n % 30},{'MF'[n % 2]},{33 + n % 3}" for n in range(40)]
    app.file_uploader[0].set_value([("own.csv", "\n".join(["id,age,sex,vitamin D", *rows]).encode(), "text/csv")]).run()
    button = app.button(key="data.leave_out.unit_open.vitamin_d_25oh")
    assert "Vitamin D" in button.label
    button.click().run()
    assert not app.exception
    assert not app.warning
    assert translate("your_data.flow", "en", rows_in="40", refused="0", people="40") in texts(app, "warning", "error")
    app.switch_page("pages/your_hospital.py").run()
    app.button(key="hospital.from_data").click().run()
    assert "40 rows" in texts(app, "warning", "error")
