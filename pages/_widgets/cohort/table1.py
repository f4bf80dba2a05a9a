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
from pages._widgets.shared import cells, charts, choice, language, parts, text
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
            tr("cohort_page.divide"), tuple(GROUPINGS), format_func=lambda name: tr(f"cohort_page.grouping.{name}"), key="cohort.table1.by",
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
    header = {str(name): f"{cohort_words.group(grouping, str(name), tr)}, n = {size:,}" for name, size in sizes.items()}
    rows = []
    for test in cells.rows(found.tests):
        field = cells.text(test, "field")
        of = found.summary[found.summary["field"] == field]
        categories = _shown(field, list(dict.fromkeys(of["category"])))
        for place, category in enumerate(categories):
            by_group = {cells.text(described, "group"): described for described in cells.rows(of[of["category"] == category])}
            row = {tr("cohort_page.table1.characteristic"): _characteristic(field, category, tr)}
            row |= {text: _cell(by_group[name], field, form) for name, text in header.items()}
            row[tr("cohort_page.table1.p")] = "" if place else _p(test, tr)
            row[tr("cohort_page.table1.difference")] = "" if place else number(cells.number(test, "largest_difference"), 2)
            rows.append(row)
    return rows


def _shown(field: str, categories: list[str]) -> list[str]:
    """Drop one of two categories: "yes" stands for yes and no, "women" for women and men."""
    return [name for name in categories if len(categories) != 2 or name in ("1", _SHOWN_CATEGORY.get(field))]


def _p(test: cells.Row, tr: Translator) -> str:
    name = tr(f"cohort_page.test.{cells.text(test, 'test')}")
    return f"{parts.p_value(cells.number(test, 'p'))} ({name})"


def _characteristic(field: str, category: str, tr: Translator) -> str:
    label, lang = cohort_words.field(field, tr), language.current()
    if category in ("", "1"):
        unit = "%" if category else CATALOGUE[field].unit_in(lang)
        return tr("cohort_page.table1.with_unit", field=label, unit=unit) if unit else label
    return tr("cohort_page.table1.with_category", field=label, category=CATALOGUE[field].category_in(category, lang)) + ", %"


def _cell(row: cells.Row, field: str, form: str) -> str:
    if not cells.count(row, "n"):
        return parts.NONE
    if cells.text(row, "category"):
        return f"{cells.number(row, 'count'):,.0f} ({cells.number(row, 'percent'):.1f})"
    decimals = max(1, min(2, CATALOGUE[field].decimals))
    if form == "mean":
        return f"{cells.number(row, 'mean'):.{decimals}f} ± {cells.number(row, 'sd'):.{decimals}f}"
    q1, median, q3 = (f"{cells.number(row, name):.{decimals}f}" for name in ("q1", "median", "q3"))
    return f"{median} ({q1}\N{WORD JOINER}–\N{WORD JOINER}{q3})"


def _pairs(found: BaselineTable, grouping: str, tr: Translator) -> None:
    rows: dict[str, dict[str, str]] = {}
    for pair in cells.rows(found.pairs):
        field = cells.text(pair, "field")
        words = {which: cohort_words.group(grouping, cells.text(pair, which), tr) for which in ("first", "second")}
        row = rows.setdefault(field, {tr("cohort_page.table1.characteristic"): cohort_words.field(field, tr)})
        told = parts.p_value(cells.number(pair, "p_bonferroni"))
        row[tr("cohort_page.table1.pair", **words)] = f"{told} · {number(cells.number(pair, 'standardised_difference'), 2)}"
    st.table(pd.DataFrame(rows.values()).set_index(tr("cohort_page.table1.characteristic")))
    charts.numbers(found.pairs, "cohort-table1-pairs.csv", tr, "numbers.cohort.table1-pairs")
