"""What a person does on a page and waits for, shared by all browser tests.

Nothing here waits for a length of time: a page is at rest when the server has answered whatever the browser has told it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from weakref import WeakKeyDictionary

from playwright.sync_api import Browser, BrowserContext, Locator, Page, WebSocket, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from osteo_core.constants import MODALITIES
from osteo_core.translations import translate

LOCALES = {"en": "en-GB", "zh": "zh-CN"}
OTHER = {"en": "zh", "zh": "en"}
NAMES = {"en": "English", "zh": "中文"}
LOOKS = [("en", "dark"), ("zh", "light")]
"""Names depend on the language, contrast on the theme, and neither on the other: two drawings of a page see all four."""
WIDE, PHONE = (1280, 720), (390, 844)
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
LONG = 90_000
"""Milliseconds in which a slow machine has drawn any page."""


_STILL_COMING = """() => !document.querySelector(".st-key-menu a") || !!document.querySelector("[data-testid=stSkeleton]")"""


class _Talk:
    """What browser and server have told each other over one tab's connections."""

    def __init__(self) -> None:
        self.asked = False
        self.running = False

    def follow(self, socket: WebSocket) -> None:
        self.asked = self.running = False
        socket.on("framesent", lambda frame: self._sent(frame))
        socket.on("framereceived", lambda frame: self._received(frame))

    def _sent(self, frame: bytes | str) -> None:
        if isinstance(frame, bytes) and BackMsg.FromString(frame).HasField("rerun_script"):
            self.asked = True

    def _received(self, frame: bytes | str) -> None:
        if not isinstance(frame, bytes):
            return
        told = ForwardMsg.FromString(frame)
        if told.HasField("new_session"):
            self.asked, self.running = False, True
        elif told.HasField("script_finished") and told.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            self.running = False

    @property
    def over(self) -> bool:
        """True where the last thing asked for is drawn to its end."""
        return not self.asked and not self.running


_TALKS: WeakKeyDictionary[Page, _Talk] = WeakKeyDictionary()


@contextmanager
def session(
    browser: Browser, language: str, *, size: tuple[int, int] = WIDE, theme: str = "light", before: str = ""
) -> Iterator[BrowserContext]:
    """A browser that has not been here before; `before` is a script that runs ahead of every page."""
    context = browser.new_context(locale=LOCALES[language], color_scheme=theme, viewport={"width": size[0], "height": size[1]})
    context.set_default_timeout(LONG)
    if before:
        context.add_init_script(before)
    try:
        yield context
    finally:
        context.close()


def tab_of(context: BrowserContext) -> Page:
    """An empty tab whose talk with the server is followed."""
    tab = context.new_page()
    _TALKS[tab] = talk = _Talk()
    tab.on("websocket", talk.follow)
    return tab


def visit(tab: Page, address: str, path: str = "") -> Page:
    """The page of this address, drawn to its end."""
    tab.goto(f"{address}/{path}")
    return arrive(tab)


def arrive(tab: Page) -> Page:
    """The page that the tab is loading, drawn to its end."""
    expect(tab.get_by_role("heading", level=1)).to_be_visible(timeout=LONG)
    return rest(tab)


@contextmanager
def opened(
    browser: Browser, address: str, path: str, language: str, *, size: tuple[int, int] = WIDE, theme: str = "light"
) -> Iterator[Page]:
    """A page in its language, in a browser of its own, drawn to its end."""
    with session(browser, language, size=size, theme=theme) as context:
        yield visit(tab_of(context), address, path)


def rest(tab: Page) -> Page:
    """Wait until the server has answered all that the browser has told it, and the browser has drawn it."""
    tab.wait_for_timeout(250)  # an event becomes a message within a frame or two
    becomes(lambda: _TALKS[tab].over, True, tab, seconds=LONG / 1000)
    expect(tab.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=LONG)
    return tab


def becomes(read: Callable[[], object], expected: object, tab: Page, seconds: float = 60) -> None:
    """What is read is this, at once or before long."""
    until = time.monotonic() + seconds
    while (found := read()) != expected and time.monotonic() < until:
        tab.wait_for_timeout(100)
    assert found == expected


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


def risks(tab: Page) -> list[str]:
    """What both gauges say; each is empty for a moment while it is drawn."""
    gauges = [gauge(tab, outcome) for outcome in ("osteoporosis", "fracture")]
    for one in gauges:
        expect(one).to_contain_text("%", timeout=LONG)
    return [one.inner_text() for one in gauges]


def hand_over(tab: Page, button: str, language: str, name: str, content: bytes, kind: str = "application/json") -> None:
    """Give the uploader behind a button a file, and see it arrive: the one of the file before it may still be on its way out."""
    tab.get_by_role("button", name=translate(button, language)).click()
    uploader = tab.get_by_test_id("stFileUploaderDropzoneInput")
    expect(uploader).to_have_count(1, timeout=LONG)
    with tab.expect_response(lambda answer: "/upload_file/" in answer.url, timeout=LONG):
        uploader.set_input_files({"name": name, "mimeType": kind, "buffer": content})
    rest(tab)


def serious(tab: Page) -> list[str]:
    """What axe finds that a reader with a screen reader, or weak eyes, cannot get past."""
    becomes(lambda: tab.evaluate(_STILL_COMING), False, tab)  # each kind of control is fetched when it is first drawn
    tab.evaluate(AXE)
    violations = tab.evaluate("async () => (await axe.run(document)).violations")
    first = [(v["id"], v["nodes"][0]) for v in violations if v["impact"] in ("serious", "critical")]
    return [f"{rule}: {node['html'][:160]}: {node['failureSummary']}" for rule, node in first]
