"""A table as the paper prints it, with more lines in each cell: ours, the difference with its size in words and shade, marks of the list.

Written as HTML: Streamlit's own table has one line a cell. It lies in a box that scrolls sideways where the screen is narrow, which the
keyboard can reach (a region with a name and a tab stop).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from osteo_core.translations import one_after_another
from pages._widgets.shared.language import Translator

# Shades over the page's own background, pale enough for its text in both themes; the word beside says the same.
_SHADES = {"close": "rgba(0,114,178,0.10)", "apart": "rgba(230,159,0,0.22)", "far": "rgba(213,94,0,0.34)"}
_STYLE = """<style>
.paper-grid { overflow-x: auto; margin-bottom: 0.5rem; }
.paper-grid:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
.paper-grid table { border-collapse: collapse; width: 100%; font-size: 0.875rem; }
.paper-grid :is(th, td) { border-bottom: 1px solid rgba(122,122,122,0.45); padding: 0.3rem 0.5rem; text-align: left; vertical-align: top; }
.paper-grid tbody th { font-weight: 600; min-width: 7rem; }
.paper-grid span { display: block; }
.paper-grid td { min-width: 6.5rem; }
.paper-grid .printed { font-size: 1rem; }
@media (max-width: 768px) { .paper-grid :is(th, td) { padding: 0.25rem; } .paper-grid tbody th { min-width: 5rem; } }
</style>"""


@dataclass(frozen=True)
class Cell:
    """The printed value, the lines below it, the size of the difference ("close", "apart", "far", or "" for none)."""

    printed: str
    lines: tuple[str, ...] = ()
    size: str = ""


@dataclass(frozen=True)
class Line:
    """One row: its name, the points of the list that touch it, its cells."""

    name: str
    cells: tuple[Cell, ...]
    marks: tuple[int, ...] = ()


def show(title: str, columns: Sequence[str], lines: Iterable[Line], tr: Translator) -> None:
    """The table under the name `title`; the first of `columns` names the rows."""
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    body = "".join(_row(line, tr) for line in lines)
    label = escape(tr("paper_tables.scroll", table=title), quote=True)
    st.html(
        f'{_STYLE}<div class="paper-grid" role="region" tabindex="0" aria-label="{label}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def legend(tr: Translator) -> None:
    """What the lines, shades and marks mean."""
    words = {
        size: f'<b style="background:{shade};padding:0 0.3rem">{escape(tr(f"paper_tables.size.{size}"))}</b>'
        for size, shade in _SHADES.items()
    }
    st.html(f"<p>{one_after_another(escape(tr('paper_tables.cell_printed')), tr('paper_tables.legend', **words))}</p>")


def _row(line: Line, tr: Translator) -> str:
    marks = "".join(f' <sup title="{escape(tr("contradictions.mark", n=n), quote=True)}">‡{n}</sup>' for n in line.marks)
    return f'<tr><th scope="row">{escape(line.name)}{marks}</th>{"".join(map(_cell, line.cells))}</tr>'


def _cell(cell: Cell) -> str:
    shade = f' style="background:{_SHADES[cell.size]}"' if cell.size else ""
    below = "".join(f"<span>{escape(text)}</span>" for text in cell.lines)
    return f'<td{shade}><span class="printed">{escape(cell.printed)}</span>{below}</td>'
