"""Every score as a row to read and to copy: number, kind, what it used, what it lacks, on whom it was made, source and licence."""

from __future__ import annotations

import json
from collections import Counter

import pandas as pd
import streamlit as st

from osteo_core.catalogue import CATALOGUE
from osteo_core.comparison import Answers
from osteo_core.figures.scores.score_comparison import ScoreRow
from osteo_core.inference.assessment import Assessment
from osteo_core.inference.model_names import is_own
from osteo_core.patients import Patient
from osteo_core.preprocessing.encode import INPUTS
from osteo_core.scores.score import ScoreResult, Value
from osteo_core.translations import one_after_another
from pages._widgets.answers.score_rows import (
    OUTCOMES,
    Setting,
    field_label,
    kind,
    labels,
    lacking_labels,
    no_value,
    number,
    one_number,
    rows,
)
from pages._widgets.shared import cells, charts, own

_SHOWN = ("score", "value", "kind", "used", "lacks", "population")
_COLUMNS = (*_SHOWN, "fields", "unanswered", "remarks", "method", "source", "licence")
_STYLE = """<style>
.st-key-compare_table td, .st-key-compare_table th { vertical-align: top; }
@media (min-width: 769px) {
.st-key-compare_table [data-testid="stTable"] { overflow-x: auto; }
.st-key-compare_table table { min-width: 56rem; }
.st-key-compare_table :is(td:nth-child(2), td:nth-child(6)) { min-width: 11rem; }
}
@media (max-width: 768px) {
.st-key-compare_table :is(table, tbody, tr, th, td) { display: block; width: 100%; border: 0 !important; }
.st-key-compare_table thead { display: none; }
.st-key-compare_table tr { border-top: 1px solid #8886 !important; padding: 0.5rem 0; }
.st-key-compare_table :is(th, td) { padding: 0.1rem 0 !important; }
.st-key-compare_table tbody th, .st-key-compare_table tbody th * { font-weight: 600; }
.st-key-compare_table td { display: flex !important; column-gap: 0.3rem; }
.st-key-compare_table td > * { flex: 1; min-width: 0; }
.st-key-compare_table td::before { flex: none; font-weight: 600; }
/* names */
}
</style>"""
"""Six columns cannot be read at a phone's width: there each score is a paragraph, with each column's name before what stands in it."""
_UNREAD = ("note.unread", "note.withheld_osteoporosis")
_NETWORK_SOURCE = {"life": "life", "fusion": "virtual", "simplified": "virtual", "nhanes": "nhanes"}


def show(answers: Answers, patient: Patient, setting: Setting) -> None:
    """The table, the open questions with what a yes would give, and sources with licences."""
    tr = setting.tr
    table = score_table(answers, patient, setting)
    names = {column: tr(f"compare.table.{column}") for column in _COLUMNS}
    st.header(tr("compare.table.title"))
    with st.container(key="compare_table"):
        heads = "\n".join(_headed(place, names[column]) for place, column in enumerate(_SHOWN[1:], start=1))
        st.html(_STYLE.replace("/* names */", heads))
        st.table(table[list(_SHOWN)].rename(columns=names).set_index(names["score"]))
    charts.numbers(table.rename(columns=names), "scores.csv", tr, "numbers.scores")
    for result in answers.scores.values():
        if result.unanswered:
            _open_questions(result, setting)
    with st.expander(tr("compare.table.sources")):
        st.markdown("\n".join(f"- **{cells.text(row, 'score')}**: {_provenance(row)}" for row in cells.rows(table)))
    for result in answers.scores.values():
        if result.about.disclaimer:
            st.markdown(f":small[{' '.join(result.about.text(what, setting.lang) for what in ('disclaimer', 'disclaimer_by'))}]")


def _headed(place: int, name: str) -> str:
    """The rule that writes a column's name before each of its cells; `place` counts from the first column that is no row's name."""
    return f".st-key-compare_table td:nth-of-type({place})::before {{ content: {json.dumps(f'{name}: ', ensure_ascii=False)}; }}"


def _provenance(row: cells.Row) -> str:
    """Method, source and licence as sentences, whether or not they came with their full stop."""
    parts = [cells.text(row, name) for name in ("method", "source", "licence")]
    return one_after_another(*(part if part.endswith((".", "。")) else f"{part}." for part in parts if part))


def score_table(answers: Answers, patient: Patient, setting: Setting) -> pd.DataFrame:
    """One row a network, then one a score; the columns of `_COLUMNS`, as text in the reader's language."""
    charted = {outcome: {row.name: row for row in rows(answers, outcome, setting)} for outcome in OUTCOMES}
    found = [_network(name, assessment, charted, patient, setting) for name, assessment in answers.networks.items()]
    return pd.DataFrame([*found, *(_score(result, setting) for result in answers.scores.values())], columns=list(_COLUMNS))


