"""Which missing test could change a decision: one bar a test, the best on top."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from osteo_core.catalogue import CATALOGUE
from osteo_core.figures.base.colours import MODALITY_COLOURS, finish, ours, quiet_layout
from osteo_core.figures.base.drawing import Drawing
from osteo_core.translations import translate

COLUMNS = ("modality", "p_change", "gain_per_1000", "low", "high")


def next_test_chart(tests: pd.DataFrame, language: str = "en", *, dark: bool = False) -> Drawing:
    """Bars of the chance (0..1) of another decision, the numbers behind them; `tests` has COLUMNS, the best first."""
    ranked = tests.iloc[::-1]
    texts = [_numbers(row, language) for row in ranked.itertuples()]
    figure = Drawing()
    figure.add_bar(
        x=[100 * value for value in ranked["p_change"]], y=_labels(ranked["modality"], language), orientation="h", text=texts,
        textposition="outside", cliponaxis=False, hoverinfo="y+text", hovertext=texts, showlegend=False,
        marker={"color": [MODALITY_COLOURS[name] for name in ranked["modality"]], "line": {"color": ours(dark), "width": 0.5}},
    )  # fmt: skip
    figure.update_layout(
        quiet_layout(60 + 40 * len(ranked)),
        bargap=0.5,
        margin={"l": 8, "r": 12, "t": 8, "b": 8},
        xaxis={"range": [0, 160], "tickvals": [0, 25, 50, 75, 100], "ticksuffix": " %", "fixedrange": True, "zeroline": False},
        yaxis={"automargin": True, "fixedrange": True, "showgrid": False},
    )
    return finish(figure, dark)


def describe_next_test(tests: pd.DataFrame, language: str = "en") -> str:
    """One sentence: each test with its numbers, the best first."""
    parts = [
        f"{label} {_numbers(row, language)}" for label, row in zip(_labels(tests["modality"], language), tests.itertuples(), strict=True)
    ]
    return translate("figures.next_test.alt", language, parts=translate("figures.list_separator", language).join(parts))


def next_test_table(tests: pd.DataFrame, language: str = "en") -> pd.DataFrame:
    """COLUMNS with the modality's label beside its key."""
    table = tests.copy()
    table.insert(1, "label", _labels(tests["modality"], language))
    return table


def _labels(modalities: Iterable[str], language: str) -> list[str]:
    return [CATALOGUE.modality_label(name, language) for name in modalities]


def _numbers(row: object, language: str) -> str:
    values = {name: getattr(row, name) for name in COLUMNS[1:]}
    return translate(
        "figures.next_test.numbers", language, change=f"{100 * values['p_change']:.0f} %", gain=f"{values['gain_per_1000']:.1f}"
    )
