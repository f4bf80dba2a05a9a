"""The answers as documents for machines: what `--format json` prints and what the service sends, so that the two cannot differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from osteo_core.errors import InvalidInput
from osteo_core.explanation.explanation import Explanation
from osteo_core.inference.assessment import Assessment
from osteo_core.records.newest import Newest
from osteo_core.scores import ScoreResult
from osteo_core.scores.rules.decide import Decision
from osteo_core.translations import translate

# What the document says of a score; how it is drawn and compared is this program's own affair.
_SAID = ("name", "kind", "inputs", "required", "horizon_years", "source", "licence")
OUTCOMES = ("osteoporosis", "fracture", "hip_fracture", "prevalent_fracture")
Networks = Mapping[str, Assessment | InvalidInput]


def assessment_document(assessment: Assessment, explanations: Sequence[Explanation], language: str = "en") -> dict[str, Any]:
    """The assessment as plain dicts and numbers, notes as sentences in `language`; `explanations` by outcome where there are any."""
    document = asdict(assessment)
    document["notes"] = [
        {"kind": note.kind, "field": note.field, "key": note.key, "text": note.text(language)} for note in assessment.notes
    ]
    if explanations:
        document["explanations"] = {explanation.outcome: asdict(explanation) for explanation in explanations}
    return document


def visit_document(newest: Newest, language: str) -> dict[str, Any]:
    """What an answer about a record says of the visit that it is about; nothing where what was given was a patient's."""
    if newest.date is None:
        return {}
    carried = [{"field": each.field, "value": each.value, "date": each.date.isoformat()} for each in newest.carried]
    notes = [note.text(language) for note in newest.notes]
    return {"visit": {"date": newest.date.isoformat(), "carried": carried, "not_carried": list(newest.earlier_only), "notes": notes}}


def comparison_document(networks: Networks, scores: Mapping[str, ScoreResult], decisions: list[Decision], language: str) -> dict[str, Any]:
    """Plain dicts and numbers: the networks beside the scores, then each rule set; risks of scores in percent, the networks' in 0..1."""
    return {
        "networks": {name: _network(name, answer, language) for name, answer in networks.items()},
        "scores": {name: _score(result, language) for name, result in scores.items()},
        "rules": {decision.rule_set.name: _decision(decision, language) for decision in decisions},
    }


def _network(name: str, answer: Assessment | InvalidInput, language: str) -> dict[str, Any]:
    learned: dict[str, Any] = {"learned_from": translate(f"cli.compare.learned_from.{name}", language)}
    if isinstance(answer, InvalidInput):
        return learned | {"refused": answer.text(language)}
    layers = [note.text(language) for note in answer.notes if note.kind == "recalibrated"]
    learned |= {"calibration_layers": layers} if layers else {}
    return learned | {outcome: asdict(risk) for outcome in OUTCOMES if (risk := getattr(answer, outcome)) is not None}


def _score(result: ScoreResult, language: str) -> dict[str, Any]:
    about = result.about
    document = asdict(result) | {
        "about": {name: getattr(about, name) for name in _SAID}
        | {what: about.text(what, language) for what in ("title", "population", "method", "empty_answer")},
        "values": {value.outcome: {k: v for k, v in asdict(value).items() if k != "outcome"} for value in result.values},
        "remarks": [remark.text(language) for remark in result.remarks],
        "adjustments": [
            {**{part: getattr(each, part) for part in ("name", "outcome", "before", "after", "source")}, "text": each.text(language)}
            for each in result.adjustments
        ],
    }
    if about.disclaimer:
        document["disclaimer"] = about.text("disclaimer", language)
    return document


def _decision(decision: Decision, language: str) -> dict[str, Any]:
    findings = [
        {"criterion": f.criterion, "status": f.status, "approximation": f.approximation, "text": f.text(language)}
        for f in decision.findings
    ]
    rules = decision.rule_set
    return {
        "country": rules.country,
        "source": rules.source,
        "verdict": decision.verdict,
        "text": decision.text(language),
        "findings": findings,
    }
