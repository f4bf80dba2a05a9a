"""What was found about a column before any row is judged: what it is, how many rows have it, and what to do."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, Literal

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import Problem
from osteo_core.translations import translate

Default = Literal["none", "leave_out", "hold_back", "missing", "first_row", "rows_refused", "never"]
"""What `--accept` does: nothing needs doing; the field is left out; the field stays in the
mapping, but is not written as long as something is lacking; those cells are missing; the first row of a person is kept; the rows
are refused one by one. "never": a unit or meaning is open, and only a mapping can say it."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One finding. `fields` are what its default leaves out; `share` is that of rows or cells, None where none can be said.

    `column` and `cells`: where the default is "missing", which cells of which column would be.

    `decision`: whether somebody has to decide before people are written.
    """

    kind: str
    field: str
    params: dict[str, Any] = dataclasses.field(default_factory=dict)
    share: float | None = None
    default: Default = "none"
    fields: tuple[str, ...] = ()
    column: str | None = None
    cells: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """How a mapping's `accepted` names it."""
        return f"{self.kind}:{self.field}"

    @property
    def decision(self) -> bool:
        """Whether it stops the import until it is decided."""
        return self.default != "none"

    def text(self, language: str = "en") -> str:
        """What was found, and what is done by default."""
        said = Problem("", f"imports.finding.{self.kind}", self._params(language)).sentence(language)
        done = Problem("", f"imports.default.{self.default}", self._params(language)).sentence(language)
        return f"{said} {done}" if self.decision else said

    def _params(self, language: str) -> dict[str, Any]:
        share = {} if self.share is None else {"percent": f"{100 * self.share:.1f}"}
        named = [_named(name, language) for name in self.fields or (self.field,)]
        return {"field": _named(self.field, language), "fields": ", ".join(named), **share, **self.params}


def _named(name: str, language: str) -> str:
    """A field as a reader knows it, with the name by which a mapping has it."""
    if name not in CATALOGUE:
        return name
    return translate("imports.named", language, label=CATALOGUE[name].label_in(language), name=name)
