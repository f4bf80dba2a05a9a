"""The closed test, the layer that these people make, before and after, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from osteo_core.constants import Z95
from osteo_core.evaluation.discrimination.auc import Estimate
from osteo_core.evaluation.reports.undefined_metrics import curve_with_reason
from osteo_core.figures.base.estimates import number, with_interval
from osteo_core.recalibration.layer_files import as_text
from osteo_core.recalibration.make_layer import ASKED
from osteo_core.recalibration.optimism import FIGURES
from pages._widgets.shared import choice, layers, parts
from pages._widgets.shared.language import Translator
from pages._widgets.shared.output import saving
from pages._widgets.studies import curve_parts

if TYPE_CHECKING:
    from osteo_core.inference.assessment import Outcome
    from osteo_core.recalibration.make_layer import Asked, MadeLayer
    from osteo_core.recalibration.recalibrated import RecalibratedModel


_TERMS = {"age_per_10_years": "your_hospital.update.age_term"}
"""Terms whose coefficient is told per another step than the people are described in."""


def choose_method(loads: int, tr: Translator) -> Asked:
    """How much may change."""
    chosen: Asked = choice.selectbox(
        tr("your_hospital.update.method"), ASKED, format_func=lambda m: tr(f"your_hospital.update.method_of.{m}"),
        key=f"hospital.method.{loads}", persist_state="session", width=330,
    )  # fmt: skip
    return chosen


def show(made: MadeLayer, tr: Translator) -> None:
    """Tests and coefficients on the left, calibration before and after on the right, then the buttons."""
    left, right = st.columns(2, gap="medium")
    with left:
        _tests(made, tr)
        _coefficients(made, tr)
    with right:
        _calibration(made, tr)
        _before_after(made, tr)
    _buttons(made, tr)


def _tests(made: MadeLayer, tr: Translator) -> None:
    st.subheader(tr("your_hospital.update.tests"))
    method = tr(f"layer.method.{made.layer.method}")
    st.markdown(tr("your_hospital.update.chosen", method=method, n=f"{made.layer.n:,}", events=f"{made.layer.events:,}"))
    rows = [
        {
            tr("your_hospital.update.model"): tr(f"layer.method.{name}"),
            "χ²": f"{test.statistic:.2f}",
            tr("your_hospital.update.df"): str(test.df),
            "p": parts.p_value(test.p),
        }
        for name, test in made.test.tests.items()
    ]
    numbers = pd.DataFrame(
        [{"model": name, "statistic": test.statistic, "df": test.df, "p": test.p} for name, test in made.test.tests.items()]
    )
    parts.table(rows, numbers, "hospital.tests", tr)
    key = "wald" if made.test.kind == "robust_wald" else "likelihood"
    st.markdown(f":small[{tr(f'hospital.tests.{key}')}]")


def _coefficients(made: MadeLayer, tr: Translator) -> None:
    updated = made.layer.updated
    errors = [Z95 * float(updated.covariance[k, k]) ** 0.5 for k in range(len(updated.names))]
    terms = list(zip(updated.names, updated.coefficients.tolist(), errors, strict=True))
    rows = [
        {
            tr("your_hospital.update.term"): tr(_TERMS.get(name, f"your_hospital.covariate.{name}")),
            tr("your_hospital.update.coefficient"): _with_ends(value, half),
        }
        for name, value, half in terms
    ]
    numbers = pd.DataFrame([{"term": name, "estimate": value, "low": value - half, "high": value + half} for name, value, half in terms])
    parts.table(rows, numbers, "hospital.coefficients", tr)
    for name, why in made.left_out.items():
        st.markdown(f":small[{tr(f'your_hospital.update.left_out.{why}', name=tr(f'your_hospital.covariate.{name}'))}]")
    if made.incomplete:
        st.markdown(f":small[{tr('your_hospital.update.incomplete', count=f'{made.incomplete:,}')}]")


def _with_ends(value: float, half: float) -> str:
    """A coefficient with its interval; one that was not estimated has none."""
    return with_interval(Estimate(value, value - half, value + half)) if half else number(value)


def _calibration(made: MadeLayer, tr: Translator) -> None:
    from scipy.special import expit

    st.subheader(tr("your_hospital.update.calibration"))
    sample = made.sample
    after = expit(made.layer.updated.log_odds(sample.lp, sample.covariates))
    found = {
        tr("your_hospital.update.after"): curve_with_reason(sample.outcome, after, sample.weight)[0],
        tr("your_hospital.update.before"): curve_with_reason(sample.outcome, expit(sample.lp), sample.weight)[0],
    }
    curves = {name: fitted.curve() for name, fitted in found.items() if fitted is not None}
    if not curves:
        st.info(tr("performance.calibration.none"))
        return
    from pages._widgets.shared import charts, language

    draw = curve_parts.calibration(curves, height=240)
    parts.drawn("hospital.before-after", draw(language.current(), charts.dark()), tr("your_hospital.update.calibration_read"), tr)


def _before_after(made: MadeLayer, tr: Translator) -> None:
    before, after = made.layer.before, made.layer.after
    rows = [
        {
            tr("your_hospital.update.figure"): tr(f"your_hospital.figure.{name}"),
            tr("your_hospital.update.before"): number(before[name]),
            tr("your_hospital.update.after"): parts.NONE if after[name] is None else number(after[name]),
        }
        for name in FIGURES
    ]
    numbers = pd.DataFrame([{"figure": name, "before": before[name], "after": after[name]} for name in FIGURES])
    parts.table(rows, numbers, "hospital.before-after-figures", tr)
    bootstrap = after["bootstrap"]
    st.markdown(f":small[{tr('your_hospital.update.bootstrap', resamples=bootstrap['resamples'], failed=bootstrap['failed'])}]")


def _buttons(made: MadeLayer, tr: Translator) -> None:
    layer = made.layer
    of_model = layer.prediction is None
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        saving.button(
            tr("your_hospital.update.download"), lambda: as_text(layer), f"layer-{layer.model or 'column'}-{layer.outcome}.json",
            saving.JSON, key="hospital.layer", look="secondary",
        )  # fmt: skip
        if of_model:
            st.button(tr("your_hospital.update.adopt"), key="hospital.adopt", on_click=layers.adopt, args=(layer,), type="primary")
    st.markdown(f":small[{tr('your_hospital.update.adopt_help' if of_model else 'your_hospital.update.column_help')}]")


def in_force(name: str, answer: Outcome | None, tr: Translator) -> RecalibratedModel | None:
    """What is in force for this model in this session, with the button that takes it away.

    The model under its layer where the user asks for this page to judge it so: people who came later show whether the update holds.
    """
    from osteo_core.recalibration.recalibrated import RecalibratedModel
    from pages._widgets.shared import model

    asked = model.load(name)
    found = layers.in_force(asked)
    if not found:
        return None
    told = [tr("your_hospital.in_force", outcome=tr(f"layer.outcome.{layer.outcome}"), method=tr(f"layer.method.{layer.method}"),
               n=f"{layer.n:,}", made=layer.dates.get("made", "-")) for layer in found]  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.success("  \n".join(told))
        st.button(tr("your_hospital.take_away"), key="hospital.take_away", on_click=layers.take_away, args=(name,))
    if answer not in {layer.outcome for layer in found}:
        return None
    under = choice.toggle(tr("your_hospital.under"), key="hospital.under", help=tr("your_hospital.under_help"))
    return RecalibratedModel(asked, found) if under else None
