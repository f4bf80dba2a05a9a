"""Every score as a row to read and to copy: number, kind, what it used, what it lacks, on whom it was made, source and licence."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from osteo_core.catalogue import CATALOGUE
from osteo_core.figures.score_comparison import ScoreRow
from osteo_core.patients import Patient
from osteo_core.scores.score import ScoreResult, Value
from pages._widgets import charts
from pages._widgets.compare_answers import Answers
from pages._widgets.compare_rows import OUTCOMES, Setting, field_label, no_value, number, rows
from pages._widgets.language import Translator

_SHOWN = ("score", "value", "kind", "used", "lacks", "population")
_COLUMNS = (*_SHOWN, "unanswered", "remarks", "method", "source", "licence")
_NETWORK_SOURCE = {"fusion": "virtual", "simplified": "virtual", "nhanes": "nhanes"}


def show(answers: Answers, patient: Patient, setting: Setting) -> None:
    """The table, the open questions with what a yes would give, and sources with licences."""
    tr = setting.tr
    table = score_table(answers, patient, setting)
    names = {column: tr(f"compare.table.{column}") for column in _COLUMNS}
    st.header(tr("compare.table.title"))
    st.table(table[list(_SHOWN)].rename(columns=names).set_index(names["score"]))
    st.markdown(f":small[{tr('compare.table.note')}]")
    charts.numbers(table.rename(columns=names), "scores.csv", tr, "numbers.scores")
    for result in answers.scores.values():
        if result.unanswered:
            _open_questions(result, setting)
    with st.expander(tr("compare.table.sources")):
        lines = [f"- **{row.score}**: {row.method} {row.source}. {row.licence}" for row in table.itertuples()]
        st.markdown("\n".join(lines))
    st.markdown(f":small[{tr('scores.qfracture.disclaimer')}]")


def score_table(answers: Answers, patient: Patient, setting: Setting) -> pd.DataFrame:
    """One row a network, then one a score; the columns of `_COLUMNS`, as text in the reader's language."""
    charted = {outcome: {row.name: row for row in rows(answers, outcome, setting)} for outcome in OUTCOMES}
    found = [_network(name, charted, patient, setting) for name in answers.networks]
    return pd.DataFrame([*found, *(_score(result, setting) for result in answers.scores.values())], columns=list(_COLUMNS))


def _network(name: str, charted: dict[str, dict[str, ScoreRow]], patient: Patient, setting: Setting) -> dict[str, str]:
    tr, lang = setting.tr, setting.lang
    here = {outcome: row[name] for outcome, row in charted.items() if name in row}
    people = _NETWORK_SOURCE[name]
    return {
        "score": tr(f"compare.network.{name}"),
        "value": tr("compare.table.separator").join(f"{tr(f'compare.outcome.{outcome}')} {row.text}" for outcome, row in here.items()),
        "kind": next(iter(here.values())).kind,
        "used": labels(network_fields(name, patient), tr, lang),
        "lacks": tr("compare.table.nothing"),
        "population": tr(f"compare.population.{people}"),
        "unanswered": "",
        "remarks": "",
        "method": tr(f"compare.method.{name}"),
        "source": tr("compare.table.own_source"),
        "licence": tr("compare.table.own_licence"),
    }


def network_fields(name: str, patient: Patient) -> list[str]:
    """The entered fields that a network reads."""
    from osteo_core import load_model

    modalities = load_model(name).modalities
    entered = patient.entered()
    return [field for modality in modalities for field in entered.get(modality, {}) if CATALOGUE[field].network]


def _score(result: ScoreResult, setting: Setting) -> dict[str, str]:
    tr, lang = setting.tr, setting.lang
    values = tr("compare.table.separator").join(value_text(value, result, setting) for value in result.values)
    unanswered = [question.field for question in result.unanswered]
    lacks = [f"**{tr('compare.table.required')}** {labels(result.lacking, tr, lang)}"] if result.lacking else []
    if unanswered:
        lacks.append(tr("compare.table.unanswered_count", n=len(unanswered)))
    return {
        "score": result.about.text("title", lang),
        "value": values or no_value(result, tr, lang),
        "kind": tr(f"compare.kind.{result.about.kind}"),
        "used": labels(result.used, tr, lang) or tr("compare.table.nothing"),
        "lacks": " ".join(lacks) or tr("compare.table.nothing"),
        "population": result.about.text("population", lang),
        "unanswered": labels(unanswered, tr, lang),
        "remarks": " ".join(remark.text(lang) for remark in result.remarks),
        "method": result.about.text("method", lang),
        "source": result.about.source,
        "licence": result.about.licence,
    }


def value_text(value: Value, result: ScoreResult, setting: Setting) -> str:
    """One value in words: "Hip fracture 3.1 % (2.9–3.4)", a category, or an index."""
    return f"{setting.tr(f'compare.outcome.{value.outcome}')} {number(value, result, setting)}"


def labels(names: list[str] | tuple[str, ...], tr: Translator, lang: str) -> str:
    """Field labels in a list."""
    return tr("figures.list_separator").join(field_label(name, tr, lang) for name in names)


def _open_questions(result: ScoreResult, setting: Setting) -> None:
    """Each unanswered question and the value that a yes alone would give."""
    tr, lang = setting.tr, setting.lang
    title = tr("compare.open.title", score=result.about.text("short", lang), n=len(result.unanswered))
    with st.expander(title):
        st.markdown(result.about.text("empty_answer", lang))
        for outcome, (low, high) in result.reachable.items():
            st.markdown(tr("compare.open.reach", outcome=tr(f"compare.outcome.{outcome}"), low=f"{low:.1f}", high=f"{high:.1f}"))
        outcomes = [value.outcome for value in result.values]
        if not outcomes:
            st.markdown(labels([question.field for question in result.unanswered], tr, lang))
            return
        table = pd.DataFrame(
            [
                [field_label(q.field, tr, lang), *(f"{q.if_yes[o]:.1f} %" if o in q.if_yes else "–" for o in outcomes)]
                for q in result.unanswered
            ],
            columns=[tr("compare.open.question"), *(tr("compare.open.if_yes", outcome=tr(f"compare.outcome.{o}")) for o in outcomes)],
        )  # fmt: skip
        st.table(table.set_index(table.columns[0]))
