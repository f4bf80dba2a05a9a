"""Tabs of a real browser, and when a page in one is at rest.

Nothing here waits for a length of time: a page is at rest when the server has answered whatever the browser has told it, and the browser
has drawn all of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from weakref import WeakKeyDictionary

from playwright.sync_api import Browser, BrowserContext, Page, WebSocket, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

LOCALES = {"en": "en-GB", "zh": "zh-CN"}
LOOKS = [("en", "dark"), ("zh", "light")]
"""Names depend on the language, contrast on the theme, and neither on the other: two drawings of a page see all four."""
WIDE, PHONE = (1280, 720), (390, 844)
LONG = 90_000
"""Milliseconds in which a slow machine has drawn any page."""

# What an event sets off becomes a message to the server within two frames; what the browser still has to draw is done when it is idle.
_TOLD = """async () => {
  const frame = () => new Promise((then) => requestAnimationFrame(then));
  await frame();
  await frame();
  await new Promise((then) => requestIdleCallback(then, { timeout: 1000 }));
"""
# A kind of control that is drawn for the first time is fetched first, and a skeleton stands in its place.
_DRAWN = """  const app = document.querySelector("[data-testid=stApp]");
  return app?.getAttribute("data-test-script-state") === "notRunning" && !document.querySelector("[data-testid=stSkeleton]");
"""


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
_LASTING: WeakKeyDictionary[Browser, dict[tuple[str, str], BrowserContext]] = WeakKeyDictionary()

# Half of the processor time of a page that loads was the drawing, frame by frame, of what moves while one waits.
_STILL = """
const still = new CSSStyleSheet();
still.replaceSync("*, *::before, *::after { animation: none !important; transition: none !important; }");
document.adoptedStyleSheets = [...document.adoptedStyleSheets, still];
"""


@contextmanager
def session(browser: Browser, language: str, *, before: str = "") -> Iterator[BrowserContext]:
    """A browser that has not been here before; `before` is a script that runs ahead of every page."""
    context = _context(browser, language)
    if before:
        context.add_init_script(before)
    try:
        yield context
    finally:
        context.close()


@contextmanager
def opened(
    browser: Browser,
    address: str,
    path: str,
    language: str,
    *,
    size: tuple[int, int] = WIDE,
    theme: str = "light",
    requested: Callable[[str], object] = str,
) -> Iterator[Page]:
    """A page in its language, in a tab of its own, drawn to its end; `requested` hears of every address that it asks for.

    The dashboard knows a tab by nothing but the tab, so the browser around it, with all that it has fetched, may have been here before.
    """
    tab = tab_of(_lasting(browser, address, language))
    tab.set_viewport_size({"width": size[0], "height": size[1]})
    tab.emulate_media(color_scheme=theme)
    tab.on("request", lambda request: requested(request.url))
    try:
        yield visit(tab, address, path)
    finally:
        tab.close()


def _lasting(browser: Browser, address: str, language: str) -> BrowserContext:
    """A browser that stays; a tab that stays in it keeps the process of this address, with all its compiled scripts."""
    lasting = _LASTING.setdefault(browser, {})
    if (language, address) not in lasting:
        lasting[language, address] = _context(browser, language)
        lasting[language, address].new_page().goto(f"{address}/_stcore/health")
    return lasting[language, address]


def _context(browser: Browser, language: str) -> BrowserContext:
    context = browser.new_context(locale=LOCALES[language], viewport={"width": WIDE[0], "height": WIDE[1]})
    context.set_default_timeout(LONG)
    context.add_init_script(_STILL)
    return context


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


def rest(tab: Page) -> Page:
    """Wait until the server has answered all that the browser has told it, and the browser has drawn it.

    What is told a moment later, such as where a slider stands, is waited for by what it changes.
    """
    talk = _TALKS[tab]
    tab.evaluate(_TOLD + "}")  # what the tab has sent before it answers is known here before the answer
    # A tab that waits for the server is left in peace: frames asked for would cost it the time in which it draws.
    becomes(lambda: talk.over and tab.evaluate(_TOLD + _DRAWN + "}") and talk.over, True, tab, seconds=LONG / 1000)
    return tab


def becomes(read: Callable[[], object], expected: object, tab: Page, seconds: float = 60) -> None:
    """What is read is this, at once or before long."""
    until = time.monotonic() + seconds
    while (found := read()) != expected and time.monotonic() < until:
        tab.wait_for_timeout(50)
    assert found == expected
