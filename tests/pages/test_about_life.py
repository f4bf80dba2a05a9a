"""What the About page says of the world as in life: from its card, with every number chosen and every source."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from osteo_core.locations import ARTIFACTS_DIR
from osteo_core.translations import LANGUAGES, translate
from tests.folders import ROOT


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chosen_number_and_every_source_stands_in_a_table(language: str) -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.session_state["language"], app.session_state["wanted"] = language, "about"
    app.run()
    assert not app.exception
    world = json.loads((ARTIFACTS_DIR / "life" / "card.json").read_text(encoding="utf-8"))["world"]
    chosen = {number["name"] for number in world["parameters"] if number["basis"] == "default"}
    cells = [set(table.value.index) for table in app.table]
    assert any(chosen <= rows for rows in cells)
    assert any(set(world["sources"]) <= rows for rows in cells)
    said = "\n".join(m.value for m in app.markdown)
    assert translate("about.world.chosen", language, n=len(chosen), of=len(world["parameters"])) in said
