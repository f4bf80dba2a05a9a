"""What a session holds: it survives the other language and a reload, stays in its own tab, and makes nothing of a file but text."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from osteo_core.catalogue import CATALOGUE
from osteo_core.translations import translate

LOCALES = {"en": "en-GB", "zh": "zh-CN"}
OTHER = {"en": "zh", "zh": "en"}
NAMES = {"en": "English", "zh": "中文"}
LABEL = "Bed 7 *north*"


@contextmanager
def _opened(browser: Browser, address: str, language: str) -> Iterator[tuple[BrowserContext, Page]]:
    context = browser.new_context(locale=LOCALES[language], viewport={"width": 1280, "height": 720})
    try:
        yield context, _tab(context, address, language)
    finally:
        context.close()


def _tab(context: BrowserContext, address: str, language: str) -> Page:
    tab = context.new_page()
    tab.goto(address)
    _patient_page(tab, language)
    return tab


def _patient_page(tab: Page, language: str) -> None:
    expect(tab.get_by_role("heading", level=1)).to_have_text(translate("pages.patient.title", language), timeout=90_000)
    _idle(tab)


def _idle(tab: Page) -> None:
    tab.wait_for_timeout(300)  # an event is on its way to the server
    expect(tab.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=90_000)


def _box(tab: Page, name: str, language: str) -> Locator:
    feature = CATALOGUE[name]
    return tab.get_by_role("textbox", name=f"{feature.label_in(language)} ({feature.unit_in(language)})", exact=True).first


def _type(tab: Page, name: str, text: str, language: str) -> None:
    box = _box(tab, name, language)
    box.fill(text)
    box.press("Tab")
    _idle(tab)


def _press(tab: Page, key: str, language: str) -> None:
    tab.get_by_role("button", name=translate(key, language), exact=True).click()
    _idle(tab)


def _clinical(tab: Page, language: str) -> None:
    tab.locator(".st-key-form-modality").get_by_role("radio", name=re.compile(CATALOGUE.modality_label("clinical", language))).click()
    _idle(tab)


def _control(tab: Page, name: str) -> Locator:
    return tab.locator(f"[class*='st-key-field-'][class*='-{name}']").locator("[data-testid=stRadio], [data-testid=stSelectbox]").first


def _answer(tab: Page, name: str, answer: str, language: str) -> None:
    _control(tab, name).get_by_text(translate(f"pages.form.{answer}", language), exact=True).click()
    _idle(tab)


def _answered(tab: Page, name: str, answer: str, language: str) -> None:
    expect(_control(tab, name).get_by_role("radio", name=translate(f"pages.form.{answer}", language), exact=True)).to_be_checked()


def _shown(tab: Page, name: str) -> str:
    told: str = _control(tab, name).evaluate("e => e.innerText + (e.querySelector('input')?.value ?? '')")
    return told


def _choose(tab: Page, name: str, category: str, language: str) -> None:
    _control(tab, name).get_by_role("combobox").click()
    tab.get_by_role("option", name=CATALOGUE[name].category_in(category, language), exact=True).click()
    _idle(tab)


def _speak(tab: Page, language: str) -> None:
    tab.get_by_test_id("stSidebar").get_by_text(NAMES[language], exact=True).click()
    _patient_page(tab, language)


def _enter(tab: Page, language: str) -> None:
    """A new record: three numbers, one of them refused, two choices, one yes and one no."""
    _press(tab, "pages.picker.new", language)
    _clinical(tab, language)
    _type(tab, "age", "71", language)
    _type(tab, "height_cm", "1,58", language)
    _type(tab, "weight_kg", "55,5", language)
    _choose(tab, "sex", "female", language)
    _choose(tab, "ethnicity", "asian", language)
    _answer(tab, "prior_fracture", "yes", language)
    _answer(tab, "current_smoking", "no", language)


def _all_there(tab: Page, language: str) -> None:
    for name, text in (("age", "71"), ("height_cm", "1,58"), ("weight_kg", "55,5")):
        expect(_box(tab, name, language)).to_have_value(text, timeout=30_000)
    for name, category in (("sex", "female"), ("ethnicity", "asian")):
        assert CATALOGUE[name].category_in(category, language) in _shown(tab, name)
    for name, answer in (("prior_fracture", "yes"), ("current_smoking", "no"), ("rheumatoid_arthritis", "not_known")):
        _answered(tab, name, answer, language)


def _result(tab: Page) -> list[str]:
    charts = [tab.locator(f".st-key-chart-gauge-{outcome} .js-plotly-plot") for outcome in ("osteoporosis", "fracture")]
    for chart in charts:
        expect(chart).to_contain_text("%", timeout=30_000)
    return [chart.inner_text() for chart in charts]


def _result_becomes(tab: Page, expected: list[str]) -> None:
    """The gauges say this, at once or when the run that a click began has drawn them."""
    until = time.monotonic() + 30
    while (shown := _result(tab)) != expected and time.monotonic() < until:
        tab.wait_for_timeout(200)
    assert shown == expected


@pytest.mark.parametrize("language", LOCALES)
def test_the_other_language_and_back_leaves_every_entry_and_the_result(browser: Browser, address: str, language: str) -> None:
    other = OTHER[language]
    with _opened(browser, address, language) as (_, tab):
        _enter(tab, language)
        before = _result(tab)
        _speak(tab, other)
        assert tab.evaluate("document.documentElement.lang").startswith(other)
        _all_there(tab, other)
        _answer(tab, "parental_hip_fracture", "yes", other)  # any click sends every choice to the server
        _answer(tab, "parental_hip_fracture", "not_known", other)
        _all_there(tab, other)
        _result_becomes(tab, before)
        assert translate("pages.choose", "en") not in tab.get_by_test_id("stMain").inner_text().splitlines()
        _speak(tab, language)
        assert tab.evaluate("document.documentElement.lang").startswith(language)
        _all_there(tab, language)
        _result_becomes(tab, before)


@pytest.mark.parametrize("language", LOCALES)
def test_entries_survive_a_reload_in_their_own_tab_alone(browser: Browser, address: str, language: str) -> None:
    with _opened(browser, address, language) as (context, tab):
        asked: list[str] = []
        context.on("request", lambda request: asked.append(request.url))
        _enter(tab, language)
        tab.get_by_role("button", name=translate("pages.picker.name", language), exact=True).click()
        named = tab.get_by_role("textbox", name=translate("pages.picker.label", language), exact=True)
        named.fill(LABEL)
        named.press("Enter")
        _idle(tab)
        expect(tab.get_by_test_id("stSidebar")).to_contain_text(LABEL)
        before = _result(tab)
        tab.reload()
        expect(tab.get_by_text(translate("pages.keeping.restored", language))).to_be_visible(timeout=90_000)
        _idle(tab)
        _all_there(tab, language)
        _result_becomes(tab, before)
        expect(tab.get_by_test_id("stSidebar")).to_contain_text(LABEL)
        _answer(tab, "rheumatoid_arthritis", "no", language)
        expect(tab.get_by_text(translate("pages.keeping.restored", language))).to_have_count(0)
        second = _tab(context, address, language)
        expect(second.get_by_test_id("stSidebar")).not_to_contain_text(LABEL)
        assert LABEL not in (second.evaluate("JSON.stringify(sessionStorage)") or "")
        assert tab.evaluate("localStorage.getItem('osteo.kept')") is None
        everywhere = json.dumps([asked, context.cookies(), tab.url, second.url], ensure_ascii=False)
        assert not [value for value in ("1,58", "55,5", "Bed", "north", "asian") if value in everywhere]


def test_after_new_a_reload_brings_nothing_back(browser: Browser, address: str) -> None:
    with _opened(browser, address, "en") as (_, tab):
        _enter(tab, "en")
        _press(tab, "pages.picker.new", "en")
        tab.reload()
        _patient_page(tab, "en")
        tab.wait_for_timeout(1_500)
        _idle(tab)
        assert "55,5" not in tab.evaluate("JSON.stringify(sessionStorage)")
        expect(_box(tab, "age", "en")).to_have_value("")
        expect(tab.get_by_test_id("stSidebar")).to_contain_text(translate("pages.sidebar.empty", "en"))
