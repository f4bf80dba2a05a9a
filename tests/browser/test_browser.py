"""The pages in a real browser: accessibility, nothing fetched from elsewhere, a typed value moves the gauge, both screen sizes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, Page, expect

from osteo_core.catalogue import CATALOGUE
from osteo_core.translations import translate

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
LOCALES = {"en": "en-GB", "zh": "zh-CN"}
PAGES = {"patient": ("", "pages.patient.title"), "about": ("about", "about.title")}
WIDE, PHONE = (1280, 720), (390, 844)


@contextmanager
def _open(browser: Browser, address: str, page: str, language: str, size: tuple[int, int] = WIDE, theme: str = "light") -> Iterator[Page]:
    """A page in its language, drawn to the end."""
    path, heading = PAGES[page]
    context = browser.new_context(locale=LOCALES[language], color_scheme=theme, viewport={"width": size[0], "height": size[1]})  # type: ignore[arg-type]
    tab = context.new_page()
    tab.goto(f"{address}/{path}")
    expect(tab.get_by_role("heading", level=1)).to_have_text(translate(heading, language), timeout=60_000)
    if page == "patient":
        expect(tab.get_by_role("heading", name=translate("pages.notes.title", language))).to_be_attached(timeout=90_000)
        expect(tab.locator(".js-plotly-plot").first).to_be_attached(timeout=30_000)
    expect(tab.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=90_000)
    try:
        yield tab
    finally:
        context.close()


def _serious(tab: Page) -> list[str]:
    tab.evaluate(AXE)
    violations = tab.evaluate("async () => (await axe.run(document)).violations")
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in violations if v["impact"] in ("serious", "critical")]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("page", PAGES)
def test_no_serious_accessibility_violation(browser: Browser, address: str, page: str, language: str, theme: str) -> None:
    with _open(browser, address, page, language, theme=theme) as tab:
        assert _serious(tab) == []


@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_fetched_from_elsewhere(browser: Browser, address: str, page: str) -> None:
    context = browser.new_context(locale="zh-CN")
    tab = context.new_page()
    hosts: set[str | None] = set()
    tab.on("request", lambda request: hosts.add(urlparse(request.url).hostname))
    tab.goto(f"{address}/{PAGES[page][0]}")
    expect(tab.get_by_role("heading", level=1)).to_be_visible(timeout=60_000)
    tab.wait_for_load_state("networkidle")
    context.close()
    assert hosts - {None} == {"127.0.0.1"}


def _bmd(tab: Page) -> object:
    feature = CATALOGUE["femoral_neck_bmd"]
    return tab.get_by_role("spinbutton", name=f"{feature.label_in('en')} ({feature.unit_in('en')})", exact=True).first


def _gauge(tab: Page) -> str:
    return tab.locator(".js-plotly-plot").first.inner_text()


def test_a_typed_value_moves_the_gauge(browser: Browser, address: str) -> None:
    with _open(browser, address, "patient", "en") as tab:
        before = _gauge(tab)
        assert "%" in before
        field = _bmd(tab)
        field.fill("1.05")  # type: ignore[attr-defined]
        field.press("Enter")  # type: ignore[attr-defined]
        expect(tab.locator(".js-plotly-plot").first).not_to_have_text(before, timeout=20_000)


def test_a_refused_value_stays_and_the_last_answer_is_labelled(browser: Browser, address: str) -> None:
    with _open(browser, address, "patient", "en") as tab:
        before = _gauge(tab)
        field = _bmd(tab)
        field.fill("790")  # type: ignore[attr-defined]
        field.press("Tab")  # type: ignore[attr-defined]
        expect(tab.get_by_text(translate("pages.patient.stale", "en"))).to_be_visible(timeout=20_000)
        assert float(field.input_value()) == 790  # type: ignore[attr-defined]
        assert _gauge(tab) == before
        assert _serious(tab) == []


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["1280x720", "390x844"])
def test_it_fits_the_screen(browser: Browser, address: str, size: tuple[int, int], language: str, tmp_path: Path) -> None:
    with _open(browser, address, "patient", language, size) as tab:
        tab.screenshot(path=tmp_path / f"patient-{language}-{size[0]}.png")
        main = tab.get_by_test_id("stMain")
        assert main.evaluate("e => e.scrollWidth - e.clientWidth") <= 1
        box = tab.locator(".js-plotly-plot").first.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= size[0] + 1


def test_the_answer_stands_on_the_first_screen(browser: Browser, address: str) -> None:
    with _open(browser, address, "patient", "en") as tab:
        for chart in tab.locator(".js-plotly-plot").all()[:2]:
            box = chart.bounding_box()
            assert box is not None
            # The number sits at the bottom of the gauge's half circle.
            assert box["y"] + box["height"] <= WIDE[1]


def test_an_edit_survives_the_other_page_and_the_language(browser: Browser, address: str) -> None:
    with _open(browser, address, "patient", "en") as tab:
        field = _bmd(tab)
        field.fill("0.777")  # type: ignore[attr-defined]
        field.press("Enter")  # type: ignore[attr-defined]
        expect(tab.get_by_text(translate("pages.picker.edited", "en"))).to_be_visible(timeout=20_000)
        tab.get_by_role("link", name=translate("pages.nav.about", "en"), exact=True).click()
        expect(tab.get_by_role("heading", level=1)).to_have_text(translate("about.title", "en"), timeout=20_000)
        tab.get_by_text("中文", exact=True).click()
        expect(tab.get_by_role("heading", level=1)).to_have_text(translate("about.title", "zh"), timeout=20_000)
        tab.get_by_role("link", name=translate("pages.nav.patient", "zh"), exact=True).click()
        label = CATALOGUE["femoral_neck_bmd"].label_in("zh")
        field = tab.get_by_role("spinbutton", name=f"{label} (g/cm²)", exact=True).first
        expect(field).to_have_value("0.777", timeout=20_000)
