"""The report of an import: what was mapped and why, what was found, who was left out."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import Problem
from osteo_core.imports.carrying_out import Outcome, decide
from osteo_core.imports.findings import Finding
from osteo_core.imports.planning import Plan
from osteo_core.imports.suggestion.columns import LIMIT
from osteo_core.imports.suggestion.suggest import reason_text

MOST_REFUSED = 200_000
"""Refused rows that a report lists; of more it gives the number in `refused_rows`."""


def report(found: Plan, outcome: Outcome, language: str = "en") -> dict[str, Any]:
    """The document of the contract (rows_in, rows_out, columns, unmapped, findings, refused) with what else a reader asks for."""
    opened = decide(found, outcome)
    findings = [*found.findings, *outcome.findings]
    return {
        "rows_in": outcome.rows_in,
        "rows_out": 0 if opened else outcome.rows_out,
        "written": not opened,
        "file": {"name": found.opened.name, "kind": found.opened.kind, **found.opened.said},
        "ready_made": found.ready,
        "confidence_limit": LIMIT,
        "columns": columns(found, language),
        "constants": dict(found.mapping.constants),
        "unmapped": unmapped(found),
        "proposed": proposed(found, language),
        "findings": [_finding(each, each in opened, language) for each in findings],
        "decisions": [each.name for each in opened],
        "flow": {"rows_in": outcome.rows_in, "refused_by_field": dict(sorted(outcome.flow.items())), "people": outcome.rows_out},
        "fields": {name: _field(found, outcome, name) for name in outcome.counts},
        "refused_rows": len({problem.row for problem in outcome.refused}),
        "refused": [_refused(problem, language) for problem in outcome.refused[:MOST_REFUSED]],
    }


def report_text(document: dict[str, Any]) -> str:
    """The report as JSON, the same text for the same report."""
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def columns(found: Plan, language: str) -> list[dict[str, Any]]:
    """Each column that is read: its target, unit, confidence and the reason."""
    lines = []
    if found.mapping.identity:
        lines.append(_line(found.mapping.identity, "id", None, 1.0, _say("reason.identity", language)))
    if found.mapping.visit:
        lines.append(_line(found.mapping.visit, "first_visit", None, 1.0, _say("reason.visit", language)))
    thought = {(each.column, each.target): each for each in found.suggestions}
    given = _say("reason.ready_made", language, name=found.ready) if found.ready else _say("reason.given", language)
    for each in found.mapping.fields:
        for source in each.sources:
            suggestion = thought.get((source.column, each.target))
            reason = each.reason or (reason_text(suggestion, language) if suggestion else given)
            confidence = each.confidence if each.confidence is not None else 1.0
            held = {"written": False} if each.target in found.held else {}
            lines.append(_line(source.column, each.target, source.unit, confidence, reason) | held)
    return lines


def unmapped(found: Plan) -> list[str]:
    """The columns that are not read, in the table's order."""
    read = set(found.mapping.columns)
    return [name for name in found.opened.header if name not in read]


def proposed(found: Plan, language: str) -> list[dict[str, Any]]:
    """What unmapped columns may be: below the limit, or left out by a finding."""
    read = {(source.column, each.target) for each in found.mapping.fields for source in each.sources}
    return [
        _line(each.column, each.target, each.unit, each.confidence, reason_text(each, language))
        for each in found.suggestions
        if (each.column, each.target) not in read
    ]


def _line(source: str, target: str, unit: str | None, confidence: float, reason: str) -> dict[str, Any]:
    return {"source": source, "target": target, "unit": unit, "confidence": confidence, "reason": reason}


def _finding(each: Finding, is_open: bool, language: str) -> dict[str, Any]:
    share = None if each.share is None else round(each.share, 4)
    return {"field": each.field, "kind": each.kind, "share": share, "text": each.text(language), "default": each.default, "open": is_open}


def _field(found: Plan, outcome: Outcome, name: str) -> dict[str, Any]:
    count = outcome.counts[name]
    feature = CATALOGUE.get(name)
    said: dict[str, Any] = {"n": count.n, "missing": outcome.rows_out - count.n, "unit": feature.unit if feature else None}
    if np.isfinite(count.low):
        said["range"] = [count.low, count.high]
    if feature is not None and feature.kind == "binary" and count.n:
        said["yes"] = int(count.total)
    if count.values:
        said["values"] = dict(sorted(count.values.items()))
    taken = [source.unit for each in found.mapping.fields if each.target == name for source in each.sources if source.unit]
    return said | ({"unit_taken": ", ".join(dict.fromkeys(taken))} if taken else {}) | {"recoded": outcome.recoded.get(name, 0)}


def _refused(problem: Problem, language: str) -> dict[str, Any]:
    return {"row": (problem.row or 0) + 1, "field": problem.where, "text": problem.sentence(language)}


def _say(key: str, language: str, **params: Any) -> str:
    return Problem("", f"imports.{key}", params).sentence(language)
