"""The checklist as tables, one a section, each with links to the pages that it names."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import streamlit as st

from osteo_core.paper.tripod_ai import SECTIONS, STATUSES, Item, items
from pages._widgets.shared import charts
from pages._widgets.shared.language import Translator

COLUMNS = ("item", "asks", "status", "answer", "where")


def counts(tr: Translator) -> str:
    """How many parts are in which state, in one sentence."""
    of = Counter(item.status for item in items())
    told = (tr("checklist.count", status=tr(f"checklist.status.{status}"), n=of[status]) for status in STATUSES)
    return tr("checklist.counts", parts=tr("figures.list_separator").join(told))


def show(tr: Translator) -> None:
    """Every section, then everything to download."""
    for section in SECTIONS:
        _section(section, tr)
    charts.numbers(table(items(), tr), "tripod-ai.csv", tr, "numbers.checklist")


def _section(section: str, tr: Translator) -> None:
    chosen = [item for item in items() if item.section == section]
    st.header(tr(f"checklist.section.{section}"))
    shown = table(chosen, tr)
    shown["item"] = [f"**{n}** {topic}" for n, topic in shown["item"].str.split(" ", n=1)]
    # Where a narrow cell may break a path: behind each slash and underscore. The underscore is escaped, or it would set words in italics.
    shown["where"] = shown["where"].str.replace("/", "/\N{ZERO WIDTH SPACE}").str.replace("_", "\\_\N{ZERO WIDTH SPACE}")
    st.table(shown.rename(columns={name: tr(f"checklist.column.{name}") for name in COLUMNS}).set_index(tr("checklist.column.item")))
    pages = dict.fromkeys(page for item in chosen for page in item.pages)
    if pages:
        with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"checklist-{section}"):
            st.markdown(tr("checklist.pages"), width="content")
            for page in pages:
                st.page_link(f"pages/{page}.py", label=tr(f"pages.nav.{page}"), width="content")


def table(chosen: list[Item] | tuple[Item, ...], tr: Translator) -> pd.DataFrame:
    """One row a part, in words."""
    rows = [
        {
            "item": f"{item.n} {tr(f'checklist.item.{item.n}.topic')}", "asks": tr(f"checklist.item.{item.n}.asks"),
            "status": tr(f"checklist.status.{item.status}"), "answer": tr(f"checklist.item.{item.n}.answer"), "where": _where(item, tr),
        }
        for item in chosen
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _where(item: Item, tr: Translator) -> str:
    return tr("figures.list_separator").join([*(tr(f"pages.nav.{page}") for page in item.pages), *item.files]) or "–"
