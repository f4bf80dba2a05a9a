"""Guided steps about chance: P values from what is printed, how wide an interval must be, and two models that agree in every digit."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from osteo_core.constants import STATUSES, Z95
from osteo_core.errors import ArtifactError
from osteo_core.evaluation.discrimination.auc import Estimate
from osteo_core.evaluation.discrimination.roc import wilson
from osteo_core.figures.base.estimates import number
from osteo_core.figures.paper.curves_and_points import Axis
from osteo_core.paper import checks
from osteo_core.paper.contradictions import class_sizes, p_in_words
from osteo_core.stored import studies as shipped
from pages._widgets.critical import steps
from pages._widgets.critical.numbers import Numbers, Printed, ask
from pages._widgets.shared import choice
from pages._widgets.shared.language import Translator

_ROWS = {"age": ("mean", 120.0), "bmi": ("mean", 70.0), "current_smoking": ("count", 0.0), "high_alcohol_intake": ("count", 0.0)}
_STEP = 0.001
"""What the printed figures are rounded to: AUC and Brier score to three decimals, shares to a tenth of a percent."""
_FIGURES = ("auc", "auc_low", "auc_high", "accuracy", "sensitivity", "specificity", "brier")
_DISTILLED = "DXA+Clinical+BTMs"


def p_values(tr: Translator) -> None:
    """Analysis of variance and chi-square from Table 1 alone."""

    def draw() -> None:
        chosen = choice.selectbox(
            tr("critical.p_values.row"), list(_ROWS), format_func=lambda name: tr(f"critical.p_values.{name}"), key="critical.p_row",
            persist_state="session",
        )  # fmt: skip
        kind, most = _ROWS[chosen]
        step = f"p_values.{chosen}"
        now = steps.ask_means(step, chosen, tr, 0.0, most, 1) if kind == "mean" else steps.ask_counts(step, chosen, tr)
        stated = str(steps.printed_row("table1_baseline", "characteristic", chosen)["p"])
        _means(now, chosen, stated, tr) if kind == "mean" else _shares(now, chosen, stated, tr)

    steps.frame("p_values", (5, 18), draw, tr)


def _means(now: Numbers, row: str, stated: str, tr: Translator) -> None:
    means, sds, sizes = ([now[f"{part}.{label}"] for label in STATUSES] for part in ("mean", "sd", "n"))
    found = checks.anova_from_summary(means, sds, sizes)
    words = tr("critical.p_values.anova", f=number(found.statistic, 1), p=p_in_words(found.p), stated=stated)
    steps.verdict((found.p < 0.05) == (float(stated) < 0.05), words, tr)
    half = [Z95 * sd / n**0.5 for sd, n in zip(sds, sizes, strict=True)]
    pieces = {steps.group(label, tr): Estimate(m, m - h, m + h) for label, m, h in zip(STATUSES, means, half, strict=True)}
    whole = {tr("critical.mean.weighted"): checks.weighted_mean(means, sizes)}
    steps.total_chart("p_values", pieces, whole, tr(f"critical.p_values.axis_{row}"), 2, tr)


def _shares(now: Numbers, row: str, stated: str, tr: Translator) -> None:
    having, sizes = ([int(now[f"{part}.{label}"]) for label in STATUSES] for part in ("count", "n"))
    if any(k > n for k, n in zip(having, sizes, strict=True)):
        st.warning(tr("critical.p_values.too_many"))
        return
    if not 0 < sum(having) < sum(sizes):
        st.warning(tr("critical.p_values.all_or_none"))
        return
    found = checks.chi_square_from_counts(having, sizes)
    words = tr("critical.p_values.chi_square", x=number(found.statistic, 1), p=p_in_words(found.p), stated=stated)
    steps.verdict((found.p < 0.05) == (float(stated) < 0.05), words, tr)
    pieces = {}
    for label, k, n in zip(STATUSES, having, sizes, strict=True):
        share = wilson(k, n)
        pieces[steps.group(label, tr)] = Estimate(100 * share.estimate, 100 * share.low, 100 * share.high)
    whole = {tr("critical.p_values.everybody"): 100 * sum(having) / sum(sizes)}
    steps.total_chart("p_values", pieces, whole, tr(f"critical.p_values.axis_{row}"), 1, tr)


def interval(tr: Translator) -> None:
    """The width of an AUC's interval against the number of people."""
    hospital = steps.printed_row("table2_performance", "feature_combination", "Independent test set")
    auc, low, high = (float(str(hospital[name])) for name in ("auc", "auc_low", "auc_high"))
    sizes = class_sizes()

    def draw() -> None:
        printed = {
            "auc": Printed(label="AUC", value=auc, low=0.5, high=0.999, decimals=3),
            "people": Printed(
                label=tr("critical.interval.people"), value=steps.printed_number("external", "people"), low=10.0, high=100_000.0
            ),
            "share": Printed(
                label=tr("critical.interval.share"), value=round(100 * sizes[-1] / sum(sizes), 1), low=1.0, high=99.0, decimals=1
            ),
            "low": Printed(label=tr("critical.interval.low"), value=low, low=0.5, high=1.0, decimals=3),
            "high": Printed(label=tr("critical.interval.high"), value=high, low=0.5, high=1.0, decimals=3),
        }
        now = ask("interval", printed, tr)
        if now["high"] <= now["low"]:
            st.warning(tr("critical.interval.turned"))
            return
        _widths(now["auc"], int(now["people"]), now["share"] / 100, (now["high"] - now["low"]) / 2, tr)

    steps.frame("interval", (16,), draw, tr)


