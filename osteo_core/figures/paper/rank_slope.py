"""Two orders of the same features as a slope chart: the paper's ranks on the left, ours on the right."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from osteo_core.figures.base.colours import MODALITY_COLOURS, finish, quiet_layout
from osteo_core.translations import translate

COLUMNS = ("field", "paper_rank", "our_rank")


def rank_slope_chart(
    table: pd.DataFrame, names: Mapping[str, str], modality: Mapping[str, str], sides: tuple[str, str], *, dark: bool = False
) -> go.Figure:
    """One line a feature in the hue of its kind of data, named at the left end with its rank, at the right end with its rank.

    Args:
        table: COLUMNS. names: field -> label. modality: field -> kind of data. sides: what stands left and right.
    """
    figure = go.Figure()
    for row in table.to_dict("records"):
        colour, told = MODALITY_COLOURS[modality[row["field"]]], f"{names[row['field']]}: {row['paper_rank']} → {row['our_rank']}"
        figure.add_scatter(
            x=[0, 1], y=[row["paper_rank"], row["our_rank"]], mode="lines+markers", line={"color": colour, "width": 2},
            marker={"color": colour, "size": 8}, showlegend=False, hoverinfo="text", hovertext=told,
        )  # fmt: skip
    places = list(range(1, len(table) + 1))
    bare = {"fixedrange": True, "showgrid": False, "zeroline": False}
    axis = bare | {"range": [len(table) + 0.6, 0.4], "tickvals": places, "automargin": True}
    named = [f"{names[field]} {rank}" for rank, field in zip(places, table.sort_values("paper_rank")["field"], strict=True)]
    figure.update_layout(
        quiet_layout(27 * len(table) + 60, margin={"l": 8, "r": 8, "t": 36, "b": 8}),
        xaxis=bare | {"tickvals": [0, 1], "ticktext": list(sides), "side": "top", "range": [-0.04, 1.04], "tickangle": 0},
        yaxis=axis | {"ticktext": named},
        yaxis2=axis | {"overlaying": "y", "side": "right", "ticktext": [str(place) for place in places]},
    )
    figure.add_scatter(x=[1], y=[1], yaxis="y2", mode="markers", marker={"opacity": 0}, showlegend=False, hoverinfo="skip")  # shows y2
    figure = finish(figure, dark)
    figure.update_layout(yaxis2={"tickfont": {"color": figure.layout.font.color}})
    return figure


def describe_rank_slope(table: pd.DataFrame, names: Mapping[str, str], language: str = "en") -> str:
    """One sentence: every feature's two ranks, in the paper's order."""
    parts = [
        translate("paper_tables.alt.rank_part", language, field=names[r["field"]], paper=r["paper_rank"], ours=r["our_rank"])
        for r in table.sort_values("paper_rank").to_dict("records")
    ]
    return translate("paper_tables.alt.rank", language, parts=translate("figures.list_separator", language).join(parts))


def rank_slope_table(table: pd.DataFrame) -> pd.DataFrame:
    """The table as given, the printed and our values included."""
    return table
