"""The button on the Patient page: nothing is made before it is pressed, and what is made goes to the page alone."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from osteo_core.records import Record
from osteo_core.reports import make
from pages._widgets.shared import record as shown
from pages._widgets.visits import history
from tests.folders import ROOT
from tests.reports.people import VISITS


def test_the_report_is_made_when_asked_for_and_handed_to_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Any, ...]] = []

    def made(found: Any, *how: Any) -> bytes:
        asked.append((len(found.record.visits), found.assessment.model, found.answers.leading, sorted(found.explanations), *how[:3]))
        return b"%PDF-\xff\x00"

    monkeypatch.setattr(make, "make", made)
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=240)
    app.session_state["language"] = "zh"
    record = Record.from_json_text(json.dumps(VISITS))
    app.session_state["record"] = shown.Record(draft=shown.flat(record.newest().patient), patient=record.newest().patient)
    app.session_state[history.KEY] = record
    app.run()
    assert not app.exception
    assert asked == []
    app.session_state["report.for"] = "patient"
    next(button for button in app.button if button.key == "report.make").click().run()
    assert not app.exception
    assert asked == [(3, "life", "life", ["fracture", "hip_fracture", "osteoporosis"], "patient", "zh", "pdf")]
    handed = [json.loads(c.proto.json) for c in app.get("bidi_component") if "report.make" in c.proto.id]
    assert [(base64.b64decode(data["bytes"]), data["name"], data["kind"]) for data in handed] == [
        (b"%PDF-\xff\x00", "report.pdf", "application/pdf")
    ]
