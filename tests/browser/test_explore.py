"""Explore in a real browser: a brush changes the other charts' counts, and the server hears nothing of it."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Browser, Page

from osteo_core.evaluation.linked.cells import count_cells
from osteo_core.evaluation.linked.selected import Region, select
from osteo_core.stored.linked import linked_people
from tests.browser.tabs import LONG, becomes, rest, session, tab_of, visit

# What is written on a canvas can be seen and not asked for: every text is kept as it is drawn.
_WRITTEN = """
window.written = [];
const fillText = CanvasRenderingContext2D.prototype.fillText;
CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
  window.written.push(String(text));
  return fillText.call(this, text, ...place);
};
"""
_CANVAS = ".st-key-explore-charts canvas"


def _last(tab: Page, pattern: str) -> str:
    """The last text of that form that was written on the canvas."""
    found = [text for text in tab.evaluate("window.written") if re.fullmatch(pattern, text)]
    return str(found[-1]) if found else ""


def _chosen(tab: Page) -> int:
    told = _last(tab, r"Selected: [\d,]+ of [\d,]+ people")
    return int(told.split()[1].replace(",", "")) if told else -1


def test_a_brush_over_points_changes_what_the_other_charts_count_without_the_server(browser: Browser, address: str) -> None:
    everybody = count_cells(linked_people("nhanes", "osteoporosis", "ours"), "sex", ("female", "male"))
    with session(browser, "en", before=_WRITTEN) as context:
        tab, sent = tab_of(context), list[Any]()
        tab.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
        visit(tab, address, "explore")
        tab.locator(_CANVAS).wait_for(timeout=LONG)
        becomes(lambda: _chosen(tab), everybody.n, tab)
        rest(tab)
        women = f"{int(select(everybody, Region()).by_group.set_index('group').loc[0, 'n']):,}"
        assert _last(tab, rf"{women} · [\d.]+%")
        # The one thing that the server hears of, a moment after the charts are there, is how wide they may be.
        becomes(lambda: any(b'"width":' in frame for frame in sent), True, tab)
        rest(tab)
        sent.clear()
        tab.on("request", lambda request: sent.append(request.url))
        before = tab.evaluate("window.written.length")
        canvas = tab.locator(_CANVAS)
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        assert box is not None
        tab.mouse.move(box["x"] + 150, box["y"] + 200)
        tab.mouse.down()
        tab.mouse.move(box["x"] + 260, box["y"] + 300, steps=4)
        tab.mouse.up()
        becomes(lambda: 0 < _chosen(tab) < everybody.n, True, tab)
        chosen = _chosen(tab)
        # Women and men chosen are all that are chosen: the bars by group were counted anew, and so were outcome and calibration.
        drawn = tab.evaluate("window.written")[before:]
        groups = [int(text.split(" ")[0].replace(",", "")) for text in drawn if re.fullmatch(r"[\d,]+ · [\d.]+%", text)][-2:]
        assert sum(groups) == chosen
        assert _last(tab, r"Outcome known: [\d,]+ · osteoporosis: .*").startswith(f"Outcome known: {chosen:,} · ")
        assert sent == []
        tab.mouse.dblclick(box["x"] + 200, box["y"] + 250)
        becomes(lambda: _chosen(tab), everybody.n, tab)
