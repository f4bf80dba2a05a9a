"""The view: the outcome, and whether it includes everybody or only people with all six kinds of data."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from osteo_core.inference.assessment import Outcome
from pages._widgets.contributions import data as contributions_data
from pages._widgets.contributions.data import COMPLETE, EVERYBODY
from pages._widgets.shared import choice
from pages._widgets.shared.language import Translator

OUTCOMES: tuple[Outcome, ...] = ("osteoporosis", "fracture")


@dataclass(frozen=True)
class View:
    """One choice of both, and when the explanations were written."""

    of: int
    outcome: Outcome
    who: str

    @property
    def key(self) -> tuple[int, Outcome, str]:
        """Part of every chart's key."""
        return self.of, self.outcome, self.who


def choose(tr: Translator) -> View:
    """Both controls in one row, kept over all steps."""
    of = contributions_data.written()
    # Without their labels, which the choices make plain to the eye: the chart is to stand on the first screen.
    with st.container(horizontal=True, gap="medium"):
        outcome = choice.radio(
            tr("contributions.outcome"), OUTCOMES, format_func=lambda o: tr(f"contributions.outcome_of.{o}"), horizontal=True,
            key="contributions.outcome", persist_state="session", label_visibility="collapsed", width="content",
        )  # fmt: skip
        who = choice.radio(
            tr("contributions.who"), (EVERYBODY, COMPLETE), horizontal=True, key="contributions.who", persist_state="session",
            format_func=lambda w: tr(f"contributions.who_of.{w}", n=contributions_data.count(of, w)), label_visibility="collapsed",
            width="content",
        )  # fmt: skip
    return View(of, outcome, who)
