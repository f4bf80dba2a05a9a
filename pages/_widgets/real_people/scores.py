"""The screening scores on the same women: how well each ranks them, what its published cut-offs do, and what the survey did not ask."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import ArtifactError
from osteo_core.stored.nhanes_people import FEWEST_EVENTS, Findings, Sex
from osteo_core.stored.nhanes_tasks import SCREENING_SCORES
from osteo_core.translations import one_after_another
from pages._widgets.real_people import data as real_data
from pages._widgets.shared import language, parts
from pages._widgets.shared.language import Translator
from pages._widgets.studies import curve_parts

_SHARES = ("flagged", "sensitivity", "specificity")


def show(sex: Sex, tr: Translator) -> None:
    """Chart and table of the ranks, table of the cut-offs; nothing to show of men alone."""
    try:
        compared = real_data.screening_scores()
    except ArtifactError:
        return  # The question above, of the same people, has just said why.
    st.subheader(tr("real_people.scores.title"))
    if sex == "male":
        st.markdown(tr("real_people.scores.no_men"))
        return
    if compared is None:
        st.warning(tr("real_people.too_few", fewest=FEWEST_EVENTS))
        return
    found, not_asked = compared
    numbers = {"n": f"{found.n:,}", "events": f"{found.events:,}", "left_out": f"{found.left_out:,}"}
    st.markdown(tr("real_people.scores.what", **numbers))
    if len(not_asked):
        st.markdown("\n".join([tr("real_people.scores.not_asked"), "", *_not_asked(not_asked, tr)]))
    left, right = st.columns(2, gap="medium")
    with left:
        _ranking(found, tr)
    with right:
        _cut_offs(found, tr)


def _not_asked(rows: pd.DataFrame, tr: Translator) -> list[str]:
    """A line a score: its questions that no woman's record answers, and those that some records leave open."""
    lines = []
    for score, fields in rows.groupby("score", sort=False):
        named = [_field(row, tr) for _, row in fields.iterrows()]
        short = tr(f"scores.{score}.short")
        lines.append(f"- {tr('compare.named', name=short, text=tr('figures.list_separator').join(named))}")
    return lines


def _field(row: pd.Series, tr: Translator) -> str:
    label = CATALOGUE[row["field"]].label_in(language.current())
    return label if row["n"] == row["of"] else tr("real_people.scores.some", field=label, n=f"{row['n']:,}")


def _ranking(found: Findings, tr: Translator) -> None:
    words = {comparator.name: tr(comparator.words) for comparator in SCREENING_SCORES.comparators}
    curves = {words[name]: curve for name, curve in found.roc.items()}
    variant = (real_data.written(),)
    parts.chart("real.scores.roc", variant, curve_parts.roc(curves), tr("real_people.roc.read"), tr)
    rows = [
        {
            tr("real_people.column.method"): words[row["method"]],
            tr("real_people.column.auc"): parts.estimate(row, "auc", 3),
            tr("real_people.column.difference"): parts.estimate(row, "difference", 3),
            tr("real_people.column.p"): parts.p_value(row["p"]),
        }
        for _, row in found.methods.iterrows()
    ]
    parts.table(rows, found.methods, "real.scores.methods", tr)


def _cut_offs(found: Findings, tr: Translator) -> None:
    """A row a cut-off, two where the questions that were not asked decide for some."""
    st.markdown(f"**{tr('real_people.cut_offs.title')}**")
    both = found.cut_offs["words"].duplicated(keep=False)
    rows = [
        {tr("real_people.scores.cut_off"): _cut_off(row, two, tr)}
        | {tr(f"real_people.column.{name}"): parts.share(row, name) for name in _SHARES}
        for (_, row), two in zip(found.cut_offs.iterrows(), both, strict=True)
    ]
    parts.table(rows, found.cut_offs.drop(columns="words"), "real.scores.cut-offs", tr)
    sources = dict.fromkeys(found.cut_offs["source"])
    told = one_after_another(tr("real_people.scores.cut_offs_read"), tr("figures.compare.row_separator").join(sources))
    st.markdown(f":small[{told}]")


def _cut_off(row: pd.Series, two: bool, tr: Translator) -> str:
    """Its name; where there are two rows of it, which answers it stands for."""
    return tr(f"real_people.scores.bound.{row['bound']}", cut_off=tr(row["words"])) if two else tr(row["words"])
