"""A statistic by subgroup: the forest, the differences with a word on their number, and one curve a subgroup."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from osteo_core.evaluation.discrimination.auc import Estimate
from osteo_core.evaluation.groups.subgroups import ALL, FEW, FEWEST, REST, STATISTICS, by_subgroup
from osteo_core.evaluation.reports.undefined_metrics import counted
from osteo_core.figures.base.estimates import number
from osteo_core.figures.base.numbers import percent
from osteo_core.figures.evaluation.subgroup_forest import describe_subgroup_forest, subgroup_forest, subgroup_forest_table
from osteo_core.translations import one_after_another
from pages._widgets.review.chart import chart
from pages._widgets.review.people import Reviewed
from pages._widgets.shared import choice, parts
from pages._widgets.shared.language import Translator

if TYPE_CHECKING:
    from osteo_core.evaluation.groups.subgroups import Subgroups

MOST = 3
"""Models side by side in the forest."""
AT_THRESHOLD = ("sensitivity", "specificity", "ppv", "npv", "accuracy", "net_benefit")
_SHARES = AT_THRESHOLD[:5]


@dataclass(frozen=True)
class Division:
    """A column by which the people are divided: its name, and its labels in words in the order shown."""

    column: str
    name: str
    labels: Mapping[str, str]


def choose_statistic(page: str, tr: Translator) -> str:
    """Choose the statistic."""
    chosen: str = choice.selectbox(
        tr("subgroups.statistic"), STATISTICS, format_func=lambda name: tr(f"subgroups.statistic_of.{name}"), key=f"{page}.statistic",
        persist_state="session", width=190,
    )  # fmt: skip
    return chosen


def show(reviewed: Reviewed, division: Division, statistic: str, threshold: float, tr: Translator) -> None:
    """The sentence, the forest and the differences."""
    cut = threshold if statistic in AT_THRESHOLD else 0.5
    order = tuple(division.labels)
    found = {
        name: reviewed.kept(
            "subgroups", partial(by_subgroup, reviewed.study, name, statistic, division.column, threshold=cut, order=order),
            name, statistic, division.column, cut,
        )
        for name in reviewed.words
    }  # fmt: skip
    first = next(iter(found))
    shown = _Shown(reviewed=reviewed, division=division, statistic=statistic, threshold=threshold, tr=tr)
    st.markdown(shown.sentence(found[first].rows, reviewed.words[first]))
    left, right = st.columns([6, 5], gap="medium")
    with left:
        shown.forest(found)
    with right:
        shown.differences(found)


@dataclass(frozen=True, kw_only=True)
class _Shown:
    """The analysis on screen."""

    reviewed: Reviewed
    division: Division
    statistic: str
    threshold: float
    tr: Translator

    @property
    def scale(self) -> float:
        """Shares in percent, net benefit per 100 people."""
        return 100.0 if self.statistic in AT_THRESHOLD else 1.0

    @property
    def suffix(self) -> str:
        """The sign of percent where it is one."""
        return "\N{NO-BREAK SPACE}%" if self.statistic in _SHARES else ""

    @property
    def decimals(self) -> int:
        """One for what is out of 100, else three."""
        return 1 if self.scale != 1 else 3

    @property
    def name(self) -> str:
        """The statistic in words."""
        return self.tr(f"subgroups.statistic_of.{self.statistic}")

    def label(self, subgroup: str) -> str:
        """A subgroup in words."""
        return self.tr("performance.everybody") if subgroup == ALL else self.division.labels.get(subgroup, subgroup)

    def value(self, value: float) -> str:
        """A figure with its sign."""
        return f"{number(self.scale * value, self.decimals)}{self.suffix}"

    def sentence(self, rows: pd.DataFrame, model: str) -> str:
        """Where the statistic is lowest and where highest."""
        known = rows[(rows["subgroup"] != ALL) & rows["estimate"].notna()]
        if len(known) < 2:
            return self.tr("subgroups.main_few", model=model, statistic=self.name)
        low, high = (known.iloc[int(place)] for place in (known["estimate"].argmin(), known["estimate"].argmax()))
        return self.tr(
            "subgroups.main", model=model, statistic=self.name, all=self.value(rows["estimate"].iloc[0]),
            low=self.value(low["estimate"]), low_in=self.label(low["subgroup"]),
            high=self.value(high["estimate"]), high_in=self.label(high["subgroup"]),
        )  # fmt: skip

    def forest(self, found: Mapping[str, Subgroups]) -> None:
        """Every subgroup and model, with counts."""
        tr, words = self.tr, self.reviewed.words
        table = pd.concat([s.rows.assign(model=words[name], place=range(len(s.rows))) for name, s in found.items()])
        table = table.sort_values("place", kind="stable").drop(columns="place")
        table = table.assign(
            group=np.where(table["subgroup"] == ALL, "", self.division.name),
            subgroup=[self.label(label) for label in table["subgroup"]],
        )
        key = "at" if self.statistic in AT_THRESHOLD else "plain"
        axis = tr(f"subgroups.axis_of.{key}", statistic=self.name, threshold=percent(self.threshold))
        reference = table["estimate"].iloc[0]

        def told(lang: str) -> str:
            return describe_subgroup_forest(table, axis, lang, scale=self.scale, suffix=self.suffix)

        def draw(lang: str, dark: bool) -> parts.Chart:
            line = None if pd.isna(reference) else float(reference)
            figure = subgroup_forest(table, axis, lang, scale=self.scale, suffix=self.suffix, reference=line, dark=dark)
            return figure, told(lang), subgroup_forest_table(table)

        st.header(tr("subgroups.forest", statistic=self.name, column=self.division.name))
        cut = self.threshold if self.statistic in AT_THRESHOLD else None
        read = tr("subgroups.forest_read", few=FEW, fewest=FEWEST)
        chart(self.reviewed, "forest", draw, read, tr, self.division.column, self.statistic, cut)
        self._reasons(found)

    def _reasons(self, found: Mapping[str, Subgroups]) -> None:
        """Why a figure is lacking: once for a model that has none anywhere, else by subgroup."""
        told: dict[str, None] = {}
        for model, subgroups in found.items():
            rows, name = subgroups.rows, self.reviewed.words[model]
            everywhere = rows["estimate"].isna().all() and rows["reason"].nunique() == 1
            for _, row in (rows.head(1) if everywhere else rows[rows["reason"] != ""]).iterrows():
                who = name if everywhere else self.tr("performance.part", column=name, label=self.label(row["subgroup"]))
                told[self.tr("performance.lacking", model=who, reason=self._reason(row))] = None
        if told:
            st.markdown("  \n".join(f":small[{line}]" for line in told))

    def _reason(self, row: pd.Series) -> str:
        key, params = counted(row["reason"], int(row["certain"]))
        return self.tr(key, fewest=FEWEST, **params)

    def differences(self, found: Mapping[str, Subgroups]) -> None:
        """Pairs of subgroups, tested, for one model."""
        tr = self.tr
        st.header(tr("subgroups.differences"))
        tables = {name: s.differences for name, s in found.items() if s.differences["difference"].notna().any()}
        if not tables:
            st.info(tr("subgroups.no_differences"))
            return
        model = next(iter(tables)) if len(tables) == 1 else self._model_of_differences(tuple(tables))
        table = tables[model]
        parts.table([self._difference(row) for _, row in table.iterrows()], table, f"{self.reviewed.page}.differences", tr)
        count = int(table["p"].notna().sum())
        tested = tr("subgroups.multiplicity_one") if count == 1 else tr("subgroups.multiplicity", count=count)
        st.markdown(f":small[{one_after_another(tested, tr('subgroups.difference_means'))}]")

    def _model_of_differences(self, offered: tuple[str, ...]) -> str:
        key = f"{self.reviewed.page}.differences.model"
        if st.session_state.get(key) not in offered:
            st.session_state[key] = offered[0]
        chosen: str = choice.selectbox(
            self.tr("subgroups.differences_of"), offered, format_func=self.reviewed.words.__getitem__, key=key, persist_state="session"
        )
        return chosen

    def _difference(self, row: pd.Series) -> dict[str, str]:
        tr = self.tr
        first, second = (self.label(row[which]) if row[which] != REST else tr("subgroups.rest") for which in ("first", "second"))
        value = Estimate(*(self.scale * row[name] for name in ("difference", "low", "high")))
        told = parts.NONE if np.isnan(value.estimate) else parts.unbroken_interval(value, self.decimals)
        return {
            tr("performance.column.pair"): tr("performance.pairs.pair", first=first, second=second),
            tr("subgroups.difference"): told,
            tr("performance.column.p"): parts.p_value(row["p"]),
            tr("performance.column.p_holm"): parts.p_value(row["p_holm"]),
        }
