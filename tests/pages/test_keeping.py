"""What a tab hands back after a reload: the record as typed, or nothing at all; never a value that was not entered."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from osteo_core.patients import Patient
from osteo_core.patients.examples import list_examples
from osteo_core.translations import translate

KEY = "keeping.browser"


def _session() -> None:
    """A session that types what it is given, and one that is handed what a tab had kept."""
    import streamlit as st

    from osteo_core.catalogue import CATALOGUE
    from pages._widgets.shared import keeping, language, record, units

    state = st.session_state
    for name, written in state.pop("typing", {}).items():
        if isinstance(written, str) and CATALOGUE[name].is_numeric:
            record.type_number(CATALOGUE[name], written, units.shown(CATALOGUE[name]))
        else:
            record.put({name: written})
    if measured := state.pop("deriving", {}):
        record.derive(measured)
    for name, written in state.pop("naming", {}).items():
        record.identify(name, written)
    if (kept := state.pop("handed", None)) is not None:
        state["keeping.browser"] = {"kept": kept}
        keeping._hear()
    keeping.tell(language.translator())
    state["kept"] = keeping.written()
    state["shown"] = record.current()


def _run(**given: Any) -> AppTest:
    app = AppTest.from_function(_session, default_timeout=60)
    app.session_state["language"] = "en"
    for name, value in given.items():
        app.session_state[name] = value
    app.run()
    assert not app.exception
    return app


TYPED = {
    "age": "71", "weight_kg": "55,5", "height_cm": "1,58", "serum_calcium": "1.200", "femoral_neck_bmd": "0.612", "sex": "female",
    "prior_fracture": True, "current_smoking": False, "prior_fracture_sites": ["hip", "vertebra"], "manufacturer": "hologic",
    "rs2277438": "2", "ctx": "abc",
}  # fmt: skip


def _restored(kept: str) -> AppTest:
    return _run(handed=kept)


@pytest.mark.parametrize("conventional", [False, True])
def test_everything_typed_comes_back_as_typed_and_in_its_order(conventional: bool) -> None:
    before = _run(conventional_units=conventional, typing=TYPED, naming={"label": "Bed 7", "id": "0012"})
    after = _restored(before.session_state["kept"])
    old, new = before.session_state["shown"], after.session_state["shown"]
    assert list(new.draft.items()) == list(old.draft.items())
    assert new.typed == old.typed
    assert new.identity == {"label": "Bed 7", "id": "0012"}
    assert new.patient == old.patient
    assert new.reasons == old.reasons
    assert {"height_cm", "ctx"} <= new.reasons.keys()
    assert bool(after.session_state["conventional_units"]) is conventional
    assert after.session_state["kept"] == before.session_state["kept"]
    assert [info.value.strip() for info in after.info] == [translate("pages.keeping.restored", "en")]


def test_the_line_stands_until_the_record_is_changed() -> None:
    app = _restored(_run(typing={"age": "71"}).session_state["kept"])
    app.run()
    assert app.info
    app.session_state["typing"] = {"age": "72"}
    app.run()
    assert not app.info
    app.run()
    assert not app.info


def test_a_session_just_opened_keeps_no_person_and_one_that_was_emptied_stays_empty() -> None:
    assert json.loads(_run().session_state["kept"])["record"] is None
    emptied = _run(typing={name: None for name in Patient.read({"clinical": {"age": 71}}).entered()["clinical"]})
    assert json.loads(emptied.session_state["kept"])["record"]["edited"] is True


def test_an_example_that_was_chosen_comes_back_as_an_example() -> None:
    kept = json.loads(_run(typing={"age": "71"}).session_state["kept"])
    other = list_examples()[1].id
    kept["record"] |= {"example": other, "edited": False, "draft": {"age": 71.0}}
    shown = _restored(json.dumps(kept)).session_state["shown"]
    assert (shown.example, shown.edited) == (other, False)


def test_what_was_derived_from_a_recording_comes_back_as_derived() -> None:
    before = _run(deriving={"gait_speed": 0.93, "step_length": 0.52}, typing={"age": "71"})
    assert _restored(before.session_state["kept"]).session_state["shown"].derived == {"gait_speed", "step_length"}


GOOD = {
    "version": 1, "settings": {},
    "record": {"draft": {"age": 71}, "typed": {}, "identity": {}, "example": None, "case": None, "edited": True, "without": []},
}  # fmt: skip


def _with(**changes: Any) -> str:
    return json.dumps(GOOD | {"record": GOOD["record"] | changes})  # type: ignore[operator]


HOSTILE = {
    "no JSON": "{", "a list": "[]", "deep": "[" * 100_000, "another version": json.dumps(GOOD | {"version": 2}), "long": " " * 300_000,
    "no settings": json.dumps(GOOD | {"settings": None}), "an unknown field": _with(draft={"__class__": 1}),
    "an object for a value": _with(draft={"age": {"a": 1}}), "an array's field": _with(draft={"volume": [1]}),
    "another example": _with(example="../../etc/passwd"), "another case": _with(case="x"), "edited by a text": _with(edited="yes"),
    "another unit": _with(typed={"age": ["71", "months"]}),
    "a name of a kind unknown": _with(identity={"password": "x"}), "a long name": _with(identity={"label": "x" * 2_000}),
    "a missing list": _with(without=["x"]), "a list of lists": _with(derived=[["age"]]), "derived and not there": _with(derived=["ctx"]),
    "twice": '{"version": 1, "version": 1}',
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_what_this_program_does_not_write_is_refused_as_a_whole(what: str) -> None:
    app = _restored(HOSTILE[what])
    shown = app.session_state["shown"]
    assert shown.example == list_examples()[0].id
    assert not shown.own
    assert [warning.value for warning in app.warning] == [translate("pages.keeping.unreadable", "en")]


def test_a_value_that_no_patient_can_have_comes_back_refused() -> None:
    shown = _restored(_with(draft={"age": 19, "sex": "female"})).session_state["shown"]
    assert shown.patient.clinical.age is None
    assert "age" in shown.reasons


def test_a_value_is_never_another_than_what_stands_in_its_box() -> None:
    shown = _restored(_with(typed={"age": ["60", "years"]})).session_state["shown"]
    assert (shown.draft["age"], shown.typed["age"].text, shown.patient.clinical.age) == (60, "60", 60)


def test_a_session_with_something_of_its_own_takes_nothing_back() -> None:
    app = _run(typing={"age": "80"}, handed=json.dumps(GOOD))
    assert app.session_state["shown"].draft["age"] == 80
    assert not app.info
