"""The charts of curves as `parts` shows them: figure, alt sentence and numbers. `look` goes to the figure (places, height, legend)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from osteo_core.evaluation.calibration.curve import CalibrationCurve
from osteo_core.evaluation.discrimination.roc import RocCurve
from osteo_core.figures.evaluation.calibration_plot import calibration_chart, calibration_table, describe_calibration
from osteo_core.figures.evaluation.decision_curve import decision_curve_chart, decision_curve_table, describe_decision_curve
from osteo_core.figures.evaluation.roc import describe_roc, roc_chart, roc_table
from pages._widgets.shared.parts import Draw


def roc(curves: Mapping[str, RocCurve], **look: Any) -> Draw:
    """ROC curves, words -> curve."""
    return lambda lang, dark: (roc_chart(curves, lang, dark=dark, **look), describe_roc(curves, lang), roc_table(curves))


def calibration(curves: Mapping[str, CalibrationCurve], **look: Any) -> Draw:
    """Calibration curves, words -> curve."""
    return lambda lang, dark: (
        calibration_chart(curves, lang, dark=dark, **look), describe_calibration(curves, lang), calibration_table(curves),
    )  # fmt: skip


def net_benefit(curves: pd.DataFrame, words: dict[str, str], **look: Any) -> Draw:
    """Decision curves of the models in `words`, model -> its name."""
    return lambda lang, dark: (
        decision_curve_chart(curves, words, lang, dark=dark, **look), describe_decision_curve(curves, words, lang),
        decision_curve_table(curves, words, lang),
    )  # fmt: skip