def _widths(auc: float, people: int, share: float, stated: float, tr: Translator) -> None:
    def width(n: float, prevalence: float) -> float:
        return checks.auc_halfwidth(auc, max(prevalence * n, 1), max((1 - prevalence) * n, 1))

    narrowest = checks.narrowest_auc_halfwidth(auc, people)
    needed = checks.people_for_halfwidth(auc, stated, share)
    words = tr(
        "critical.interval.result", people=f"{people:,}", expected=number(width(people, share)), narrowest=number(narrowest),
        stated=number(stated), needed=f"{needed:,}",
    )  # fmt: skip
    # Half a unit in the last printed digit of each end is the rounding's.
    steps.verdict(stated >= narrowest - _STEP, words, tr, ("interval.fits", "interval.narrow"))
    n = np.unique(np.geomspace(20, max(10_000, 2 * people), 120).round())
    drawn = {tr("critical.interval.follows"): (n, np.array([width(k, share) for k in n]))}
    points = {
        tr("critical.interval.printed"): (float(people), stated),
        tr("critical.interval.expected"): (float(people), width(people, share)),
    }
    x, y = Axis(tr("critical.interval.people"), 0, log=True), Axis(tr("critical.interval.halfwidth"), 3)
    steps.curves("interval", drawn, points, x, y, tr)


def same(tr: Translator) -> None:
    """How often two trained models agree in every printed digit."""

    def draw() -> None:
        printed = {
            "spread": Printed(label=tr("critical.same.spread"), value=0.002, low=0.0001, high=0.1, decimals=4),
            "figures": Printed(label=tr("critical.same.figures"), value=float(len(_FIGURES)), low=1.0, high=50.0),
        }
        now = ask("same", printed, tr)
        figures = int(now["figures"])
        one = checks.chance_of_same_print(_STEP, now["spread"])
        words = tr("critical.same.result", one=_percent(one), all=_percent(one**figures), figures=figures)
        st.markdown(words + _ours(tr))
        spread = np.geomspace(0.0001, 0.02, 100)
        chance = np.array([checks.chance_of_same_print(_STEP, s) for s in spread])
        drawn = {tr("critical.same.one"): (spread, 100 * chance), tr("critical.same.all", figures=figures): (spread, 100 * chance**figures)}
        points = {tr("critical.same.here"): (now["spread"], 100 * one**figures)}
        x = Axis(tr("critical.same.spread"), 4, log=True)
        steps.curves("same", drawn, points, x, Axis(tr("critical.same.chance"), 1, suffix="\N{NO-BREAK SPACE}%", upto=101), tr)

    steps.frame("same", (3,), draw, tr)


def _percent(share: float) -> str:
    return "<0.01\N{NO-BREAK SPACE}%" if share < 0.0001 else f"{100 * share:.3g}\N{NO-BREAK SPACE}%"


def _ours(tr: Translator) -> str:
    """In how many of the same figures our own two networks agree, where the evaluation is at hand."""
    try:
        rows: pd.DataFrame = shipped.rows()
    except ArtifactError:
        return ""
    here = rows[(rows["row"] == _DISTILLED) & (rows["people"] == "test")].set_index("model")
    ours, distilled = (here.loc[model, list(_FIGURES)].to_numpy(float) for model in ("fusion", "simplified"))
    alike = checks.printed_alike(ours, distilled, _STEP)
    return " " + tr("critical.same.ours", alike=alike, of=len(_FIGURES), auc=number(ours[0]), distilled=number(distilled[0]))
