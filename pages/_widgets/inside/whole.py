"""The whole network on one screen: at the start as a map, at the end with every stage's shapes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from osteo_core.explanation.trace_stages import shape_text, stages_of
from osteo_core.figures.base.numbers import log_odds_to_probability, percent
from osteo_core.figures.network.network_map import describe_network_map, network_map, network_map_table
from pages._widgets.inside import trace as inside_trace
from pages._widgets.shared import charts, choice, language, parts, question
from pages._widgets.shared.language import Translator

if TYPE_CHECKING:
    from osteo_core.explanation.trace_parts import Trace

_KEY = "inside.stage"


def start(found: Trace, tr: Translator) -> None:
    """The map under its question."""
    given = found.inputs
    counts = {"of": len(given.values), "measured": int(given.observed.sum()), "filled": int(given.imputed.sum())}
    question.ask(
        "inside", "map", inside_trace.whose(), lambda _told: _map("map", found, None, tr),
        lambda: tr("inside.answer_of.map", **counts, n=int(found.fusion.present.sum())), tr,
    )  # fmt: skip


def end(found: Trace, tr: Translator) -> None:
    """Every stage in a table beside the map, the chosen one standing out."""
    stages = stages_of(found)
    left, right = st.columns(2, gap="medium")
    with left:
        keys = [stage.key for stage in stages]
        if st.session_state.get(_KEY) not in keys:
            st.session_state[_KEY] = "attention"
        choice.selectbox(tr("inside.stage"), keys, format_func=lambda k: tr(f"inside.title_of.{k}"), key=_KEY, persist_state="session")
        _map("whole", found, str(st.session_state[_KEY]), tr)
    with right:
        rows = [
            {
                tr("inside.stage"): tr(f"inside.stages.{stage.key}"),
                tr("inside.enters"): shape_text(stage.shapes[0]) if stage.run else tr("inside.not_measured"),
                tr("inside.between"): " → ".join(map(shape_text, stage.shapes[1:-1])) or parts.NONE,
                tr("inside.leaves"): shape_text(stage.shapes[-1]) if stage.run else "0",
            }
            for stage in stages
        ]
        parts.table(rows, network_map_table(stages), "inside.stages", tr)
        ensemble = found.ensemble
        ends = {name: percent(log_odds_to_probability(float(ensemble.log_odds[k]))) for name, k in (("osteoporosis", 2), ("fracture", 3))}
        st.markdown(tr("inside.arrives", **ends))
        st.markdown(f":small[{tr(f'inside.{inside_trace.whose()}')}]")


def _map(name: str, found: Trace, highlight: str | None, tr: Translator) -> None:
    stages, lang = stages_of(found), language.current()
    made = (
        network_map(stages, lang, highlight=highlight, dark=charts.dark()), describe_network_map(stages, lang), network_map_table(stages),
    )  # fmt: skip
    parts.drawn(f"inside.{name}", made, tr("inside.read.map"), tr)
