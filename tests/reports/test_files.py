"""The files: PDF/UA's tags and text, and HTML that asks for nothing, from the same document and with the same bytes each time.

No validator of PDF/UA is at hand: Typst refuses to write one without title, alternative texts and glyphs, and pypdf looks at the rest here.
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from pypdf import PdfReader

from osteo_core.reports import glyphs
from osteo_core.reports.answers import Answered
from osteo_core.reports.make import document, make
from osteo_core.translations import LANGUAGES, translate
from tests.reports.people import HOSTILE

DAY = datetime.date(2026, 11, 26)
LETTERS = re.compile(r"\s+")


def _read(found: Answered, reader: Any, language: str) -> PdfReader:
    return PdfReader(io.BytesIO(make(found, reader, language, "pdf", DAY)))


def _text(pdf: PdfReader) -> str:
    """All text, without blanks: where lines break is the layout's affair."""
    return LETTERS.sub("", "".join(page.extract_text() for page in pdf.pages))


def _tags(node: Any) -> Iterator[Any]:
    """Every element of the structure tree."""
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            yield from _tags(child)
    elif isinstance(node, dict):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from _tags(node["/K"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_clinicians_pdf(visits: Answered, language: str) -> None:
    pdf = _read(visits, "clinician", language)
    assert len(pdf.pages) <= 2
    root = pdf.trailer["/Root"]
    assert root["/Lang"] == {"en": "en-GB", "zh": "zh-CN"}[language]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata is not None
    assert pdf.metadata.title == translate("reports.clinician.title", language)
    assert b"pdfuaid:part>1<" in root["/Metadata"].get_data()
    tags = list(_tags(root["/StructTreeRoot"]))
    kinds = [str(tag["/S"]) for tag in tags]
    assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/L", "/LI", "/Figure"} <= set(kinds)
    laid_out = document(visits, "clinician", language, DAY)
    alternatives = [str(tag["/Alt"]) for tag in tags if str(tag["/S"]) == "/Figure"]
    assert alternatives == [glyphs.named(chart.alt) for chart in laid_out.charts()]
    # Everything that the document says can be selected in the PDF, the hostile label as it stands.
    said = [LETTERS.sub("", glyphs.named(text)) for text in _shown(laid_out.as_data()["parts"])]
    text = _text(pdf)
    assert [sentence for sentence in said if sentence not in text] == []
    assert LETTERS.sub("", glyphs.named(HOSTILE)) in text
    assert "U+5586" in text


def _shown(parts: list[dict[str, Any]]) -> Iterator[str]:
    """Texts that stand on one line or in one cell; paragraphs may be cut by the end of a page."""
    for part in parts:
        if part["kind"] == "heading":
            yield part["text"]
        if part["kind"] == "numbers":
            yield from glyphs.texts(part["numbers"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_patients_pdf_is_one_page(visits: Answered, few_fields: Answered, language: str) -> None:
    for found in (visits, few_fields):
        pdf = _read(found, "patient", language)
        assert len(pdf.pages) == 1
        assert LETTERS.sub("", translate("reports.leaflet.ask.again", language)) in _text(pdf)
        tags = list(_tags(pdf.trailer["/Root"]["/StructTreeRoot"]))
        assert sum(str(tag["/S"]) == "/Figure" and "/Alt" in tag for tag in tags) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_record_with_everything_has_two_pages(everything: Answered, language: str) -> None:
    assert len(_read(everything, "clinician", language).pages) == 2


@pytest.mark.parametrize("kind", ["pdf", "html"])
def test_the_same_record_and_date_give_the_same_bytes(visits: Answered, kind: Any) -> None:
    first = make(visits, "patient", "zh", kind, DAY)
    assert make(visits, "patient", "zh", kind, DAY) == first
    assert make(visits, "patient", "zh", kind, datetime.date(2026, 11, 27)) != first
    assert len(first) <= 1_000_000


class _Elements(HTMLParser):
    """Every element with its attributes, and the text outside scripts and styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text, self._in = "", ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._in = tag

    def handle_endtag(self, tag: str) -> None:
        self._in = ""

    def handle_data(self, data: str) -> None:
        if self._in not in ("script", "style"):
            self.text += data


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reader", ["clinician", "patient"])
def test_the_html_is_whole_in_itself(visits: Answered, reader: Any, language: str) -> None:
    page = make(visits, reader, language, "html", DAY).decode()
    laid_out = document(visits, reader, language, DAY)
    read = _Elements(page)
    assert len(page.encode()) <= 990_000
    assert read.elements[0] == ("html", {"lang": {"en": "en", "zh": "zh-CN"}[language]})
    addresses = [
        v for _, attributes in read.elements for name, v in attributes.items() if name in ("src", "href", "action", "data", "srcset")
    ]
    assert all(str(address).startswith("data:image/svg+xml;charset=utf-8,") for address in addresses)
    assert sum(tag == "script" for tag, _ in read.elements) == len(laid_out.charts()) + 2
    assert [attributes["alt"] for tag, attributes in read.elements if tag == "img"] == [chart.alt for chart in laid_out.charts()]
    assert HOSTILE in read.text
    assert "b" not in {tag for tag, attributes in read.elements if attributes}
    for text in glyphs.texts([part for part in laid_out.as_data()["parts"] if part["kind"] in ("heading", "text", "table", "points")]):
        assert text in ("heading", "text", "table", "points", "plain", "small", "strong") or text in read.text
