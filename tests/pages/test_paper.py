"""The paper page: every table in both languages, each with what is printed, ours and what they say of one another."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from osteo_core.paper.contradictions import NUMBERS
from osteo_core.paper.printed import printed_table
from osteo_core.stored import files as shipped_files
from osteo_core.translations import LANGUAGES, translate
from tests.pages.opened import opened

PARTS = ("one", "two", "three", "four", "figure2")


def _page(language: str) -> AppTest:
    return opened("paper", language)


def _grids(app: AppTest) -> list[str]:
    return [html.proto.body for html in app.get("html") if 'class="paper-grid"' in html.proto.body]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_is_there_in_order(language: str) -> None:
    app = _page(language)
    assert not app.exception
    assert [title.value for title in app.title] == [translate("paper_tables.title", language)]
    headers = [translate(f"paper_tables.{part}.title", language) for part in PARTS]
    assert [header.value for header in app.header] == [*headers, translate("contradictions.title", language)]
    alts = [chart.proto.alt for chart in app.get("plotly_chart")]
    assert len(alts) >= 2
    assert all(len(alt) > 15 for alt in alts)
    points = app.table[-1].value
    assert list(points.index) == [str(n) for n in NUMBERS]
    assert not any("nan" in cell.lower() for cell in points.to_numpy().ravel())


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_printed_number_of_tables_1_2_and_4_stands_in_its_grid(language: str) -> None:
    one, two, four = _grids(_page(language))
    assert all(cell.replace("±", " ± ") in one for cell in printed_table("table1_baseline").query("kind.str.startswith('mean')")["normal"])
    assert all(f"{auc:.3f}" in two for auc in printed_table("table2_performance")["auc"])
    assert all(f"{auc:.3f}" in four for auc in printed_table("table4_subgroups")["auc"])
    assert translate("paper_tables.reason.outcome_itself", language) in four
    for grid in (one, two, four):
        assert 'tabindex="0"' in grid
        assert "nan" not in grid
        assert any(translate(f"paper_tables.size.{size}", language) in grid for size in ("close", "apart", "far"))


def test_without_the_shipped_figures_the_printed_ones_and_the_list_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import streamlit as st

    monkeypatch.setattr(shipped_files, "EVALUATION", tmp_path)
    st.cache_data.clear()
    app = _page("en")
    st.cache_data.clear()
    assert not app.exception
    assert app.warning
    assert len(_grids(app)) == 1
    assert list(app.table[-1].value.index) == [str(n) for n in NUMBERS]
