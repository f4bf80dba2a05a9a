"""What a report says, in order, as parts that know neither PDF nor HTML; both writers lay out the same parts.

Texts are plain: nothing in them is markup, whatever signs they hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, ClassVar, Literal, TypeAlias


@dataclass(frozen=True)
class Heading:
    """A section begins."""

    text: str
    kind: ClassVar[str] = "heading"


@dataclass(frozen=True)
class Text:
    """A paragraph; `look` is "plain", "small" (print that qualifies) or "strong"."""

    text: str
    look: Literal["plain", "small", "strong"] = "plain"
    kind: ClassVar[str] = "text"


@dataclass(frozen=True)
class Points:
    """A list; each point is a lead in bold, which may be empty, and what follows it."""

    points: tuple[tuple[str, str], ...]
    kind: ClassVar[str] = "points"


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows of cells under a head; `widths` are shares of the line, `numbers` the columns set to the right."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    numbers: tuple[int, ...] = ()
    small: bool = False
    kind: ClassVar[str] = "table"


@dataclass(frozen=True)
class Numbers:
    """A row of large numbers, each with what it is over it and a line of detail under it."""

    numbers: tuple[tuple[str, str, str], ...]
    kind: ClassVar[str] = "numbers"


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A chart: its name in this document, its Vega-Lite specification, and the sentence for those who do not see it.

    `share` is the part of its place's width that it takes in print.
    """

    name: str
    alt: str
    spec: Mapping[str, Any]
    share: float = 1.0
    kind: ClassVar[str] = "chart"


@dataclass(frozen=True, kw_only=True)
class Beside:
    """Two columns; `share` is the left one's part of the line."""

    left: tuple[Part, ...]
    right: tuple[Part, ...]
    share: float = 0.5
    kind: ClassVar[str] = "beside"


Part: TypeAlias = "Heading | Text | Points | Table | Numbers | Chart | Beside"


@dataclass(frozen=True, kw_only=True)
class Document:
    """A whole report.

    Attributes:
        language: of its texts, "en" or "zh".
        facts: (what, value) under the title: who, when.
        notice: what every page says of its standing.
        footer: the short line at the foot of each page; `page` counts it ("Page {page} of {pages}").
        most_pages: it is set smaller, within reason, until it fits.
    """

    language: str
    title: str
    subject: str
    facts: tuple[tuple[str, str], ...]
    notice: str
    footer: str
    page: str
    most_pages: int
    large: bool
    parts: tuple[Part, ...]

    def charts(self) -> tuple[Chart, ...]:
        """Every chart, in order."""
        return tuple(part for part in _flat(self.parts) if isinstance(part, Chart))

    def as_data(self) -> dict[str, Any]:
        """Plain dicts and lists for the writers, each part with its kind; the charts' specifications are left out."""
        data = asdict(replace(self, parts=()))
        return data | {"parts": [_data(part) for part in self.parts]}


def _flat(parts: tuple[Part, ...]) -> Iterator[Part]:
    for part in parts:
        if isinstance(part, Beside):
            yield from _flat(part.left)
            yield from _flat(part.right)
        else:
            yield part


def _data(part: Part) -> dict[str, Any]:
    if isinstance(part, Beside):
        columns = {name: [_data(inner) for inner in getattr(part, name)] for name in ("left", "right")}
        return {"kind": part.kind, "share": part.share, **columns}
    if isinstance(part, Chart):
        return {"kind": part.kind, "name": part.name, "alt": part.alt, "share": part.share}
    return {"kind": part.kind, **asdict(part)}
