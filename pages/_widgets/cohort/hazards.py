"""Cox's model of the virtual cohort, and the network's AUC year by year."""

from __future__ import annotations

from math import isnan

import streamlit as st

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import InvalidInput
from osteo_core.evaluation.discrimination.auc import Estimate
from osteo_core.evaluation.survival.cox import GLOBAL
from osteo_core.figures.evaluation.hazard_forest import describe_hazard_forest, hazard_forest, hazard_forest_table
from osteo_core.figures.evaluation.time_auc import describe_time_auc, time_auc_chart, time_auc_table
from osteo_core.stored.survival import COVARIATES, DEFAULT, Hazards, is_yes_no
from osteo_core.translations import one_after_another
from pages._widgets.cohort import data as cohort_data
from pages._widgets.shared import cells, choice, language, parts, text
from pages._widgets.shared.language import Translator
from pages._widgets.studies import words as cohort_words


def show(tr: Translator) -> None:
    """Controls, forest, table with the test of proportional hazards."""
    st.header(tr("cohort_page.hazards.title"))
    st.info(tr("cohort_page.hazards.invented"))
    left, right = st.columns([3, 1], gap="medium")
    with left:
        covariates = cohort_words.choose_covariates("hazards", COVARIATES, DEFAULT, tr)
    with right:
        scale = choice.radio(
            tr("cohort_page.hazards.scale"), ("per_sd", "per_unit"), format_func=lambda name: tr(f"cohort_page.hazards.{name}"),
            key="cohort.hazards.scale", persist_state="session",
        )  # fmt: skip
    if not covariates:
        st.warning(tr("cohort_page.hazards.no_covariates"))
        return
    asked = (covariates, scale == "per_sd")
    found = cohort_data.hazards(cohort_data.written(), *asked)
    if isinstance(found, InvalidInput):
        st.warning(tr("cohort_page.cannot", reason=text.reason(found)))
        return
    _forest(found, asked, tr)


def _forest(found: Hazards, asked: tuple, tr: Translator) -> None:
    fit, lang = found.fit, language.current()
    st.markdown(
        tr(
            "cohort_page.hazards.counts", n=f"{fit.n:,}", events=f"{fit.events:,}", incomplete=f"{fit.incomplete:,}",
            concordance=parts.unbroken_interval(fit.concordance, 3),
        )
    )  # fmt: skip
    ratios = cells.rows(found.table)
    words = [_covariate(cells.text(row, "covariate"), cells.number(row, "step"), lang, tr) for row in ratios]
    table = found.table.assign(covariate=words)

    def draw(lang: str, dark: bool) -> parts.Chart:
        return hazard_forest(table, lang, dark=dark), describe_hazard_forest(table, lang), hazard_forest_table(table)

    parts.chart("cohort.hazards", (cohort_data.written(), asked), draw, tr("cohort_page.hazards.read"), tr)
    proportional = {cells.text(row, "covariate"): row for row in cells.rows(found.proportional)}
    rows = [
        {
            tr("cohort_page.hazards.covariate"): label,
            tr("cohort_page.hazards.ratio"): _interval(row, "hazard_ratio", 2),
            tr("cohort_page.hazards.p"): parts.p_value(cells.number(row, "p")),
            tr("cohort_page.hazards.ph_p"): parts.p_value(cells.number(proportional[cells.text(row, "covariate")], "p")),
        }
        for label, row in zip(words, ratios, strict=True)
    ]
    parts.table(rows, found.table.merge(found.proportional, on="covariate", suffixes=("", "_proportional")), "cohort.cox", tr)
    chi2, df, p = (cells.number(proportional[GLOBAL], name) for name in ("chi2", "df", "p"))
    told = tr("cohort_page.hazards.ph", chi2=f"{chi2:.1f}", df=f"{df:.0f}", p=cohort_words.p_stated(p))
    st.markdown(one_after_another(told, tr("cohort_page.hazards.ph_read", events=f"{fit.events:,}")))


def _covariate(name: str, step: float, lang: str, tr: Translator) -> str:
    label = cohort_words.field(name, tr)
    if is_yes_no(name):
        return tr("cohort_page.hazards.yes_no", field=label)
    return tr("cohort_page.hazards.per", field=label, step=f"{step:.3g}", unit=CATALOGUE[name].unit_in(lang))


def show_auc(tr: Translator) -> None:
    """The network's AUC at each year of the follow-up."""
    st.header(tr("cohort_page.auc.title"))
    table, n = cohort_data.auc_over_time(cohort_data.written())
    st.markdown(tr("cohort_page.auc.what", n=f"{n:,}"))
    curves, unit = {tr("cohort_page.auc.model"): table}, tr("cohort_page.years")

    def draw(lang: str, dark: bool) -> parts.Chart:
        return time_auc_chart(curves, lang, unit=unit, dark=dark), describe_time_auc(curves, lang, unit), time_auc_table(curves)

    parts.chart("cohort.auc", (cohort_data.written(),), draw, tr("cohort_page.auc.read"), tr)
    rows = [
        {
            tr("cohort_page.auc.time"): f"{cells.number(row, 'time'):g}",
            tr("cohort_page.auc.auc"): _auc(row, tr),
            tr("cohort_page.auc.cases"): f"{cells.count(row, 'cases'):,}",
            tr("cohort_page.auc.controls"): f"{cells.count(row, 'controls'):,}",
        }
        for row in cells.rows(table)
    ]
    parts.table(rows, table, "cohort.auc-table", tr)


def _auc(row: cells.Row, tr: Translator) -> str:
    reason = cells.text(row, "reason")
    return tr(reason) if reason and isnan(cells.number(row, "auc")) else _interval(row, "auc", 3)


def _interval(row: cells.Row, name: str, decimals: int) -> str:
    estimate, low, high = (cells.number(row, column) for column in (name, "low", "high"))
    return parts.unbroken_interval(Estimate(estimate, low, high), decimals)
