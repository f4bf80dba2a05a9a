"""Building a diagnosis from the keyboard: digits add a kind of data, Backspace takes the last away, in any focus but a field's."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from osteo_core.translations import translate


def _rest(tab: Page) -> None:
    tab.wait_for_timeout(300)
    expect(tab.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=90_000)


def test_digits_add_and_backspace_takes_away(browser: Browser, address: str) -> None:
    context = browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 720})
    tab = context.new_page()
    tab.goto(f"{address}/build")
    expect(tab.get_by_role("heading", level=1)).to_have_text(translate("build.title", "en"), timeout=60_000)
    expect(tab.locator(".st-key-chart-build-start .js-plotly-plot")).to_be_visible(timeout=90_000)
    _rest(tab)
    tab.keyboard.press("PageDown")
    # For a moment a chart and the one that takes its place both stand there.
    rows = tab.locator(".st-key-chart-build-add .js-plotly-plot").last
    expect(rows).to_be_visible(timeout=60_000)
    _rest(tab)
    for key, shown in (("2", "+ Other clinical"), ("1", "+ DXA")):
        tab.keyboard.press(key)
        expect(rows).to_contain_text(shown, timeout=30_000)
        _rest(tab)
    tab.keyboard.press("Backspace")
    expect(rows).not_to_contain_text("+ DXA", timeout=30_000)
    expect(rows).to_contain_text("+ Other clinical")
    context.close()
