"""A risk as a gauge with its interval. No treatment bands: those thresholds were made for FRAX."""

from __future__ import annotations

import pandas as pd

from osteo_core.figures.base.colours import GREY, finish, ink, ours, quiet_layout
from osteo_core.figures.base.drawing import Drawing
from osteo_core.figures.base.numbers import bare_interval, percent, percent_with_interval
from osteo_core.inference.assessment import Risk
from osteo_core.translations import translate

BAND = "rgba(86,180,233,0.55)"


def gauge(risk: Risk, title: str, language: str = "en", *, dark: bool = False) -> Drawing:
    """Semicircle 0-100 %: the dark bar is the estimate, the pale band its 95 % interval."""
    colour = ours(dark)
    dial = {
        "type": "indicator",
        "mode": "gauge",
        "value": 100 * risk.probability,
        "domain": {"x": [0.04, 0.96], "y": [0, 1]},
        "gauge": {
            "axis": {
                "range": [0, 100],
                "tickvals": [0, 25, 50, 75, 100],
                "ticksuffix": " %",
                "tickcolor": GREY,
                "tickfont": {"color": ink(dark)},
            },
            "bar": {"color": colour, "thickness": 0.32},
            "borderwidth": 1,
            "bordercolor": GREY,
            "bgcolor": "rgba(0,0,0,0)",
            "steps": [{"range": [100 * risk.low, 100 * risk.high], "color": BAND}],
        },
    }
    figure = Drawing([dial])
    interval = translate("figures.gauge.interval", language, interval=bare_interval(risk.low, risk.high))
    for text, y, size in ((f"<b>{percent(risk.probability)}</b>", 0.22, 34), (interval, -0.02, 16)):
        figure.add_annotation(
            text=text,
            x=0.5,
            y=y,
            xref="paper",
            yref="paper",
            xanchor="center",
            yanchor="bottom",
            showarrow=False,
            font={"size": size, "color": colour},
        )
    # The title stands as a heading on the page; here it only names the chart.
    figure.update_layout(quiet_layout(168, margin={"l": 28, "r": 28, "t": 22, "b": 4}), meta={"title": title})
    return finish(figure, dark)


def describe_gauge(risk: Risk, title: str, language: str = "en") -> str:
    """One sentence: what, how much, how sure."""
    return translate(
        "figures.gauge.alt", language, title=title, value=percent(risk.probability),
        low=percent(risk.low), high=percent(risk.high),
    )  # fmt: skip


def gauge_table(risks: dict[str, Risk]) -> pd.DataFrame:
    """One row an outcome: name, probability, low, high (0..1), and the printed form."""
    rows = [
        {"outcome": name, "probability": r.probability, "low": r.low, "high": r.high, "text": percent_with_interval(r)}
        for name, r in risks.items()
    ]
    return pd.DataFrame(rows, columns=["outcome", "probability", "low", "high", "text"])
