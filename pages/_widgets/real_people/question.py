"""One question put to real people: ranking, calibration, net benefit, published cut-offs, subgroups."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from osteo_core.errors import ArtifactError
from osteo_core.evaluation.decision.net_benefit import ALL
from osteo_core.figures.base.numbers import percent, percent_with_interval
from osteo_core.figures.evaluation.subgroup_forest import describe_subgroup_forest, subgroup_forest, subgroup_forest_table
from osteo_core.inference.assessment import Risk
from osteo_core.stored.nhanes_people import FEW_EVENTS, FEWEST_EVENTS, RULE, Findings, Sex
from osteo_core.stored.nhanes_tasks import TASKS, PredictionTask
from osteo_core.translations import one_after_another
from pages._widgets.real_people import data as real_data
from pages._widgets.shared import cells, parts, text
from pages._widgets.shared.language import Translator
from pages._widgets.studies import curve_parts

_TABLE_THRESHOLDS = (0.05, 0.10, 0.20)


@dataclass(frozen=True, kw_only=True)
class _Shown:
    """The analysis on screen: the question, the people, and the findings."""

    question: str
    variant: tuple[Hashable, ...]
    found: Findings
    tr: Translator

    def words(self, methods: Iterable[str]) -> dict[str, str]:
        """Methods in words; RULE is the published rule of a score."""
        asked = TASKS[self.question]
        keys = {comparator.name: comparator.words for comparator in asked.comparators} | {RULE: f"{rule_of(asked)}.rule"}
        return {name: self.tr(keys[name]) for name in methods}

    def chart(self, name: str, draw: parts.Draw, read: str) -> None:
        """One chart of this question."""
        parts.chart(f"real.{self.question}.{name}", self.variant, draw, read, self.tr)

    def table(self, name: str, rows: list[dict[str, str]], numbers: pd.DataFrame) -> None:
        """One table of this question."""
        parts.table(rows, numbers, f"real.{self.question}.{name}", self.tr)


def rule_of(task: PredictionTask) -> str:
    """Where the words of the score stand whose published cut-offs make one rule for both sexes; "" where there is none."""
    return next((f"scores.{published.score}" for published in task.rule), "")


def show(question: str, sex: Sex, weighted: bool, tr: Translator) -> None:
    """Header, counts, four charts with their tables."""
    st.header(tr(f"real_people.{question}.title"))
    st.markdown(tr(f"real_people.{question}.what"))
    try:
        found = real_data.findings(question, sex, weighted)
    except ArtifactError as error:
        st.warning(tr("real_people.not_available", reason=text.reason(error)))
        return
    if found is None:
        st.warning(tr("real_people.too_few", fewest=FEWEST_EVENTS))
        return
    st.markdown(_counts(found, weighted, tr))
    shown = _Shown(question=question, variant=(sex, weighted, real_data.written()), found=found, tr=tr)
    left, right = st.columns(2, gap="medium")
    with left:
        _ranking(shown)
    with right:
        _calibration(shown)
    left, right = st.columns(2, gap="medium")
    with left:
        _net_benefit(shown)
    with right:
        _net_benefit_table(shown)
    if len(found.cut_offs):
        _cut_offs(shown)
    _subgroups(shown)


def _counts(found: Findings, weighted: bool, tr: Translator) -> str:
    share = Risk(found.prevalence.estimate, found.prevalence.low, found.prevalence.high)
    how = tr("real_people.weighted" if weighted else "real_people.unweighted")
    return tr(
        "real_people.counts", n=f"{found.n:,}", events=f"{found.events:,}", prevalence=percent_with_interval(share), how=how.lower(),
        left_out=f"{found.left_out:,}",
    )  # fmt: skip


def _ranking(shown: _Shown) -> None:
    tr, found = shown.tr, shown.found
    st.subheader(tr("real_people.roc.title"))
    words = shown.words(found.methods["method"])
    curves = {words[name]: curve for name, curve in found.roc.items()}
    points = None if found.rule is None else {shown.words([RULE])[RULE]: found.rule}
    read = tr("real_people.roc.read")
    if points is not None:
        read = one_after_another(read, tr(f"{rule_of(TASKS[shown.question])}.rule_read"))
    shown.chart("roc", curve_parts.roc(curves, points=points), read)
    rows = [
        {
            tr("real_people.column.method"): words[row["method"]],
            tr("real_people.column.auc"): parts.estimate(row, "auc", 3),
            tr("real_people.column.difference"): parts.estimate(row, "difference", 3),
            tr("real_people.column.p"): parts.p_value(row["p"]),
        }
        for _, row in found.methods.iterrows()
    ]
    shown.table("methods", rows, found.methods)


def _calibration(shown: _Shown) -> None:
    tr, found = shown.tr, shown.found
    st.subheader(tr("real_people.calibration.title"))
    words = shown.words(found.calibration)
    curves = {words[name]: curve for name, curve in found.calibration.items()}
    shown.chart("calibration-curves", curve_parts.calibration(curves), tr("real_people.calibration.read"))
    calibrated = found.methods[found.methods["method"].isin(found.calibration)]
    rows = [
        {
            tr("real_people.column.method"): words[row["method"]],
            tr("real_people.column.predicted"): percent(row["predicted"]),
            tr("real_people.column.intercept"): parts.estimate(row, "intercept", 2),
            tr("real_people.column.slope"): parts.estimate(row, "slope", 2),
            tr("real_people.column.brier"): f"{row['brier']:.3f}",
        }
        for _, row in calibrated.iterrows()
    ]
    shown.table("calibration", rows, calibrated)


def _net_benefit(shown: _Shown) -> None:
    tr, curves = shown.tr, shown.found.net_benefit
    st.subheader(tr(f"real_people.net_benefit.title_{shown.question}"))
    words = _policies(shown)
    shown.chart("net-benefit", curve_parts.net_benefit(curves, words), tr("real_people.net_benefit.read"))


def _policies(shown: _Shown) -> dict[str, str]:
    """The methods of the decision curve, in words."""
    return shown.words([*shown.found.calibration, *([] if shown.found.rule is None else [RULE])])


def _net_benefit_table(shown: _Shown) -> None:
    tr, curves = shown.tr, shown.found.net_benefit
    st.subheader(tr("real_people.net_benefit.table"))
    words = _policies(shown) | {ALL: tr("figures.decision_curve.all")}
    at = curves[np.isin(curves["threshold"], _TABLE_THRESHOLDS)]
    per_100 = at.assign(**{name: 100 * at[name] for name in ("net_benefit", "low", "high")})
    per_100 = per_100.rename(columns={"low": "net_benefit_low", "high": "net_benefit_high"})
    by = {(cells.text(row, "model"), cells.number(row, "threshold")): row for _, row in per_100.iterrows()}
    rows = [
        {tr("real_people.column.method"): label}
        | {f"{100 * cut:.0f}\N{NO-BREAK SPACE}%": parts.estimate(by[name, cut], "net_benefit", 2) for cut in _TABLE_THRESHOLDS}
        for name, label in words.items()
    ]
    shown.table("net-benefit-at", rows, at)


def _cut_offs(shown: _Shown) -> None:
    """A column a cut-off: eight figures of each would not stand side by side."""
    tr, cut_offs = shown.tr, shown.found.cut_offs
    st.subheader(tr("real_people.cut_offs.title"))
    columns = {
        tr(row["words"]): {name: f"{row[name]:,}" for name in ("n", "events")}
        | {name: parts.share(row, name) for name in ("flagged", "sensitivity", "specificity", "ppv", "npv")}
        | {"source": row["source"]}
        for _, row in cut_offs.iterrows()
    }
    rows = [
        {tr("real_people.column.figure"): tr(f"real_people.column.{name}")} | {label: cells[name] for label, cells in columns.items()}
        for name in next(iter(columns.values()))
    ]
    shown.table("cut-offs", rows, cut_offs.drop(columns=["score", "words", "bound"]))


def _subgroups(shown: _Shown) -> None:
    tr, subgroups = shown.tr, shown.found.subgroups
    st.subheader(tr("real_people.subgroups.title"))
    words = shown.words(shown.found.methods["method"])
    rows = subgroups.assign(subgroup=[real_data.group(name, tr) for name in subgroups["subgroup"]], model=subgroups["method"].map(words))
    axis = tr("real_people.subgroups.axis")

    def draw(lang: str, dark: bool) -> parts.Chart:
        figure = subgroup_forest(rows, axis, lang, reference=rows["estimate"].iloc[0], dark=dark)
        return figure, describe_subgroup_forest(rows, axis, lang), subgroup_forest_table(rows)

    shown.chart("subgroups", draw, tr("real_people.subgroups.read", few=FEW_EVENTS, fewest=FEWEST_EVENTS))
