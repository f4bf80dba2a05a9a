"""The pages in a real browser: accessibility, nothing fetched from elsewhere, a typed value moves the gauge, both screen sizes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from osteo_core.catalogue import CATALOGUE
from osteo_core.patients.examples import list_examples
from osteo_core.translations import translate
from pages._widgets.shared import router
from tests.browser.steps import (
    CONTRAST,
    filled,
    fits,
    follow_link,
    gauge,
    hand_over,
    hindrances,
    press,
    risk,
    risks,
    save_menu,
    speak,
)
from tests.browser.tabs import LOCALES, LOOKS, PHONE, WIDE, becomes, opened, rest

HEADINGS = {"patient": "pages.patient.title", "cohort": "cohort_page.title", "paper": "paper_tables.title"}
PAGES = {name: ("" if name == router.PAGES[0] else name, HEADINGS.get(name, f"{name}.title")) for name in router.PAGES}


TOO_LONG = """(box, names) => {
  const pen = document.createElement("canvas").getContext("2d");
  const style = getComputedStyle(box);
  pen.font = style.font;
  const room = box.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  return names.filter((name) => pen.measureText(name).width > room);
}"""
"""The names that a box has no room for."""

GROUNDS = {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 24, 29)"}
"""The colour behind all, as .streamlit/config.toml has it."""


@contextmanager
def _open(
    browser: Browser,
    address: str,
    page: str,
    language: str,
    size: tuple[int, int] = WIDE,
    theme: str = "light",
    requested: Callable[[str], object] = str,
) -> Iterator[Page]:
    """A page in its language, drawn to the end; `requested` hears of every address that it asks for."""
    with opened(browser, address, PAGES[page][0], language, size=size, theme=theme, requested=requested) as tab:
        _shown(tab, page, language)
        yield tab


def _shown(tab: Page, page: str, language: str) -> None:
    expect(tab.get_by_role("heading", level=1)).to_have_text(translate(PAGES[page][1], language))
    if page == "patient":
        expect(tab.get_by_role("heading", name=translate("pages.notes.title", language))).to_be_attached()
        risks(tab)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_can_be_read_by_all_fits_both_screens_and_fetches_nothing_from_elsewhere(browser: Browser, address: str, page: str) -> None:
    hosts: set[str | None] = set()
    (language, theme), *others = LOOKS
    with _open(browser, address, page, language, theme=theme, requested=lambda url: hosts.add(urlparse(url).hostname)) as tab:
        _can_be_read(tab, theme)
        for language, theme in others:
            tab.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
            tab.emulate_media(color_scheme=theme)
            speak(tab, language)
            _shown(tab, page, language)
            _can_be_read(tab, theme)
    assert hosts - {None} == {"127.0.0.1"}


def _can_be_read(tab: Page, theme: str) -> None:
    """On a wide screen and on a phone's, to which the charts adapt before long."""
    expect(tab.get_by_test_id("stApp")).to_have_css("background-color", GROUNDS[theme])
    assert hindrances(tab) == []
    for width, height in (WIDE, PHONE):
        tab.set_viewport_size({"width": width, "height": height})
        rest(tab)
        becomes(lambda: fits(tab), True, tab)
        rest(tab)
        assert fits(tab)


def _bmd(tab: Page) -> Locator:
    feature = CATALOGUE["femoral_neck_bmd"]
    return tab.get_by_role("textbox", name=feature.label_with_unit_in("en"), exact=True).first


