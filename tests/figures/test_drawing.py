"""A drawing is Plotly's figure of the same calls, without its checks; and those checks find nothing in the charts that are drawn so."""

import json
from typing import Any

import plotly.graph_objects as go
import plotly.io as pio
import pytest

from osteo_core.figures.base.drawing import Drawing


def _put_together(figure: Any) -> Any:
    figure.add_bar(x=[1, 2.5], y=["a", "b"], orientation="h", marker={"color": "#123456", "line": {"width": 1}}, error_x=None)
    figure.add_scatter(x=[1], y=[2], mode="markers", error_x={"type": "data", "array": [0.1], "arrayminus": None})
    figure.add_annotation(x=0, y=1, text="one", showarrow=False)
    figure.add_annotation(x=0, y=2, text="two", font={"size": 9})
    figure.add_shape(type="line", x0=0, x1=1, y0=0, y1=1)
    figure.update_layout({"height": 100, "margin": {"l": 1, "r": 2}}, xaxis={"range": [0, 1], "title": {"text": "x"}})
    figure.update_layout(margin={"r": 3}, xaxis={"title": {"font": {"color": "red"}}}, meta={"title": "t"})
    return figure


@pytest.mark.parametrize("template", ["plotly", "none", "plotly_dark"])
def test_the_same_calls_give_the_same_chart_as_plotlys_figure(template: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pio.templates, "default", template)
    drawn, theirs = (json.loads(pio.to_json(_put_together(figure).to_dict(), validate=False)) for figure in (Drawing(), go.Figure()))
    assert drawn == theirs


def test_traces_and_layout_may_be_given_at_once() -> None:
    traces, layout = [{"type": "bar", "x": [1], "y": [2]}], {"height": 50, "shapes": [{"type": "rect", "x0": 0, "x1": 1, "y0": 0, "y1": 1}]}
    assert Drawing(traces, layout).to_dict() == go.Figure(traces, layout).to_dict()


def test_what_was_given_stays_as_it_is() -> None:
    layout = {"margin": {"l": 1}}
    figure = Drawing(layout=layout)
    figure.update_layout(margin={"r": 2})
    assert layout == {"margin": {"l": 1}}
    assert Drawing().to_dict() == go.Figure().to_dict()


@pytest.mark.parametrize("wrong", [{"hieght": 3}, {"bargap": "wide"}, {"xaxis": {"range": "all"}}])
def test_a_property_that_plotly_does_not_know_or_allow_is_found_where_the_chart_is_looked_at(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong)) if "xaxis" not in wrong else "range"):
        _ = Drawing(layout=wrong).layout
