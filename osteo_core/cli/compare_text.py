"""Every comparator for one patient, as a document for machines and as a summary for a clinician."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import InvalidInput
from osteo_core.figures.base.numbers import bare_percent, percent, tenths
from osteo_core.inference.assessment import Assessment
from osteo_core.scores import ScoreResult, Value
from osteo_core.scores.rules.decide import Decision
from osteo_core.translations import translate

NETWORKS = ("life", "fusion", "nhanes")
# What the document says of a score; how it is drawn and compared is this program's own affair.
_SAID = ("name", "kind", "inputs", "required", "horizon_years", "source", "licence")
_TOLD = ("title", "population", "method", "empty_answer")
_OUTCOMES = ("osteoporosis", "fracture", "hip_fracture", "prevalent_fracture")
Networks = Mapping[str, Assessment | InvalidInput]


def as_document(networks: Networks, scores: Mapping[str, ScoreResult], decisions: list[Decision], language: str) -> dict[str, Any]:
    """Plain dicts and numbers: the networks beside the scores, then each rule set; risks of scores in percent, the networks' in 0..1."""
    return {
        "networks": {name: _network(name, answer, language) for name, answer in networks.items()},
        "scores": {name: _score(result, language) for name, result in scores.items()},
        "rules": {decision.rule_set.name: _decision(decision, language) for decision in decisions},
    }


def as_text(networks: Networks, scores: Mapping[str, ScoreResult], decisions: list[Decision], language: str) -> str:
    """A summary: one block a score, with what it lacked; then each rule set's verdict and why."""
    lines: list[str] = []
    for name, answer in networks.items():
        title = translate("cli.compare.network", language, model=name, learned_from=translate(f"cli.compare.learned_from.{name}", language))
        lines += [title, *_network_lines(answer, language)]
    for result in scores.values():
        lines += ["", result.about.text("title", language), *("  " + line for line in _score_lines(result, language))]
    for decision in decisions:
        lines += ["", decision.text(language)]
    for result in scores.values():
        if result.about.disclaimer:
            lines += ["", result.about.text("disclaimer", language)]
    return "\n".join([*lines, "", translate("cli.report.notice", language)])


def _network(name: str, answer: Assessment | InvalidInput, language: str) -> dict[str, Any]:
    learned = {"learned_from": translate(f"cli.compare.learned_from.{name}", language)}
    if isinstance(answer, InvalidInput):
        return learned | {"refused": answer.text(language)}
    return learned | {outcome: asdict(risk) for outcome in _OUTCOMES if (risk := getattr(answer, outcome)) is not None}


def _network_lines(answer: Assessment | InvalidInput, language: str) -> list[str]:
    if isinstance(answer, InvalidInput):
        return [f"  {answer.text(language)}"]
    lines = []
    for outcome in _OUTCOMES:
        if (risk := getattr(answer, outcome)) is not None:
            numbers = {end: tenths(getattr(risk, end)) for end in ("probability", "low", "high")}
            lines.append("  " + translate(f"cli.compare.network_{outcome}", language, **numbers))
    return lines


def _score(result: ScoreResult, language: str) -> dict[str, Any]:
    about = result.about
    document = asdict(result) | {
        "about": {name: getattr(about, name) for name in _SAID}
        | {what: about.text(what, language) for what in ("title", "population", "method", "empty_answer")},
        "values": {value.outcome: {k: v for k, v in asdict(value).items() if k != "outcome"} for value in result.values},
        "remarks": [remark.text(language) for remark in result.remarks],
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


def _score_lines(result: ScoreResult, language: str) -> list[str]:
    def say(key: str, **params: Any) -> str:
        return translate(f"cli.compare.{key}", language, **params)

    def names(fields: list[str]) -> str:
        separator = translate("figures.list_separator", language)
        return separator.join(CATALOGUE[field].label_in(language) if field in CATALOGUE else field for field in fields)

    lines = [_value(value, result.about.name, language) for value in result.values] or [say("no_value")]
    if result.lacking:
        lines.append(say("lacking", fields=names(list(result.lacking))))
    if result.unanswered:
        lines.append(say("unanswered", fields=names([one.field for one in result.unanswered])))
    return [*lines, *(remark.text(language) for remark in result.remarks)]


def _value(value: Value, score: str, language: str) -> str:
    """One line: the outcome, its number with its range, its category in words."""
    category = value.category and translate(f"scores.{score}.category.{value.category}", language)
    name = translate(f"cli.compare.outcome.{value.outcome}", language)
    if value.value is None:
        return f"{name}: {category}"
    index = value.outcome == "screening"
    number = f"{value.value:.0f}" if index else percent(value.value / 100)
    if value.low is not None and value.high is not None:
        low, high = (f"{end:.0f}" if index else bare_percent(end / 100) for end in (value.low, value.high))
        number += translate(f"cli.compare.interval.{value.interval}", language, low=low, high=high)
    return f"{name}: {number}" + (f" ({category})" if category else "")
