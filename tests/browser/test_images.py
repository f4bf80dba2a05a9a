"""Pictures of charts, made in a real browser: what is in the file, in both languages and both themes."""

from __future__ import annotations

import base64
import io
import re
import struct
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from osteo_core.translations import translate
from tests.browser.steps import save_menu
from tests.browser.tabs import LOOKS, opened

CHART = "real.screening.roc"
FILE = "real-screening-roc"
SVG = "{http://www.w3.org/2000/svg}"


@dataclass(frozen=True)
class Saved:
    """One chart of the page of real people as its buttons hand it over, and what it is called for a screen reader."""

    svg: bytes
    png: bytes
    alt: str | None


@pytest.fixture(scope="module")
def saved(browser: Browser, address: str) -> dict[str, Saved]:
    """Language -> the chart from a page in it: one of them is dark, the other light."""
    made = {}
    for language, theme in LOOKS:
        with opened(browser, address, "real_people", language, theme=theme) as tab:
            expect(tab.locator(f".st-key-chart-{FILE} .js-plotly-plot svg.main-svg").first).to_be_visible()
            alt = tab.locator(f".st-key-chart-{FILE} [role=figure]").get_attribute("aria-label")
            made[language] = Saved(svg=_saved(tab, "svg", language), png=_saved(tab, "png", language), alt=alt)
    return made


def _saved(tab: Page, kind: str, language: str) -> bytes:
    """What the button hands over, pressed from the keyboard."""
    button = save_menu(tab, FILE).get_by_role("button", name=translate(f"saving.{kind}", language), exact=True)
    with tab.expect_download() as saved:
        button.press("Enter")
    tab.keyboard.press("Escape")
    assert saved.value.suggested_filename == f"{FILE}.{kind}"
    return Path(saved.value.path()).read_bytes()


def _words(svg: bytes) -> str:
    return "\n".join("".join(text.itertext()) for text in ElementTree.fromstring(svg).iter(f"{SVG}text"))


def _colours(svg: str) -> set[tuple[int, ...]]:
    """Every colour of a picture, however it is written."""
    named = {tuple(map(int, found)) for found in re.findall(r"rgb\((\d+), (\d+), (\d+)\)", svg)}
    return named | {tuple(bytes.fromhex(found)) for found in re.findall(r": #([0-9a-f]{6})\b", svg)}


@pytest.mark.parametrize("language, theme", LOOKS)
def test_an_svg_says_by_itself_what_it_shows(saved: dict[str, Saved], language: str, theme: str) -> None:
    svg = saved[language].svg
    root, words = ElementTree.fromstring(svg), _words(svg)
    assert root.tag == f"{SVG}svg"
    assert translate("figures.roc.false_positives", language) in words
    assert translate("real_people.screening.title", language) in words
    # The notice is broken into lines.
    assert translate("pages.notice_real", language).replace(" ", "") in words.replace("\n", "").replace(" ", "")
    assert root.findtext(f"{SVG}desc") == saved[language].alt
    assert b"http://127.0.0.1" not in svg
    assert b"<script" not in svg
    # Such lines would stay as thin as on the screen in a picture that is larger.
    assert b"non-scaling-stroke" not in svg


@pytest.mark.parametrize("language, theme", LOOKS)
def test_a_png_is_the_same_picture_three_times_as_large(saved: dict[str, Saved], language: str, theme: str) -> None:
    svg, png = ElementTree.fromstring(saved[language].svg), saved[language].png
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    assert [width, height] == [3 * int(float(svg.attrib[side])) for side in ("width", "height")]


def test_from_a_dark_page_it_has_the_colours_of_a_light_one(saved: dict[str, Saved]) -> None:
    dark, light = (_colours(saved[language].svg.decode("utf-8")) for language, _ in LOOKS)
    assert dark == light
    assert len(light) > 2


def test_one_of_four_small_charts_says_its_lines_and_its_people_by_itself(browser: Browser, address: str) -> None:
    with opened(browser, address, "performance", "en") as tab:
        expect(tab.locator(".st-key-chart-performance-roc .js-plotly-plot svg.main-svg").first).to_be_visible()
        menu = save_menu(tab, "performance-roc")
        with tab.expect_download() as handed:
            menu.locator("button[data-image=svg]").press("Enter")
        words = _words(Path(handed.value.path()).read_bytes())
    for name in ("fusion", "oracle"):
        assert translate(f"models.{name}", "en") in words
    assert translate("performance.who.virtual", "en") in words.replace("\n", " ")
    assert translate("pages.notice_link", "en") not in words


def test_a_solid_body_is_in_its_picture(browser: Browser, address: str) -> None:
    with opened(browser, address, "bone", "en") as tab:
        expect(tab.locator(".js-plotly-plot canvas").first).to_be_attached()
        with tab.expect_download() as handed:
            save_menu(tab).locator("button[data-image=svg]").press("Enter")
        svg = ElementTree.fromstring(Path(handed.value.path()).read_bytes())
    pixels = svg.find(f"{SVG}image")
    assert pixels is not None
    png = base64.b64decode(pixels.attrib["href"].removeprefix("data:image/png;base64,"))
    with Image.open(io.BytesIO(png)) as drawn:
        assert len(drawn.convert("RGB").getcolors(1 << 24) or []) > 100  # shades of bone, not one ground
