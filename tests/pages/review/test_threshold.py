"""One threshold moves all four charts, by slider, field and address."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from osteo_core.translations import translate
from pages._widgets.review.threshold import SliderInputSync
from tests.folders import ROOT
from tests.pages.review.shown import alts_of, marks_of, opened


def test_one_threshold_moves_all_four_charts_and_the_figures() -> None:
    app = opened("performance")
    before, tables = marks_of(app), [table.value.to_string() for table in app.table]
    app.slider(key="performance_osteoporosis_threshold").set_value(20).run()
    assert not app.exception
    after = marks_of(app)
    assert [a == b for a, b in zip(before, after, strict=True)] == [False] * 4
    assert after[1:] == [[20.0]] * 3
    assert [table.value.to_string() for table in app.table] != tables
    assert all("20\N{NO-BREAK SPACE}%" in alt for alt in alts_of(app))
    typed = "performance_osteoporosis.threshold.typed"
    app.text_input(key=typed).set_value("70,0").run()
    assert app.slider(key="performance_osteoporosis_threshold").value == 70
    assert app.text_input(key=typed).value == "70,0"
    assert marks_of(app)[1:] == [[70.0]] * 3
    for refused in ("7,5", "0", "abc", ""):
        app.text_input(key=typed).set_value(refused).run()
        assert app.text_input(key=typed).value == refused
        assert any("⚠" in m.value and translate("performance.control.kept", "en", percent=70) in m.value for m in app.markdown)
        assert marks_of(app)[1:] == [[70.0]] * 3
    app.slider(key="performance_osteoporosis_threshold").set_value(20).run()
    assert app.text_input(key=typed).value == "20"
    assert marks_of(app)[1:] == [[20.0]] * 3


@pytest.mark.parametrize("delay", range(6))
@pytest.mark.parametrize("which", [0, 1], ids=["slider", "field"])
@pytest.mark.parametrize("way", [1, -1], ids=["up", "down"])
def test_a_browser_that_is_behind_never_sends_the_threshold_back(way: int, which: int, delay: int) -> None:
    pair, sent = SliderInputSync(50), [50] * 20
    for step in range(50 + way, 50 + 15 * way, way):
        # What is moved tells its own value; the other one what it was sent some steps ago.
        told = [sent[-1 - delay]] * 2
        told[which] = step
        assert pair.settle(*told) == step
        sent.append(step)
    end = sent[-1]
    # Once the browser has caught up, either can be moved, also to where it was.
    for other in (0, 1, 0):
        told = [pair.value] * 2
        told[other] = 50 if pair.value != 50 else end
        assert pair.settle(*told) == told[other]
        assert pair.settle(told[other], told[other]) == told[other]


def test_a_threshold_in_the_address_is_where_the_page_starts() -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()
    app.switch_page("pages/performance.py")
    app.query_params["performance_osteoporosis_threshold"] = "31"
    app.run()
    assert not app.exception
    assert marks_of(app)[1:] == [[31.0]] * 3