def test_a_typed_value_moves_the_gauge_a_refused_one_does_not_count_and_an_edit_survives_page_and_language(
    browser: Browser, address: str
) -> None:
    with _open(browser, address, "patient", "en") as tab:
        shown, field = gauge(tab, "osteoporosis"), _bmd(tab)
        before = risk(tab, "osteoporosis")
        field.fill("1.05")
        field.press("Enter")
        expect(shown).not_to_have_text(before)
        expect(tab.get_by_text(translate("pages.picker.edited", "en"))).to_be_visible(timeout=20_000)
        rest(tab)
        before = risk(tab, "osteoporosis")
        field.fill("790")
        field.press("Tab")
        expect(tab.get_by_text(translate("fields.left_out", "en"))).to_be_visible(timeout=20_000)
        expect(field).to_have_value("790")
        expect(shown).not_to_have_text(before)
        assert risk(tab, "osteoporosis") != before
        assert hindrances(tab) == []
        field.fill("0.777")
        field.press("Enter")
        expect(tab.get_by_text(translate("fields.left_out", "en"))).to_have_count(0)
        follow_link(tab, "about", "en")
        expect(tab.get_by_role("heading", level=1)).to_have_text(translate("about.title", "en"))
        speak(tab, "zh")
        expect(tab.get_by_role("heading", level=1)).to_have_text(translate("about.title", "zh"))
        follow_link(tab, "patient", "zh")
        label = CATALOGUE["femoral_neck_bmd"].label_with_unit_in("zh")
        expect(tab.get_by_role("textbox", name=label, exact=True).first).to_have_value("0.777")


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["1280x720", "390x844"])
def test_it_fits_the_screen_and_the_answer_stands_on_the_first(
    browser: Browser, address: str, size: tuple[int, int], language: str, tmp_path: Path
) -> None:
    with _open(browser, address, "patient", language, size) as tab:
        tab.screenshot(path=tmp_path / f"patient-{language}-{size[0]}.png")
        assert fits(tab)
        # The card says all four answers at once; on a phone it is longer than the screen.
        becomes(partial(_within, tab.locator(".st-key-first_card"), size[0], size[1] if size == WIDE else None), True, tab)
        for outcome in ("osteoporosis", "fracture"):
            becomes(partial(_within, gauge(tab, outcome), size[0], None), True, tab)  # under the fields
        # A computer that turns dark in the evening takes the charts' words along.
        tab.emulate_media(color_scheme="dark")
        becomes(lambda: tab.evaluate(CONTRAST), [], tab)
        names = [example.label[language] for example in list_examples()]
        assert tab.locator(".st-key-picker-example input").first.evaluate(TOO_LONG, names) == []


def _within(shown: Locator, width: int, height: int | None) -> bool:
    box = shown.bounding_box()
    if box is None or (height is not None and box["y"] + box["height"] > height):
        return False
    return box["x"] >= 0 and box["x"] + box["width"] <= width + 1


REFUSED = [(b'{"clinical": {"age": 19}}', "40"), (b'{"dxa": {"femoral_neck": 0.7}}', "femoral_neck"), (b"not json", "JSON")]


def test_a_saved_patient_can_be_loaded_again_and_a_file_that_is_refused_changes_nothing_and_says_why(
    browser: Browser, address: str
) -> None:
    asked: list[str] = []
    with _open(browser, address, "patient", "en", requested=asked.append) as tab:
        with tab.expect_download() as saved:
            tab.locator(".st-key-picker-save").get_by_role("button", name=translate("pages.picker.save", "en"), exact=True).click()
        assert saved.value.suggested_filename == "patient.json"
        patient = Path(saved.value.path()).read_bytes()
        with tab.expect_download() as saved:
            save_menu(tab, "waterfall").get_by_role("button", name=translate("pages.numbers", "en")).click()
        table = Path(saved.value.path()).read_bytes()
        assert table.startswith("\N{ZERO WIDTH NO-BREAK SPACE}".encode())  # a spreadsheet then knows that it is UTF-8
        assert table.count(b"\n") > 2
        # Made in the browser: what is said of a patient never lies at an address of the server.
        assert not [url for url in asked if urlparse(url).path.startswith("/media/")]
        bmd = filled(_bmd(tab))
        press(tab, "pages.picker.new", "en")
        expect(_bmd(tab)).to_have_value("")
        hand_over(tab, "pages.picker.load", "en", "patient.json", patient)
        expect(_bmd(tab)).to_have_value(bmd)
        tab.keyboard.press("Escape")
        for content, says in REFUSED:
            hand_over(tab, "pages.picker.load", "en", "wrong.json", content)
            message = tab.get_by_role("alert").filter(has_text=translate("pages.picker.refused", "en"))
            expect(message).to_contain_text(says)
            expect(_bmd(tab)).to_have_value(bmd)
            tab.keyboard.press("Escape")


