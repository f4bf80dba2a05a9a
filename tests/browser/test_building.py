"""Building a diagnosis from the keyboard: digits add a kind of data, Backspace takes the last away, in any focus but a field's."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.browser.tabs import opened, rest


def test_digits_add_and_backspace_takes_away(browser: Browser, address: str) -> None:
    with opened(browser, address, "build", "en") as tab:
        expect(tab.locator(".st-key-chart-build-start .js-plotly-plot")).to_be_visible()
        tab.keyboard.press("PageDown")
        # For a moment a chart and the one that takes its place both stand there.
        rows = tab.locator(".st-key-chart-build-add .js-plotly-plot").last
        expect(rows).to_be_visible()
        rest(tab)
        for key, shown in (("2", "+ Other clinical"), ("1", "+ DXA")):
            tab.keyboard.press(key)
            expect(rows).to_contain_text(shown)
            rest(tab)
        tab.keyboard.press("Backspace")
        expect(rows).not_to_contain_text("+ DXA")
        expect(rows).to_contain_text("+ Other clinical")
