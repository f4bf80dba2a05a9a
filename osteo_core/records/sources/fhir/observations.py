"""Observations, also those that stand as components or inside a report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from osteo_core.records.sources.fhir.body_site import site_of
from osteo_core.records.sources.fhir.conditions import diagnosis
from osteo_core.records.sources.fhir.document import Document
from osteo_core.records.sources.fhir.parts import LOINC, Resource, codes, codings, named, objects, place, reference, table, when_of, words
from osteo_core.records.sources.found import Found, as_found, because

_WITHDRAWN = ("entered-in-error", "cancelled")
_UNFINISHED = ("registered", "preliminary")
_DATES = ("effectiveDateTime", "effectiveInstant", "effectivePeriod", "issued")
_REGIONS = {"spine": "lumbar_spine", "neck": "femoral_neck", "total": "total_hip"}


def of_observation(observation: Resource, document: Document) -> Iterator[Found]:
    """The values of an Observation and of its components, the device that measured them, and references that lead nowhere."""
    when = when_of(observation, *_DATES)
    day = None if when is None else when.day
    rows = list(_rows(observation, observation, place(observation)))
    for component in objects(observation.get("component")):
        rows += _rows(component, observation, f"{place(observation)}.component")
    if not rows and not observation.get("hasMember"):
        rows = [
            Found(field=None, found=named(observation.get("code")), source=_source(observation, place(observation))).refused("no_value")
        ]
    maker = _device(observation, document)
    for row in rows:
        dated = replace(row, date=day)
        if when is not None and day is None and dated.status == "accept":
            dated = dated.asked("part_of_date", date=when.text)
        yield _by_status(dated, observation)
    if any(row.field and row.field.endswith(("_bmd", "_t", "_z")) for row in rows):
        yield from (replace(each, date=day) for each in maker)
    yield from unresolved(observation, "hasMember", document)


def unresolved(resource: Resource, element: str, document: Document) -> Iterator[Found]:
    """References of a resource to what the file does not hold."""
    for each in objects(resource.get(element)):
        target = reference(each)
        if target is not None and document.resolved(each, resource) is None:
            yield Found(field=None, found=as_found(target), source=f"{place(resource)}.{element}").refused("unresolved")


def _by_status(row: Found, observation: Resource) -> Found:
    status = observation.get("status")
    if status in _WITHDRAWN:
        return row.refused("withdrawn", status=str(status))
    if status in _UNFINISHED and row.status == "accept":
        return row.asked("unfinished", status=str(status))
    return row


def _rows(part: Resource, observation: Resource, where: str) -> Iterator[Found]:
    """The rows of an Observation's or a component's own value; none where it has neither a value nor a reason for none."""
    value = next(((name, part[name]) for name in part if name.startswith("value") and part[name] is not None), None)
    concept, source = part.get("code"), _source(part, where)
    if value is None:
        if part.get("dataAbsentReason") is not None:
            yield Found(field=_field_of(concept), found=words(part["dataAbsentReason"]) or "—", source=source).refused("absent")
        return
    kind, content = value
    loinc = codes(concept, LOINC)
    dxa = [table()["dxa"][code] for code in loinc if code in table()["dxa"]]
    plain = [table()["measurements"][code] for code in loinc if code in table()["measurements"]]
    if dxa:
        body_site = part.get("bodySite") or observation.get("bodySite")
        yield _densitometry(dxa[0], body_site, words(concept), kind, content, source)
    elif plain:
        yield _quantity(plain[0]["field"], plain[0].get("units", plain[0]["field"]), kind, content, source)
    elif any(code in table()["smoking"]["codes"] for code in loinc):
        yield _smoking(content, source)
    elif any(code in table()["alcohol"]["codes"] for code in loinc):
        yield Found(field="high_alcohol_intake", found=_said(kind, content), source=source).asked("drinks")
    else:
        known = diagnosis(concept, source) or (diagnosis(content, source) if kind == "valueCodeableConcept" else None)
        panel = any(code in table()["panels"] for code in loinc)
        coded = panel or any(codings(concept))
        key = "panel" if panel else "not_used" if coded else "code_in_words"
        unknown = Found(field=None, found=_said(kind, content), source=source).refused(key)
        yield known if known is not None and content is not False else unknown


def _source(part: Resource, where: str) -> str:
    return f"{where}, {named(part.get('code'))}"


def _field_of(concept: Any) -> str | None:
    known = [table()["measurements"][code]["field"] for code in codes(concept, LOINC) if code in table()["measurements"]]
    return known[0] if known else None


def _densitometry(rule: dict[str, Any], body_site: Any, said: str, kind: str, content: Any, source: str) -> Found:
    site, measure = site_of(rule, body_site, said), rule["measure"]
    field = f"{_REGIONS[site.region]}_{measure}" if site.region in _REGIONS else None
    row = replace(_quantity(field, measure, kind, content, source), side=site.side, vertebrae=site.vertebrae)
    if row.status == "refused":
        return row
    if site.region == "other":
        return replace(row, value=None).refused("region")
    if site.region == "vertebra":
        return row.asked("one_vertebra")
    if site.region == "femur":
        return replace(row, choices=(f"femoral_neck_{measure}", f"total_hip_{measure}")).asked("femur")
    if row.status == "accept" and row.reason is None and site.region == "total" and not body_site:
        return row.noted("total_hip")
    return row


def _quantity(field: str | None, units: str, kind: str, content: Any, source: str) -> Found:
    """A number in a unit that the table knows, converted by the table's factor; a question or a refusal otherwise."""
    row = Found(field=field, found=_said(kind, content), source=source)
    if kind in ("valueInteger", "valueDecimal"):
        kind, content = "valueQuantity", {"value": content}
    if kind != "valueQuantity" or not isinstance(content, dict):
        return row.refused("text_only")
    number, unit = content.get("value"), as_found(content.get("code") or content.get("unit") or "")
    row = replace(row, found=as_found(number), unit=as_found(content.get("unit") or unit))
    if not isinstance(number, (int, float)) or isinstance(number, bool):
        return row.refused("text_only")
    known, said = table()["units"][units], [text.strip().lower() for text in (unit, row.unit)]
    factor = next((known[each] for each in said if each in known), None)
    if units in ("t", "z") and any(each in table()["units"]["bmd"] for each in said):
        return row.refused("bmd_as_score", unit=row.unit)  # also where only one of unit and code says so
    if factor is None:
        score = units == "bmd" and unit and any(each in table()["units"]["t"] for each in said)
        key = "score_as_bmd" if score else "unit" if unit else "no_unit"
        return row.refused(key, unit=row.unit, allowed=", ".join(u for u in known if u))
    row = replace(row, value=float(number) if factor == 1.0 else float(f"{number * factor:.10g}"))
    if content.get("comparator"):
        return replace(row, found=f"{content['comparator']} {number}").asked("comparator")
    if factor != 1.0:
        return row.noted("converted", factor=f"{factor:g}", unit=row.feature.unit or "" if row.feature is not None else "g/cm²")
    return row if field is None or not field.startswith("outside.") else row.noted("outside")


