"""Guided steps for the virtual cohort: figures of merit along an order, and what each kind of data is worth over all orders."""

from __future__ import annotations

from math import factorial

import pandas as pd
import streamlit as st

from osteo_core.constants import MODALITIES
from osteo_core.errors import ArtifactError
from osteo_core.figures.base.estimates import MINUS, number
from osteo_core.figures.explanation.gain_bars import describe_gain_bars, gain_bars, gain_bars_table
from osteo_core.figures.paper.ladder_steps import describe_ladder_steps, ladder_steps_chart, ladder_steps_table
from osteo_core.stored import studies as shipped
from osteo_core.stored.ladder import CHANCE, FIGURES, MODELS, THRESHOLDS, auc_worth, figure_column, metrics_along_order, reach, treat_all
from pages._widgets.build import data as build_data
from pages._widgets.build import orders as build_orders
from pages._widgets.build.patient import OUTCOMES
from pages._widgets.shared import choice, parts, question, text
from pages._widgets.shared.language import Translator

_FIGURE, _OUTCOME, _THRESHOLD, _WAY, _MODEL = (f"build.cohort.{name}" for name in ("figure", "outcome", "threshold", "way", "model"))


@st.cache_data(show_spinner=False, max_entries=1)
def _ladder() -> pd.DataFrame:
    return shipped.ladder()


@st.cache_data(show_spinner=False, max_entries=4)
def _worth(outcome: str) -> pd.DataFrame:
    return auc_worth(_ladder(), outcome)


def along_order(tr: Translator) -> None:
    """AUC, Brier score or net benefit as kinds of data are added, network and limit."""
    if _there():
        question.ask("build", "cohort", "virtual", lambda _told: _steps(tr), lambda: _along_told(tr), tr)


def _there() -> bool:
    try:
        _ladder()
    except ArtifactError as error:
        st.error(text.reason(error))
        return False
    return True


def _chosen() -> tuple[str, str, float, list[str]]:
    """Figure, outcome, threshold and order, as chosen with the widgets that `_steps` draws."""
    state = st.session_state
    second = state.get(_WAY, "first") == "second"
    order = build_orders.other(MODALITIES) if second else build_data.order(MODALITIES)
    return state.get(_FIGURE, FIGURES[0]), state.get(_OUTCOME, OUTCOMES[0]), state.get(_THRESHOLD, THRESHOLDS[1]), order


def _choose(tr: Translator) -> None:
    left, middle, right = st.columns(3)
    with left:
        figure = choice.selectbox(
            tr("build.figure.label"), FIGURES, format_func=lambda f: tr(f"build.figure.{f}"), key=_FIGURE, persist_state="session"
        )
    with middle:
        _outcome(tr, _OUTCOME)
    with right:
        way = choice.selectbox(
            tr("build.way.label"), ("first", "second"), format_func=lambda w: tr(f"build.way.{w}"), key=_WAY, persist_state="session"
        )
    if figure == "net_benefit":
        with left:
            choice.selectbox(
                tr("build.threshold"), THRESHOLDS, index=1, format_func=lambda t: f"{100 * t:.0f} %", key=_THRESHOLD,
                persist_state="session",
            )  # fmt: skip
    if way == "second":
        with right:
            build_orders.choose_other(tr)


def _outcome(tr: Translator, key: str) -> str:
    return choice.selectbox(
        tr("pages.why.outcome"), OUTCOMES, format_func=lambda o: tr(f"figures.outcome.{o}"), key=key, persist_state="session"
    )


