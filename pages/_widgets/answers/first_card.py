"""What a clinician wants first, on one card: WHO category, treatment rule, FRAX-style and the network, with intervals."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from osteo_core.figures.base.numbers import percent_with_interval
from osteo_core.figures.scores.score_comparison import range_text
from osteo_core.inference.assessment import Assessment, Risk
from osteo_core.inference.model_names import is_own
from osteo_core.patients import Patient
from osteo_core.scores.frax_style import score as frax_style
from osteo_core.scores.rules.decide import Decision, apply
from osteo_core.scores.score import ScoreResult
from pages._widgets.answers import score_rows
from pages._widgets.shared import language, layers, presenter, prevalence, rule_set, world
from pages._widgets.shared.language import Translator

_STYLE = """<style>
.st-key-first_card p { margin-bottom: 0.15rem; }
.st-key-first_card [data-testid="stMarkdown"] p > strong:only-child { font-size: 1.15rem; line-height: 1.3; }
.st-key-first_card :is(th, td) { padding: 0.15rem 0.4rem !important; font-size: 0.86rem; }
.st-key-first_card table { width: 100%; }
.st-key-first_card small { line-height: 1.3; }
.st-key-first_card > :last-child [data-testid="stMarkdownContainer"] { margin-bottom: 0; }
.st-key-first_card [data-testid="stColumn"] [data-testid="stVerticalBlock"] > :last-child [data-testid="stMarkdownContainer"] {
  margin-bottom: 0;
}
</style>"""
_ON_ONE_LINE = "<style>@media (min-width: 1100px) { .st-key-first_card :is(th, td) { white-space: nowrap; } }</style>"
"""For a desk; large type on a wall has to wrap."""
_ON_A_WALL = """<style>
.st-key-first_card :is(th, td) { font-size: 1.3rem; }
.st-key-first_card [data-testid="stMarkdown"] p > strong:only-child { font-size: 1.6rem; }
.st-key-first_card p { margin-bottom: 0.4rem; }
</style>"""
_RISKS = ("fracture", "hip_fracture", "osteoporosis")
_OF_SCORE = {"fracture": "major", "hip_fracture": "hip"}
"""A network's outcome -> what a score calls it."""


def show(assessment: Assessment | None, patient: Patient, tr: Translator) -> None:
    """The card; `assessment` is None where the network can say nothing of this record, and the rest stands all the same."""
    frax = frax_style.for_patient(patient)
    with st.container(border=True, key="first_card", gap="xxsmall"):
        st.html(_STYLE + (_ON_A_WALL if presenter.on() else _ON_ONE_LINE))
        diagnosis, rule, risks = _places()
        with diagnosis:
            _diagnosis(patient, tr)
        with rule:
            _rule(patient, frax, tr)
        with risks:
            _risks(assessment, frax, tr)
        if assessment is not None:
            st.markdown(f":small[{tr(_whose(assessment, patient))}]")


def _whose(assessment: Assessment, patient: Patient) -> str:
    """Key of the sentence that says whose people the network's risks come from."""
    if layers.says_so(assessment):
        return "your_hospital.card"
    return "first_card.people." + ("own_model" if is_own(assessment.model) else prevalence.in_force(patient))


def _places() -> Sequence[DeltaGenerator]:
    """Diagnosis, rule and risks beside each other; before a class, in large type, the risks under the others."""
    if not presenter.on():
        return st.columns([3, 4, 8], gap="small")
    return (*st.columns([2, 3], gap="medium"), st.container())


def _diagnosis(patient: Patient, tr: Translator) -> None:
    """The category by T-score, or by Z-score where it is that which counts, and what decided."""
    found, lang = patient.who_category(), language.current()
    st.markdown(f":small[{tr('first_card.who')}]")
    if found.category is None:
        st.markdown(f"**{tr('first_card.undecided')}**")
        st.markdown(f":small[{found.text(lang)}]")
        return
    st.markdown(f"**{tr(f'first_card.category.{found.category}')}**")
    st.markdown(f":small[{tr('first_card.lowest', **{**found.params, 'site': found.params['site'][lang]})}]")
    if found.basis == "z":
        st.markdown(f":small[{tr('first_card.by_z')}]")


def _rule(patient: Patient, frax: ScoreResult, tr: Translator) -> None:
    """The rule set, chosen here, its verdict in a word, what decided, and the whole of it on demand."""
    rule_set.show(tr)
    chosen = rule_set.chosen()
    if chosen is None:
        st.markdown(f":small[{tr('first_card.no_rule')}]")
        return
    decision, lang = apply(chosen, patient, frax), language.current()
    st.markdown(f"**{tr(f'first_card.verdict.{_verdict(decision)}')}**")
    with st.popover(tr("first_card.why_rule"), type="tertiary"):
        st.markdown(decision.text(lang))


def _verdict(decision: Decision) -> str:
    if decision.scope == "outside":
        return "outside"
    return f"{decision.rule_set.purpose}_{decision.verdict}"


def _risks(assessment: Assessment | None, frax: ScoreResult, tr: Translator) -> None:
    """A small table: both fracture risks and osteoporosis, by FRAX-style and by the network."""
    whose = world.called(tr)
    lines = [f"| {tr('first_card.risk')} | {tr('first_card.frax')} | {whose} |", "|:--|:--|:--|"]
    for outcome in _RISKS:
        ours: Risk | None = None if assessment is None else getattr(assessment, outcome)
        shown = tr("first_card.unanswered") if ours is None else percent_with_interval(ours)
        lines.append(f"| {tr(f'figures.outcome.{outcome}')} | {_score(frax, outcome)} | {_cell(shown)} |")
    st.markdown("\n".join(lines))
    if frax.lacking:
        lacks = score_rows.lacking_labels(frax, tr, language.current())
        st.markdown(f":small[{tr('first_card.frax_lacks', fields=lacks)}]")


def _score(frax: ScoreResult, outcome: str) -> str:
    if outcome not in _OF_SCORE:
        return "–"
    value = frax.value(_OF_SCORE[outcome])
    return "–" if value is None or value.value is None else _cell(range_text(value.value, value.low, value.high))


def _cell(text: str) -> str:
    """A percentage for a Markdown table: one that begins with ">" is no quotation."""
    return text.replace(">", "\\>").replace("|", "\\|")
