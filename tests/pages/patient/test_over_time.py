"""Over time and bringing in: text and files are looked through before they enter the form; visits are kept and compared."""

from __future__ import annotations

import json
from datetime import date

from streamlit.testing.v1 import AppTest

from osteo_core.records import Record
from osteo_core.records.sources.found import Found
from osteo_core.translations import translate
from tests.folders import ROOT

REPORT = "Hologic  Scan date: 2024-05-01  Age: 71  Sex: F\nLeft femoral neck 0.580 g/cm² T -2.3\nL1 0.7 g/cm² T -2.5\n"
VISITS = {
    "visits": [
        {"date": "2021-05-01", "clinical": {"age": 68, "sex": "female"}, "dxa": {"manufacturer": "hologic", "femoral_neck_bmd": 0.65}},
        {"date": "2024-05-01", "clinical": {"age": 71, "sex": "female"}, "dxa": {"manufacturer": "hologic", "femoral_neck_bmd": 0.58}},
    ],
    "treatments": [{"class": "bisphosphonate", "start": "2022"}],
    "fractures": [{"site": "hip", "date": "2023-03-01", "trauma": "low"}],
}


def start(language: str = "en", page: str = "patient") -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.session_state["language"] = language
    app.run()
    return app if page == "patient" else app.switch_page(f"pages/{page}.py").run()


def texts(app: AppTest) -> str:
    return "\n".join([m.value for m in app.markdown] + [e.value for e in (*app.error, *app.warning, *app.info)])


def test_two_visits_are_compared() -> None:
    language = "zh"
    app = start(language)
    app.session_state["person.visits"] = Record.from_json_text(json.dumps(VISITS), today=date(2025, 6, 1))
    app.switch_page("pages/over_time.py").run()
    assert not app.exception
    assert [title.value for title in app.title] == [translate("over_time.title", language)]
    (alt,) = [chart.proto.alt for chart in app.get("plotly_chart")]
    assert translate("records.verdict.fall", language) in alt
    assert "2021-05-01" in alt
    tables = "\n".join(table.value.to_string() for table in app.table)
    assert "−0.070" in tables
    assert "2024-05-01" in tables


def test_pasted_text_is_looked_through_before_it_enters_the_form() -> None:
    app = start()
    before = app.session_state["record"].patient
    app.text_area(key="person.pasted").set_value('{"resourceType": "Encounter"}')
    app.button(key="bring_in.look").click().run()
    assert translate("bring_in.refused", "en") in texts(app)
    app.text_area(key="person.pasted").set_value(REPORT)
    app.button(key="bring_in.look").click().run()
    assert not app.exception
    assert app.session_state["record"].patient is before
    assert app.session_state["bring_in.menu"] is False  # it does not lie over the review
    values = app.session_state["person.found"]
    neck = next(n for n, value in enumerate(values) if value.field == "femoral_neck_bmd")
    app.text_input(key=f"person.row.value.{neck}").set_value("0.59").run()
    app.button(key="bring_in.take").click().run()
    assert not app.exception
    patient = app.session_state["record"].patient
    assert (patient.dxa.femoral_neck_bmd, patient.dxa.femoral_neck_t, patient.clinical.age) == (0.59, -2.3, 71)
    assert patient.dxa.lumbar_spine_bmd is None
    assert "person.found" not in app.session_state
    app.switch_page("pages/over_time.py").run()
    assert not app.exception
    assert app.session_state["person.visits"].visits[0].scan.side == "left"


def test_days_that_lie_close_are_one_visit_unless_the_reader_says_otherwise() -> None:
    app = start("zh")
    offered = [found("total_hip_t", -2.0, date(2024, 5, 2)), found("ctx", 0.45, date(2024, 5, 10)), found("age", 71.0, date(2024, 5, 2))]
    app.session_state["person.found"], app.session_state["person.together"] = offered, 30
    app.run()
    assert not app.exception
    assert translate("bring_in.visits", "zh", n=1, days="2024-05-02") in texts(app)
    assert translate("records.taken.other_day", "zh", date="2024-05-10") in texts(app)
    app.selectbox(key="person.together").set_value(0).run()
    assert translate("bring_in.visits", "zh", n=2, days="2024-05-02, 2024-05-10") in texts(app)
    app.selectbox(key="person.together").set_value(30).run()
    app.button(key="bring_in.take").click().run()
    assert not app.exception
    patient = app.session_state["record"].patient
    assert (patient.dxa.total_hip_t, patient.btm.ctx, patient.clinical.age) == (-2.0, 0.45, 71)
    assert [visit.date for visit in app.session_state["person.visits"].visits] == [date(2024, 5, 2)]


def found(field: str, value: float, day: date) -> Found:
    return Found(field=field, value=value, found=str(value), source="s", date=day)


def test_visits_are_kept_by_hand() -> None:
    app = start(page="over_time")
    assert not app.exception
    app.date_input(key="person.day").set_value(date(2022, 5, 1)).run()
    app.button(key="over_time.keep").click().run()
    assert [v.date for v in app.session_state["person.visits"].visits] == [date(2022, 5, 1)]
    first = app.session_state["record"].patient
    app.button(key="over_time.next").click().run()
    assert not app.exception
    fresh = app.session_state["record"].patient
    assert fresh.dxa is None
    assert fresh.clinical.sex == first.clinical.sex
    app.date_input(key="person.day").set_value(date(2022, 5, 1)).run()
    app.button(key="over_time.keep").click().run()
    assert "2022-05-01" in texts(app)  # one visit a day
    app.date_input(key="person.day").set_value(date(2024, 5, 1)).run()
    app.button(key="over_time.keep").click().run()
    assert [v.date.year for v in app.session_state["person.visits"].visits] == [2022, 2024]
    assert not app.exception
