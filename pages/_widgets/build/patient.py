"""Guided steps for one patient: age and sex first, then one kind of data at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from osteo_core import figures
from osteo_core.explanation.coalitions import alone
from osteo_core.explanation.modality_subsets import restricted
from osteo_core.figures.base.numbers import percent
from osteo_core.figures.patient.build_up import Rung, build_up_chart, build_up_table, describe_build_up
from osteo_core.inference.assessment import Outcome
from pages._widgets.answers import why
from pages._widgets.build import data as build_data
from pages._widgets.build.data import Kept
from pages._widgets.shared import charts, choice, language, parts, question, record
from pages._widgets.shared.language import Translator

OUTCOMES: tuple[Outcome, ...] = ("osteoporosis", "fracture")


def start(tr: Translator) -> None:
    """Age and sex, then each kind of data alone beside them."""

    def draw(told: bool) -> None:
        found = build_data.kept(tr)
        if found is not None:
            _chart("start", found, [(player,) for player in found.subsets.players] if told else [], tr, joined=False)

    question.ask("build", "start", build_data.person(), draw, lambda: _moves(tr), tr, choose=lambda: build_data.choose(tr))


def _moves(tr: Translator) -> str:
    """Which kind of data moves each risk most, by itself."""
    known = build_data.kept(tr)
    if known is None:
        return ""
    players = known.subsets.players
    if not players:
        return tr("build.answer_of.start_none")
    names = build_data.words(tr, players)
    said: dict[str, str] = {}
    for outcome in OUTCOMES:
        moved = alone(players, known.subsets.value(outcome))
        most = max(players, key=lambda player: abs(moved[player]))
        risks = [known.subsets.predictions[frozenset(chosen)].risk[outcome].probability for chosen in ((), (most,))]
        said |= {f"{outcome}_by": names[most], f"{outcome}_from": percent(risks[0]), f"{outcome}_to": percent(risks[1])}
    return tr("build.answer_of.start", **said)


def add(tr: Translator) -> None:
    """One kind of data at a time: both risks, attention, and why."""
    known = build_data.kept(tr)
    if known is None:
        build_data.choose(tr)
        return
    order = build_data.taken(known.subsets.players)
    _buttons(known, order, tr)
    chosen = frozenset(order)
    risks, reasons = st.columns([5, 6], gap="medium")
    with risks:
        _chart("add", known, [tuple(order[: k + 1]) for k in range(len(order))], tr, rows=len(known.subsets.players) + 1)
        st.markdown(_diagnosis(known, order, tr))
        st.markdown(f":small[{tr(f'build.{build_data.person()}')}]")
    with reasons:
        _why(known, order, tr)
        _attention(known.subsets.predictions[chosen].attention, tr)


def _attention(attention: Mapping[str, float], tr: Translator) -> None:
    """The weights of the kinds of data; a single one has all of it, which says nothing."""
    if len(attention) < 2:
        return
    st.markdown(f"**{tr('pages.why.attention')}**")
    lang = language.current()
    drawn = figures.attention_bars(attention, lang, dark=charts.dark()), figures.describe_attention(attention, lang)
    parts.drawn("build.attention", (*drawn, figures.attention_table(attention, lang)), tr("pages.why.attention_help"), tr)


def _buttons(known: Kept, order: Sequence[str], tr: Translator) -> None:
    """One button a kind of data that is left; digits press them too, since a button that goes takes the keyboard's place with it."""
    names = build_data.words(tr, known.subsets.players)
    if not names:
        st.info(tr("build.nothing"))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for digit, (player, name) in enumerate(names.items(), start=1):
            if player not in order:
                st.button(
                    tr("build.plus", label=name), key=f"build.add.{player}", on_click=build_data.take, args=(player,), shortcut=str(digit)
                )
        last = order[-1] if order else ""
        st.button(
            tr("build.undo"), key="build.undo", on_click=build_data.undo, args=(last,), disabled=not order, type="tertiary",
            shortcut="Backspace",
        )  # fmt: skip
        st.button(tr("build.restart"), key="build.restart", on_click=build_data.restart, disabled=not order, type="tertiary")


def _diagnosis(known: Kept, order: Sequence[str], tr: Translator) -> str:
    """The WHO category as far as it can be told from these data."""
    if "dxa" not in order:
        return f"**{tr('pages.results.who')}** {tr('build.who_waits')}"
    return f"**{tr('pages.results.who')}** {restricted(known.patient, order).who_category().text(language.current())}"


def _chart(name: str, known: Kept, chosen: Sequence[tuple[str, ...]], tr: Translator, *, rows: int = 0, joined: bool = True) -> None:
    """The risks of age and sex, then of each of the sets, named by what came last."""
    names = build_data.words(tr, known.subsets.players)
    rungs = [Rung(build_data.base(known.patient, tr), None, known.subsets.predictions[frozenset()].risk)]
    rungs += [Rung(tr("build.plus", label=names[s[-1]]), s[-1], known.subsets.predictions[frozenset(s)].risk) for s in chosen]
    figure = build_up_chart(rungs, language.current(), rows=rows, joined=joined, dark=charts.dark())
    made = figure, describe_build_up(rungs, language.current()), build_up_table(rungs)
    parts.drawn(f"build.{name}", made, tr(f"build.read.{'up' if joined else 'alone'}"), tr)


def _why(known: Kept, order: Sequence[str], tr: Translator) -> None:
    """The waterfall of the data added so far."""
    lang = language.current()
    left, right = st.columns(2)
    with left:
        outcome = choice.radio(
            tr("pages.why.outcome"), OUTCOMES, format_func=lambda o: tr(f"figures.outcome.{o}"), horizontal=True, key="build.outcome",
            persist_state="session",
        )  # fmt: skip
    with right:
        by = choice.radio(
            tr("pages.why.by"), ["modality", "feature"], format_func=lambda b: tr(f"pages.why.by_{b}"), horizontal=True, key="build.by",
            persist_state="session",
        )  # fmt: skip
    with st.spinner(tr("pages.why.working")):
        explanation = build_data.explained(known, frozenset(order), "modality" if by == "modality" else "feature")[outcome]
    if by == "modality":
        steps = figures.modality_steps(explanation, lang)
    else:
        entered = record.flat(known.patient)
        values = {name: why.value_text(name, entered[name], tr, lang) for name in explanation.contributions if name in entered}
        steps = figures.feature_steps(explanation, lang, values=values)
    drawn = figures.waterfall(explanation, steps, lang, dark=charts.dark()), figures.describe_waterfall(explanation, steps, lang)
    parts.drawn("build.why", (*drawn, figures.waterfall_table(explanation, steps, lang)), tr("pages.why.help"), tr)
    st.markdown(f":small[{tr('build.other_rows')}]")
