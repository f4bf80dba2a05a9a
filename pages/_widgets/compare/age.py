"""Against age: each score's risk with the patient's dot and the rule's threshold."""

from __future__ import annotations

import numpy as np
import streamlit as st

from osteo_core.comparison import Answers, FloatArray
from osteo_core.figures.scores.risk_by_age import AgeCurve, AgeThreshold, describe_risk_by_age, risk_by_age, risk_by_age_table
from pages._widgets.answers.score_rows import FRAX_STYLE, Setting, network_risks, rows
from pages._widgets.shared import charts, choice

_VIEWS = ("major", "hip")
_ALL_AGES = (0.0, 120.0)


def show(answers: Answers, setting: Setting) -> None:
    """The heading, and the panel that reruns by itself."""
    st.header(setting.tr("compare.by_age.title"))
    _panel(answers, setting)


@st.fragment
def _panel(answers: Answers, setting: Setting) -> None:
    """One view at a time: only what is looked at is worked out."""
    tr = setting.tr
    view = choice.radio(
        tr("compare.by_age.view"), _VIEWS, format_func=lambda v: tr(f"compare.by_age.{v}"), horizontal=True, key="compare.by_age.view",
        persist_state="session", label_visibility="collapsed",
    )  # fmt: skip
    _risk(answers, view, setting)


def _risk(answers: Answers, outcome: str, setting: Setting) -> None:
    tr, lang = setting.tr, setting.lang
    curves = age_curves(answers, outcome, setting)
    if not curves:
        st.info(tr("compare.by_age.none"))
        return
    st.markdown(tr("compare.by_age.help"))
    # The threshold was made for FRAX: without the FRAX-style curve it would stand beside scores that it says nothing about.
    threshold = _threshold(answers.ages, outcome, setting) if any(curve.name == FRAX_STYLE for curve in curves) else None
    figure = risk_by_age(curves, setting.age, lang, threshold=threshold, dark=charts.dark())
    alt = describe_risk_by_age(curves, setting.age, tr(f"compare.outcome.{outcome}"), lang)
    charts.chart(figure, alt, f"chart.by_age.{outcome}", numbers=(risk_by_age_table(curves), f"risk-by-age-{outcome}.csv"))


def _named(score: str, kind: str, setting: Setting) -> str:
    """A score and, in brackets, what kind of number it gives."""
    return setting.tr("errors.name_and_label", name=score, label=kind)


def age_curves(answers: Answers, outcome: str, setting: Setting) -> list[AgeCurve]:
    """One curve a score or network that answers this outcome for this record."""
    risks = {name: found[outcome] for name, found in answers.by_age.items() if outcome in found}
    curves = []
    name = answers.leading
    if name is not None and name in risks:
        ours = 100 * network_risks(answers, outcome)[name].probability
        row = next(row for row in rows(answers, outcome, setting) if row.name == name)
        label = _named(row.label, row.kind, setting)
        curves.append(
            AgeCurve(
                name=name, label=label, short=row.label, ages=answers.ages, risk=risks[name], value=ours, ours=True, symbol=row.symbol,
            )
        )  # fmt: skip
    for name, result in answers.scores.items():
        if name in risks and np.isfinite(risks[name]).any():
            here = result.value(outcome)
            label = _named(result.about.text("short", setting.lang), setting.tr(f"compare.kind.{result.about.kind}"), setting)
            made_for = result.about.made_for_ages or _ALL_AGES
            value = here.value if here else None
            curves.append(
                AgeCurve(
                    name=name, label=label, short=result.about.text("short", setting.lang), ages=answers.ages, risk=risks[name],
                    value=value, made_for=made_for, symbol=result.about.symbol,
                )
            )  # fmt: skip
    return curves


def _threshold(ages: FloatArray, outcome: str, setting: Setting) -> AgeThreshold | None:
    """The rule set's threshold at each age, None where it has none for this outcome."""
    rule_set = setting.rule_set
    if rule_set is None:
        return None
    found = [rule_set.threshold("hip" if outcome == "hip" else "major", float(age)) for age in ages]
    if all(value is None for value in found):
        return None
    label = setting.tr("compare.by_age.threshold", title=rule_set.text("title", setting.lang))
    return AgeThreshold(label, ages, np.array([np.nan if value is None else value for value in found]))
