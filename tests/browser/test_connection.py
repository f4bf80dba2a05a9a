"""A connection that breaks while somebody types, and what the server writes down: nothing of a patient is lost, and nothing is written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from osteo_core.translations import translate
from tests.browser.steps import field, hand_over, new_record, press, show_fields, type_over
from tests.browser.tabs import becomes, opened, rest, session, tab_of, visit

# Emulated networks leave a connection open that is there already: it is cut by hand, and what should take its place finds nobody.
BROKEN = """(() => {
  const WebSocket = window.WebSocket;
  window.open_sockets = [];
  window.WebSocket = class extends WebSocket {
    constructor(url, protocols) {
      if (window.broken) super("ws://127.0.0.1:1/nobody");
      else super(url, protocols);
      window.open_sockets.push(this);
    }
    send(message) {
      if (!window.losing) super.send(message);
    }
  };
})();"""


def _connection(tab: Page, state: str) -> None:
    expect(tab.get_by_test_id("stApp")).to_have_attribute("data-test-connection-state", state)


def _cut(tab: Page) -> None:
    tab.evaluate("window.broken = true; window.open_sockets.at(-1).close()")
    _connection(tab, "PINGING_SERVER")


def _mend(tab: Page) -> None:
    tab.evaluate("window.broken = window.losing = false")
    _connection(tab, "CONNECTED")


def _kept(tab: Page) -> dict[str, Any]:
    """What the server has read, as it has told the tab to keep it."""
    draft: dict[str, Any] = (json.loads(tab.evaluate("sessionStorage.getItem('osteo.kept')"))["record"] or {}).get("draft", {})
    return draft


def test_what_stands_in_the_boxes_after_a_break_is_what_is_read(browser: Browser, address: str) -> None:
    with session(browser, "en", before=BROKEN) as context:
        tab = visit(tab_of(context), address)
        new_record(tab, "en", "clinical")
        age, weight, height = (field(tab, name) for name in ("age", "weight_kg", "height_cm"))
        type_over(tab, age, "71")
        weight.click()
        tab.keyboard.type("5")
        _cut(tab)
        expect(weight).to_be_disabled()
        _mend(tab)
        expect(weight).to_be_focused()  # the cursor is back, and typing goes on
        tab.keyboard.type("5,5")
        tab.keyboard.press("Tab")
        becomes(lambda: _kept(tab), {"age": 71.0, "weight_kg": 55.5}, tab)
        expect(weight).to_have_value("55,5")

        tab.evaluate("window.losing = true")  # sent, and never heard
        height.fill("1,58")
        height.press("Tab")
        _cut(tab)
        _mend(tab)
        expect(tab.get_by_test_id("stSidebar")).to_contain_text(translate("pages.sidebar.left_out", "en", names="Height"))
        for box, text in ((age, "71"), (weight, "55,5"), (height, "1,58")):
            expect(box).to_have_value(text)

        rest(tab)  # a page that is still being drawn after the break may take the cursor away
        weight.click()
        weight.press("Control+a")
        tab.keyboard.type("60")  # and no Tab
        _cut(tab)
        tab.get_by_role("heading", level=1).click()
        _mend(tab)
        becomes(lambda: _kept(tab), {"age": 71.0, "weight_kg": 60.0}, tab)


SECRETS = ("Secretname", "SECRET-7", "55.1237", "1.5837", "0.61237", "51.9876", "secret-file")
SCAN = {"manufacturer": "hologic", "femoral_neck_bmd": 0.61237}


def test_the_server_writes_nothing_of_a_patient_into_its_log(browser: Browser, address: str, server_log: Path) -> None:
    with opened(browser, address, "", "en") as tab:
        new_record(tab, "en", "clinical")
        type_over(tab, field(tab, "age"), "71")
        type_over(tab, field(tab, "weight_kg"), "55.1237")
        type_over(tab, field(tab, "height_cm"), "1.5837")  # refused
        for content in (
            {"label": "Secretname", "id": "SECRET-7", "clinical": {"age": 71, "weight_kg": 55.1237}, "dxa": {"femoral_neck_bmd": 0.61237}},
            {"clinical": {"Secretname": 51.9876, "age": "SECRET-7"}},
        ):
            hand_over(tab, "pages.picker.load", "en", "secret-file.json", json.dumps(content).encode())
            tab.keyboard.press("Escape")
        expect(tab.get_by_role("alert").filter(has_text="Secretname")).to_be_visible()
        tab.get_by_role("heading", level=1).click()  # the first click beside an open popover closes it and does nothing else
        expect(tab.get_by_test_id("stFileUploaderDropzoneInput")).to_have_count(0)
        rest(tab)
        with tab.expect_download():
            tab.locator(".st-key-picker-save").get_by_role("button", name=translate("pages.picker.save", "en"), exact=True).click()
        rest(tab)
    log = server_log.read_text(encoding="utf-8")
    assert "127.0.0.1" in log
    assert [secret for secret in SECRETS if secret in log] == []


def test_nothing_of_a_patient_is_left_on_the_page_with_the_next(browser: Browser, address: str) -> None:
    secret = {"label": "Secretname", "id": "SECRET-7", "clinical": {"age": 71, "weight_kg": 55.1237}, "dxa": SCAN}
    with opened(browser, address, "", "en") as tab:
        hand_over(tab, "pages.picker.load", "en", "secret-file.json", json.dumps(secret).encode())
        tab.keyboard.press("Escape")
        expect(tab.get_by_test_id("stSidebar")).to_contain_text("Secretname")
        show_fields(tab, "clinical")
        what_if = tab.locator('[class*="st-key-number-"][class*="what_if"][class*="weight_kg"] input')
        type_over(tab, what_if, "51.9876")
        becomes(lambda: _left(tab), {"Secretname", "SECRET-7", "55.1237", "0.61237", "51.9876"}, tab)
        press(tab, "pages.picker.new", "en")
        becomes(lambda: _left(tab), set(), tab)
        type_over(tab, field(tab, "age"), "60")
        expect(tab.locator(".st-key-chart-what_if .js-plotly-plot")).to_be_visible()
        expect(tab.locator('[class*="st-key-number-"][class*="what_if"]')).to_have_count(1)
        assert _left(tab) == set()


def _left(tab: Page) -> set[str]:
    """What is said of the patient in the page, in any box and in what the tab keeps."""
    boxes = "[...document.querySelectorAll('input, textarea')].map(box => box.value).join(' ')"
    held = f"{tab.content()} {tab.evaluate(boxes)} {tab.evaluate('JSON.stringify(sessionStorage)')}"
    return {one for one in SECRETS if one in held or one.replace(".", "-") in held}
