"""Text from a file is shown letter by letter: nothing in it is Markdown, a link, a formula, a directive or a turned line."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from osteo_core.errors import InvalidInput, Problem
from osteo_core.patients import Patient
from osteo_core.patients.reading.usable import usable
from pages._widgets.shared.record import Record, flat, sentence
from pages._widgets.shared.text import as_text
from tests.folders import ROOT

JOINER = "\N{WORD JOINER}"

ORDINARY = [
    "72 years",
    "dxa.femoral_neck_bmd",
    "Bed 7, north (ward 3)",
    "张三，72 岁",
    "femoral neck: 0.612 g/cm²",
    "p < 0.05 is no name",
    "−2.6",
]
HOSTILE = (
    "![x](http://evil.example/a.png)", "[x](javascript:alert(1))", "<img src=http://evil.example/c.png>", "https://evil.example/d",
    "www.evil.example", "<script>x</script>", "$\\href{http://evil.example}{x}$", ":material/home:", ":red[x]", ":smile:", "**b** _i_",
    "__b__", "`code` ~~s~~", "# heading", "- item", "1. item", "> quoted", "a | b", "&lt;b&gt;", "\\*", "a@evil.example", "[^1]: note",
    "a -> b -- c", "\u202egnp.exe", "\x1b[31mred", "a\n\n# b", "\ud800",
)  # fmt: skip
# Signs that mean something to Markdown where no backslash stands before them, and what is made of plain text after that.
ACTIVE = re.compile(r"(?<!\\)(?:\\\\)*[`*\[\]<>$~|#&!]|:(?=[\w/+-])|(?i:www\.)|@\w|[\x00-\x1f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_text_reads_as_it_is(text: str) -> None:
    assert ESCAPE.sub(r"\1", as_text(text)).replace(JOINER, "") == text


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_has_no_sign_left_that_means_something_and_loses_no_letter(text: str) -> None:
    shown = as_text(text)
    assert not ACTIVE.search(shown)
    assert not re.match(r"[-+=]|\d+[.)](\s|$)", shown)
    seen = ESCAPE.sub(r"\1", shown).replace(JOINER, "")
    assert [c for c in seen if c.isprintable() and not c.isspace()] == [c for c in text if c.isprintable() and not c.isspace()]


def _open(page: str, record: Record) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=300)
    app.session_state["language"] = "en"
    app.session_state["record"] = record
    return app.switch_page(page).run()  # at once: only a first run draws the sidebar for the test


def _bodies(app: AppTest) -> list[str]:
    """All that Streamlit reads as Markdown on the page: bodies, labels, help, option labels."""
    found = []
    for element in [*app.main, *app.sidebar]:
        proto = element.proto
        found += [str(getattr(proto, name)) for name in ("body", "label", "help", "placeholder") if getattr(proto, name, "")]
    return found


@pytest.mark.parametrize("page", ["pages/patient.py", "pages/compare.py", "pages/bone.py", "pages/inside.py", "pages/contributions.py"])
def test_a_records_names_and_refusals_are_text_on_every_page_that_shows_them(page: str, woman_with_dxa: dict[str, Any]) -> None:
    nasty = " ".join(text for text in HOSTILE if text.isprintable())
    patient = Patient.read(woman_with_dxa)  # a record refuses a label as long as this; what the session shows is text all the same
    try:
        Patient.from_json_text(json.dumps({"clinical": {text: text for text in HOSTILE[:-1]} | {"age": nasty}, nasty[:30]: 1}))
    except InvalidInput as refused:
        problems: tuple[Problem, ...] = refused.problems
    record = Record(draft=flat(patient), identity={"label": nasty, "id": nasty}, patient=patient, load_problems=problems, generation=1)
    app = _open(page, record)
    assert not app.exception
    shown = [body for body in _bodies(app) if "evil" in body]
    assert shown  # the sidebar at least
    for body in shown:
        for line in body.split("\n"):
            if "evil" in line:
                assert not re.search(r"(?<!\\)!\[|(?<!\\)\]\(|(?<!\\)<(img|script)|https?://|www\.|(?<!\\)\$|:material|:red\[x", line)


def test_no_patient_lies_in_the_store_that_all_sessions_share(monkeypatch: pytest.MonkeyPatch, woman_with_dxa: dict[str, Any]) -> None:
    """`st.download_button` given text publishes it at every run; what is written when asked for is not there before."""
    from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

    stored: list[bytes | str] = []
    load = MemoryMediaFileStorage.load_and_get_id

    def noted(self: Any, path_or_data: bytes | str, *more: Any, **named: Any) -> str:
        stored.append(path_or_data)
        return load(self, path_or_data, *more, **named)

    monkeypatch.setattr(MemoryMediaFileStorage, "load_and_get_id", noted)
    patient = Patient.read(woman_with_dxa | {"label": "Ms Secret"})
    record = Record(draft=flat(patient), identity={"label": "Ms Secret"}, patient=patient, generation=1)
    app = _open("pages/patient.py", record)
    app.switch_page("pages/compare.py").run()
    assert not app.exception
    assert stored == []


def test_every_download_is_written_when_it_is_asked_for() -> None:
    for path in (ROOT / "pages").rglob("*.py"):
        for call in re.findall(r"download_button\(\s*\n?\s*(.*?)\n", path.read_text(encoding="utf-8")):
            given = call.split(",", 1)[1].strip() if ")," in call or call.startswith("tr(") else call
            assert re.match(r"(lambda|_example|_\w+)\b(?!\()", given), (path.name, call)


def test_on_a_page_choices_are_said_by_their_labels() -> None:
    problem = usable({"age": 74, "femoral_neck_bmd": 0.6}).refused["femoral_neck_bmd"]
    assert "GE Lunar" in sentence(problem, "en")
    assert "ge" not in sentence(problem, "zh")
    assert "ge_lunar" in problem.text("en")  # a file is told what to write