def test_a_page_opened_before_all_others_is_shown_and_stands_under_the_notice(browser: Browser, fresh_address: str) -> None:
    tab = browser.new_page(locale="zh-CN")
    tab.goto(f"{fresh_address}/about")
    expect(tab.get_by_role("heading", level=1)).to_have_text(translate("about.title", "zh"))
    expect(tab.get_by_text(translate("pages.notice", "zh")).first).to_be_visible(timeout=60_000)
    tab.close()


SQUARE = ("roc", "calibration", "net-benefit", "distribution")


def _marked(tab: Page, page: str) -> list[str]:
    """What marks the threshold on each chart of the square: the ROC curves' crosses, the other charts' number."""
    found = []
    for name in SQUARE:
        chart = tab.locator(f".st-key-chart-{page}-{name} .js-plotly-plot")
        expect(chart.locator(".main-svg").first).to_be_visible(timeout=30_000)
        found.append(
            chart.evaluate(
                "c => JSON.stringify([c.data.filter(t => t.mode === 'markers').map(t => [[...t.x], [...t.y]]),"
                " (c.layout.shapes || []).map(s => s.x0)])"
            )
        )
    return found


def test_the_square_stands_on_the_first_screen_and_the_keyboard_moves_the_threshold_on_all_four_charts(
    browser: Browser, address: str
) -> None:
    with _open(browser, address, "performance", "en") as tab:
        before = _marked(tab, "performance")
        for name in SQUARE:
            becomes(partial(_half_on_screen, tab.locator(f".st-key-chart-performance-{name}")), True, tab)
        slider = tab.get_by_role("slider").first
        for percent in range(51, 56):
            slider.press("ArrowRight")
            expect(slider).to_have_value(str(percent))
        expect(tab.get_by_text(translate("performance.at.matrix", "en", threshold="55\N{NO-BREAK SPACE}%"))).to_be_visible(timeout=20_000)
        rest(tab)
        becomes(lambda: [a == b for a, b in zip(before, _marked(tab, "performance"), strict=True)], [False] * 4, tab)
        becomes(lambda: ["55" in mark for mark in _marked(tab, "performance")[1:]], [True] * 3, tab)
        assert "performance_osteoporosis_threshold=55" in tab.url
        typed = tab.get_by_role("textbox", name=translate("performance.control.threshold_typed", "en"))
        typed.fill("30")
        typed.press("Enter")
        expect(tab.get_by_text(translate("performance.at.matrix", "en", threshold="30\N{NO-BREAK SPACE}%"))).to_be_visible(timeout=20_000)


def _half_on_screen(chart: Locator) -> bool:
    box = chart.bounding_box()
    return box is not None and box["y"] + box["height"] / 2 <= WIDE[1]


def test_ones_own_file_is_judged_forgotten_never_in_the_address_and_what_is_no_table_says_why(browser: Browser, address: str) -> None:
    rows = "".join(f"{i % 2},{0.2 + 0.1 * (i % 5) + 0.1 * (i % 2):.2f},{'AB'[i % 3 == 0]}\n" for i in range(120))
    with _open(browser, address, "predictions", "en") as tab:
        for content in (b"", b"%PDF-1.7 not a table", b"y,p\n", b"y,p\n0,0.1,0.2\n1,0.3\n"):
            hand_over(tab, "predictions.load", "en", "mine.csv", content, "text/csv")
            expect(tab.get_by_role("alert").filter(has_text=translate("predictions.refused", "en"))).to_be_visible(timeout=30_000)
            expect(tab.get_by_text("2,572 rows")).to_be_visible(timeout=30_000)
            tab.keyboard.press("Escape")
        hand_over(tab, "predictions.load", "en", "mine.csv", f"bone,<i>risk</i>,site\n{rows}".encode(), "text/csv")
        expect(tab.get_by_text("120 rows")).to_be_visible(timeout=30_000)
        expect(tab.get_by_text("‹i›risk‹/i›").first).to_be_visible(timeout=30_000)
        assert "risk" not in tab.url
        tab.keyboard.press("Escape")
        tab.get_by_role("button", name=translate("predictions.forget", "en")).click()
        expect(tab.get_by_text("2,572 rows")).to_be_visible(timeout=30_000)
