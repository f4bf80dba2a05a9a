"""The first screen: one chart an outcome, a row a score; the WHO category, the screening scores and the rule set's decision under them."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from osteo_core.comparison import Answers
from osteo_core.figures.scores.score_comparison import describe_score_comparison, score_comparison, score_comparison_table
from osteo_core.patients import Patient
from osteo_core.scores.frax_style import adjustments_text
from osteo_core.scores.rules import decide as rules
from osteo_core.scores.rules.decide import Decision, Finding
from osteo_core.scores.score import Remark, ScoreResult
from pages._widgets.answers.score_rows import FRAX_STYLE, OUTCOMES, Setting, labels, network_risks, rows, screening_lines
from pages._widgets.shared import charts

# Smaller headings in the cards, with less white above: charts and verdict belong on one screen.
STYLE = "<style>.st-key-compare_first h2 { font-size: 1.1rem; padding-top: 0; }</style>"


def show(answers: Answers, setting: Setting) -> None:
    """Three charts side by side, on a phone under each other."""
    tr, lang = setting.tr, setting.lang
    if not answers.networks:
        st.info(tr("compare.no_network"))
    tables = []
    for place, outcome in zip(st.columns(len(OUTCOMES), gap="small"), OUTCOMES, strict=True):
        with place, st.container(border=True, gap="xsmall", height="stretch"):
            title = tr(f"compare.outcome.{outcome}")
            st.header(title)
            unanswered = outcome == "hip" and not network_risks(answers, outcome)
            st.markdown(f":small[{tr('compare.asks.hip_unanswered' if unanswered else f'compare.asks.{outcome}')}]")
            found = rows(answers, outcome, setting)
            figure = score_comparison(found, lang, dark=charts.dark())
            charts.chart(figure, describe_score_comparison(found, title, lang), key=f"chart.compare.{outcome}")
            tables.append(score_comparison_table(found).assign(outcome=title))
    with st.container(horizontal=True, vertical_alignment="center"):
        charts.numbers(pd.concat(tables), "compare.csv", tr, "numbers.compare")
        if any(table["threshold"].notna().any() for table in tables):
            st.markdown(f":small[{tr('compare.tick')}]", width="content")


def cards(answers: Answers, patient: Patient, setting: Setting) -> None:
    """The rule set's decision; beside it the WHO category, the screening scores and the scores' remarks.

    The decision comes first, so that on a phone it does not sink with every score that is added.
    """
    decided, categories = st.columns([3, 2], gap="small")
    with categories, st.container(border=True, height="stretch"):
        st.header(setting.tr("compare.cards.categories"))
        st.markdown(f"**{setting.tr('pages.results.who')}** {patient.who_category().text(setting.lang)}")
        st.markdown("\n\n".join(screening_lines(answers, setting)))
        _remarks(answers, setting)
        _adjustments(answers.scores[FRAX_STYLE], setting)
    with decided, st.container(border=True, height="stretch"):
        st.header(setting.tr("compare.decision.title"))
        if setting.rule_set is None:
            st.markdown(setting.tr("compare.decision.none"))
        else:
            _decision(rules.apply(setting.rule_set, patient, answers.scores[FRAX_STYLE]), setting)


def _decision(decision: Decision, setting: Setting) -> None:
    """The verdict, what is met and why, what is not decided and for want of what; every criterion on demand."""
    tr, lang, rule_set = setting.tr, setting.lang, decision.rule_set
    # Without its findings the decision's text is the verdict alone; they follow as a list.
    st.markdown(f"**{replace(decision, findings=()).text(lang)}**")
    lines = [f"- {_marked(finding, setting)}" for finding in decision.findings if finding.status == "met"]
    undecided = [finding for finding in decision.findings if finding.status == "undecided"]
    if undecided:
        wants = dict.fromkeys(r.text(lang) for finding in undecided for r in finding.readings if r.status == "undecided")
        separator = tr("figures.compare.row_separator")
        lines.append(f"- {tr('compare.decision.wants', wants=separator.join(wants), n=len(undecided), of=len(decision.findings))}")
    if lines:
        st.markdown("\n".join(lines))
    st.markdown(f":small[{tr('compare.decision.source', country=tr(f'compare.country.{rule_set.country}'), source=rule_set.source)}]")
    with st.expander(tr("compare.decision.all")):
        st.markdown(rule_set.text("about", lang))
        st.markdown("\n".join(f"- {finding.text(lang)}" for finding in decision.findings))


def _marked(finding: Finding, setting: Setting) -> str:
    """A finding, marked where it reads a FRAX threshold against the FRAX-style score."""
    text = finding.bare_text(setting.lang)
    return f"{text} {setting.tr('compare.decision.approximation')}" if finding.approximation else text


def _remarks(answers: Answers, setting: Setting) -> None:
    """The limits that this record touches in a score with a value; where there is none, its row says why."""
    told = {
        result.about.text("short", setting.lang): _told(result, setting)
        for result in answers.scores.values()
        if result.values and result.remarks
    }
    lines = [f"- :small[{setting.tr('compare.named', name=name, text=text)}]" for name, text in told.items()]
    if lines:
        st.markdown("\n".join([f"**{setting.tr('compare.remarks')}**", "", *lines]))


def _adjustments(result: ScoreResult, setting: Setting) -> None:
    """What published corrections would make of the FRAX-style score."""
    found = [f"- :small[{line}]" for line in adjustments_text.lines(result, setting.lang)]
    if found:
        title, alone = (adjustments_text.said(what, setting.lang) for what in ("title", "alone"))
        st.markdown("\n".join([f"**{title}**", "", *found, "", f":small[{alone}]"]))


def _told(result: ScoreResult, setting: Setting) -> str:
    """A score's remarks; one that is made of several fields is said once, then the other fields are named."""
    by_key: dict[str, list[Remark]] = {}
    for remark in result.remarks:
        by_key.setdefault(remark.key, []).append(remark)
    parts = []
    for first, *others in by_key.values():
        parts.append(first.text(setting.lang))
        fields = [remark.field for remark in others if remark.field]
        if fields:
            parts.append(setting.tr("compare.likewise", fields=labels(fields, setting.tr, setting.lang)))
    return setting.tr("compare.between").join(part.rstrip(".。") + setting.tr("compare.stop") for part in parts)
