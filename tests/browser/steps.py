"""What a person does on a page, shared by all browser tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from osteo_core.constants import MODALITIES
from osteo_core.translations import translate
from tests.browser.tabs import LONG, becomes, rest

OTHER = {"en": "zh", "zh": "en"}
NAMES = {"en": "English", "zh": "中文"}
BOXES = (Path(__file__).parent / "boxes.js").read_text(encoding="utf-8")
CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")


def press(tab: Page, key: str, language: str) -> None:
    """The button of these words."""
    tab.get_by_role("button", name=translate(key, language), exact=True).click()
    rest(tab)


def follow_link(tab: Page, page: str, language: str) -> None:
    """Another page, through the menu."""
    tab.get_by_role("link", name=translate(f"pages.nav.{page}", language), exact=True).click()
    rest(tab)


def speak(tab: Page, language: str) -> None:
    """The other language, through the switch."""
    tab.get_by_test_id("stSidebar").get_by_text(NAMES[language], exact=True).click()
    rest(tab)


def new_record(tab: Page, language: str, modality: str) -> None:
    """An empty record, with this kind of field on screen."""
    press(tab, "pages.picker.new", language)
    show_fields(tab, modality)


def show_fields(tab: Page, modality: str) -> None:
    """The fields of one kind."""
    tab.locator(".st-key-form-modality button").nth(MODALITIES.index(modality)).click()
    rest(tab)


def number_box(tab: Page, key: str) -> Locator:
    """The first number's box whose key has this in it."""
    return tab.locator(f'[class*="st-key-number-"][class*="{key}"] input').first


def field(tab: Page, name: str) -> Locator:
    """The box of a field of the form."""
    return tab.locator(f'[class*="st-key-number-"][class*="-field-"][class*="-{name}-"] input').first


def type_over(tab: Page, box: Locator, text: str) -> None:
    """Over what stands there, key by key, and on by Tab."""
    box.click()
    box.press("Control+a")
    if text:
        tab.keyboard.type(text)
    else:
        tab.keyboard.press("Delete")
    tab.keyboard.press("Tab")
    rest(tab)


def gauge(tab: Page, outcome: str) -> Locator:
    """One of the two charts that answer."""
    return tab.locator(f".st-key-chart-gauge-{outcome} .js-plotly-plot")


def save_menu(tab: Page, chart: str = "") -> Locator:
    """The open menu of a chart, by default the page's first, with what it can be saved as."""
    own = f'[class*="st-key-save-{chart}"] > summary'
    tab.locator(f"{own}, .st-key-{chart or 'none'}-more button").first.click()
    popover = tab.get_by_test_id("stPopoverBody").filter(has=tab.locator("button[data-image]"))
    menu = tab.locator("details.chart-save[open]").or_(popover).first
    expect(menu.locator("button[data-image]").first).to_be_visible()
    return menu


def risk(tab: Page, outcome: str) -> str:
    """What a gauge says; it is empty for a moment while it is drawn."""
    said = ""

    def says_something() -> bool:
        nonlocal said
        said = gauge(tab, outcome).inner_text()
        return "%" in said

    becomes(says_something, True, tab, seconds=LONG / 1000)
    return said


def risks(tab: Page) -> list[str]:
    """What both gauges say."""
    return [risk(tab, outcome) for outcome in ("osteoporosis", "fracture")]


def filled(box: Locator) -> str:
    """What the page has put into a box: a browser at work draws the box first and fills it when it gets round to it."""
    expect(box).not_to_have_value("")
    return box.input_value()


def hand_over(tab: Page, button: str, language: str, name: str, content: bytes, kind: str = "application/json") -> None:
    """Give the uploader behind a button a file, and see it arrive: the one of the file before it may still be on its way out."""
    tab.get_by_role("button", name=translate(button, language)).click()
    uploader = tab.get_by_test_id("stFileUploaderDropzoneInput")
    expect(uploader).to_have_count(1, timeout=LONG)
    with tab.expect_response(lambda answer: "/upload_file/" in answer.url, timeout=LONG):
        uploader.set_input_files({"name": name, "mimeType": kind, "buffer": content})
    rest(tab)


def fits(tab: Page) -> bool:
    """Whether nothing on the page is wider than the page."""
    wider: int = tab.get_by_test_id("stMain").evaluate("e => e.scrollWidth - e.clientWidth")
    return wider <= 1


def not_shown(tab: Page) -> list[str]:
    """What of a step is below the fold, cut off or printed over, in words."""
    found: list[str] = tab.evaluate(BOXES)
    return found


_OVERLAYS = 'id="stFloatingOverlayPortal"'
"""Where Streamlit draws open menus and the words of a question mark: outside the landmarks of the page, which an app cannot change."""


def _mendable(violation: dict[str, Any]) -> list[dict[str, Any]]:
    return [node for node in violation["nodes"] if violation["id"] != "region" or _OVERLAYS not in node["html"]]


def hindrances(tab: Page) -> list[str]:
    """What hinders a reader with a screen reader, or weak eyes: all that axe finds, whatever its impact, and faint words in charts."""
    expect(tab.locator(".st-key-menu a").first).to_be_attached()
    rest(tab)
    if not tab.evaluate("'axe' in window"):
        tab.evaluate(AXE)
    violations = tab.evaluate("async () => (await axe.run(document, { resultTypes: ['violations'] })).violations")
    first = [(v["id"], node) for v in violations for node in _mendable(v)[:1]]
    return [*(f"{rule}: {node['html'][:160]}: {node['failureSummary']}" for rule, node in first), *tab.evaluate(CONTRAST)]
