"""The feature ladder: one row a set of features, with what each source has for it as a point with its interval."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from osteo_core.evaluation.discrimination.auc import Estimate
from osteo_core.figures.base.colours import finish, quiet_layout
from osteo_core.figures.base.estimates import with_interval
from osteo_core.figures.base.model_marks import legend_lines, marker
from osteo_core.translations import translate

COLUMNS = ("row", "source", "estimate", "low", "high")
_ROW_HEIGHT = 76


def ladder_chart(
    table: pd.DataFrame, words: Mapping[str, str], rows: Mapping[str, str], axis: str, language: str = "en", *, dark: bool = False
) -> go.Figure:
    """Points with intervals, rows from above in the order of `rows`.

    Args:
        table: COLUMNS. words: source -> its name, ours first. rows: row -> its name. axis: the figure's name.
    """
    at = {row: float(i) for i, row in enumerate(rows)}
    figure = go.Figure()
    for place, (source, name) in enumerate(words.items()):
        part = table[table["source"] == source]
        shift = 0.0 if len(words) == 1 else 0.64 * (place / (len(words) - 1) - 0.5)
        look = marker(place, dark)
        figure.add_scatter(
            x=part["estimate"], y=[at[row] + shift for row in part["row"]], mode="markers", marker=look, name=name, hoverinfo="text",
            hovertext=[
                f"{rows[r['row']]}, {name}: {with_interval(Estimate(r['estimate'], r['low'], r['high']))}" for r in part.to_dict("records")
            ],
            error_x={
                "type": "data", "symmetric": False, "thickness": 1.2, "width": 0, "color": look["color"],
                "array": part["high"] - part["estimate"], "arrayminus": part["estimate"] - part["low"],
            },
        )  # fmt: skip
    height = _ROW_HEIGHT * len(rows)
    legend, above = legend_lines(len(words), height, above=True)
    figure.update_layout(
        quiet_layout(height + above + 52, margin={"l": 8, "r": 20, "t": above, "b": 52}), legend=legend,
        xaxis={
            "title": {"text": axis, "standoff": 8}, "fixedrange": True, "zeroline": False, "nticks": 5, "tickangle": 0, "tickformat": ".2f",
        },
        yaxis={
            "tickvals": list(at.values()), "ticktext": [_two_lines(name) for name in rows.values()],
            "range": [len(rows) - 0.5, -0.5], "fixedrange": True, "automargin": True, "showgrid": False, "zeroline": False,
        },
    )  # fmt: skip
    for edge in range(1, len(rows)):
        figure.add_hline(y=edge - 0.5, line={"color": "rgba(122,122,122,0.35)", "width": 1})
    return finish(figure, dark)


def _two_lines(name: str) -> str:
    """The sum of three or more in two lines: a line each would run into the next row's."""
    parts = name.split(" + ")
    half = (len(parts) + 1) // 2
    return name if len(parts) < 3 else f"{' + '.join(parts[:half])}<br>+ {' + '.join(parts[half:])}"


def describe_ladder(table: pd.DataFrame, words: Mapping[str, str], rows: Mapping[str, str], axis: str, language: str = "en") -> str:
    """One sentence: the first two sources' figures of every row."""
    first, second = list(words)[:2]
    by = table.set_index(["source", "row"])["estimate"]
    parts = [
        translate("paper_tables.alt.ladder_part", language, row=name, first=f"{by[first, row]:.3f}", second=f"{by[second, row]:.3f}")
        for row, name in rows.items()
    ]
    joined = translate("figures.list_separator", language).join(parts)
    return translate("paper_tables.alt.ladder", language, axis=axis, first=words[first], second=words[second], parts=joined)


def ladder_table(table: pd.DataFrame) -> pd.DataFrame:
    """The chart's numbers as given."""
    return table[list(COLUMNS)]
