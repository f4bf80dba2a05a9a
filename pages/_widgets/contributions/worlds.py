"""Last step: the same tests in the paper's world and as in life."""

from __future__ import annotations

import streamlit as st

from osteo_core.errors import ArtifactError
from pages._widgets.shared import question, text
from pages._widgets.shared.language import Translator
from pages._widgets.studies import worlds


def show(tr: Translator) -> None:
    """AUC by feature row in both worlds; the answer adds the decisions that change."""
    try:
        worlds.table()
    except ArtifactError as error:
        st.warning(tr("contributions.not_available", reason=text.reason(error)))
        return
    outcome = worlds.choose_outcome("contributions", tr)

    def draw(told: bool) -> None:
        if told:
            worlds.decision_table("contributions", outcome, tr)
        else:
            worlds.chart("contributions", outcome, tr)

    question.ask("contributions", "worlds", "both_worlds", draw, lambda: worlds.main_finding(outcome, tr), tr)