def _smoking(content: Any, source: str) -> Found:
    answers = [code for _, code in codings(content)]
    row = Found(field="current_smoking", found=named(content), source=source)
    for value, name in ((True, "yes"), (False, "no")):
        if any(code in table()["smoking"][name] for code in answers):
            return replace(row, value=value)
    return row.refused("unknown_answer")


def _said(kind: str, content: Any) -> str:
    if kind == "valueQuantity" and isinstance(content, dict):
        return as_found(" ".join(str(content[name]) for name in ("comparator", "value", "unit") if content.get(name) is not None))
    return named(content) if kind == "valueCodeableConcept" else as_found(content)


def _device(observation: Resource, document: Document) -> list[Found]:
    """The maker and the device that an Observation names."""
    link = observation.get("device")
    if not isinstance(link, dict):
        return []
    device, source = document.resolved(link, observation), f"{place(observation)}.device"
    texts = [link.get("display"), *([] if device is None else _names(device))]
    said = "; ".join(dict.fromkeys(str(text) for text in texts if text))
    if not said:
        return [Found(field=None, found=as_found(reference(link)), source=source).refused("unresolved")]
    maker = maker_of(said)
    row = Found(field="manufacturer", found=said, source=source, value=maker)
    rows = [row if maker else replace(row, reason=because("question", "maker_unknown"), status="question")]
    models = [] if device is None else _models(device)
    return [*rows, *(Found(field="scan.device", value=model, found=model, source=source) for model in models[:1])]


def maker_of(text: str) -> str | None:
    """The maker that a device's name or a report names; None where none is, or two are."""
    plain = f" {text.lower()} "
    marks = {"hologic": ("hologic",), "ge_lunar": ("lunar", " ge ", "ge health", "通用电气"), "norland": ("norland",)}
    found = [maker for maker, names in marks.items() if any(name in plain for name in names)]
    return found[0] if len(found) == 1 else None


def _names(device: Resource) -> list[Any]:
    return [device.get("manufacturer"), *_models(device)]


def _models(device: Resource) -> list[str]:
    names = [each.get("name") for each in objects(device.get("deviceName"))]
    return [as_found(name) for name in (*names, device.get("modelNumber")) if isinstance(name, str) and name.strip()]
