"""How long the teaching pages take on the server: each step's first drawing, and each of its controls changed once.

    python -m scripts.measure_teaching [PAGE ...]

Through Streamlit's AppTest: the whole script, router and sidebar too. The network and shap are loaded before. Milliseconds; no browser, no
drawing there. The target is 300 ms for a control, 1 s where an explanation is worked out anew.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from streamlit.testing.v1 import AppTest

from osteo_core import load_model
from osteo_core.patients.examples import list_examples, load_example

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("contributions", "build", "inside", "bone", "cases", "critical")
SLOW = 300


def timed(app: Any, change: Callable[[], object] = lambda: None) -> float:
    """Milliseconds of one run after `change`. Raises RuntimeError when the page fails."""
    change()
    started = time.perf_counter()
    app.run()
    if app.exception:
        raise RuntimeError(app.exception[0].value)
    return 1000 * (time.perf_counter() - started)


def controls(app: Any, moves: str) -> Iterator[tuple[str, Callable[[], object]]]:
    """Each control of the page with a change of it: another choice, another number, the other way round, a press."""
    for kind in ("selectbox", "radio"):
        for place, box in enumerate(getattr(app.main, kind)):
            if box.key and not box.key.startswith(moves) and len(box.options) > 1:
                yield box.key, partial(_another, app, kind, place)
    for place, slider in enumerate(app.main.slider):
        yield slider.key, partial(_onward, app, place)
    for place, switch in enumerate(app.main.toggle):
        yield switch.key, partial(_switch, app, place)
    for place, button in enumerate(app.main.button):
        if button.key and not button.key.startswith(moves) and not button.disabled:
            yield button.key, partial(_press, app, place)


def _another(app: Any, kind: str, place: int) -> None:
    """The choice after the present one; the first where none is made."""
    box = getattr(app.main, kind)[place]
    following = 0 if box.index is None else (box.index + 1) % len(box.options)
    box.set_value(box.options[following]) if not hasattr(box, "select_index") else box.select_index(following)


def _onward(app: Any, place: int) -> None:
    """A step up, or down from the top."""
    slider = app.main.slider[place]
    step = slider.step or 1
    slider.set_value(slider.value + step if slider.value + step <= slider.max else slider.min)


def _switch(app: Any, place: int) -> None:
    """The other way round."""
    app.main.toggle[place].set_value(not app.main.toggle[place].value)


def _press(app: Any, place: int) -> None:
    """A press; of the last button where a change has left fewer."""
    app.main.button[min(place, len(app.main.button) - 1)].click()


def measure(page: str, language: str = "en") -> None:
    """Print what is slow on one page, then the median and the longest of its steps and controls."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=600)
    app.session_state["language"] = language
    app.run()
    app.switch_page(f"pages/{page}.py").run()
    drawn: list[float] = []
    changed: list[float] = []
    moves = f"step.{page}"
    for place in range(len(app.selectbox(key=moves).options)):
        name = app.selectbox(key=moves).options[place]
        drawn.append(timed(app, partial(app.selectbox(key=moves).select_index, place)))
        _tell(f"{page}: {name}: first drawing", drawn[-1])
        for key, change in list(controls(app, moves)):
            try:
                changed.append(timed(app, change))
            except (IndexError, KeyError):
                continue  # a change before took it off the page
            _tell(f"{page}: {name}: {key}", changed[-1])
    for what, times in (("first drawings", drawn), ("controls", changed)):
        sys.stdout.write(f"{page}: {len(times)} {what}, median {np.median(times):.0f} ms, longest {max(times):.0f} ms\n")


def _tell(what: str, milliseconds: float) -> None:
    if milliseconds > SLOW:
        sys.stdout.write(f"  {milliseconds:5.0f} ms  {what}\n")
        sys.stdout.flush()


def main() -> None:
    """Print all pages, or those named."""
    load_model().explain_all(load_example(list_examples()[0].id))
    for page in sys.argv[1:] or PAGES:
        measure(page)


if __name__ == "__main__":
    main()