def _network(
    name: str, assessment: Assessment, charted: dict[str, dict[str, ScoreRow]], patient: Patient, setting: Setting
) -> dict[str, str]:
    tr, lang = setting.tr, setting.lang
    here = {outcome: row[name] for outcome, row in charted.items() if name in row}
    fields = network_fields(name, assessment, patient)
    return {
        "score": own.title(name, tr) if is_own(name) else tr(f"compare.network_title.{name}"),
        "value": tr("compare.table.separator").join(f"{tr(f'compare.outcome.{outcome}')} {row.text}" for outcome, row in here.items()),
        "kind": next(iter(here.values())).kind,
        "used": _by_modality(fields, setting),
        "lacks": _not_measured(name, assessment, setting),
        "population": own.whose(name, tr) if is_own(name) else tr(f"compare.population.{_NETWORK_SOURCE[name]}"),
        "fields": labels(fields, tr, lang),
        "unanswered": "",
        "remarks": "",
        "method": tr("own.page.method") if is_own(name) else tr(f"compare.method.{name}"),
        "source": tr("compare.table.own_source"),
        "licence": tr("compare.table.own_licence"),
    }


def network_modalities(name: str) -> tuple[str, ...]:
    """The modalities that a network's answers on this page rest on: for bone status, the `nhanes` model does without the scan."""
    from osteo_core import load_model

    artifact = load_model(name).artifact
    blind = set(INPUTS["dxa"]) <= set(artifact.withheld["osteoporosis"])
    return tuple(m for m in load_model(name).modalities if not blind or m != "dxa")


def network_fields(name: str, assessment: Assessment, patient: Patient) -> list[str]:
    """The entered fields that a network reads; its notes name those of its modalities that it does not."""
    entered = patient.entered()
    unread = {note.field for note in assessment.notes if note.key in _UNREAD}
    return [field for modality in network_modalities(name) for field in entered.get(modality, {}) if field not in unread]


def _by_modality(fields: list[str], setting: Setting) -> str:
    """How many fields of each modality: a network may read a hundred."""
    count = Counter(CATALOGUE[field].modality for field in fields)
    parts = [setting.tr("compare.table.modality", modality=CATALOGUE.modality_label(m, setting.lang), n=n) for m, n in count.items()]
    return setting.tr("figures.list_separator").join(parts) or setting.tr("compare.table.nothing")


def _not_measured(name: str, assessment: Assessment, setting: Setting) -> str:
    """The modalities that the network would read and the record does not hold."""
    absent = [CATALOGUE.modality_label(m, setting.lang) for m in network_modalities(name) if m not in assessment.present]
    return setting.tr("figures.list_separator").join(absent) or setting.tr("compare.table.nothing")


def _score(result: ScoreResult, setting: Setting) -> dict[str, str]:
    tr, lang = setting.tr, setting.lang
    in_order = sorted(result.values, key=lambda value: OUTCOMES.index(value.outcome) if value.outcome in OUTCOMES else -1)
    values = tr("compare.table.separator").join(value_text(value, result, setting) for value in in_order)
    unanswered = [question.field for question in result.unanswered]
    kinds = tr("compare.table.separator").join(dict.fromkeys(kind(result, value.outcome, setting) for value in result.values))
    lacks = [one_after_another(tr("compare.table.required"), lacking_labels(result, tr, lang))] if result.lacking else []
    if unanswered:
        lacks.append(tr("compare.table.unanswered_count", n=len(unanswered)))
    return {
        "score": result.about.text("title", lang),
        "value": values or no_value(result, tr, lang),
        "kind": kinds or tr(f"compare.kind.{result.about.kind}"),
        "used": labels(result.used, tr, lang) or tr("compare.table.nothing"),
        "lacks": one_after_another(*lacks) or tr("compare.table.nothing"),
        "population": result.about.text("population", lang),
        "fields": labels(result.used, tr, lang),
        "unanswered": labels(unanswered, tr, lang),
        "remarks": one_after_another(*(remark.text(lang) for remark in result.remarks)),
        "method": result.about.text("method", lang),
        "source": result.about.source,
        "licence": result.about.licence,
    }


def value_text(value: Value, result: ScoreResult, setting: Setting) -> str:
    """One value in words: "Hip fracture 3.1 % (2.9–3.4)", a category, or an index."""
    return f"{setting.tr(f'compare.outcome.{value.outcome}')} {number(value, result, setting)}"


def _open_questions(result: ScoreResult, setting: Setting) -> None:
    """Each unanswered question and the value that a yes alone would give."""
    tr, lang = setting.tr, setting.lang
    title = tr("compare.open.title", score=result.about.text("short", lang), n=len(result.unanswered))
    with st.expander(title):
        st.markdown(result.about.text("empty_answer", lang))
        for outcome, (low, high) in result.reachable.items():
            ends = {"low": one_number(low, outcome), "high": one_number(high, outcome)}
            st.markdown(tr("compare.open.reach", outcome=tr(f"compare.outcome.{outcome}"), **ends))
        outcomes = [value.outcome for value in result.values]
        if not outcomes:
            st.markdown(labels([question.field for question in result.unanswered], tr, lang))
            return
        table = pd.DataFrame(
            [
                [field_label(q.field, tr, lang), *(one_number(q.if_yes[o], o) if o in q.if_yes else "–" for o in outcomes)]
                for q in result.unanswered
            ],
            columns=[tr("compare.open.question"), *(tr("compare.open.if_yes", outcome=tr(f"compare.outcome.{o}")) for o in outcomes)],
        )  # fmt: skip
        st.table(table.set_index(table.columns[0]))
