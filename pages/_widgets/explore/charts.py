"""The linked charts, what they say of the part chosen in numbers, and its numbers to download."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from osteo_core.evaluation.linked.selected import Region, Selected, select
from osteo_core.figures.base.numbers import percent
from osteo_core.figures.linked.charts import linked_charts
from osteo_core.figures.linked.in_words import describe_linked, linked_table
from pages._widgets.explore import width as explore_width
from pages._widgets.explore.shown import Shown
from pages._widgets.shared import charts, language, parts, text
from pages._widgets.shared.language import Translator

# Wider than a phone only until the phone has told its width.
_STYLE = f"<style>.st-key-{explore_width.PLACE} {{ overflow-x: auto; }}</style>"


def show(shown: Shown, region: Region, width: int, tr: Translator) -> None:
    """The charts, and how to read them."""
    lang, dark = language.current(), charts.dark()
    selected = select(shown.cells, region)
    said = describe_linked(selected, shown.cells.n, shown.words, lang)
    made = shown.keep(
        ("charts", *shown.key, region, width, lang, dark),
        lambda: linked_charts(shown.cells, shown.drawn, shown.words, lang, width=width, dark=dark, start=region),
    )
    st.html(_STYLE)
    with st.container(key=explore_width.PLACE):
        # The tables go to this browser over its own connection, as the figures' numbers do on other pages: no file is put anywhere.
        st.vega_lite_chart(made.spec | {"datasets": dict(made.tables)}, width="content", theme="streamlit", alt=said, key="chart.explore")
    with st.popover(tr("pages.read"), type="tertiary"):
        st.markdown(tr("explore.read"))


def show_in_words(shown: Shown, region: Region, tr: Translator) -> None:
    """The part chosen in numbers as a sentence, as a file and as a table."""
    selected = select(shown.cells, region)
    st.markdown(f":small[{text.as_text(describe_linked(selected, shown.cells.n, shown.words, language.current()))}]")
    charts.numbers(linked_table(selected, shown.words), "explore.csv", tr, "numbers.explore")
    with st.expander(tr("explore.table")):
        _table(selected, shown, tr)


def _table(selected: Selected, shown: Shown, tr: Translator) -> None:
    """The groups of the part chosen in numbers."""
    rows = [
        {
            shown.words.group: shown.words.labels[int(row["group"])],
            tr("explore.chosen_of"): f"{int(row['n']):,} / {int(row['all']):,}",
            tr("explore.events_of"): f"{int(row['events']):,} / {int(row['known']):,}",
            tr("linked.axis.observed"): parts.NONE if pd.isna(row["observed"]) else percent(row["observed"]),
            tr("linked.axis.predicted"): parts.NONE if pd.isna(row["risk"]) else percent(row["risk"]),
        }
        for row in selected.by_group.to_dict("records")
    ]
    table = pd.DataFrame(rows).map(parts.literal)
    st.table(table.set_index(table.columns[0]))
