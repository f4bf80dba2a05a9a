"""Selection: the flow chart, what the checks found, and the search for duplicates."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from osteo_core.cohorts.linkage import THRESHOLD
from osteo_core.cohorts.registries import OVERLAPS
from osteo_core.errors import ArtifactError
from osteo_core.figures.base.numbers import percent
from osteo_core.figures.cohort.selection_flow import Flow, Removal, describe_selection_flow, selection_flow_chart, selection_flow_table
from osteo_core.stored import cohort_study
from osteo_core.stored import linkage as cohort_study_linkage
from pages._widgets.cohort import data as cohort_data
from pages._widgets.shared import cells, parts, text
from pages._widgets.shared.language import Translator
from pages._widgets.studies import words as cohort_words

_PAPER = {frozenset(pair[:2]): pair[2] for pair in OVERLAPS}


def show(tr: Translator) -> None:
    """Flow chart, what is invented about it, and duplicates."""
    st.header(tr("cohort_page.flow.title"))
    training = cohort_study.record()
    found: dict | None = None
    try:
        found = cohort_study_linkage.load()
    except ArtifactError as error:
        st.warning(tr("cohort_page.not_available", reason=text.reason(error)))
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _chart(training, tr)
    with right:
        st.markdown(tr("cohort_page.flow.stand_in"))
        if found is not None:
            st.markdown(tr("cohort_page.flow.differs", **{name: f"{count:,}" for name, count in found["balance"].items()}))
        people, taught = training["people"], training["training"]
        counts = {"people": people, "training": taught, "test": people - taught, "hospital": cohort_study.HOSPITAL_SIZE}
        st.markdown(tr("cohort_page.flow.used", **{name: f"{count:,}" for name, count in counts.items()}))
        st.markdown(tr("selection.contradiction"))
        if found is not None:
            _checks(found, tr)
    if found is not None:
        _duplicates(training, found, tr)


def _chart(training: dict, tr: Translator) -> None:
    selection, people, taught = training["selection"], training["people"], training["training"]
    flow = Flow(
        sources={cohort_words.group("source", name, tr): count for name, count in selection["sources"].items()},
        removals=[Removal(tr(f"selection.{step['key']}"), step["removed"], step["after"]) for step in selection["steps"]],
        analysed=people,
        parts={tr("cohort_page.flow.training"): taught, tr("cohort_page.flow.test"): people - taught},
        separate={tr("cohort_page.flow.hospital"): cohort_study.HOSPITAL_SIZE},
    )

    def draw(lang: str, dark: bool) -> parts.Chart:
        return selection_flow_chart(flow, lang, dark=dark), describe_selection_flow(flow, lang), selection_flow_table(flow, lang)

    parts.chart("cohort.flow", (cohort_data.written(),), draw, tr("cohort_page.flow.read"), tr)


def _checks(found: dict, tr: Translator) -> None:
    with st.expander(tr("cohort_page.flow.checks")):
        st.markdown(tr("cohort_page.flow.checks_what"))
        rows = [
            {
                tr("cohort_page.check.what"): tr(f"quality.{check['key']}"),
                tr("cohort_page.check.fields"): tr("errors.list_separator").join(cohort_words.field(name, tr) for name in check["fields"]),
                tr("cohort_page.check.records"): f"{check['records']:,}",
                tr("cohort_page.check.action"): tr(f"quality.{check['action']}"),
            }
            for check in found["checks"]
        ]
        parts.table(rows, pd.DataFrame(found["checks"]), "cohort.checks", tr)


def _duplicates(training: dict, found: dict, tr: Translator) -> None:
    st.subheader(tr("cohort_page.duplicates.title"))
    st.markdown(tr("cohort_page.duplicates.what", threshold=f"{THRESHOLD:g}"))
    true = {frozenset((row["source_a"], row["source_b"])): row["duplicates"] for row in found["by_sources"]}
    overlap = pd.DataFrame(training["selection"]["overlap"])
    rows = []
    for row in cells.rows(overlap):
        sources = [cells.text(row, "source_a"), cells.text(row, "source_b")]
        pair = frozenset(sources)
        rows.append({
            tr("cohort_page.duplicates.sources"): _sources(sources, tr),
            tr("cohort_page.duplicates.pairs"): f"{cells.count(row, 'pairs'):,}",
            tr("cohort_page.duplicates.in_both"): f"{true[pair]:,}",
            tr("cohort_page.duplicates.rate"): f"{100 * cells.number(row, 'rate'):.1f}\N{NO-BREAK SPACE}%",
            tr("cohort_page.duplicates.paper"): f"{100 * _PAPER[pair]:.1f}\N{NO-BREAK SPACE}%" if pair in _PAPER else parts.NONE,
        })  # fmt: skip
    parts.table(rows, overlap, "cohort.duplicates", tr)
    st.markdown(tr("cohort_page.duplicates.denominator"))
    _accuracy(found, tr)
    with st.expander(tr("cohort_page.duplicates.examples")):
        _examples(found["examples"], tr)


def _accuracy(found: dict, tr: Translator) -> None:
    table = cohort_study_linkage.precision_and_recall(found)
    here = table[table["threshold"] == THRESHOLD].iloc[0]
    st.markdown(
        tr(
            "cohort_page.duplicates.truth", pairs=f"{here['pairs']:.0f}", duplicates=f"{found['duplicates']:,}",
            precision=_share(here, "precision"), recall=_share(here, "recall"),
        )
    )  # fmt: skip
    with st.expander(tr("cohort_page.duplicates.thresholds")):
        rows = [
            {
                tr("cohort_page.duplicates.threshold"): f"{row['threshold']:g}",
                tr("cohort_page.duplicates.pairs"): f"{row['pairs']:.0f}",
                tr("cohort_page.duplicates.right"): f"{row['right']:.0f}",
                tr("cohort_page.duplicates.precision"): _share(row, "precision"),
                tr("cohort_page.duplicates.recall"): _share(row, "recall"),
            }
            for _, row in table.iterrows()
        ]
        parts.table(rows, table, "cohort.linkage", tr)


def _share(row: pd.Series, name: str) -> str:
    """One decimal: at 99.6 % the whole percent would hide what the table is about."""
    value, low, high = (100 * row[f"{name}{end}"] for end in ("", "_low", "_high"))
    return f"{value:.1f}\N{NO-BREAK SPACE}% ({low:.1f}\N{WORD JOINER}–\N{WORD JOINER}{high:.1f})"


def _examples(examples: list[dict], tr: Translator) -> None:
    st.markdown(tr("cohort_page.duplicates.examples_what"))
    fields = {"age": "age", "visit": "first_visit", "height": "height_cm", "weight": "weight_kg", "bmd": "femoral_neck_bmd"}
    rows = [
        {
            "#": f"{i}. " + tr("cohort_page.example." + pair["kind"]),
            tr("cohort_page.duplicates.probability"): percent(pair["probability"]),
            tr("cohort_page.duplicates.same"): tr(f"cohort_page.duplicates.{'yes' if pair['same'] else 'no'}"),
            tr("cohort_page.duplicates.sources"): _sources(pair["sources"], tr),
        }
        | {tr(f"cohort_page.duplicates.{word}"): _both(pair[name], tr) for word, name in fields.items()}
        for i, pair in enumerate(examples, 1)
    ]
    parts.table(rows, pd.DataFrame(examples), "cohort.linkage-examples", tr)


def _both(values: list, tr: Translator) -> str:
    return " / ".join(tr("pages.form.not_measured") if value is None else f"{value}" for value in values)


def _sources(names: list[str], tr: Translator) -> str:
    return " + ".join(cohort_words.group("source", name, tr) for name in names)
