"""Hostile patient records as JSON: whatever is accepted holds exactly what was written, and every model answers it or says why not."""

from __future__ import annotations

import json
from functools import cache
from random import Random
from typing import Any

from osteo_core import Patient, load_model
from osteo_core.catalogue import BLOCKS, CATALOGUE, Feature
from osteo_core.errors import InvalidInput
from osteo_core.model import Model
from tests.fuzz.verdict import REFUSE, Case, changed, unreadable
from tests.fuzz.writing import NO_NUMBER, TEXTS, as_text, number

_FIELDS = [f for f in CATALOGUE if f.enterable and f.kind != "array"]
_FREQUENT = [f for f in _FIELDS if f.kind != "dosage"]
_JSON_NOT_A_VALUE = ["", " ", "NA", "nan", "NaN", "null", "N/A", [], {}, [1], {"a": 1}, [[[]]], "\ud800"]
_RAW_NOT_A_VALUE = ["1e400", "-1e400", "NaN", "Infinity", "1" + "0" * 400, "1e-400"]


class Raw(str):
    """A piece of JSON that stands as it is."""

    __slots__ = ()


def record_case(rng: Random) -> Case:
    """One record: mostly plausible, with a few hostile values, now and then a hostile shape."""
    fields: dict[str, dict[str, Any]] = {}
    meant: dict[str, Any] = {}
    hostile = rng.choice([0, 0, 0.05])
    for feature in _chosen(rng):
        written, meaning = _hostile(rng, feature) if rng.random() < hostile else _plausible(rng, feature)
        fields.setdefault(feature.modality, {})[feature.name] = written
        meant[feature.path] = meaning
    if any(name.endswith("_bmd") for name in fields.get("dxa", {})) and rng.random() < 0.9:
        fields["dxa"]["manufacturer"] = meant["dxa.manufacturer"] = rng.choice(CATALOGUE["manufacturer"].categories)
    top: dict[str, Any] = dict(fields)
    if rng.random() < 0.3:
        top[rng.choice(["id", "label"])] = rng.choice([*TEXTS, 7, 2**63, Raw("1" * 5000), True, [], 1.5])
    text, must_refuse = _shape(rng, top)
    content = text.encode("utf-8", "surrogatepass")
    return Case(run=lambda: _run(content, meant, must_refuse, rng.random()), shown=text[:2000], large=len(content) > 5_000_000)


def _chosen(rng: Random) -> list[Feature]:
    pool = _FREQUENT if rng.random() < 0.8 else _FIELDS
    return rng.sample(pool, min(rng.choice([1, 1, 2, 3, 5, 8, 15, 40]), len(pool)))


def _plausible(rng: Random, feature: Feature) -> tuple[Any, Any]:
    """What stands in the JSON, and what it means: a value, or None for not measured."""
    if rng.random() < 0.05:
        return None, None
    if feature.kind == "binary":
        answer = rng.random() < 0.5
        return rng.choice([answer, int(answer), "yes" if answer else "no", f"{int(answer)},0", str(answer).upper()]), answer
    if feature.kind == "category":
        name = rng.choice(feature.categories)
        return rng.choice([name, name.upper(), name.capitalize(), f" {name} "]), name
    if feature.kind == "set":
        some = [c for c in feature.categories if rng.random() < 0.3]
        return some, tuple(some) or None
    if feature.kind == "dosage":
        dosage = rng.randrange(3)
        return rng.choice([dosage, str(dosage), f"{dosage},0"]), dosage
    value = number(rng, feature)
    return (Raw(f"{value:f}") if rng.random() < 0.5 else as_text(rng, value)), float(value)


def _hostile(rng: Random, feature: Feature) -> tuple[Any, Any]:
    """What nobody may read as a value of this field."""
    if feature.kind in ("continuous", "integer", "dosage") and rng.random() < 0.2:
        return rng.random() < 0.5, REFUSE
    if rng.random() < 0.3:
        return Raw(rng.choice(_RAW_NOT_A_VALUE)), REFUSE
    written = rng.choice([*_JSON_NOT_A_VALUE, *NO_NUMBER])
    if written == "none" and "none" in feature.categories:
        return written, "none"
    return written, (None if feature.kind == "set" and written == [] else REFUSE)


def _shape(rng: Random, top: dict[str, Any]) -> tuple[str, bool]:
    """The JSON text, and whether its shape alone must be refused."""
    text = _dumped(top)
    dice = rng.random()
    if dice < 0.85:
        return text, False
    stranger = rng.choice(["dexa", "femoral_neck_bdm", "![x](http://host.example/x)", "\x1b[31m", "a" * 3000, "\ud800", "", "__class__"])
    block = rng.choice(BLOCKS)
    ways: list[tuple[str, bool]] = [
        (_dumped(top | {stranger: 1}), True),
        (_dumped(top | {block: {stranger: 1}}), True),
        (_dumped(top | {block: rng.choice([[], "x", 7, True, [{}]])}), True),
        (text[: rng.randrange(len(text))], True),
        (text + rng.choice(["x", "}", "{}", ","]), True),
        ("\ufeff" + text, False),
        (rng.choice(["[]", "null", "7", '"x"', "", " ", "[" * 100_000, '{"a":' * 5000, "{" * 50]), True),
        (text.replace('":', '":\n', 1), False),
        (_dumped(top | {block: {f"rs{i}x": 1 for i in range(rng.choice([3, 2000]))}}), True),
        (text[:-1] + (", " if len(text) > 2 else "") + '"dxa": {}, "dxa": {}}', True),
        (text.replace("{", "{\x00", 1), True),
    ]
    return rng.choice(ways)


def _dumped(value: Any) -> str:
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(str(k), ensure_ascii=False)}: {_dumped(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_dumped, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def run_record(content: bytes) -> str:
    """What is wrong with the answers to a record that is read or refused; "" for nothing."""
    return _answers(Patient.from_json_text(content), dice=0)


def _run(content: bytes, meant: dict[str, Any], must_refuse: bool, dice: float) -> str:
    patient = Patient.from_json_text(content)
    if must_refuse:
        return "a record of this shape must be refused"
    found = {f"{block}.{name}": value for block, fields in patient.entered().items() for name, value in fields.items()}
    found = {name: tuple(value) if isinstance(value, list) else value for name, value in found.items()}
    if objection := changed({k: v for k, v in found.items() if v != ()}, meant):
        return objection
    if Patient.from_json_text(patient.to_json()) != patient:
        return "what was saved reads back as another record"
    return _answers(patient, dice)


def _answers(patient: Patient, dice: float) -> str:
    """Every model answers the record, or refuses it in words."""
    for name in ("life", "fusion", "simplified", "nhanes"):
        try:
            assessment = _model(name).assess(patient)
            if dice < 0.02:
                _model(name).explain(patient, outcome="osteoporosis")
        except InvalidInput as refused:
            if objection := unreadable(refused):
                return objection
            continue
        if not abs(sum(assessment.status.values()) - 1) < 1e-9:
            return f"{name}: the classes do not sum to 1"
    return ""


@cache
def _model(name: str) -> Model:
    return load_model(name)
