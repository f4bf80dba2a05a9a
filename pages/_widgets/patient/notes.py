"""Notes by kind; and how far the tests that were not made could move the result."""

from __future__ import annotations

from collections import defaultdict

import streamlit as st

from osteo_core import figures
from osteo_core.inference.assessment import Assessment, Note
from pages._widgets.answers import results
from pages._widgets.shared import charts, language, presenter
from pages._widgets.shared.language import Translator

_KINDS = ("outside_training", "unusual", "imputed", "derived", "absent")


def warnings(assessment: Assessment, tr: Translator) -> None:
    """The plain warnings, right under the result that they qualify."""
    lang = language.current()
    # What a calibration layer changed is said beside its button (`shared.layers`).
    texts = [note.text(lang) for note in assessment.notes if note.kind == "warning"]
    if texts:
        st.warning("\n".join(f"- {text}" for text in texts) if len(texts) > 1 else texts[0])


def show(assessment: Assessment, tr: Translator) -> None:
    """All other notes, by kind; before a class in two columns."""
    lang = language.current()
    by_kind: dict[str, list[Note]] = defaultdict(list)
    for note in assessment.notes:
        by_kind[note.kind].append(note)
    shown = [kind for kind in _KINDS if by_kind[kind]]
    if not shown:
        st.markdown(tr("pages.notes.none"))
    places = st.columns(2, gap="medium") if presenter.on() else [st.container()]
    filled = [0] * len(places)
    for kind in shown:
        # What was derived follows from what was entered and can be long: it opens on demand, the rest is read at once.
        title, lines = tr(f"pages.notes.{kind}"), "\n".join(f"- {note.text(lang)}" for note in by_kind[kind])
        shorter = filled.index(min(filled))
        filled[shorter] += 1 if kind == "derived" else 1 + len(by_kind[kind])
        with places[shorter]:
            if kind == "derived":
                with st.expander(f"{title} ({len(by_kind[kind])})"):
                    st.markdown(lines)
            else:
                st.markdown(f"**{title}**\n\n{lines}")


def missing_tests(assessment: Assessment, tr: Translator) -> None:
    """The range in which each missing test would leave each outcome."""
    if not assessment.missing_tests:
        return
    lang = language.current()
    if not presenter.on():  # before a class it is the step's title
        st.subheader(tr("pages.notes.missing_tests"))
    st.markdown(tr("pages.notes.missing_tests_help"))
    answers = {name: risk for name, risk in results.risks(assessment).items() if any(t.outcome == name for t in assessment.missing_tests)}
    for place, (name, risk) in zip(st.columns(len(answers)), answers.items(), strict=True):
        tests = [test for test in assessment.missing_tests if test.outcome == name]
        with place:
            st.markdown(f"**{tr(f'figures.outcome.{name}')}**")
            figure = figures.missing_tests_chart(tests, risk.probability, lang, dark=charts.dark())
            charts.chart(figure, figures.describe_missing_tests(tests, risk.probability, lang), key=f"chart.missing.{name}")
    charts.numbers(lambda: figures.missing_tests_table(assessment.missing_tests, lang), "missing-tests.csv", tr, "numbers.missing")
