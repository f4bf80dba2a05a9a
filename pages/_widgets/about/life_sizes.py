"""How the gap to the best possible answer shrinks with the number of people: what the number of virtual people was chosen by."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from osteo_core.errors import ArtifactError
from osteo_core.figures.evaluation.gap_by_people import describe_gap_by_people, gap_by_people, question
from osteo_core.stored.life_sizes import gaps, measured
from pages._widgets.shared import parts, text
from pages._widgets.shared.language import Translator


@st.cache_data(show_spinner=False)
def _gaps() -> pd.DataFrame:
    return gaps(measured())


def show(tr: Translator, lang: str) -> None:
    """A sentence, the chart and its numbers."""
    st.markdown(tr("life_sizes.intro"))
    try:
        found = _gaps()
    except ArtifactError as error:
        st.error(text.reason(error))
        return

    def draw(language: str, dark: bool) -> parts.Chart:
        return gap_by_people(found, language, dark=dark), describe_gap_by_people(found, language), found

    parts.chart("about.life-sizes", (), draw, tr("life_sizes.read"), tr)
    rows = []
    for people, networks in sorted(set(zip(found["people"].tolist(), found["networks"].tolist(), strict=True))):
        part = found[(found["people"] == people) & (found["networks"] == networks)]
        row = {tr("life_sizes.learned"): tr("life_sizes.row_together" if networks > 1 else "life_sizes.row", n=f"{people:,}", k=networks)}
        for _, one in part.iterrows():
            row[question(one["data"], one["outcome"], lang)] = f"{one['gap']:.4f}"
        rows.append(row)
    parts.table(rows, found, "about.life-sizes-table", tr)
