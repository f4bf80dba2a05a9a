"""The checklist page: every part in both languages, with its links; About and Paper lead to it."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from osteo_core.paper.tripod_ai import SECTIONS, items
from osteo_core.translations import LANGUAGES, translate
from tests.pages.opened import opened


def _page(language: str, page: str) -> AppTest:
    return opened(page, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_of_the_checklist_is_shown(language: str) -> None:
    app = _page(language, "checklist")
    assert not app.exception
    assert [title.value for title in app.title] == [translate("checklist.title", language)]
    assert [header.value for header in app.header] == [translate(f"checklist.section.{section}", language) for section in SECTIONS]
    shown = [label for table in app.table for label in table.value.index]
    assert shown == [f"**{item.n}** {translate(f'checklist.item.{item.n}.topic', language)}" for item in items()]
    answers = [row[2] for table in app.table for row in table.value.to_numpy()]
    assert answers == [translate(f"checklist.item.{item.n}.answer", language) for item in items()]


@pytest.mark.parametrize("page", ["about", "paper"])
def test_about_and_paper_lead_to_it(page: str) -> None:
    links = [link.proto.page for link in _page("en", page).get("page_link")]
    assert "checklist" in links
