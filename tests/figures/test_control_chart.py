"""The control chart as a figure: what it draws, what it says, its numbers."""

from __future__ import annotations

import numpy as np
import pytest

from osteo_core.figures.recalibration.control_chart import control_chart_figure, control_chart_table, describe_control_chart
from osteo_core.recalibration.control_chart import ControlChart, control_chart
from osteo_core.translations import LANGUAGES


@pytest.fixture(scope="module")
def chart() -> ControlChart:
    """Four months of fifty people at 20 %, of whom in the last all have the outcome."""
    month = np.repeat(np.arange(4), 50)
    outcome = np.where(month == 3, 1.0, (np.arange(200) % 5 == 0).astype(float))
    return control_chart((np.datetime64("2025-01") + month).astype("datetime64[D]"), outcome, np.full(200, 0.2))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chart_marks_the_month_that_alarms_and_says_it(chart: ControlChart, language: str) -> None:
    figure = control_chart_figure(chart, language)
    assert list(figure.data[-1].x) == ["2025-04"]
    assert list(figure.data[3].y) == [10, 10, 10, 50]
    assert list(figure.data[2].y) == pytest.approx([10] * 4)
    told = describe_control_chart(chart, language)
    assert "2025-04" in told
    assert "80" in told


def test_its_numbers_are_the_months(chart: ControlChart) -> None:
    table = control_chart_table(chart)
    assert list(table["alarm"]) == ["", "", "", "month"]
    assert (table["lower"] <= table["expected"]).all()
