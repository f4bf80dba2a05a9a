"""How long a page takes to be drawn anew on the server when another patient comes up.

    python -m scripts.measure_pages

For each page: every example patient in turn, three rounds after a warm-up, through Streamlit's AppTest (the whole script, no browser);
median and 95th percentile in milliseconds. Nothing is kept for a patient who was replaced, so each drawing asks the networks anew.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from streamlit.testing.v1 import AppTest

from osteo_core.patients.examples import list_examples, load_example
from pages._widgets.shared import record

PAGES = ("patient", "compare")
ROUNDS = 3
ROOT = Path(__file__).resolve().parents[1]


def drawn(app: Any, example: str) -> float:
    """Milliseconds to draw the page for this example. Raises RuntimeError when the page fails."""
    patient, generation = load_example(example), app.session_state["record"].generation
    app.session_state["record"] = record.Record(draft=record.flat(patient), patient=patient, example=example, generation=generation + 1)
    started = time.perf_counter()
    app.run()
    if app.exception:
        raise RuntimeError(f"{example}: {app.exception[0].value}")
    return 1000 * (time.perf_counter() - started)


def main() -> None:
    """Print one line a page."""
    examples = [example.id for example in list_examples()]
    for page in PAGES:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()
        if page != "patient":
            app.switch_page(f"pages/{page}.py").run()
        for example in examples:
            drawn(app, example)
        times = [drawn(app, example) for _ in range(ROUNDS) for example in examples]
        median, late = np.quantile(times, (0.5, 0.95))
        sys.stdout.write(f"{page}: {len(times)} drawings, median {median:.0f} ms, 95th percentile {late:.0f} ms\n")


if __name__ == "__main__":
    main()
