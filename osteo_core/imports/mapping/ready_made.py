"""Ready-made mappings: known layouts, recognised by their columns, made into a mapping of the columns that a table has.

Each is a TOML document like any mapping, and beside that says how its layout is recognised (`recognise`: columns that must be there;
`kind`: the kind of file) and how its columns are named (`naming`). A `*` in a column's name stands for anything.
"""

from __future__ import annotations

import fnmatch
import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from osteo_core.imports.mapping.document import FieldMapping, Mapping, SourceColumn
from osteo_core.imports.mapping.toml_reading import read_mapping

_FOLDER = Path(__file__).parent / "ready_made"
_OWN_KEYS = ("recognise", "naming", "kind")
_UKB = re.compile(r"(?:participant\.)?(?:p|f\.|x|f_)?(\d{2,6})(?:[-._](?:i)?(\d+))?(?:[._](?:a)?(\d+))?", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class ReadyMade:
    """One ready-made mapping, before it meets a table."""

    name: str
    mapping: Mapping
    recognise: tuple[str, ...]
    naming: str | None
    kind: str | None

    def fits(self, header: Sequence[str], kind: str) -> bool:
        """Whether a table has this layout."""
        if self.kind is not None:
            return kind == self.kind
        known = set(self.names(header))
        return all(fnmatch.filter(known, column) for column in self.recognise)

    def names(self, header: Sequence[str]) -> list[str]:
        """The header in the layout's own naming."""
        return [_NAMINGS[self.naming](name) for name in header] if self.naming else list(header)

    def of(self, header: Sequence[str]) -> Mapping:
        """The mapping of a table with this header: without the fields of which it has no column."""
        places: dict[str, str] = {}
        for name, plain in zip(header, self.names(header), strict=True):
            places.setdefault(plain, name)
        fields = [found for each in self.mapping.fields if (found := _resolved(each, places)) is not None]
        return replace(
            self.mapping,
            identity=places.get(self.mapping.identity or ""),
            visit=places.get(self.mapping.visit or ""),
            fields=tuple(fields),
        )


def _ukb(name: str) -> str:
    """A UK Biobank column as p<field>_i<instance>_a<array>, whichever of its four forms it has."""
    if name.casefold().removeprefix("participant.").removeprefix("f.") == "eid":
        return "eid"
    found = _UKB.fullmatch(name)
    return name if found is None else f"p{found[1]}_i{found[2] or 0}_a{found[3] or 0}"


_NAMINGS: dict[str | None, Callable[[str], str]] = {"ukb": _ukb, "capitals": str.upper}


def _resolved(each: FieldMapping, places: dict[str, str]) -> FieldMapping | None:
    sources: list[SourceColumn] = []
    for source in each.sources:
        columns = fnmatch.filter(places, source.column) if "*" in source.column else [source.column] if source.column in places else []
        sources += [replace(source, column=places[column]) for column in columns]
    if not sources or (each.rule == "age_between" and len(sources) < 2):
        return None
    return replace(each, sources=tuple(sources), confidence=1.0)


@cache
def ready_made() -> dict[str, ReadyMade]:
    """Every ready-made mapping by its name."""
    found = {}
    for path in sorted(_FOLDER.glob("*.toml")):
        document = path.read_text(encoding="utf-8")
        own = {key: value for key, value in tomllib.loads(document).items() if key in _OWN_KEYS}
        lines = [line for line in document.splitlines() if line.partition("=")[0].strip() not in _OWN_KEYS]
        found[path.stem] = ReadyMade(
            name=path.stem,
            mapping=read_mapping("\n".join(lines).encode(), path.name),
            recognise=tuple(own.get("recognise", ())),
            naming=own.get("naming"),
            kind=own.get("kind"),
        )
    return found


def recognised(header: Sequence[str], kind: str) -> ReadyMade | None:
    """The ready-made mapping of a table's layout; None for one that is not known."""
    return next((each for each in ready_made().values() if each.fits(header, kind)), None)
