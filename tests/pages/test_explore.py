"""Explore: shipped people, one's own from the pages that took them, what they lack, what is typed, and what a file's names can do."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from osteo_core.translations import LANGUAGES, translate
from tests.folders import ROOT
from tests.pages.opened import texts

HOSTILE = "<img src=x onerror=alert(1)>[go](http://evil) $x$"
N = 120


def _page(language: str = "en", **state: object) -> AppTest:
    st.cache_resource.clear()
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=300)
    for key, value in ({"language": language, "wanted": "explore"} | state).items():
        app.session_state[key] = value
    return app.run()


MESSAGES = ("info", "warning", "error")


def _alt(app: AppTest) -> str:
    (chart,) = app.get("vega_lite_chart")
    return str(chart.proto.alt)


def _typed(app: AppTest, start: str, text: str) -> None:
    next(box for box in app.text_input if (box.key or "").startswith(start)).set_value(text).run()


@pytest.mark.parametrize("language", LANGUAGES)
def test_shipped_people_say_who_they_are_and_limits_in_numbers_choose_a_part(language: str) -> None:
    app = _page(language)
    assert not app.exception
    assert [title.value for title in app.title] == [translate("explore.title", language)]
    assert translate("explore.kind.real", language) in texts(app, *MESSAGES)
    everybody = _alt(app)
    _typed(app, "explore.age.from.", "70")
    assert not app.exception
    assert _alt(app) != everybody
    assert "3,735" in _alt(app)
    _typed(app, "explore.age.to.", "60")
    assert translate("explore.from_above_to", language) in texts(app, *MESSAGES)
    assert not app.get("vega_lite_chart")
    app.selectbox(key="explore.people").select("life").run()
    assert not app.exception
    assert translate("explore.kind.virtual", language) in texts(app, *MESSAGES)
    assert translate("explore.drawn", language, n="2,500", of="5,098") in texts(app, *MESSAGES)


def _hospital() -> pd.DataFrame:
    rng = np.random.default_rng(5)
    t_score = np.round(rng.normal(-1.8, 1.1, N), 1)
    return pd.DataFrame(
        {
            "age": rng.integers(50, 90, N), "sex": np.where(rng.random(N) < 0.7, "female", "male"), "weight_kg": 62, "height_cm": 160,
            "femoral_neck_t": np.where(np.arange(N) < 20, np.nan, t_score), "ward": np.where(rng.random(N) < 0.5, HOSTILE, "B"),
        }
    )  # fmt: skip


def _loaded(page: str, key: str, content: bytes) -> AppTest:
    app = _page(wanted=page)
    uploader = next(box for box in app.file_uploader if (box.key or "").startswith(key))
    held = [("own.csv", content, "text/csv")]
    uploader.set_value(held if key == "data" else held[0]).run()
    assert not app.exception
    return app


def test_a_hospitals_own_people_stay_people_whatever_they_lack_and_leave_with_their_table() -> None:
    app = _loaded("your_hospital", "hospital", _hospital().to_csv(index=False).encode())
    app.switch_page("pages/explore.py").run()
    app.selectbox(key="explore.people").select("hospital").run()
    model = next(box for box in app.selectbox if (box.key or "").startswith("explore.model.hospital"))
    model.select("nhanes").run()
    assert not app.exception
    said = texts(app, *MESSAGES)
    assert translate("explore.kind.own", "en") in said
    assert translate("explore.missing", "en", age="0", t_score="20", risk="0", outcome="20") in said
    own = next(box for box in app.selectbox if (box.key or "").startswith("explore.own_group"))
    own.select("ward").run()
    group = next(box for box in app.selectbox if (box.key or "").startswith("explore.group"))
    group.select("ward").run()
    assert not app.exception
    assert f"{N} of {N} people selected" in _alt(app)
    assert "‹img src=x onerror=alert(1)›" in _alt(app).replace("＝", "=")
    assert HOSTILE not in texts(app, *MESSAGES) + _alt(app) + app.get("vega_lite_chart")[0].proto.spec
    app.switch_page("pages/your_hospital.py").run()
    app.button(key="hospital.forget").click().run()
    assert not app.session_state["own.tables"]
    app.switch_page("pages/explore.py").run()
    assert not app.exception
    assert translate("explore.kind.own", "en") not in texts(app, *MESSAGES)


def test_two_hundred_thousand_predictions_are_counted() -> None:
    rng = np.random.default_rng(3)
    n = 200_000
    risk = rng.random(n).round(4)
    table = pd.DataFrame(
        {"y": (rng.random(n) < risk).astype(int), "p": risk, "age": rng.integers(40, 95, n), "lowest_t": -1.0, "sex": "female"}
    )
    app = _loaded("predictions", "predictions", table.to_csv(index=False).encode())
    app.switch_page("pages/explore.py").run()
    app.selectbox(key="explore.people").select("predictions").run()
    assert not app.exception
    assert "200,000 of 200,000 people selected" in _alt(app)
    assert translate("explore.drawn", "en", n="2,500", of="200,000") in texts(app, *MESSAGES)
    sizes = {dataset.name: len(dataset.data.data) for dataset in app.get("vega_lite_chart")[0].proto.datasets}
    assert sum(sizes.values()) < 2_000_000