def _steps(tr: Translator) -> None:
    _choose(tr)
    figure, outcome, threshold, order = _chosen()
    column = figure_column(figure, threshold)
    table = metrics_along_order(_ladder(), order, outcome, column)
    names = list(build_data.words(tr, order, block=True).values())
    rows = [names[0], *(tr("build.plus", label=name) for name in names[1:])]
    models = {model: tr(f"models.{model}") for model in MODELS}
    axis = f"{tr(f'build.axis.{figure}')} · {tr(f'figures.outcome.{outcome}')}"
    # One axis for both orders, so that the eye can go from one to the other.
    both = (build_data.order(MODALITIES), build_orders.other(MODALITIES))
    within = reach(*(metrics_along_order(_ladder(), way, outcome, column) for way in both))
    everybody = (tr("build.treat_all"), treat_all(_ladder(), outcome, threshold)) if figure == "net_benefit" else None

    def draw(lang: str, dark: bool) -> parts.Chart:
        chart = ladder_steps_chart(table, models, rows, axis, within, lang, reference=everybody, dark=dark)
        return chart, describe_ladder_steps(table, models, rows, axis, lang), ladder_steps_table(table)

    parts.chart("build.cohort", (outcome, column, within, *order), draw, tr(f"build.read.{figure}"), tr)
    few, many = int(table["n"].min()), int(table["n"].max())
    if few < many:
        st.markdown(f":small[{tr('build.fewer', few=f'{few:,}', n=f'{many:,}')}]")


def _along_told(tr: Translator) -> str:
    """Which step changes the figure most and which least, and what is left to the limit."""
    figure, outcome, threshold, order = _chosen()
    table = metrics_along_order(_ladder(), order, outcome, figure_column(figure, threshold)).set_index(["model", "step"])["estimate"]
    ours, names = table["fusion"], build_data.words(tr, order, block=True)
    change = {modality: float(ours[step] - ours[step - 1]) for step, modality in enumerate(order, start=1) if step > 1}
    most, least = (pick(change, key=lambda modality: abs(change[modality])) for pick in (max, min))
    return tr(
        "build.answer_of.cohort", first=names[order[0]], most=names[most], gain=_signed(change[most]), least=names[least],
        small=_signed(change[least]), end=number(float(ours.iloc[-1])), limit=number(float(table["oracle"].iloc[-1])),
    )  # fmt: skip


def _signed(value: float) -> str:
    return f"{value:+.3f}".replace("-", MINUS)


def worth(tr: Translator) -> None:
    """What each kind of data is worth in AUC, whatever the order."""
    if _there():
        question.ask("build", "worth", "virtual", lambda told: _bars(told, tr), lambda: _worth_told(tr), tr)


def _ways(outcome: str, model: str, told: bool, tr: Translator) -> dict[str, dict[str, float]]:
    found = _worth(outcome)
    mine = found[found["model"] == model].set_index("modality")
    kinds = ("first", "last", "average") if told else ("first", "last")
    return {tr(f"build.worth.{kind}"): {str(modality): float(value) for modality, value in mine[kind].items()} for kind in kinds}


def _bars(told: bool, tr: Translator) -> None:
    left, right = st.columns(2)
    with left:
        outcome = _outcome(tr, "build.worth.outcome")
    with right:
        model = choice.selectbox(
            tr("build.worth.model"), MODELS, format_func=lambda m: tr(f"models.{m}"), key=_MODEL, persist_state="session"
        )
    ways, words = _ways(outcome, model, told, tr), build_data.words(tr, MODALITIES, block=True)
    axis = tr("build.axis.worth")

    def draw(lang: str, dark: bool) -> parts.Chart:
        chart = gain_bars(ways, words, axis, lang, decimals=3, total=False, dark=dark)
        return chart, describe_gain_bars(ways, words, axis, lang, decimals=3), gain_bars_table(ways)

    parts.chart("build.worth", (outcome, model, told), draw, tr("build.read.worth"), tr)


def _worth_told(tr: Translator) -> str:
    """The averages, largest first, for the network and the limit."""
    state = st.session_state
    outcome, model = state.get("build.worth.outcome", OUTCOMES[0]), state.get(_MODEL, MODELS[0])
    found = _worth(outcome)
    mine = found[found["model"] == model].set_index("modality")["average"].sort_values(ascending=False)
    names = build_data.words(tr, MODALITIES, block=True)
    ranked = tr("figures.list_separator").join(f"{names[modality]} {number(value)}" for modality, value in mine.items())
    return tr(
        "build.answer_of.worth", ranked=ranked, auc=number(CHANCE + float(mine.sum())), chance=f"{CHANCE:g}",
        n=factorial(len(MODALITIES)),
    )  # fmt: skip
