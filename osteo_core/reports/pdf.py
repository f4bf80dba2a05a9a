"""A document as a PDF: tagged (PDF/UA-1), in the shipped font alone, the same bytes for the same document and date.

Typst refuses to write PDF/UA-1 where a title, an alternative text or a glyph is missing. No validator of PDF/UA is at hand here; the tests
look at the tags, the language, the title and the alternative texts.
"""

from __future__ import annotations

import datetime
import json
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from osteo_core.released import reading
from osteo_core.reports import glyphs, pictures
from osteo_core.reports.document import Document
from osteo_core.translations import translate

if TYPE_CHECKING:
    import typst

REGIONS = {"en": "GB", "zh": "CN"}
_SIZES, _LARGE_SIZES = (9.0, 8.5, 8.0, 7.5, 7.0), (11.5, 11.0, 10.5, 10.0, 9.5, 9.0)
"""Points, largest first: a document is set in the largest in which it keeps to its pages, and in the last where it does not."""


def pdf(document: Document, date: datetime.date) -> bytes:
    """The document as PDF bytes; its date of making is `date`, midnight UTC.

    A character that the font lacks stands as its number, and a line at the end names it.
    """
    charts = {chart.name: pictures.svg(_shown(dict(chart.spec))) for chart in document.charts()}
    data = document.as_data()
    absent = glyphs.lacking([*glyphs.texts(data), *glyphs.texts([dict(chart.spec) for chart in document.charts()])])
    data = _shown(data)
    if absent:
        listed = translate("reports.lacking_glyphs", document.language, names=" ".join(f"U+{ord(c):04X}" for c in absent))
        data["parts"].append({"kind": "text", "look": "small", "text": listed})
    data |= {"font": glyphs.FONT, "region": REGIONS.get(document.language, "")}
    for size in _LARGE_SIZES if document.large else _SIZES:
        data["size"] = size
        if _pages(_compiler(data, charts)) <= document.most_pages:
            break
    moment = int(datetime.datetime.combine(date, datetime.time(), datetime.UTC).timestamp())
    made = _compiler(data, charts).compile(format="pdf", pdf_standards=["ua-1"], timestamp=moment)
    if not isinstance(made, bytes):
        raise TypeError(f"Typst gave {type(made).__name__} for a PDF")
    return made


def _shown(data: Any) -> Any:
    return glyphs.mapped(data, glyphs.named)


@cache
def _fonts() -> typst.Fonts:
    """The shipped fonts, read once."""
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(glyphs.FILES)])


def _compiler(data: dict[str, Any], charts: dict[str, bytes]) -> typst.Compiler:
    """Typst over files that are in memory only."""
    import typst

    template = glyphs.FILES / "report.typ"
    with reading(template):
        main = template.read_bytes()
    files = {"main": main, "data.json": json.dumps(data, ensure_ascii=False).encode()}
    files |= {f"chart-{name}.svg": drawn for name, drawn in charts.items()}
    # The package's own types know one file only; it takes several by name, the first of which is "main".
    return typst.Compiler(cast("Any", files), font_paths=_fonts())


def _pages(compiler: typst.Compiler) -> int:
    """How many pages the document has; the template says it."""
    return int(json.loads(compiler.query("<pages>", field="value", one=True)))
