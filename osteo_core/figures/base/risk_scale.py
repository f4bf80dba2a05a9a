"""Several risks of one person on one scale from 0 to 100 %, the same for everybody, so that people can be compared."""

from __future__ import annotations

from collections.abc import Mapping

from osteo_core.figures.base.colours import GREY, finish, ink, ours, quiet_layout
from osteo_core.figures.base.drawing import Drawing
from osteo_core.figures.base.numbers import percent_with_interval
from osteo_core.figures.patient.gauge import BAND
from osteo_core.inference.assessment import Risk
from osteo_core.translations import translate

_ROW = 62
_TICKS = (0, 25, 50, 75, 100)


def risk_scale(risks: Mapping[str, Risk], language: str = "en", *, dark: bool = False) -> Drawing:
    """One row an outcome: the dot is the estimate, the pale band its 95 % interval, the words above it name both."""
    figure = Drawing()
    for row, (outcome, risk) in enumerate(risks.items()):
        title = translate(f"figures.outcome.{outcome}", language)
        number, _, interval = percent_with_interval(risk).partition(" (")
        figure.add_bar(
            x=[100 * (risk.high - risk.low)], base=[100 * risk.low], y=[row], orientation="h", width=0.3, hoverinfo="skip",
            marker={"color": BAND, "line": {"width": 1, "color": GREY}}, showlegend=False,
        )  # fmt: skip
        figure.add_scatter(
            x=[100 * risk.probability], y=[row], mode="markers", marker={"size": 14, "color": ours(dark)}, cliponaxis=False,
            hovertemplate=f"{title}: {percent_with_interval(risk)}<extra></extra>", showlegend=False,
        )  # fmt: skip
        for text, x, anchor, size in ((title, 0, "left", 15), (f"<b>{number}</b> ({interval}", 100, "right", 17)):
            figure.add_annotation(
                x=x, y=row, yshift=24, text=text, xanchor=anchor, showarrow=False, font={"size": size, "color": ink(dark)}
            )  # fmt: skip
        figure.add_shape(type="line", x0=0, x1=100, y0=row, y1=row, line={"color": GREY, "width": 1}, layer="below")
    figure.update_layout(
        quiet_layout(40 + _ROW * len(risks), margin={"l": 14, "r": 22, "t": 2, "b": 24}),
        barmode="overlay",
        xaxis={
            "range": [0, 100], "tickvals": _TICKS, "ticktext": [f"{tick} %" for tick in _TICKS], "fixedrange": True, "showgrid": False,
            "zeroline": False,
        },
        yaxis={"range": [len(risks) - 0.6, -0.75], "visible": False, "fixedrange": True},
    )  # fmt: skip
    return finish(figure, dark)


def describe_risk_scale(risks: Mapping[str, Risk], language: str = "en") -> str:
    """Each outcome with its risk and 95 % interval."""
    parts = [f"{translate(f'figures.outcome.{outcome}', language)} {percent_with_interval(risk)}" for outcome, risk in risks.items()]
    return translate("figures_cases.risks", language, parts=translate("figures.list_separator", language).join(parts))
