"""True status against a noisy measurement of it: who has the outcome depends on which of the two defines it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from osteo_core.figures.base.colours import GREY, ours
from osteo_core.figures.base.model_marks import finish_curves
from osteo_core.paper.circularity import Definition
from osteo_core.translations import translate

Array = NDArray[np.float64]


def truth_and_measurement_chart(
    truth: Array, measured: Array, cut: float, definition: Definition, language: str = "en", *, dark: bool = False
) -> go.Figure:
    """A dot a person, filled where the person has the outcome; the cut is a line on the axis that defines it. In SDs, as is `cut`."""
    figure = go.Figure()
    having = _having(truth, measured, cut, definition)
    for name, who, symbol in (("having", having, "circle"), ("lacking", ~having, "circle-open")):
        figure.add_scatter(
            x=truth[who], y=measured[who], mode="markers", name=translate(f"figures_critical.{name}", language), hoverinfo="skip",
            marker={"color": ours(dark) if name == "having" else GREY, "size": 6, "symbol": symbol, "opacity": 0.75},
        )  # fmt: skip
    along = {"x0": cut, "x1": cut, "y0": -3.4, "y1": 3.4} if definition == "truth" else {"y0": cut, "y1": cut, "x0": -3.4, "x1": 3.4}
    figure.add_shape(type="line", line={"color": ours(dark), "width": 2}, **along)
    axis = {"range": [-3.4, 3.4], "fixedrange": True, "zeroline": False, "nticks": 7}
    return finish_curves(
        figure, dark, xaxis=axis | {"title": {"text": translate("figures_critical.truth", language), "standoff": 8}},
        yaxis=axis | {"title": {"text": translate("figures_critical.measured", language)}},
    )  # fmt: skip


def _having(truth: Array, measured: Array, cut: float, definition: Definition) -> NDArray[np.bool_]:
    having: NDArray[np.bool_] = (truth if definition == "truth" else measured) < cut
    return having


def describe_truth_and_measurement(truth: Array, measured: Array, cut: float, definition: Definition, language: str = "en") -> str:
    """One sentence: how many people, which of the two defines the outcome, and how many the two cuts call differently."""
    differ = int(((truth < cut) != (measured < cut)).sum())
    return translate(f"figures_critical.scatter_alt_{definition}", language, n=len(truth), differ=differ)


def truth_and_measurement_table(truth: Array, measured: Array, cut: float, definition: Definition) -> pd.DataFrame:
    """One row a person: truth, measured (SDs), outcome."""
    return pd.DataFrame({"truth": truth, "measured": measured, "outcome": _having(truth, measured, cut, definition).astype(int)})
