"""A mapping as it is held: small, exact, and the same for a suggestion, a file and a ready-made one."""

from __future__ import annotations

from collections.abc import Mapping as Table
from dataclasses import dataclass, field, replace
from typing import Literal

from osteo_core.patients.tables.header import PASS_THROUGH

FORMAT = 1
"""Version of the document. A reader refuses a newer one."""

Rule = Literal["first", "any", "lowest", "highest", "age_between"]
RULES: tuple[Rule, ...] = ("first", "any", "lowest", "highest", "age_between")
"""How several columns make one field: the first that is known; yes if any is (and of sets all together); the lowest or highest number;
the whole years between two dates (birth, examination)."""

OUTCOMES = tuple(sorted(PASS_THROUGH - {"id", "source", "volume_seed", "series_seed"}))
"""Columns beside the catalogue's fields that the project's tables may carry."""


@dataclass(frozen=True, kw_only=True)
class SourceColumn:
    """One column that a field is read from.

    `unit` is one of the field's units; `values` cell -> catalogue value ("yes", "no" of a binary field); `other` is the value of cells
    that are in neither `values` nor `missing`; `missing` are cells that hold nothing. `counted`, `effect`, `noneffect` and `frequency`
    are a SNP's: the allele that the column counts, the two of the panel, and the effect allele's frequency in these people.
    """

    column: str
    unit: str | None = None
    values: Table[str, str] = field(default_factory=dict)
    other: str | None = None
    missing: tuple[str, ...] = ()
    counted: str | None = None
    effect: str | None = None
    noneffect: str | None = None
    frequency: float | None = None


@dataclass(frozen=True, kw_only=True)
class FieldMapping:
    """How one field (or outcome) is made: its sources, and the rule where there are several."""

    target: str
    sources: tuple[SourceColumn, ...]
    rule: Rule = "first"
    confidence: float | None = None
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """The whole mapping.

    `identity` and `visit` name the columns of the person's id and of the date of the examination, `visit_order` how its dates are written
    (ymd, dmy, mdy). `constants` are the same for everybody. `keep` are columns carried along as they stand, to group by. `accepted` are
    the findings ("kind:field") that were decided. `reading` is how the file was read: encoding, separator, sheet.
    """

    name: str = ""
    note: str = ""
    identity: str | None = None
    visit: str | None = None
    visit_order: str | None = None
    constants: Table[str, str] = field(default_factory=dict)
    fields: tuple[FieldMapping, ...] = ()
    keep: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()
    reading: Table[str, str] = field(default_factory=dict)

    @property
    def by_target(self) -> dict[str, FieldMapping]:
        """The fields by what they make."""
        return {each.target: each for each in self.fields}

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that is read."""
        named = [source.column for each in self.fields for source in each.sources]
        return tuple(dict.fromkeys([*(name for name in (self.identity, self.visit) if name), *named, *self.keep]))

    def without(self, *targets: str) -> Mapping:
        """The mapping without some of its fields."""
        return replace(self, fields=tuple(each for each in self.fields if each.target not in targets))
