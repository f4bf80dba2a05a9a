"""What a change does: old and new risk of each outcome as a dumbbell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from osteo_core.figures.base.colours import GREY, finish, ours, quiet_layout
from osteo_core.figures.base.drawing import Drawing
from osteo_core.figures.base.numbers import percent, percent_with_interval
from osteo_core.inference.assessment import Risk
from osteo_core.translations import translate

Pairs = Mapping[str, tuple[Risk, Risk]]


def what_if_dumbbell(pairs: Pairs, language: str = "en", *, dark: bool = False) -> Drawing:
    """One row an outcome key ("osteoporosis", "fracture", ...): a ring for now, a dot for the change, a line between."""
    rows = list(pairs)
    figure = Drawing()
    for row, name in enumerate(rows):
        old, new = pairs[name]
        figure.add_scatter(
            x=[100 * old.probability, 100 * new.probability], y=[row, row], mode="lines", line={"color": GREY, "width": 3},
            showlegend=False, hoverinfo="skip",
        )  # fmt: skip
    for which, key, symbol in ((0, "old", "circle-open"), (1, "new", "circle")):
        risks = [pairs[name][which] for name in rows]
        colour = GREY if key == "old" else ours(dark)
        figure.add_scatter(
            x=[100 * r.probability for r in risks], y=list(range(len(rows))), mode="markers",
            name=translate(f"figures.what_if.{key}", language),
            marker={"symbol": symbol, "size": 15, "color": colour, "line": {"width": 3, "color": colour}},
            error_x=_interval(risks) if key == "new" else None,
            hovertext=[percent_with_interval(r) for r in risks], hoverinfo="text",
        )  # fmt: skip
    for row, name in enumerate(rows):
        old, new = pairs[name]
        outcome = translate(f"figures.outcome.{name}", language)
        change = f"{percent(old.probability)} → <b>{percent_with_interval(new)}</b>"
        figure.add_annotation(
            x=50, y=row - 0.38, showarrow=False, font={"size": 14},
            text=translate("errors.at_field", language, where=outcome, sentence=change),
        )  # fmt: skip
    figure.update_layout(
        quiet_layout(90 + 78 * len(rows)),
        legend={"orientation": "h", "x": 0, "y": -0.18, "yanchor": "top"},
        margin={"l": 16, "r": 16, "t": 8, "b": 8},
        xaxis={"range": [-2, 102], "tickvals": [0, 25, 50, 75, 100], "ticksuffix": " %", "fixedrange": True, "zeroline": False},
        yaxis={"range": [len(rows) - 0.55, -0.7], "visible": False, "fixedrange": True},
    )
    return finish(figure, dark)


def _interval(risks: list[Risk]) -> dict[str, Any]:
    return {
        "type": "data", "symmetric": False, "thickness": 1.2, "width": 4, "color": GREY,
        "array": [100 * (r.high - r.probability) for r in risks], "arrayminus": [100 * (r.probability - r.low) for r in risks],
    }  # fmt: skip


def describe_what_if(pairs: Pairs, language: str = "en") -> str:
    """One sentence: each outcome from old to new."""
    parts = translate("figures.list_separator", language).join(
        translate(
            "figures.what_if.alt_part",
            language,
            outcome=translate(f"figures.outcome.{name}", language),
            old=percent(old.probability),
            new=percent_with_interval(new),
        )
        for name, (old, new) in pairs.items()
    )
    return translate("figures.what_if.alt", language, parts=parts)


def what_if_table(pairs: Pairs) -> pd.DataFrame:
    """One row an outcome: old, its interval, new, its interval (all 0..1)."""
    columns = ["outcome", "old", "old_low", "old_high", "new", "new_low", "new_high"]
    rows = [(n, o.probability, o.low, o.high, c.probability, c.low, c.high) for n, (o, c) in pairs.items()]
    return pd.DataFrame(rows, columns=columns)
