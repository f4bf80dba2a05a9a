"""What each treatment rule set makes of the patient: its verdict, and the criteria that are met or cannot be decided."""

from __future__ import annotations

from osteo_core.reports.answers import Answered
from osteo_core.reports.document import Heading, Part, Points, Text
from osteo_core.reports.wording import say
from osteo_core.scores.rules.decide import Decision
from osteo_core.translations import translate


def verdicts(found: Answered, language: str) -> tuple[Part, ...]:
    """Heading, a point a rule set, and that a threshold reached is no advice."""
    return (
        Heading(say("rules.title", language)),
        Points(tuple(_verdict(decision, language) for decision in found.decisions)),
        Text(say("rules.help", language), "small"),
    )


def _verdict(decision: Decision, language: str) -> tuple[str, str]:
    """The rule's name; its verdict, with the criteria that are met, or else those that are open."""
    title = say("lead", language, text=decision.rule_set.text("title", language))
    if decision.scope == "outside":
        return title, say("rules.outside", language, scope=decision.rule_set.text("scope", language))
    telling = [finding for finding in decision.findings if finding.status == decision.verdict and finding.status != "not_met"]
    alone = decision.rule_set.purpose == "diagnosis" and decision.verdict == "undecided"  # its one criterion says the same
    parts = [] if alone and telling and not decision.scope_unknown else [_said(decision, language)]
    parts += [finding.bare_text(language) for finding in telling[:2]]
    if len(telling) > 2:
        parts.append(say("rules.more", language, n=len(telling) - 2))
    if any(finding.approximation for finding in telling or decision.findings):
        parts.append(translate("scores.rules.approximation", language, frax=decision.rule_set.text("frax", language)))
    return title, say("sentence_separator", language).join(parts)


def _said(decision: Decision, language: str) -> str:
    if decision.scope_unknown:
        why = translate(decision.scope_unknown, language)
        return say("rules.scope_unknown", language, why=why, scope=decision.rule_set.text("scope", language))
    return say(f"rules.{decision.rule_set.purpose}.{decision.verdict}", language)
