"""A mapping read from TOML: whatever is wrong in it is named, and nothing that it does not say is assumed."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from osteo_core.catalogue import CATALOGUE, Feature
from osteo_core.catalogue.synonyms import unit_key
from osteo_core.errors import InvalidInput, Problem
from osteo_core.imports.mapping.document import FORMAT, OUTCOMES, RULES, FieldMapping, Mapping, SourceColumn
from osteo_core.patients.tables.header import table_features

_LARGEST = 1_000_000
_KNOWN = {"format", "name", "note", "id", "keep", "accepted", "visit", "reading", "constants", "fields"}
_OF_SOURCE = {"column", "unit", "other", "missing", "values", "counted", "effect", "noneffect", "frequency"}
_OF_FIELD = {"rule", "confidence", "reason", "sources"}
_ORDERS = ("ymd", "dmy", "mdy")


def read_mapping(source: str | Path | bytes, name: str = "mapping.toml") -> Mapping:
    """The mapping of a file or its content.

    Raises:
        InvalidInput: a file that is not there or no TOML; a newer format; an unknown key, field, unit, rule or value. All are named.
    """
    if isinstance(source, (str, Path)):
        name = Path(source).name
        content = _content(Path(source))
    else:
        content = source
    try:
        document = tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidInput(Problem(name, "imports.mapping.not_toml", {"reason": str(error)[:150]})) from error
    if problems := list(_problems(document, name)):
        raise InvalidInput(problems)
    return _mapping(document)


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST:
            raise InvalidInput(Problem(path.name, "imports.mapping.large", {"most": _LARGEST}))
        return path.read_bytes()
    except OSError as error:
        raise InvalidInput(Problem(str(path), "imports.mapping.not_read", {"reason": error.strerror or str(error)})) from error


def _problems(document: dict[str, Any], name: str) -> Iterator[Problem]:
    version = document.get("format")
    if version != FORMAT:
        yield Problem(name, "imports.mapping.format", {"value": str(version), "allowed": FORMAT})
        return
    for key in document.keys() - _KNOWN:
        yield Problem(f"{name}: {key}", "imports.mapping.unknown_key", {"allowed": ", ".join(sorted(_KNOWN))})
    yield from _shapes(document, name)
    for target, block in document.get("fields", {}).items() if isinstance(document.get("fields", {}), dict) else ():
        yield from _field_problems(f"{name}: fields.{target}", target, block)


def _shapes(document: dict[str, Any], name: str) -> Iterator[Problem]:
    for key, kind in (
        ("fields", dict),
        ("constants", dict),
        ("reading", dict),
        ("visit", dict),
        ("keep", list),
        ("accepted", list),
        ("id", str),
    ):
        if key in document and not isinstance(document[key], kind):
            yield Problem(f"{name}: {key}", "imports.mapping.shape", {"kind": _kind_name(kind)})
    visit = document.get("visit", {})
    if isinstance(visit, dict) and visit and (not isinstance(visit.get("column"), str) or visit.get("order", "ymd") not in _ORDERS):
        yield Problem(f"{name}: visit", "imports.mapping.visit", {"allowed": ", ".join(_ORDERS)})
    constants = document.get("constants", {})
    for target, value in constants.items() if isinstance(constants, dict) else ():
        feature = table_features().get(target)
        where = f"{name}: constants.{target}"
        if feature is None:
            yield Problem(where, "imports.mapping.unknown_field")
        elif feature.categories and str(value) not in feature.categories:
            yield Problem(where, "imports.mapping.value", {"value": str(value), "allowed": ", ".join(feature.categories)})


def _kind_name(kind: type) -> str:
    names: dict[type, str] = {dict: "table", list: "list", str: "text"}
    return names[kind]


def _field_problems(where: str, target: str, block: Any) -> Iterator[Problem]:
    if target not in table_features() and target not in OUTCOMES:
        yield Problem(where, "imports.mapping.unknown_field")
        return
    if not isinstance(block, dict):
        yield Problem(where, "imports.mapping.shape", {"kind": "table"})
        return
    if block.get("rule", "first") not in RULES:
        yield Problem(f"{where}.rule", "imports.mapping.value", {"value": str(block["rule"]), "allowed": ", ".join(RULES)})
    sources = block.get("sources", [block])
    if not isinstance(sources, list) or not sources or not all(isinstance(source, dict) for source in sources):
        yield Problem(f"{where}.sources", "imports.mapping.shape", {"kind": "list"})
        return
    for key in block.keys() - _OF_FIELD - _OF_SOURCE:
        yield Problem(f"{where}.{key}", "imports.mapping.unknown_key", {"allowed": ", ".join(sorted(_OF_FIELD | _OF_SOURCE))})
    for source in sources:
        yield from _source_problems(where, CATALOGUE.get(target), source)


def _source_problems(where: str, feature: Feature | None, source: dict[str, Any]) -> Iterator[Problem]:
    if not isinstance(source.get("column"), str) or not source["column"]:
        yield Problem(where, "imports.mapping.no_column")
    for key, kind in (("values", dict), ("missing", list)):
        if not isinstance(source.get(key, kind()), kind):
            yield Problem(f"{where}.{key}", "imports.mapping.shape", {"kind": _kind_name(kind)})
            return
    if feature is None:
        return
    unit = source.get("unit")
    if unit is not None and not any(unit_key(known) == unit_key(str(unit)) for known in feature.units):
        yield Problem(f"{where}.unit", "imports.mapping.value", {"value": str(unit), "allowed": ", ".join(feature.units) or "-"})
    allowed = ("yes", "no") if feature.kind == "binary" else feature.categories
    given = [*source.get("values", {}).values(), *([source["other"]] if "other" in source else [])]
    for value in dict.fromkeys(str(value) for value in given):
        if allowed and value not in allowed:
            yield Problem(f"{where}.values", "imports.mapping.value", {"value": value, "allowed": ", ".join(allowed)})


def _mapping(document: dict[str, Any]) -> Mapping:
    visit = document.get("visit", {})
    return Mapping(
        name=str(document.get("name", "")),
        note=str(document.get("note", "")),
        identity=document.get("id"),
        visit=visit.get("column"),
        visit_order=visit.get("order"),
        constants={key: str(value) for key, value in document.get("constants", {}).items()},
        fields=tuple(_field(target, block) for target, block in document.get("fields", {}).items()),
        keep=tuple(map(str, document.get("keep", ()))),
        accepted=tuple(map(str, document.get("accepted", ()))),
        reading={key: str(value) for key, value in document.get("reading", {}).items()},
    )


def _field(target: str, block: dict[str, Any]) -> FieldMapping:
    feature = CATALOGUE.get(target)
    confidence = block.get("confidence")
    return FieldMapping(
        target=target,
        sources=tuple(_source(source, feature) for source in block.get("sources", [block])),
        rule=block.get("rule", "first"),
        confidence=float(confidence) if isinstance(confidence, (int, float)) else None,
        reason=block.get("reason"),
    )


def _source(source: dict[str, Any], feature: Feature | None) -> SourceColumn:
    unit = source.get("unit")
    if unit is not None and feature is not None:
        unit = next(known for known in feature.units if unit_key(known) == unit_key(str(unit)))
    frequency = source.get("frequency")
    return SourceColumn(
        column=source["column"],
        unit=unit,
        values={str(cell): str(value) for cell, value in source.get("values", {}).items()},
        other=source.get("other"),
        missing=tuple(map(str, source.get("missing", ()))),
        counted=source.get("counted"),
        effect=source.get("effect"),
        noneffect=source.get("noneffect"),
        frequency=float(frequency) if isinstance(frequency, (int, float)) else None,
    )
