"""The treatment rule set of the session: chosen once in the sidebar, none at first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages._widgets.shared import choice, language
from pages._widgets.shared.language import Translator

if TYPE_CHECKING:
    from osteo_core.scores.rules.decide import RuleSet

_KEY = "rule_set"


def show(tr: Translator) -> None:
    """The choice, with "none chosen" first: no country's rule is taken for granted."""
    from osteo_core.scores.rules import decide as rules

    sets = {rule.name: rule for rule in rules.rule_sets()}
    lang = language.current()
    choice.selectbox(
        tr("compare.rule_set.title"), [None, *sets], key=_KEY, persist_state="session", help=tr("compare.rule_set.help"),
        format_func=lambda name: tr("compare.rule_set.none") if name is None else sets[name].text("title", lang),
    )  # fmt: skip


def chosen() -> RuleSet | None:
    """The rule set chosen, None where none is."""
    from osteo_core.scores.rules import decide as rules

    name = st.session_state.get(_KEY)
    return next((rule for rule in rules.rule_sets() if rule.name == name), None)
