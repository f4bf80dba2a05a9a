"""A suggested mapping as a table to be edited, a row a column, and the mapping that the edited table is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from osteo_core.catalogue import Feature
from osteo_core.catalogue.synonyms import unit_key
from osteo_core.errors import InvalidInput, Problem
from osteo_core.imports.mapping.document import FieldMapping, Mapping, Rule, SourceColumn
from osteo_core.imports.planning import Plan
from osteo_core.imports.suggestion.codes import choose_codes
from osteo_core.imports.suggestion.dates import forms, order_of
from osteo_core.imports.suggestion.headers import read_header
from osteo_core.imports.suggestion.profiles import Profile
from osteo_core.imports.suggestion.units import choose_unit
from osteo_core.patients.tables.header import table_features

ID, VISIT, KEEP = "id", "first_visit", "keep"
OWN = (ID, VISIT, KEEP)
"""What a column may be beside a field: the person's id, the date, a group that is carried along."""

_EXAMPLES = 4


@dataclass(frozen=True, kw_only=True)
class Row:
    """One column of the table: its name, example cells, and what it becomes ("" for nothing); codes as "1 = male; 2 = female"."""

    column: str
    examples: str
    target: str = ""
    unit: str = ""
    codes: str = ""


def rows_of(found: Plan) -> list[Row]:
    """A row for each column, in the table's order, as the mapping has it. A column of two fields is shown with the first."""
    used: dict[str, tuple[str, SourceColumn]] = {}
    for each in found.mapping.fields:
        # Of the two dates that make an age the visit's stays what it is; the date of birth is shown as the age.
        for source in each.sources[:1] if each.rule == "age_between" else each.sources:
            used.setdefault(source.column, (each.target, source))
    rows = []
    for profile in found.sampled.profiles:
        known = used.get(profile.name)
        target = "" if known is None else known[0]
        read = None if known is None else known[1]
        own = {found.mapping.identity: ID, found.mapping.visit: VISIT} | dict.fromkeys(found.mapping.keep, KEEP)
        rows.append(
            Row(
                column=profile.name,
                examples=", ".join(list(profile.texts)[:_EXAMPLES]),
                target=target or own.get(profile.name, ""),
                unit=(read.unit or "") if read else "",
                codes=codes_text(read) if read else "",
            )
        )
    return rows


def codes_text(source: SourceColumn) -> str:
    """The codes of a column as they are shown and typed."""
    return "; ".join(f"{cell} = {value}" for cell, value in source.values.items())


def edited(found: Plan, rows: Iterable[Row], constants: dict[str, str]) -> Mapping:
    """The mapping that an edited table is; what was not changed stays as it was, with its reason.

    Raises:
        InvalidInput: a unit that the field does not come in, codes that cannot be read, two columns as the id. All are named.
    """
    before = {row.column: row for row in rows_of(found)}
    kept = {(source.column, each.target): (each, source) for each in found.mapping.fields for source in each.sources}
    made: dict[str, list[tuple[FieldMapping | None, SourceColumn]]] = {}
    problems: list[Problem] = []
    own: dict[str, list[str]] = {name: [] for name in OWN}
    for row in rows:
        if row.target in OWN:
            own[row.target].append(row.column)
        elif row.target:
            known = kept.get((row.column, row.target))
            if known is not None and row == before[row.column]:
                made.setdefault(row.target, []).append(known)
                continue
            if row.target == "age" and _are_dates(found.sampled[row.column]):
                made.setdefault("age", []).append((None, SourceColumn(column=row.column)))
                continue
            try:
                source = _source(found.sampled[row.column], table_features()[row.target], row)
            except InvalidInput as refused:
                problems += refused.problems
                continue
            made.setdefault(row.target, []).append((None, source))
    problems += [Problem(name, "your_data.twice", {"columns": ", ".join(own[name])}) for name in (ID, VISIT) if len(own[name]) > 1]
    order_of_visit = _visit_order(found, own[VISIT][0]) if own[VISIT] else None
    if own[VISIT] and order_of_visit is None:
        problems.append(Problem(own[VISIT][0], "your_data.no_date_order"))
    born = next((source.column for _, source in made.get("age", ()) if _are_dates(found.sampled[source.column])), None)
    if born is not None and not own[VISIT]:
        problems.append(Problem(born, "your_data.no_visit"))
    if problems:
        raise InvalidInput(problems)
    kept_age = [each for each in found.mapping.fields if each.rule == "age_between"]
    fields = [
        _age(born, own[VISIT][0], kept_age) if target == "age" and born else _field(target, sources) for target, sources in made.items()
    ]
    order = list(table_features())
    return replace(
        found.mapping,
        identity=next(iter(own[ID]), None),
        visit=next(iter(own[VISIT]), None),
        visit_order=order_of_visit,
        keep=tuple(own[KEEP]),
        constants=constants,
        fields=tuple(sorted(fields, key=lambda each: order.index(each.target) if each.target in order else len(order))),
    )


def _are_dates(profile: Profile) -> bool:
    """Whether a column holds dates, as one of birth does, and no ages."""
    found = forms(profile.texts)
    return bool(found) and found.get("none", 0) <= 0.1 * len(profile.texts)


def _age(birth: str, visit: str, before: list[FieldMapping]) -> FieldMapping:
    """The years between two dates; as it was suggested, with its reason, where it is of the same columns."""
    sources = (SourceColumn(column=birth), SourceColumn(column=visit))
    for each in before:
        if each.sources == sources:
            return each
    return FieldMapping(target="age", rule="age_between", sources=sources, confidence=1.0)


def _visit_order(found: Plan, column: str) -> str | None:
    return found.mapping.visit_order if column == found.mapping.visit else order_of(found.sampled[column].texts)


def _field(target: str, sources: list[tuple[FieldMapping | None, SourceColumn]]) -> FieldMapping:
    first = next((each for each, _ in sources if each is not None), None)
    rule: Rule = first.rule if first is not None else "first"
    if first is None:
        return FieldMapping(target=target, sources=tuple(source for _, source in sources), rule=rule, confidence=1.0)
    return replace(first, sources=tuple(source for _, source in sources))


def _source(profile: Profile, feature: Feature, row: Row) -> SourceColumn:
    header = read_header(profile.name, profile.label)
    if feature.kind in ("binary", "category", "set"):
        values = _codes(feature, row) or dict(choose_codes(feature, profile, dict(profile.codes) | header.codes, None).values)
        return SourceColumn(column=row.column, values=values)
    unit = row.unit.strip() or (header.unit if feature.unit else None)
    if feature.unit is None:
        return SourceColumn(column=row.column)
    if unit is None:
        unit = choose_unit(feature, None, profile.numbers).unit
    named = next((known for known in feature.units if unit is not None and unit_key(known) == unit_key(unit)), None)
    if named is None:
        raise InvalidInput(Problem(row.column, "imports.mapping.value", {"value": unit or "", "allowed": ", ".join(feature.units)}))
    return SourceColumn(column=row.column, unit=named)


def _codes(feature: Feature, row: Row) -> dict[str, str]:
    """Codes as typed: "1 = male; 2 = female"."""
    found = {}
    allowed = ("yes", "no") if feature.kind == "binary" else feature.categories
    for part in filter(str.strip, re.split(r"[;；\n]", row.codes)):
        cell, sign, value = part.rpartition("=")
        if not sign or value.strip() not in allowed:
            raise InvalidInput(Problem(row.column, "imports.mapping.value", {"value": part.strip(), "allowed": ", ".join(allowed)}))
        found[cell.strip()] = value.strip()
    return found
