"""Table 1: the groups that the reader chooses, side by side, with the paper's tests."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import InvalidInput
from osteo_core.evaluation.groups.baseline_table import BaselineTable
from osteo_core.figures.base.estimates import number
from osteo_core.stored.cohort_study import DEFINES, GROUPINGS, TABLE1
from pages._widgets.cohort import data as cohort_data
from pages._widgets.shared import charts, choice, language, parts, text
from pages._widgets.shared.language import Translator
from pages._widgets.studies import words as cohort_words

FIELDS = (
    *TABLE1, "height_cm", "weight_kg", "secondary_osteoporosis", "calcium_intake", "serum_calcium", "balp", "p1np", "trap5b", "bv_tv",
    "tb_n",
    "tb_th", "tb_sp", "ct_th", "sway_velocity", "single_leg_stance", "gait_speed", "step_length", "step_length_cv", "falls_12m",
    "fall_risk_score",
)  # fmt: skip
_SHOWN_CATEGORY = {"sex": "female"}
"""Binary variables, of which one category is shown."""


def show(tr: Translator) -> None:
    """Controls, the table, its limits, and every two groups."""
    st.header(tr("cohort_page.table1.title"))
    left, middle, right = st.columns([1, 2, 1], gap="medium")
    with left:
        grouping = choice.selectbox(
            tr("cohort_page.divide"), GROUPINGS, format_func=lambda name: tr(f"cohort_page.grouping.{name}"), key="cohort.table1.by",
            persist_state="session",
        )  # fmt: skip
    with middle:
        groups = choice.multiselect(
            tr("cohort_page.groups"), GROUPINGS[grouping], default=GROUPINGS[grouping], key=f"cohort.table1.groups.{grouping}",
            format_func=lambda name: cohort_words.group(grouping, name, tr), persist_state="session",
        )  # fmt: skip
    with right:
        form = choice.radio(
            tr("cohort_page.table1.form"), ("mean", "median"), format_func=lambda name: tr(f"cohort_page.table1.{name}"),
            key="cohort.table1.form", persist_state="session",
        )  # fmt: skip
    with st.expander(tr("cohort_page.table1.fields")):
        fields = choice.multiselect(
            tr("cohort_page.table1.fields"), FIELDS, default=TABLE1, format_func=lambda name: cohort_words.field(name, tr),
            key="cohort.table1.fields", persist_state="session", label_visibility="collapsed",
        )  # fmt: skip
    asked = tuple(name for name in FIELDS if name in fields and name not in DEFINES.get(grouping, ()))
    if not asked:
        st.warning(tr("cohort_page.table1.no_fields"))
        return
    try:
        found = cohort_data.table1(cohort_data.written(), grouping, tuple(groups), asked)
    except InvalidInput as error:
        st.warning(tr("cohort_page.cannot", reason=text.reason(error)))
        return
    parts.table(_rows(found, grouping, form, tr), found.summary.merge(found.tests, on="field"), "cohort.table1", tr)
    st.info(tr("cohort_page.table1.limits"))
    with st.popover(tr("pages.read"), type="tertiary"):
        st.markdown(tr("cohort_page.table1.read"))
    with st.expander(tr("cohort_page.table1.pairs")):
        _pairs(found, grouping, tr)


def _rows(found: BaselineTable, grouping: str, form: str, tr: Translator) -> list[dict[str, str]]:
    sizes = (found.summary["n"] + found.summary["missing"]).groupby(found.summary["group"], sort=False).first()
    header = {name: f"{cohort_words.group(grouping, name, tr)}, n = {size:,}" for name, size in sizes.items()}
    tests, rows = found.tests.set_index("field"), []
    for field, of in found.summary.groupby("field", sort=False):
        categories = _shown(str(field), list(dict.fromkeys(of["category"])))
        for place, category in enumerate(categories):
            cells = of[of["category"] == category].set_index("group")
            test = tests.loc[field]
            row = {tr("cohort_page.table1.characteristic"): _characteristic(field, category, tr)}
            row |= {text: _cell(cells.loc[name], field, form) for name, text in header.items()}
            row[tr("cohort_page.table1.p")] = "" if place else _p(test, tr)
            row[tr("cohort_page.table1.difference")] = "" if place else number(float(test["largest_difference"]), 2)
            rows.append(row)
    return rows


def _shown(field: str, categories: list[str]) -> list[str]:
    """Drop one of two categories: "yes" stands for yes and no, "women" for women and men."""
    return [name for name in categories if len(categories) != 2 or name in ("1", _SHOWN_CATEGORY.get(field))]


def _p(test: pd.Series, tr: Translator) -> str:
    name = tr(f"cohort_page.test.{test['test']}")
    return f"{parts.p_value(test['p'])} ({name})"


def _characteristic(field: str, category: str, tr: Translator) -> str:
    label, lang = cohort_words.field(field, tr), language.current()
    if category in ("", "1"):
        unit = "%" if category else CATALOGUE[field].unit_in(lang)
        return tr("cohort_page.table1.with_unit", field=label, unit=unit) if unit else label
    return tr("cohort_page.table1.with_category", field=label, category=CATALOGUE[field].category_in(category, lang)) + ", %"


def _cell(row: pd.Series, field: str, form: str) -> str:
    if not row["n"]:
        return parts.NONE
    if row["category"]:
        return f"{row['count']:,.0f} ({row['percent']:.1f})"
    decimals = max(1, min(2, CATALOGUE[field].decimals))
    if form == "mean":
        return f"{row['mean']:.{decimals}f} ± {row['sd']:.{decimals}f}"
    return f"{row['median']:.{decimals}f} ({row['q1']:.{decimals}f}\N{WORD JOINER}–\N{WORD JOINER}{row['q3']:.{decimals}f})"


def _pairs(found: BaselineTable, grouping: str, tr: Translator) -> None:
    rows: dict[str, dict[str, str]] = {}
    for pair in found.pairs.itertuples():
        words = (cohort_words.group(grouping, name, tr) for name in (pair.first, pair.second))
        column = tr("cohort_page.table1.pair", **dict(zip(("first", "second"), words, strict=True)))
        row = rows.setdefault(pair.field, {tr("cohort_page.table1.characteristic"): cohort_words.field(pair.field, tr)})
        row[column] = f"{parts.p_value(pair.p_bonferroni)} · {number(pair.standardised_difference, 2)}"
    st.table(pd.DataFrame(rows.values()).set_index(tr("cohort_page.table1.characteristic")))
    charts.numbers(found.pairs, "cohort-table1-pairs.csv", tr, "numbers.cohort.table1-pairs")
