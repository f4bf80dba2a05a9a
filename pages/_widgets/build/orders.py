"""Guided step: the same patient's data in two orders, and what is left when every order counts."""

from __future__ import annotations

from collections.abc import Sequence
from math import factorial

import streamlit as st

from osteo_core.constants import MODALITIES
from osteo_core.explanation.coalitions import gains, shapley
from osteo_core.figures.base.numbers import percent, signed
from osteo_core.figures.explanation.gain_bars import describe_gain_bars, gain_bars, gain_bars_table
from osteo_core.inference.assessment import Outcome
from pages._widgets.build import data as build_data
from pages._widgets.build.data import Kept
from pages._widgets.build.patient import OUTCOMES
from pages._widgets.shared import charts, choice, language, parts, question
from pages._widgets.shared.language import Translator

_KIND, _OWN, _OUTCOME = "build.other", "build.own", "build.orders.outcome"
_CLINIC = ("clinical", "sensory", "btm", "gene", "dxa", "micro")
"""Without a scanner first."""
_KINDS = ("reversed", "table", "clinic", "own")


def other(players: Sequence[str]) -> list[str]:
    """The second order, as chosen with `choose_other`."""
    kind, own = st.session_state.get(_KIND, _KINDS[0]), st.session_state.get(_OWN) or []
    orders = {
        "reversed": build_data.order(players)[::-1],
        "table": MODALITIES,
        "clinic": _CLINIC,
        "own": [*own, *(player for player in MODALITIES if player not in own)],
    }
    return [player for player in orders[kind] if player in players]


def choose_other(tr: Translator) -> None:
    """The second order's widgets."""
    kind = choice.selectbox(
        tr("build.other.label"), _KINDS, format_func=lambda k: tr(f"build.other.{k}"), key=_KIND, persist_state="session"
    )
    if kind == "own":
        names = build_data.words(tr, MODALITIES)
        choice.multiselect(
            tr("build.other.pick"), MODALITIES, format_func=names.__getitem__, key=_OWN, persist_state="session",
            placeholder=tr("build.other.placeholder"),
        )  # fmt: skip


def show(tr: Translator) -> None:
    """Gains of two orders, then their average over all."""
    known = build_data.kept(tr)
    if known is None or len(known.subsets.players) < 2:
        if known is not None:
            st.info(tr("build.too_few"))
        build_data.choose(tr)
        return
    question.ask(
        "build", "orders", build_data.person(), lambda told: _bars(known, told, tr), lambda: _told(known, tr), tr,
        choose=lambda: _both(known.subsets.players, tr),
    )  # fmt: skip


def _both(players: Sequence[str], tr: Translator) -> None:
    """The two orders in words."""
    orders = {"first": build_data.order(players), "second": other(players)}
    said = {name: build_data.arrows(build_data.words(tr, order)) for name, order in orders.items()}
    lines = (tr("errors.at_field", where=f"**{tr(f'build.way.{name}')}**", sentence=order) for name, order in said.items())
    st.markdown("  \n".join(f":small[{line}]" for line in lines))
    if orders["first"] == orders["second"]:
        st.info(tr("build.same_order"))


def _bars(known: Kept, told: bool, tr: Translator) -> None:
    players, lang = known.subsets.players, language.current()
    left, right = st.columns(2)
    with left:
        outcome = choice.selectbox(
            tr("pages.why.outcome"), OUTCOMES, format_func=lambda o: tr(f"figures.outcome.{o}"), key=_OUTCOME, persist_state="session"
        )
    with right:
        choose_other(tr)
    value, first, second = known.subsets.value(outcome), build_data.order(players), other(players)
    words = build_data.words(tr, first)
    ways = {tr("build.way.first"): gains(first, value), tr("build.way.second"): gains(second, value)}
    if told:
        ways |= {tr("build.way.average", n=factorial(len(players))): shapley(players, value)}
    axis = tr("build.axis.log_odds")
    made = gain_bars(ways, words, axis, lang, dark=charts.dark()), describe_gain_bars(ways, words, axis, lang), gain_bars_table(ways)
    parts.drawn("build.orders", made, tr("build.read.orders"), tr)
    st.markdown(f":small[{tr('build.other_game')}]")


def _told(known: Kept, tr: Translator) -> str:
    """Where the two orders differ most, and that they end alike."""
    players = known.subsets.players
    outcome: Outcome = st.session_state.get(_OUTCOME, OUTCOMES[0])
    value, first, second = known.subsets.value(outcome), build_data.order(players), other(players)
    a, b = gains(first, value), gains(second, value)
    most = max(players, key=lambda player: abs(a[player] - b[player]))
    names, end = build_data.words(tr, players), known.subsets.predictions[frozenset(players)]
    return tr(
        "build.answer_of.orders", end=percent(end.risk[outcome].probability), total=signed(sum(a.values())), label=names[most],
        first=signed(a[most]), second=signed(b[most]), k=first.index(most) + 1, m=second.index(most) + 1, n=factorial(len(players)),
    )  # fmt: skip
