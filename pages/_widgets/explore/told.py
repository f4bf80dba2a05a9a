"""Who the people are, whether they exist, and what is not known of them."""

from __future__ import annotations

import streamlit as st

from osteo_core.evaluation.linked.cells import MOST_DRAWN
from osteo_core.translations import one_after_another
from pages._widgets.explore.choose import page_of
from pages._widgets.explore.shown import Shown
from pages._widgets.shared import text
from pages._widgets.shared.language import Translator


def who(shown: Shown, tr: Translator) -> None:
    """Whose people, how many, what they lack, who was left out, and in which steps they are counted."""
    missing, cells = shown.people.missing, shown.cells
    page = {"page": tr(f"pages.nav.{page_of(shown.name)}")} if shown.kind == "own" else {}
    source = tr(f"explore.who.{shown.name}", **page)
    lacking = tr("explore.missing", **{name: f"{count:,}" for name, count in missing.items()}) if any(missing.values()) else ""
    number = tr("explore.n" if lacking else "explore.n_complete", n=f"{cells.n:,}")
    st.markdown(one_after_another(tr(f"explore.kind.{shown.kind}"), source, number, lacking))
    drawable = int((shown.cells.table[["age", "t"]].notna().all(axis=1) * shown.cells.table["n"]).sum())
    if drawable > MOST_DRAWN:
        st.markdown(f":small[{tr('explore.drawn', n=f'{MOST_DRAWN:,}', of=f'{drawable:,}')}]")
    if cells.age_step:
        st.markdown(f":small[{tr('explore.steps', age=f'{cells.age_step:g}', t=f'{cells.t_step:g}', all=f'{cells.n:,}')}]")
    if shown.people.weight is not None:
        st.markdown(f":small[{tr('explore.weighted')}]")
    if shown.refused:
        with st.expander(tr("explore.refused", n=f"{shown.refused:,}")):
            st.markdown(text.listed(shown.problems))
