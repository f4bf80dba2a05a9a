"""Every comparator for one patient, as a summary for a clinician."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import InvalidInput
from osteo_core.figures.base.numbers import bare_percent, percent, tenths
from osteo_core.inference.assessment import Assessment
from osteo_core.scores import ScoreResult, Value
from osteo_core.scores.frax_style import adjustments_text
from osteo_core.scores.rules.decide import Decision
from osteo_core.service.documents import OUTCOMES, Networks
from osteo_core.translations import translate


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


def _network_lines(answer: Assessment | InvalidInput, language: str) -> list[str]:
    if isinstance(answer, InvalidInput):
        return [f"  {answer.text(language)}"]
    lines = []
    for outcome in OUTCOMES:
        if (risk := getattr(answer, outcome)) is not None:
            numbers = {end: tenths(getattr(risk, end)) for end in ("probability", "low", "high")}
            lines.append("  " + translate(f"cli.compare.network_{outcome}", language, **numbers))
    return [*lines, *("  " + note.text(language) for note in answer.notes if note.kind == "recalibrated")]


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
    lines += [remark.text(language) for remark in result.remarks]
    if result.adjustments:
        title, alone = (adjustments_text.said(what, language) for what in ("title", "alone"))
        lines += [title, *(f"  {line}" for line in adjustments_text.lines(result, language)), f"  {alone}"]
    return lines


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
