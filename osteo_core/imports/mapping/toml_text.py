"""A mapping written as TOML: in a fixed order, so that the same mapping is the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from collections.abc import Mapping as Table
from typing import Any

from osteo_core.imports.mapping.document import FORMAT, FieldMapping, Mapping, SourceColumn

_HEAD = (
    "# How the columns of a table become the fields of the catalogue. To be read, corrected and used again:\n"
    "#   osteo import TABLE --mapping THIS.toml --out OUT.parquet\n"
)


def toml_text(mapping: Mapping) -> str:
    """The document; `read_mapping` gives the same mapping back."""
    lines = [_HEAD, f"format = {FORMAT}"]
    plain = {"name": mapping.name, "note": mapping.note, "id": mapping.identity}
    lines += [f"{name} = {_value(value)}" for name, value in plain.items() if value]
    lines += [f"{name} = {_value(list(values))}" for name, values in (("keep", mapping.keep), ("accepted", mapping.accepted)) if values]
    if mapping.visit:
        order = {"order": mapping.visit_order} if mapping.visit_order else {}
        lines += _table("visit", {"column": mapping.visit, **order})
    if mapping.reading:
        lines += _table("reading", mapping.reading)
    if mapping.constants:
        lines += _table("constants", mapping.constants)
    for each in mapping.fields:
        lines += _field(each)
    return "\n".join(lines) + "\n"


def _field(each: FieldMapping) -> list[str]:
    facts: dict[str, Any] = {}
    if each.rule != "first":
        facts["rule"] = each.rule
    if each.confidence is not None:
        facts["confidence"] = each.confidence
    if each.reason:
        facts["reason"] = each.reason
    name = f"fields.{_key(each.target)}"
    if len(each.sources) == 1:
        return _table(name, _source(each.sources[0]) | facts)
    lines = _table(name, facts)
    for source in each.sources:
        lines += [*_table(f"{name}.sources", _source(source), array=True)[0:]]
    return lines


def _source(source: SourceColumn) -> dict[str, Any]:
    facts: dict[str, Any] = {"column": source.column}
    for name in ("unit", "other", "counted", "effect", "noneffect", "frequency"):
        if (value := getattr(source, name)) is not None:
            facts[name] = value
    if source.missing:
        facts["missing"] = list(source.missing)
    if source.values:
        facts["values"] = dict(source.values)
    return facts


def _table(name: str, facts: Table[str, Any], *, array: bool = False) -> list[str]:
    head = f"\n[[{name}]]" if array else f"\n[{name}]"
    return [head, *(f"{_key(key)} = {_value(value)}" for key, value in facts.items())]


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + _listed(_value(one) for one in value) + "]"
    if isinstance(value, float):
        return repr(value)
    return _text(str(value))


def _listed(values: Iterable[str]) -> str:
    return ", ".join(values)


def _key(key: str) -> str:
    return key if key and all(letter.isascii() and (letter.isalnum() or letter in "_-") for letter in key) else _text(key)


def _text(text: str) -> str:
    """A basic string: JSON's escapes are TOML's, but for DEL, which JSON leaves as it is."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
