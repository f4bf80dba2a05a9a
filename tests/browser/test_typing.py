"""Numbers typed as a person types them, at every place where a page asks for one: what stands in the box is what is used."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from osteo_core.catalogue import CATALOGUE
from osteo_core.translations import LANGUAGES, translate
from tests.browser.steps import (
    OTHER,
    field,
    filled,
    follow_link,
    gauge,
    new_record,
    number_box,
    risk,
    show_fields,
    speak,
    type_over,
)
from tests.browser.tabs import becomes, opened, rest

TALL = (1280, 1400)


def _scores(tab: Page, language: str) -> None:
    tab.get_by_text(translate("pages.form.scores", language)).click()
    rest(tab)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_typed_on_the_patients_page_is_what_is_read(browser: Browser, address: str, language: str) -> None:
    with opened(browser, address, "", language, size=TALL) as tab:
        new_record(tab, language, "dxa")
        _scores(tab, language)
        t = field(tab, "femoral_neck_t")
        for text in ("−2.6", "-0,4", "–2.6", "-1,2"):
            type_over(tab, t, text)
            expect(t).to_have_value(text)
            expect(tab.locator(".st-key-form").get_by_text("⚠")).to_have_count(0)
        show_fields(tab, "btm")
        p1np = field(tab, "p1np")
        type_over(tab, p1np, "45,2")
        expect(p1np).to_have_value("45,2")
        show_fields(tab, "clinical")
        calcium = field(tab, "calcium_intake")
        type_over(tab, calcium, "1.200")
        expect(calcium).to_have_value("1.200")
        asked = CATALOGUE["calcium_intake"]
        params = {"label": asked.label_in(language), "unit": f" {asked.unit_in(language)}"}
        question = translate("fields.ambiguous", language, value="1.200", decimal="1.2", thousands="1200", **params)
        expect(tab.locator(".st-key-form").get_by_text(question)).to_be_visible(timeout=60_000)
        expect(tab.get_by_role("alert").filter(has_text=translate("fields.left_out", language))).to_contain_text(question)
        type_over(tab, calcium, "1200")
        expect(tab.locator(".st-key-form").get_by_text(question)).to_have_count(0)


def test_pasted_deleted_stepped_and_walked_through_by_tab_in_reading_order(browser: Browser, address: str) -> None:
    with opened(browser, address, "", "en", size=TALL) as tab:
        new_record(tab, "en", "dxa")
        bmd = field(tab, "total_hip_bmd")
        bmd.click()
        tab.evaluate("document.activeElement.focus()")
        tab.keyboard.insert_text("0,612")  # as a paste does
        for _ in range(2):
            tab.keyboard.press("Backspace")
        tab.keyboard.type("34")
        tab.keyboard.press("Tab")
        rest(tab)
        expect(bmd).to_have_value("0,634")
        bmd.click()
        for _ in range(3):
            tab.keyboard.press("ArrowUp")
        expect(bmd).to_have_value("0.649")
        tab.keyboard.press("ArrowDown")
        expect(bmd).to_have_value("0.644")
        becomes(lambda: "0.644" in tab.evaluate("sessionStorage.getItem('osteo.kept')"), True, tab)  # taken over, and no Tab
        bmd.press("Tab")
        rest(tab)
        expect(bmd).to_have_value("0.644")
        type_over(tab, bmd, "thin")
        bmd.press("ArrowUp")
        expect(bmd).to_have_value("thin")
        expect(tab.locator(".st-key-form").get_by_text("“thin”")).to_be_visible(timeout=60_000)
        show_fields(tab, "btm")
        names = [feature.name for feature in CATALOGUE.entered("btm")]
        field(tab, names[0]).click()
        walked = []
        for _ in range(3 * len(names)):
            held = tab.evaluate("document.activeElement.closest('[class*=st-key-number-]')?.className ?? ''")
            walked += [name for name in names if f"-{name}-" in held]
            tab.keyboard.press("Tab")
        assert list(dict.fromkeys(walked)) == names


def test_a_refused_field_holds_up_no_other_and_no_older_value_stands_in(browser: Browser, address: str) -> None:
    with opened(browser, address, "", "en", size=TALL) as tab:
        new_record(tab, "en", "clinical")
        sidebar = tab.get_by_test_id("stSidebar")
        type_over(tab, field(tab, "age"), "91")
        type_over(tab, field(tab, "height_cm"), "160")
        shown = gauge(tab, "osteoporosis")
        old = risk(tab, "osteoporosis")
        type_over(tab, field(tab, "height_cm"), "1.58")
        expect(tab.get_by_role("alert").filter(has_text="Height: 1.58")).to_be_visible(timeout=60_000)
        expect(sidebar.get_by_text("Not applied: Height")).to_be_visible()
        type_over(tab, field(tab, "weight_kg"), "52")
        type_over(tab, field(tab, "age"), "60")
        expect(sidebar.get_by_text("60 years")).to_be_visible(timeout=60_000)
        expect(shown).not_to_have_text(old)
        without = risk(tab, "osteoporosis")
        expect(field(tab, "height_cm")).to_have_value("1.58")
        type_over(tab, field(tab, "height_cm"), "")
        becomes(lambda: risk(tab, "osteoporosis"), without, tab)  # what was refused counted as nothing, not as the 160 before it
        type_over(tab, field(tab, "age"), "19")
        expect(sidebar.get_by_text("years")).to_have_count(0)


def test_a_refused_text_stays_through_page_language_and_unit(browser: Browser, address: str) -> None:
    language = "en"
    with opened(browser, address, "", language, size=TALL) as tab:
        new_record(tab, language, "clinical")
        type_over(tab, field(tab, "age"), "70")
        calcium = field(tab, "serum_calcium")
        type_over(tab, calcium, "9,4")
        _other_unit(tab, language)
        expect(calcium).to_have_value("9,4")
        expect(tab.get_by_text(translate("fields.typed_in", language, unit="mmol/L"))).to_be_visible()
        language = OTHER[language]
        speak(tab, language)
        expect(calcium).to_have_value("9,4")
        expect(tab.get_by_text(translate("fields.typed_in", language, unit="mmol/L"))).to_be_visible()
        follow_link(tab, "about", language)
        follow_link(tab, "patient", language)
        expect(calcium).to_have_value("9,4")
        tab.get_by_role("button", name=translate("fields.read_as", language, value="9,4", unit="mg/dL")).click()
        rest(tab)
        expect(calcium).to_have_value("9,4")
        expect(tab.get_by_role("alert").filter(has_text=translate("fields.left_out", language))).to_have_count(0)
        _other_unit(tab, language)
        expect(calcium).to_have_value("2.3453")  # 9.4 mg/dL x 0.2495


def _other_unit(tab: Page, language: str) -> None:
    tab.get_by_text(translate("pages.form.conventional", language), exact=True).click()
    rest(tab)


def test_balance_reads_commas_and_marks_what_is_unusual(browser: Browser, address: str) -> None:
    with opened(browser, address, "", "zh", size=TALL) as tab:
        new_record(tab, "zh", "sensory")
        speed, sway = field(tab, "gait_speed"), field(tab, "sway_velocity")
        type_over(tab, speed, "1,2")
        type_over(tab, sway, "4,5")
        expect(speed).to_have_value("1,2")
        expect(sway).to_have_value("4,5")
        form = tab.locator(".st-key-form")
        expect(form.get_by_text(translate("fields.unusual", "zh", low="0.6", high="2.5", unit=" cm/s"))).to_be_visible()
        type_over(tab, sway, "45")
        expect(form.get_by_text("⚠ 身体摆动速度：45 ")).to_be_visible()
        expect(sway).to_have_value("45")


def test_what_if_takes_what_is_typed_and_is_no_dead_end(browser: Browser, address: str) -> None:
    with opened(browser, address, "", "en", size=TALL) as tab:
        chart = tab.locator(".st-key-chart-what_if .js-plotly-plot")
        box = number_box(tab, "what_if")
        slider = tab.locator('[class*="st-key-what_if"][class*="-slid"]').get_by_role("slider").first
        not_applied = tab.get_by_text(translate("pages.what_if.not_applied", "en"))
        type_over(tab, box, "0,9")
        expect(slider).to_have_value("0.9")
        expect(box).to_have_value("0,9")
        type_over(tab, box, "1.5")
        expect(slider).to_have_value("1.1")  # its own end; the text goes on
        expect(box).to_have_value("1.5")
        type_over(tab, box, "thick")
        expect(not_applied).to_be_visible()
        expect(box).to_have_value("thick")
        expect(chart).to_be_visible()
        slider.press("ArrowLeft")
        rest(tab)
        expect(box).not_to_have_value("thick")
        expect(not_applied).to_have_count(0)


def test_a_threshold_is_typed_on_every_page_that_asks_for_one(browser: Browser, address: str) -> None:
    language = "en"
    with opened(browser, address, "performance", language, size=TALL) as tab:
        for page in ("performance", "subgroups", "predictions"):
            if page != "performance":
                follow_link(tab, page, language)
            if page == "subgroups":  # the threshold is asked for only where the statistic has one
                tab.locator(".st-key-subgroups-statistic").get_by_role("combobox").click()
                tab.get_by_role("option", name=translate("subgroups.statistic_of.sensitivity", language)).first.click()
                rest(tab)
            box = number_box(tab, "threshold-typed")
            started = filled(box)
            type_over(tab, box, "7,5")
            expect(tab.get_by_text(translate("performance.control.kept", language, percent=started))).to_be_visible()
            expect(box).to_have_value("7,5")
            type_over(tab, box, "３０")
            expect(tab.locator('[class*="_threshold"]').get_by_role("slider").first).to_have_value("30")
            expect(box).to_have_value("３０")
            language = OTHER[language]
            speak(tab, language)
