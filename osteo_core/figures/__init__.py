"""Every chart as a pure function: data in, a Plotly figure out.

Each chart `x(...)` has a `describe_x(...)`, the sentence a screen reader says of it for this patient, and an `x_table(...)`,
its numbers for download. No chart knows what shows it.
"""

from osteo_core.figures.base.colours import MODALITY_COLOURS, ours
from osteo_core.figures.base.numbers import log_odds_to_probability, percent, percent_with_interval
from osteo_core.figures.explanation.attention import attention_bars, attention_table, describe_attention
from osteo_core.figures.explanation.waterfall import (
    WaterfallStep,
    describe_waterfall,
    feature_steps,
    modality_steps,
    waterfall,
    waterfall_table,
)
from osteo_core.figures.patient.gauge import describe_gauge, gauge, gauge_table
from osteo_core.figures.patient.missing_tests import describe_missing_tests, missing_tests_chart, missing_tests_table
from osteo_core.figures.patient.status import describe_status, status_bar, status_table
from osteo_core.figures.patient.what_if import describe_what_if, what_if_dumbbell, what_if_table

__all__ = [
    "MODALITY_COLOURS",
    "WaterfallStep",
    "attention_bars",
    "attention_table",
    "describe_attention",
    "describe_gauge",
    "describe_missing_tests",
    "describe_status",
    "describe_waterfall",
    "describe_what_if",
    "feature_steps",
    "gauge",
    "gauge_table",
    "log_odds_to_probability",
    "missing_tests_chart",
    "missing_tests_table",
    "modality_steps",
    "ours",
    "percent",
    "percent_with_interval",
    "status_bar",
    "status_table",
    "waterfall",
    "waterfall_table",
    "what_if_dumbbell",
    "what_if_table",
]
