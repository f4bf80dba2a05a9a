"""The treatment rule set of the session, chosen on the patient's first card; at first that of the browser's country, where there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages._widgets.shared import choice, language
from pages._widgets.shared.language import Translator

if TYPE_CHECKING:
    from osteo_core.scores.rules.decide import RuleSet

_KEY = "rule_set"


_OF_COUNTRY = {"US": "bhof_2022", "CN": "china_2022", "GB": "nogg_illustration"}
_OF_LANGUAGE = {"zh": "china_2022"}


def show(tr: Translator) -> None:
    """The choice, "none chosen" among it."""
    from osteo_core.scores.rules import decide as rules

    _start()
    sets = {rule.name: rule for rule in rules.rule_sets()}
    lang = language.current()
    choice.selectbox(
        tr("compare.rule_set.title"), [None, *sets], key=_KEY, persist_state="session", help=tr("compare.rule_set.help"),
        format_func=lambda name: tr("compare.rule_set.none") if name is None else sets[name].text("title", lang),
        on_change=st.rerun,  # also where it stands in a part of the page that is drawn alone: more than that depends on it
    )  # fmt: skip


def chosen() -> RuleSet | None:
    """The rule set chosen, None where none is."""
    from osteo_core.scores.rules import decide as rules

    _start()
    name = st.session_state[_KEY]
    return next((rule for rule in rules.rule_sets() if rule.name == name), None)


def _start() -> None:
    """Of a new session: the rule set of the country that the browser names, else of a language spoken in one country; else none."""
    if _KEY in st.session_state:
        return
    spoken, _, country = (st.context.locale or "").replace("_", "-").partition("-")
    st.session_state[_KEY] = _OF_COUNTRY.get(country.rpartition("-")[2].upper(), _OF_LANGUAGE.get(spoken.lower()))
