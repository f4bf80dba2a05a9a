"""Matching: two groups made alike, and the Love plot of what became of the balance."""

from __future__ import annotations

import streamlit as st

from osteo_core.errors import InvalidInput
from osteo_core.evaluation.groups.matching import CALIPER
from osteo_core.figures.base.estimates import number
from osteo_core.figures.cohort.love_plot import describe_love_plot, love_plot, love_plot_table
from osteo_core.stored.cohort_study import GROUPINGS
from osteo_core.stored.matching import COVARIATES, DEFAULT, Matched
from osteo_core.translations import one_after_another
from pages._widgets.cohort import data as cohort_data
from pages._widgets.shared import choice, language, number_field, parts
from pages._widgets.shared.language import Translator
from pages._widgets.studies import words as cohort_words

_CALIPERS = (0.05, 2.0)


def show(tr: Translator) -> None:
    """Controls, what was found, the Love plot."""
    st.header(tr("cohort_page.matching.title"))
    st.markdown(tr("cohort_page.matching.what"))
    grouping, groups = _two_groups(tr)
    left, right = st.columns([3, 1], gap="medium")
    with left:
        covariates = cohort_words.choose_covariates("matching", COVARIATES, DEFAULT, tr)
    with right:
        asked = number_field.of_page(tr("cohort_page.matching.caliper"), *_CALIPERS, step=0.05, decimals=2)
        caliper = number_field.ask(asked, "cohort.matching.caliper", CALIPER, tr, help=tr("cohort_page.matching.caliper_help")).value
    if not covariates:
        st.warning(tr("cohort_page.matching.no_covariates"))
        return
    if caliper is None:
        st.info(tr("fields.correct"))
        return
    study = (grouping, groups, covariates, caliper)
    found = cohort_data.matched(cohort_data.written(), *study)
    if isinstance(found, InvalidInput):
        st.warning(tr("cohort_page.cannot", reason=_reason(found, tr)))
        return
    _love_plot(found, grouping, study, tr)


def _two_groups(tr: Translator) -> tuple[str, tuple[str, str]]:
    names = ["population", *(name for name in GROUPINGS if name != "population")]
    first, second, third = st.columns(3, gap="medium")
    with first:
        grouping = choice.selectbox(
            tr("cohort_page.divide"), names, format_func=lambda name: tr(f"cohort_page.grouping.{name}"), key="cohort.matching.by",
            persist_state="session",
        )  # fmt: skip
    chosen = []
    for place, column, word in ((0, second, "first"), (1, third, "second")):
        with column:
            group = choice.selectbox(
                tr(f"cohort_page.matching.{word}"), GROUPINGS[grouping], index=place, key=f"cohort.matching.{word}.{grouping}",
                format_func=lambda name: cohort_words.group(grouping, name, tr), persist_state="session",
            )  # fmt: skip
            chosen.append(group)
    return grouping, (chosen[0], chosen[1])


def _reason(error: InvalidInput, tr: Translator) -> str:
    """The problems with their fields in words."""
    lang = language.current()
    told = []
    for problem in error.problems:
        names = [cohort_words.field(name, tr) for name in problem.where.split(", ") if name in COVARIATES]
        sentence = tr(problem.key, **problem.params)
        told.append(tr("errors.at_field", where=", ".join(names), sentence=sentence) if names else problem.text(lang))
    return one_after_another(*told)


def _love_plot(found: Matched, grouping: str, asked: tuple, tr: Translator) -> None:
    words = {name: cohort_words.group(grouping, name, tr) for name in (found.seekers, found.others)}
    st.markdown(
        tr(
            "cohort_page.matching.found", pairs=f"{found.pairs:,}", seekers=words[found.seekers], others=words[found.others],
            lost=f"{found.lost[0]:,}", size=f"{found.sizes[0]:,}", left=f"{found.lost[1]:,}", of=f"{found.sizes[1]:,}",
            incomplete=f"{found.incomplete:,}", caliper=number(found.caliper, 3),
        )
    )  # fmt: skip
    table = found.balance.assign(covariate=[cohort_words.field(name, tr) for name in found.balance["covariate"]])

    def draw(lang: str, dark: bool) -> parts.Chart:
        return love_plot(table, lang, dark=dark), describe_love_plot(table, lang), love_plot_table(table)

    parts.chart("cohort.matching", (cohort_data.written(), asked), draw, tr("cohort_page.matching.read"), tr)
