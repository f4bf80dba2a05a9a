"""A chart of a page of review, kept where what is computed of its people is kept."""

from __future__ import annotations

from collections.abc import Hashable

from pages._widgets.review.people import Reviewed
from pages._widgets.shared import charts, language, parts
from pages._widgets.shared.language import Translator


def chart(reviewed: Reviewed, name: str, draw: parts.Draw, read: str, tr: Translator, *more: Hashable) -> None:
    """As `parts.chart`; `more` is what the chart depends on besides the people, language and theme."""
    lang, dark = language.current(), charts.dark()
    made = reviewed.kept(f"chart.{name}", lambda: draw(lang, dark), lang, dark, *more)
    parts.drawn(f"{reviewed.page}.{name}", made, read, tr)
