"""With the next person nothing of the one before is left: in no widget, in no kept answer, in no store of the server."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pydantic import BaseModel
from streamlit.testing.v1 import AppTest

from osteo_core.patients import Patient
from osteo_core.patients.examples import list_examples
from pages._widgets.shared import record
from tests.folders import ROOT

READING = ("compare", "contributions", "build", "inside", "patient")
"""The pages that work on the record; the first page last, since it has the buttons."""
SECRETS = ("Ms Secret", "SECRET-7", "55.123", "0.61237", "51.987", "rs9533090,2")


def _open(everything: dict[str, Any]) -> AppTest:
    clinical, dxa = everything["clinical"] | {"weight_kg": 55.123}, everything["dxa"] | {"femoral_neck_bmd": 0.61237}
    patient = Patient.read(everything | {"label": "Ms Secret", "id": "SECRET-7", "clinical": clinical, "dxa": dxa})
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=300)
    app.session_state["language"] = "en"
    app.session_state["contributions.person"] = "current"
    app.session_state["record"] = record.Record(
        draft=record.flat(patient), identity={"label": "Ms Secret", "id": "SECRET-7"}, patient=patient, generation=1
    )
    return app.run()


def _texts(held: Any, seen: set[int]) -> Iterator[str]:
    """Every word and number in whatever the session holds."""
    if id(held) in seen:
        return
    seen.add(id(held))
    if isinstance(held, str):
        yield held
    elif isinstance(held, dict):
        for one in (*held.keys(), *held.values()):
            yield from _texts(one, seen)
    elif isinstance(held, list | tuple | set | frozenset):
        for one in held:
            yield from _texts(one, seen)
    elif isinstance(held, np.ndarray):
        yield from (str(one) for one in held.ravel()[:10_000].tolist())
    elif isinstance(held, pd.DataFrame):
        yield held.to_csv()
    elif isinstance(held, BaseModel) or dataclasses.is_dataclass(held):
        yield from _texts(vars(held), seen)
    else:
        yield str(held)


def _held(app: AppTest) -> dict[str, Any]:
    return dict(app.session_state._state.filtered_state)


def _left(app: AppTest) -> set[str]:
    held = " ".join(_texts(_held(app), set()))
    shown = " ".join(str(element.proto) for element in app.get("text_input"))
    return {secret for secret in SECRETS if secret in held or secret in shown}


def _read_and_tried(app: AppTest) -> AppTest:
    """Every page that works on the record has been seen; in What if a weight was typed, and a list of genes was pasted."""
    for page in READING:
        app.switch_page(f"pages/{page}.py").run()
        assert not app.exception, page
    app.multiselect(key="what_if.picked").set_value(["weight_kg", "prior_fracture", "rs2277438"]).run()
    next(box for box in app.text_input if box.key and box.key.startswith("what_if.") and ".weight_kg." in box.key).set_value("51.987").run()
    app.session_state["form.modality"] = "gene"
    app.run()
    app.text_area(key="genes.pasted").set_value("rs9533090,2").run()
    assert not app.exception
    return app


def test_nothing_of_one_patient_is_left_with_the_next(everything_measured: dict[str, Any]) -> None:
    app = _read_and_tried(_open(everything_measured))
    assert _left(app) == set(SECRETS)
    app.button(key="picker.new").click().run()
    assert not app.exception
    assert _left(app) == set()
    assert not [key for key in _held(app) if str(key).startswith("what_if.")]
    assert app.text_area(key="genes.pasted").value == ""
    app.session_state["form.modality"] = "clinical"
    app.run()
    assert [box.value for box in app.text_input if box.key and box.key.startswith("field.")] == [""] * 7


def _replaced() -> None:
    import streamlit as st

    from osteo_core.patients import Patient
    from pages._widgets.shared import record

    state = st.session_state
    record.current()
    state["what_if.1.age.71.typed"], state["person.answers"], state["kept"] = "80", "what was found", "a setting"
    how = state["how"]
    if how == "load":
        record.adopt_own(Patient.read({"clinical": {"age": 50}}))
    elif how == "case":
        record.adopt_case(Patient.read({"clinical": {"age": 50}}), "real")
    elif how == "reload":
        record.restore(record.Record(draft={"age": 50.0}))
    else:
        record.adopt_example(how)


@pytest.mark.parametrize("how", ["load", "case", "reload", list_examples()[1].id])
def test_whoever_takes_the_place_of_a_patient_clears_it(how: str) -> None:
    app = AppTest.from_function(_replaced)
    app.session_state["how"] = how
    app.run()
    assert not app.exception
    assert set(_held(app)) == {"how", "kept", "record"}
    assert app.session_state["record"].generation == 2


def test_the_server_keeps_no_copy_of_a_file_that_was_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

    kept: dict[str, bytes] = {}
    add, remove = MemoryUploadedFileManager.add_file, MemoryUploadedFileManager.remove_file

    def added(self: Any, session_id: str, file: Any) -> None:
        kept[file.file_id] = file.data
        add(self, session_id, file)

    def removed(self: Any, session_id: str, file_id: str) -> None:
        kept.pop(file_id)
        remove(self, session_id, file_id)

    monkeypatch.setattr(MemoryUploadedFileManager, "add_file", added)
    monkeypatch.setattr(MemoryUploadedFileManager, "remove_file", removed)
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=300)
    app.session_state["language"] = "en"
    app.run()
    app.file_uploader[0].set_value(("secret.json", b'{"label": "Ms Secret", "clinical": {"age": 71}}', "application/json")).run()
    assert not app.exception
    assert app.session_state["record"].name == "Ms Secret"
    assert kept == {}


def test_what_is_saved_goes_to_its_page_alone(everything_measured: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Not into the store that the whole server shares, and off the page with the next run."""
    from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

    stored: list[object] = []
    monkeypatch.setattr(MemoryMediaFileStorage, "load_and_get_id", lambda *given, **named: stored.append((given, named)))
    app = _open(everything_measured)
    app.button(key="picker.save").click().run()
    assert not app.exception
    (saved,) = [text for text in _handed(app) if "patient.json" in text]
    assert "55.123" in saved
    app.button(key="numbers.what_if").click().run()
    (saved,) = [text for text in _handed(app) if "patient.json" in text or "what-if.csv" in text]
    assert "what-if.csv" in saved
    app.run()
    assert not [text for text in _handed(app) if "what-if.csv" in text]
    assert stored == []
    assert app.get("download_button") == []


def _handed(app: AppTest) -> list[str]:
    return [str(component.proto) for component in app.get("bidi_component")]
