"""Kaplan–Meier by predicted risk or by group, of any study whose people were followed: the virtual cohort's, or an uploaded table's.

`show` keeps nothing: the study may be somebody's own table.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from osteo_core.errors import InvalidInput
from osteo_core.evaluation.reports.study import Study
from osteo_core.figures.evaluation.survival_curves import describe_survival_curves, survival_curves, survival_curves_table
from osteo_core.patients.reading.number_list import AmbiguousList, read_numbers
from osteo_core.patients.reading.written import AmbiguousNumber, NotANumber, write_number
from osteo_core.stored.survival import CUTS, MOST_GROUPS, Survival, by_column, by_risk, quarters
from pages._widgets.shared import charts, choice, language, number_field, parts, text
from pages._widgets.shared.language import Translator
from pages._widgets.studies import words as cohort_words


def show(
    study: Study, name: str, tr: Translator, *, models: Mapping[str, str] | None = None, columns: Mapping[str, str] | None = None,
    event: str | None = None, until: float | None = None, unit: str = "",
) -> None:  # fmt: skip
    """Controls, curves with the numbers at risk, the log-rank test, and a table.

    Args:
        study: people with `follow_up`; predictions may be NaN for some.
        name: "page.part", the stem of every key.
        models, columns: words for the study's models and group columns; their own names where None.
        event: the axis, in words ("With a fracture"). until, unit: end and unit of the time axis.
    """
    by = _by(study, name, tr, models or {}, columns or {})
    column = by.removeprefix("column.") if by.startswith("column.") else ""
    try:
        found = by_column(study, column) if column else _by_risk(study, by.removeprefix("risk."), name, tr)
    except InvalidInput as error:
        st.warning(tr("cohort_page.cannot", reason=text.reason(error)))
        return
    if found is None:
        return
    _draw(found, column, name, tr, event=event or tr("cohort_page.survival.event_upload"), until=until, unit=unit)


def _by(study: Study, name: str, tr: Translator, models: Mapping[str, str], columns: Mapping[str, str]) -> str:
    """The reader's choice: "risk.<model>" or "column.<column>"; columns with more groups than can be drawn are not offered."""
    words = {f"risk.{model}": tr("cohort_page.survival.by_risk", model=models.get(model, model)) for model in study.predictions}
    for column, labels in study.groups.items():
        if len({label for label in labels if label is not None}) in range(1, MOST_GROUPS + 1):
            words[f"column.{column}"] = columns.get(column, column)
    return str(
        choice.selectbox(
            tr("cohort_page.survival.by"), list(words), format_func=words.__getitem__, key=f"{name}.by", persist_state="session",
            width=420,
        )
    )  # fmt: skip


def _by_risk(study: Study, model: str, name: str, tr: Translator) -> Survival | None:
    """Bands of predicted risk at the reader's cut-offs, or quarters; None (and a word why) while the cut-offs cannot be read."""
    probability = model in study.probabilities
    left, right = st.columns(2, gap="medium")
    with left:
        how = choice.radio(
            tr("cohort_page.survival.cut"), ("at_cuts", "quarters"), format_func=lambda way: tr(f"cohort_page.survival.{way}"),
            index=0 if probability else 1, horizontal=True, key=f"{name}.cut.{model}", persist_state="session",
        )  # fmt: skip
    if how == "quarters":
        return by_risk(study, model, quarters(study, model))
    default = "; ".join(f"{100 * cut:g}" for cut in CUTS) if probability else "; ".join(f"{cut:g}" for cut in quarters(study, model))
    with right:
        written = st.text_input(
            tr("cohort_page.survival.cuts" if probability else "cohort_page.survival.cuts_score"), value=default,
            key=f"{name}.cuts.{model}", persist_state="session", autocomplete="off",
        )  # fmt: skip
        cuts = _cuts(written, tr)
    return by_risk(study, model, [cut / 100 for cut in cuts] if probability else cuts) if cuts else None


def _cuts(written: str, tr: Translator) -> list[float]:
    """The cut-offs; none (and a word why) where one cannot be read, or there are too many or none."""
    try:
        found = read_numbers(written)
    except AmbiguousNumber as either:
        numbers = {"decimal": write_number(either.decimal), "thousands": write_number(either.thousands)}
        number_field.say(tr("cohort_page.survival.cut_ambiguous", **numbers))
    except AmbiguousList as either:
        number_field.say(tr("cohort_page.survival.comma_ambiguous", value=either.text, two=either.text.replace(",", "; ")))
    except NotANumber as part:
        number_field.say(tr("cohort_page.survival.no_cut", value=str(part)))
    else:
        if 1 <= len(found) < MOST_GROUPS:
            return found
        number_field.say(tr("cohort_page.survival.no_cuts", most=MOST_GROUPS - 1))
    return []


def _draw(found: Survival, column: str, name: str, tr: Translator, *, event: str, until: float | None, unit: str) -> None:
    st.markdown(
        tr(
            "cohort_page.survival.counts", n=f"{found.n:,}", events=f"{found.events:,}", deaths=f"{found.deaths:,}",
            left_out=f"{found.left_out:,}",
        )
    )  # fmt: skip
    curves = {cohort_words.group(column, group, tr) if column else group: curve for group, curve in found.curves.items()}
    end = until or max(float(curve.time[-1]) for curve in curves.values())
    lang = language.current()
    made = (
        survival_curves(curves, event, lang, until=end, unit=unit, dark=charts.dark()),
        describe_survival_curves(curves, event, end, lang, unit),
        survival_curves_table(curves),
    )
    parts.drawn(name, made, tr("cohort_page.survival.read"), tr)
    st.markdown(_tested(found, tr))
    at = pd.DataFrame([{"group": group, "n": curve.n, **curve.at(end).iloc[0].to_dict()} for group, curve in curves.items()])
    shares = at.assign(share=1 - at["survival"], share_low=1 - at["high"], share_high=1 - at["low"])
    then = tr("cohort_page.survival.by_then", at=f"{end:.3g}", unit=unit)
    rows = [
        {
            tr("cohort_page.survival.group"): row["group"],
            tr("cohort_page.survival.n"): f"{row['n']:,}",
            tr("cohort_page.survival.events"): f"{row['events']:,.0f}",
            then: parts.share(row, "share"),
        }
        for _, row in shares.iterrows()
    ]
    parts.table(rows, shares, f"{name}-table", tr)


def _tested(found: Survival, tr: Translator) -> str:
    if found.test is None:
        reason = "" if found.refused is None else text.reason(found.refused)
        return tr("cohort_page.survival.not_tested", reason=reason)
    chi2, p = f"{found.test.chi2:,.1f}", cohort_words.p_stated(found.test.p)
    return tr("cohort_page.survival.log_rank", chi2=chi2, df=found.test.df, p=p)
