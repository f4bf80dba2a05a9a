"""What a phantom measures, as a share of what was asked of it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from osteo_core.figures.base.colours import GREY, MODALITY_COLOURS, finish, ours, quiet_layout
from osteo_core.figures.base.estimates import number
from osteo_core.network.morphometry import Morphometry
from osteo_core.translations import translate

Asked = Mapping[str, float]
QUANTITIES = ("bv_tv", "spacing", "ct_th", "tb_th", "tb_sp")
"""The order on the chart: what the renderer is given directly first."""


def asked_for(parameters: Asked, quantity: str) -> float:
    """The value asked of the renderer; the spacing is Tb.Th + Tb.Sp."""
    return parameters["tb_th"] + parameters["tb_sp"] if quantity == "spacing" else parameters[quantity]


def asked_measured_chart(pairs: Mapping[str, tuple[Asked, Morphometry]], language: str = "en", *, dark: bool = False) -> go.Figure:
    """A row a quantity, a mark a phantom: words -> what was asked and what is measured; 100 % is what was asked."""
    figure = go.Figure()
    rows = asked_measured_table(pairs)
    for place, (label, found) in enumerate(rows.groupby("phantom", sort=False)):
        look = {"symbol": "circle" if place == 0 else "diamond-open", "size": 13, "line": {"width": 2}}
        colour = ours(dark) if place == 0 else MODALITY_COLOURS["micro"]
        figure.add_scatter(
            x=100 * found["measured"] / found["asked"], y=[translate(f"figures_bone.quantity.{q}", language) for q in found["quantity"]],
            mode="markers", marker=look | {"color": colour}, name=str(label), customdata=found[["asked", "measured"]],
            hovertemplate=translate("figures_bone.asked.hover", language) + "<extra></extra>",
        )  # fmt: skip
    figure.add_vline(x=100, line={"color": GREY, "width": 1.5})
    furthest = max(float((100 * rows["measured"] / rows["asked"]).max()), 120.0)
    figure.update_layout(
        quiet_layout(330, margin={"l": 8, "r": 12, "t": 8, "b": 8}),
        xaxis={
            "title": {"text": translate("figures_bone.asked.axis", language)}, "ticksuffix": "\N{NO-BREAK SPACE}%", "fixedrange": True,
            "range": [0, 1.08 * furthest], "automargin": True, "zeroline": False,
        },
        yaxis={"autorange": "reversed", "fixedrange": True, "automargin": True},
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "itemclick": False, "itemdoubleclick": False},
    )  # fmt: skip
    return finish(figure, dark)


def describe_asked_measured(pairs: Mapping[str, tuple[Asked, Morphometry]], language: str = "en") -> str:
    """One sentence: measured and asked for each quantity of each phantom."""
    parts = (
        translate(
            "figures_bone.asked.part",
            language,
            label=row["phantom"],
            quantity=translate(f"figures_bone.quantity.{row['quantity']}", language),
            measured=number(row["measured"], 2),
            asked=number(row["asked"], 2),
        )
        for row in asked_measured_table(pairs).to_dict("records")
    )
    return translate("figures_bone.asked.alt", language, parts=translate("figures_bone.separator", language).join(parts))


def asked_measured_table(pairs: Mapping[str, tuple[Asked, Morphometry]]) -> pd.DataFrame:
    """One row a phantom and quantity that it has: asked, measured (fraction, mm)."""
    rows = [
        {"phantom": label, "quantity": quantity, "asked": asked_for(asked, quantity), "measured": getattr(measured, quantity)}
        for label, (asked, measured) in pairs.items()
        for quantity in QUANTITIES
    ]
    return pd.DataFrame(rows).dropna()
