"""The way of a clinic, as a person goes it: a Bundle is brought in and looked through, two visits are compared, the report is saved."""

from __future__ import annotations

import io
import json

from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from osteo_core.translations import translate
from tests.browser.steps import follow_link, hand_over, hindrances, press, speak
from tests.browser.tabs import LONG, opened, rest
from tests.service.calls import bundle, observation, person

COUNT = "window.clicks = 0; document.addEventListener('click', (event) => { if (event.isTrusted) window.clicks += 1; }, true);"
IN_THE_DIALOG = 2
"""To open the file dialog, and to choose a file in it: what a test hands over without one."""
MOST = 12

FIRST, SECOND, BLOOD = "2022-03-01", "2025-03-04", "2025-03-10"


def _bundle() -> bytes:
    """Two scans three years apart, and the blood of the week after the second; a density under the code of a T-score."""
    measured = [("38261-4", FIRST, 0.731), ("24966-4", FIRST, 0.842), ("38261-4", SECOND, 0.664), ("24966-4", SECOND, 0.801)]
    scans = [observation(code, bmd, day=day, unit="g/cm2", device={"display": "Hologic Horizon A"}) for code, day, bmd in measured]
    wrong, blood = observation("38267-1", 0.801, day=SECOND, unit="g/cm2"), observation("41171-0", 0.61, day=BLOOD, unit="ug/L")
    return json.dumps(bundle(person(birthDate="1951-07-20"), *scans, wrong, blood)).encode()


def _saved(tab: Page, language: str) -> PdfReader:
    """The report that the open menu makes."""
    with tab.expect_download(timeout=LONG) as saved:
        tab.get_by_role("button", name=translate("pages.report.make", language), exact=True).click()
    return PdfReader(io.BytesIO(saved.value.path().read_bytes()))


def _text(made: PdfReader) -> str:
    return "".join("".join(page.extract_text() for page in made.pages).split())


def test_from_a_bundle_to_the_report_in_twelve_clicks(browser: Browser, address: str) -> None:
    with opened(browser, address, "", "en", size=(1280, 1400)) as tab:
        tab.evaluate(COUNT)
        hand_over(tab, "bring_in.open", "en", "bundle.json", _bundle())
        review = tab.locator(".st-key-bring_in")
        expect(review.get_by_text(translate("bring_in.visits", n=2, days=f"{FIRST}, {SECOND}"))).to_be_visible(timeout=LONG)
        expect(review.get_by_text(translate("records.taken.other_day", date=BLOOD))).to_be_visible()
        assert hindrances(tab) == []
        press(tab, "bring_in.take", "en")
        expect(review).to_have_count(0)
        follow_link(tab, "over_time", "en")
        expect(tab.get_by_text(translate("records.verdict.fall")).first).to_be_visible(timeout=LONG)
        expect(tab.locator(".st-key-chart-over_time-total_hip_bmd .js-plotly-plot")).to_be_visible()
        follow_link(tab, "patient", "en")
        tab.get_by_role("button", name=translate("pages.report.title"), exact=True).click()
        rest(tab)
        made = _saved(tab, "en")
        assert int(tab.evaluate("window.clicks")) + IN_THE_DIALOG <= MOST
        tab.keyboard.press("Escape")
        speak(tab, "zh")
        tab.get_by_role("button", name=translate("pages.report.title", "zh"), exact=True).click()
        rest(tab)
        chinese = _saved(tab, "zh")
    for found, language, tag in ((made, "en", "en-GB"), (chinese, "zh", "zh-CN")):
        assert (len(found.pages) <= 2, found.trailer["/Root"]["/Lang"]) == (True, tag)
        for part in (FIRST, SECOND, translate("reports.clinician.title", language), "0.664"):
            assert "".join(part.split()) in _text(found)
