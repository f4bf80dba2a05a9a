"""Numbers typed as a person types them, at every place where a page asks for one: what stands in the box is what is used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from osteo_core.catalogue import CATALOGUE
from osteo_core.constants import MODALITIES
from osteo_core.translations import LANGUAGES, translate

LOCALES = {"en": "en-GB", "zh": "zh-CN"}


@contextmanager
def _open(browser: Browser, address: str, path: str, language: str) -> Iterator[Page]:
    context = browser.new_context(locale=LOCALES[language], viewport={"width": 1280, "height": 1400})
    context.set_default_timeout(90_000)
    tab = context.new_page()
    tab.goto(f"{address}/{path}")
    expect(tab.get_by_role("heading", level=1)).to_be_visible(timeout=90_000)
    _rest(tab)
    try:
        yield tab
    finally:
        context.close()


def _rest(tab: Page) -> None:
    tab.wait_for_timeout(500)
    expect(tab.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=90_000)


def _new(tab: Page, language: str, modality: str) -> None:
    # What stands under the title is drawn last.
    expect(tab.locator(".st-key-chart-gauge-osteoporosis .js-plotly-plot")).to_be_visible(timeout=90_000)
    _rest(tab)
    tab.get_by_role("button", name=translate("pages.picker.new", language), exact=True).click()
    _rest(tab)
    _kind(tab, language, modality)


def _kind(tab: Page, language: str, modality: str) -> None:
    tab.locator(".st-key-form-modality button").nth(MODALITIES.index(modality)).click()
    _rest(tab)


def _box(tab: Page, key: str) -> Locator:
    """The box whose key ends like this; for a field of the form its name."""
    return tab.locator(f'[class*="st-key-number-"][class*="{key}"] input').first


def _field(tab: Page, name: str) -> Locator:
    return tab.locator(f'[class*="st-key-number-"][class*="-field-"][class*="-{name}-"] input').first


def _type(tab: Page, box: Locator, text: str) -> None:
    """Over what stands there, key by key, and on by Tab."""
    box.click()
    box.press("Control+a")
    tab.keyboard.type(text)
    tab.keyboard.press("Tab")
    _rest(tab)


def _scores(tab: Page, language: str) -> None:
    tab.get_by_text(translate("pages.form.scores", language)).click()
    _rest(tab)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_typed_on_the_patients_page_is_what_is_read(browser: Browser, address: str, language: str) -> None:
    with _open(browser, address, "", language) as tab:
        _new(tab, language, "dxa")
        _scores(tab, language)
        t = _field(tab, "femoral_neck_t")
        for text in ("−2.6", "-0,4", "–2.6", "-1,2"):
            _type(tab, t, text)
            assert t.input_value() == text
            expect(tab.locator(".st-key-form").get_by_text("⚠")).to_have_count(0, timeout=60_000)
        _kind(tab, language, "btm")
        p1np = _field(tab, "p1np")
        _type(tab, p1np, "45,2")
        assert p1np.input_value() == "45,2"
        _kind(tab, language, "clinical")
        calcium = _field(tab, "calcium_intake")
        _type(tab, calcium, "1.200")
        assert calcium.input_value() == "1.200"
        asked = CATALOGUE["calcium_intake"]
        params = {"label": asked.label_in(language), "unit": f" {asked.unit_in(language)}"}
        question = translate("fields.ambiguous", language, value="1.200", decimal="1.2", thousands="1200", **params)
        expect(tab.locator(".st-key-form").get_by_text(question)).to_be_visible(timeout=60_000)
        expect(tab.get_by_role("alert").filter(has_text=translate("fields.left_out", language))).to_contain_text(question)
        _type(tab, calcium, "1200")
        expect(tab.locator(".st-key-form").get_by_text(question)).to_have_count(0)


def test_pasted_deleted_and_stepped(browser: Browser, address: str) -> None:
    with _open(browser, address, "", "en") as tab:
        _new(tab, "en", "dxa")
        bmd = _field(tab, "total_hip_bmd")
        bmd.click()
        tab.evaluate("document.activeElement.focus()")
        tab.keyboard.insert_text("0,612")  # as a paste does
        for _ in range(2):
            tab.keyboard.press("Backspace")
        tab.keyboard.type("34")
        tab.keyboard.press("Tab")
        _rest(tab)
        assert bmd.input_value() == "0,634"
        bmd.click()
        for _ in range(3):
            tab.keyboard.press("ArrowUp")
        expect(bmd).to_have_value("0.649")
        tab.keyboard.press("ArrowDown")
        expect(bmd).to_have_value("0.644")
        _rest(tab)
        bmd.press("Tab")
        _rest(tab)
        assert bmd.input_value() == "0.644"
        _type(tab, bmd, "thin")
        bmd.press("ArrowUp")
        assert bmd.input_value() == "thin"
        expect(tab.locator(".st-key-form").get_by_text("“thin”")).to_be_visible(timeout=60_000)


def test_tab_walks_through_the_boxes_in_reading_order(browser: Browser, address: str) -> None:
    with _open(browser, address, "", "en") as tab:
        _new(tab, "en", "btm")
        names = [feature.name for feature in CATALOGUE.entered("btm")]
        _field(tab, names[0]).click()
        walked = []
        for _ in range(3 * len(names)):
            held = tab.evaluate("document.activeElement.closest('[class*=st-key-number-]')?.className ?? ''")
            walked += [name for name in names if f"-{name}-" in held]
            tab.keyboard.press("Tab")
        assert list(dict.fromkeys(walked)) == names


def test_a_refused_field_holds_up_no_other_and_no_older_value_stands_in(browser: Browser, address: str) -> None:
    with _open(browser, address, "", "en") as tab:
        _new(tab, "en", "clinical")
        sidebar = tab.get_by_test_id("stSidebar")
        _type(tab, _field(tab, "age"), "91")
        _type(tab, _field(tab, "height_cm"), "160")
        gauge = tab.locator(".st-key-chart-gauge-osteoporosis .js-plotly-plot")
        expect(gauge).to_contain_text("%", timeout=60_000)
        old = gauge.inner_text()
        _type(tab, _field(tab, "height_cm"), "1.58")
        expect(tab.get_by_role("alert").filter(has_text="Height: 1.58")).to_be_visible(timeout=60_000)
        expect(sidebar.get_by_text("Not applied: Height")).to_be_visible()
        _type(tab, _field(tab, "weight_kg"), "52")
        _type(tab, _field(tab, "age"), "60")
        expect(sidebar.get_by_text("60 years")).to_be_visible(timeout=60_000)
        expect(gauge).not_to_have_text(old, timeout=60_000)
        expect(gauge).to_contain_text("%", timeout=60_000)
        without = gauge.inner_text()
        assert _field(tab, "height_cm").input_value() == "1.58"
        _type(tab, _field(tab, "height_cm"), "")
        assert gauge.inner_text() == without  # what was refused counted as nothing, not as the 160 before it
        _type(tab, _field(tab, "age"), "19")
        expect(sidebar.get_by_text("years")).to_have_count(0)
