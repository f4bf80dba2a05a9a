"""How far a test that was not made could move the answer."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from osteo_core.catalogue import CATALOGUE
from osteo_core.figures.base.colours import MODALITY_COLOURS, finish, ours, quiet_layout
from osteo_core.figures.base.drawing import Drawing
from osteo_core.figures.base.numbers import percent
from osteo_core.inference.assessment import MissingTest
from osteo_core.translations import translate

_NEAR_AN_END = 0.75


def missing_tests_chart(tests: Sequence[MissingTest], now: float, language: str = "en", *, dark: bool = False) -> Drawing:
    """One range a modality (central 90 % of the answers after that test), widest on top, and a line at `now` (0..1)."""
    ranked = sorted(tests, key=lambda t: t.high - t.low)
    labels = [CATALOGUE.modality_label(test.modality, language) for test in ranked]
    texts = [f"{percent(test.low)} – {percent(test.high)}" for test in ranked]
    figure = Drawing()
    figure.add_bar(
        x=[100 * (test.high - test.low) for test in ranked], base=[100 * test.low for test in ranked], y=labels, orientation="h",
        marker={"color": [MODALITY_COLOURS[test.modality] for test in ranked], "line": {"color": ours(dark), "width": 0.5}},
        hovertext=texts, hoverinfo="y+text", showlegend=False,
    )  # fmt: skip
    # The ranges stand on the side away from the line, which would strike the numbers through.
    x, anchor = (0, "left") if now > 0.5 else (100, "right")
    words = [
        {"x": x, "y": label, "text": text, "showarrow": False, "xanchor": anchor, "yshift": 18, "font": {"size": 13}}
        for label, text in zip(labels, texts, strict=True)
    ]
    # Near an end the words would leave the chart.
    side = "right" if now > _NEAR_AN_END else "left" if now < 1 - _NEAR_AN_END else "center"
    here = {"x": 100 * now, "y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False, "xanchor": side}
    words.append(here | {"text": translate("figures.missing_tests.now", language, value=percent(now))})
    line = {"type": "line", "x0": 100 * now, "x1": 100 * now, "y0": 0, "y1": 1, "yref": "paper", "line": {"color": ours(dark), "width": 2}}
    figure.update_layout(
        quiet_layout(80 + 48 * len(ranked), annotations=words, shapes=[line]),
        bargap=0.68,
        margin={"l": 8, "r": 12, "t": 28, "b": 8},
        xaxis={"range": [0, 100], "tickvals": [0, 25, 50, 75, 100], "ticksuffix": " %", "fixedrange": True, "zeroline": False},
        yaxis={"automargin": True, "fixedrange": True, "showgrid": False},
    )
    return finish(figure, dark)


def describe_missing_tests(tests: Sequence[MissingTest], now: float, language: str = "en") -> str:
    """One sentence: where the risk stands, and each test's range, widest first."""
    ranked = sorted(tests, key=lambda t: t.low - t.high)
    parts = translate("figures.list_separator", language).join(
        f"{CATALOGUE.modality_label(t.modality, language)} {percent(t.low)} – {percent(t.high)}" for t in ranked
    )
    return translate("figures.missing_tests.alt", language, now=percent(now), parts=parts)


def missing_tests_table(tests: Sequence[MissingTest], language: str = "en") -> pd.DataFrame:
    """One row a modality and outcome: key, label, outcome, low, high (0..1)."""
    rows = [(t.modality, CATALOGUE.modality_label(t.modality, language), t.outcome, t.low, t.high) for t in tests]
    return pd.DataFrame(rows, columns=["modality", "label", "outcome", "low", "high"])
