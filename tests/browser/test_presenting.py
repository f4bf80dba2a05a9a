"""A class before a projector: every step of every teaching page at 1280x720, from the keyboard alone, with nobody's label on the wall."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from osteo_core.patients.examples import list_examples
from osteo_core.translations import translate
from pages._widgets.guidance.tour import TOURS
from tests.browser.steps import fits, hindrances, not_shown
from tests.browser.tabs import LOOKS, becomes, opened, rest

STEPS = {
    # page: how many steps it has at least with the first example
    "patient": 8,
    "contributions": 5,
    "build": 4,
    "inside": 8,
    "bone": 11,
    "cases": 10,
    "critical": 12,
}
MOST_STEPS, MOST_TABS = 40, 60


@contextmanager
def _presented(browser: Browser, address: str, page: str, language: str, theme: str) -> Iterator[Page]:
    """The page in presenter's mode, which was turned on with Tab and Space."""
    with opened(browser, address, "" if page == "patient" else page, language, theme=theme) as tab:
        switch = tab.get_by_role("switch", name=translate("presenter.toggle", language))
        for _ in range(MOST_TABS):
            if switch.evaluate("e => e === document.activeElement"):
                break
            tab.keyboard.press("Tab")
        tab.keyboard.press("Space")
        expect(tab.locator(".presenting")).to_be_attached()
        expect(tab.get_by_test_id("stExpandSidebarButton")).to_be_visible()  # folded away: a class has no use for it
        rest(tab)
        yield tab


def _at_step(tab: Page, language: str, n: int) -> None:
    """The n-th step comes on screen, whatever the number of steps, and is drawn to the end."""
    before = translate("presenter.step", language, place=n, of="#").split("#")[0]
    expect(tab.get_by_test_id("stMain").get_by_text(before).first).to_be_visible()
    rest(tab)


@pytest.mark.parametrize("page, language, theme", [(page, *LOOKS[place % 2]) for place, page in enumerate(STEPS)])
def test_every_step_is_reached_by_the_keyboard_and_is_fit_for_a_wall(
    browser: Browser, address: str, page: str, language: str, theme: str
) -> None:
    labels = [example.label[language] for example in list_examples()]
    following = translate("presenter.next", language)
    with _presented(browser, address, page, language, theme) as tab:
        main = tab.get_by_test_id("stMain")
        for n in range(1, MOST_STEPS):
            _at_step(tab, language, n)
            assert hindrances(tab) == [], f"step {n}"
            assert fits(tab), f"step {n}"
            becomes(lambda: not_shown(tab), [], tab, seconds=10)
            _with_its_answer(tab, language, n)
            words = tab.locator("body").inner_text()
            assert not [label for label in labels if label in words], f"step {n}"
            # What is asked, and where to go on, stand on the first screen.
            heading = main.get_by_role("heading", level=2).first.bounding_box()
            assert heading is not None
            assert heading["y"] + heading["height"] < 300, f"step {n}"
            if main.get_by_role("button", name=following).first.is_disabled():
                break
            tab.keyboard.press("PageDown")
        assert n >= STEPS[page]
        tab.keyboard.press("PageUp")
        _at_step(tab, language, n - 1)


def _with_its_answer(tab: Page, language: str, n: int) -> None:
    """Where a step holds its answer back, that fits too once it is shown."""
    switch = tab.get_by_test_id("stMain").get_by_role("switch", name=translate("presenter.answer", language))
    if switch.count():
        switch.first.press("Space")
        expect(switch.first).to_be_checked()
        rest(tab)
        assert fits(tab), f"answer of step {n}"
        becomes(lambda: not_shown(tab), [], tab, seconds=10)


def test_a_tour_leads_the_keyboard_from_page_to_page(browser: Browser, address: str) -> None:
    with opened(browser, address, "help", "en") as tab:
        tab.get_by_role("button", name=translate("tour.for.clinician", "en")).press("Enter")
        stops = TOURS["clinician"]
        for place, stop in enumerate(stops, start=1):
            shown = tab.locator(".st-key-tour")
            expect(shown).to_contain_text(translate("tour.place", "en", place=place, of=len(stops)))
            expect(tab.locator(stop.frames).first).to_have_class(re.compile("tour-framed"))
            if place < len(stops):
                tab.get_by_role("button", name=translate("tour.next", "en"), exact=True).press("Enter")
        assert hindrances(tab) == []
        tab.get_by_role("button", name=translate("tour.finish", "en"), exact=True).press("Enter")
        expect(shown).to_have_count(0)


def test_on_paper_a_page_is_what_it_says_and_not_what_is_pressed(browser: Browser, address: str) -> None:
    with opened(browser, address, "compare", "zh") as tab:
        tab.emulate_media(media="print")
        expect(tab.get_by_test_id("stSidebar")).to_be_hidden()
        expect(tab.locator("details.chart-save").first).to_be_hidden()
        main = tab.get_by_test_id("stMain")
        main.evaluate("(e) => { if (e.scrollHeight > e.clientHeight + 1) throw new Error('a window of the page'); }")
        cut = "(t) => t.scrollWidth > t.clientWidth + 1 || t.parentElement.scrollWidth > t.parentElement.clientWidth + 1"
        assert not main.locator("table").first.evaluate(cut)
