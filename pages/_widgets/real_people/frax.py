"""FRAX-style against the FRAX results that NHANES published, on people left out of its fitting."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from osteo_core.evaluation.calibration.error_intervals import absolute_error_quantiles
from osteo_core.evaluation.discrimination.auc import Estimate
from osteo_core.figures.base.estimates import number
from osteo_core.figures.evaluation.bland_altman import bland_altman_chart, bland_altman_table, describe_bland_altman
from osteo_core.scores.frax_style.accuracy import Accuracy, accuracy, heldout
from pages._widgets.shared import choice, parts
from pages._widgets.shared.language import Translator


@st.cache_data(show_spinner=False)
def _found(sex: str) -> tuple[pd.DataFrame, dict[str, Accuracy], dict[str, list[Estimate]]]:
    """The held-out results, their accuracy, and the median and 95th percentile of the error with intervals, by outcome."""
    rows = heldout()
    rows = rows if sex == "all" else rows[rows["sex"] == sex]
    found = accuracy(rows)
    errors = {
        outcome: absolute_error_quantiles(rows["id"], rows[f"published_{outcome}"], rows[f"predicted_{outcome}"], (0.5, 0.95))
        for outcome in found
    }
    return rows, found, errors


def show(sex: str, tr: Translator) -> None:
    """The switch between outcomes and its chart on the left, both outcomes' figures on the right."""
    st.header(tr("real_people.frax.title"))
    st.markdown(tr("real_people.frax.what"))
    rows, found, errors = _found(sex)
    left, right = st.columns(2, gap="medium")
    with left:
        outcome = choice.radio(
            tr("real_people.frax.outcome"), tuple(found), format_func=lambda o: tr(f"real_people.frax.{o}"), horizontal=True,
            key="real.frax.outcome", persist_state="session",
        )  # fmt: skip
        _chart(rows, found[outcome], sex, tr)
    with right:
        _table(rows, found, errors, tr)


def _chart(rows: pd.DataFrame, of: Accuracy, sex: str, tr: Translator) -> None:
    published, ours = (rows[f"{kind}_{of.outcome}"].to_numpy(float) for kind in ("published", "predicted"))
    limits = (of.limits[0], of.bias, of.limits[1])

    def draw(lang: str, dark: bool) -> parts.Chart:
        what = tr("real_people.frax.alt_what", outcome=tr(f"real_people.frax.{of.outcome}"))
        figure = bland_altman_chart(published, ours, limits, tr("real_people.frax.axis"), lang, dark=dark)
        return figure, describe_bland_altman(published, ours, limits, what, lang), bland_altman_table(published, ours)

    parts.chart("real.frax-style", (sex, of.outcome), draw, tr("real_people.frax.read"), tr)


def _table(rows: pd.DataFrame, found: dict[str, Accuracy], errors: dict[str, list[Estimate]], tr: Translator) -> None:
    """A row a figure, a column an outcome: seven figures would not stand side by side."""
    words: dict[str, dict[str, str]] = {}
    numbers = []
    for outcome, of in found.items():
        above = int((rows[f"published_{outcome}"] >= of.threshold).sum())
        median, p95 = errors[outcome]
        words[tr(f"real_people.frax.{outcome}")] = {
            "n": f"{of.n_rows:,} ({of.n_people:,})",
            "cut": f"{of.threshold:g}\N{NO-BREAK SPACE}%",
            "above": f"{above:,}",
            "median": parts.unbroken_interval(median, 3),
            "p95": parts.unbroken_interval(p95, 2),
            "agreement": _percent(of.agreement),
            "r2": number(of.r_squared, 3),
            "bias": parts.unbroken_interval(Estimate(of.bias, *of.limits), 2),
        }
        numbers.append(_flat(of, above, median, p95))
    shown = [
        {tr("real_people.column.figure"): tr(f"real_people.frax.{name}")} | {outcome: cells[name] for outcome, cells in words.items()}
        for name in next(iter(words.values()))
    ]
    parts.table(shown, pd.DataFrame(numbers), "real.frax-style-accuracy", tr)


def _percent(share: Estimate) -> str:
    """One decimal throughout: 99.4 and 99.8 % are different answers here."""
    low, high = (f"{100 * limit:.1f}" for limit in (share.low, share.high))
    return f"{100 * share.estimate:.1f}\N{NO-BREAK SPACE}% ({low}–{high})"


def _flat(of: Accuracy, above: int, median: Estimate, p95: Estimate) -> dict[str, object]:
    row: dict[str, object] = {"outcome": of.outcome, "results": of.n_rows, "people": of.n_people, "cut": of.threshold, "above_cut": above}
    for name, value in (("median_error", median), ("p95_error", p95), ("agreement", of.agreement)):
        row |= {name: value.estimate, f"{name}_low": value.low, f"{name}_high": value.high}
    return row | {"r_squared_log": of.r_squared, "mean_difference": of.bias, "limit_low": of.limits[0], "limit_high": of.limits[1]}
