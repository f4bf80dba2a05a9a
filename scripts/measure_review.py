"""How long the pages of review take on the server: first drawing, and each step of the threshold.

    python -m scripts.measure_review [ROWS]

A made-up file of ROWS people (100,000), three predictions, two groups on *Your predictions*, and the shipped people on *Performance*,
through Streamlit's AppTest: the whole script, router and sidebar too, where the browser's slider runs the page's own part alone. First
drawing: the file is there, nothing has been computed of it. Milliseconds; no browser, no drawing there.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.testing.v1 import AppTest

from pages._widgets.review.upload import File

ROOT = Path(__file__).resolve().parents[1]
ROWS, STEPS, SEED = 100_000, 40, 20261124


def file(rows: int) -> bytes:
    """A CSV of outcomes at risks that three predictions tell more or less well."""
    rng = np.random.default_rng(SEED)
    logit = rng.normal(-1, 1.5, rows)
    table = {"y": (rng.random(rows) < 1 / (1 + np.exp(-logit))).astype(int)}
    table |= {f"p_{noise}": (1 / (1 + np.exp(-(logit + noise / 10 * rng.normal(size=rows))))).round(6) for noise in (2, 6, 10)}
    table |= {"sex": rng.choice(["female", "male"], rows), "site": rng.choice(list("ABCDE"), rows)}
    content: str = pd.DataFrame(table).to_csv(index=False)
    return content.encode()


def timed(app: Any) -> float:
    """Milliseconds of one run. Raises RuntimeError when the page fails."""
    started = time.perf_counter()
    app.run()
    if app.exception:
        raise RuntimeError(app.exception[0].value)
    return 1000 * (time.perf_counter() - started)


def steps(app: Any, slider: str) -> list[float]:
    """Milliseconds of each step of the threshold, after a first one that is not counted."""
    times = []
    for percent in np.linspace(2, 98, STEPS + 1).astype(int):
        app.slider(key=slider).set_value(int(percent))
        times.append(timed(app))
    return times[1:]


def say(what: str, times: list[float]) -> None:
    """One line: median and 95th percentile."""
    median, late = np.quantile(times, (0.5, 0.95))
    sys.stdout.write(f"{what}: {len(times)} drawings, median {median:.0f} ms, 95th percentile {late:.0f} ms\n")


def main() -> None:
    """Print first drawing and steps of both pages."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=600).run()
    app.switch_page("pages/performance.py").run()
    st.cache_resource.clear()
    say("performance, first drawing", [timed(app)])
    say("performance, threshold", steps(app, "performance_osteoporosis_threshold"))
    app.switch_page("pages/predictions.py").run()
    firsts = []
    for loads in (1, 2, 3):
        app.session_state["predictions.loads"] = loads
        app.session_state["predictions.file"] = File("made_up.csv", file(rows), loads)
        firsts.append(timed(app))
    say(f"your predictions, {rows:,} rows, first drawing", firsts)
    say(f"your predictions, {rows:,} rows, threshold", steps(app, "predictions_threshold"))


if __name__ == "__main__":
    main()
