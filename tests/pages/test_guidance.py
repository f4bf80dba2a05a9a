"""Help and the three tours: every stop is on a page that exists, and a tour waits where the reader goes elsewhere."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from osteo_core.translations import LANGUAGES, translate
from pages._widgets.guidance.tour import TOURS
from pages._widgets.shared import router
from tests.folders import ROOT
from tests.pages.opened import texts


def _help(language: str, taken: tuple[str, int] | None = None) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    app.session_state["language"] = language
    app.session_state["tour.at"] = taken
    app.session_state["wanted"] = "help"  # opened first: the patient's page is not drawn before it
    return app.run()


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_answers_three_questions_and_leads_to_the_pages_that_it_names(language: str) -> None:
    app = _help(language)
    assert not app.exception
    headers = [header.value for header in app.header]
    assert headers[:3] == [translate(f"help.{question}.title", language) for question in ("enter", "get", "do")]
    links = {link.proto.page for link in app.main.get("page_link")}
    assert {"your_data", "compare", "performance", "real_people", "your_hospital", "about"} <= links


@pytest.mark.parametrize("user", TOURS)
def test_a_tour_has_three_to_five_stops_on_pages_of_the_menu_in_both_languages(user: str) -> None:
    stops = TOURS[user]  # type: ignore[index]
    assert 3 <= len(stops) <= 5
    assert {stop.page for stop in stops} <= set(router.PAGES)
    for language in LANGUAGES:
        assert len({translate(f"tour.{user}.{stop.name}", language) for stop in stops}) == len(stops)


def test_a_tour_that_is_taken_waits_on_other_pages_and_offers_the_way_back() -> None:
    app = _help("en", taken=("reviewer", 1))
    assert not app.exception
    assert translate("tour.reviewer.people", "en") in texts(app)
    assert translate("tour.place", "en", place=2, of=4) in texts(app)
    assert {"tour.return", "tour.back", "tour.next", "tour.end"} <= {button.key for button in app.button}
    assert "tour.start.menu.reviewer" not in {button.key for button in app.button}
    assert translate("tour.reviewer.people", "en") not in texts(_help("en"))
