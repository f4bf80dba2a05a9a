"""The cards: what the scan says, what a treatment rule set makes of it, and what is missing. Where nothing is to be said there is none."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import MOST_LINES, as_line
from osteo_core.patients import Patient
from osteo_core.patients.who import WhoCategory
from osteo_core.scores.frax_style import score as frax_style
from osteo_core.scores.rules.decide import Decision, apply, rule_sets
from osteo_core.scores.score import ScoreResult
from osteo_core.service.cds.fhir import Reading
from osteo_core.service.cds.models import LONGEST_SUMMARY
from osteo_core.service.refusals import sentence
from osteo_core.translations import translate

_SPEAKS = {"osteoporosis": "warning", "osteopenia": "info", "below_expected_range": "warning"}


def cards(reading: Reading, rule_set: str, public_url: str | None, language: str) -> list[dict[str, Any]]:
    """The cards for one reading of a prefetch.

    Raises:
        InvalidInput: a value that no patient can have, named.
    """
    if reading.record is None or reading.record["clinical"]["age"] < CATALOGUE["age"].allowed[0]:  # type: ignore[index]
        return []
    patient = Patient.read(reading.record)
    who = patient.who_category()
    found: list[dict[str, Any]] = []
    frax = frax_style.for_patient(patient)
    (rules,) = (rules for rules in rule_sets() if rules.name == rule_set)
    decision = apply(rules, patient, frax)
    if patient.dxa is not None and _is_to_be_said(patient, who):
        indicator = _SPEAKS.get(who.category or "", "info")
        found.append(_card(_summary(who, decision, language), indicator, _detail(who, decision, reading, language), public_url, language))
    missing = _missing(frax, decision, reading, language, asked=bool(found))
    if missing:
        title = sentence("cds.missing", language)
        found.append(_card(title, "info", "\n".join(f"- {line}" for line in missing), public_url, language))
    return found


def _is_to_be_said(patient: Patient, who: WhoCategory) -> bool:
    """A low bone mass, or a low T-score whose category cannot be decided."""
    if who.category is not None:
        return who.category in _SPEAKS
    lowest = min((value for name, value in (patient.dxa or ()) if name.endswith("_t") and value is not None), default=0.0)
    return bool(lowest < -1.0)


def _summary(who: WhoCategory, decision: Decision, language: str) -> str:
    said = sentence("cds.summary", language, diagnosis=who.text(language), verdict=_verdict(decision, language))
    return as_line(said, LONGEST_SUMMARY)


def _verdict(decision: Decision, language: str) -> str:
    """The rule set's verdict in a few words, so that it fits beside the diagnosis."""
    kind = "outside" if decision.scope == "outside" else decision.verdict
    return sentence(f"cds.verdict.{kind}", language, title=decision.rule_set.text("title", language))


def _detail(who: WhoCategory, decision: Decision, reading: Reading, language: str) -> str:
    days = sorted({day.isoformat() for day in reading.dates.values()})
    lines = [who.text(language), decision.text(language), sentence("cds.days", language, days=", ".join(days))]
    return "\n\n".join([*lines, sentence("cds.notice", language)])


def _missing(frax: ScoreResult, decision: Decision, reading: Reading, language: str, *, asked: bool) -> list[str]:
    """What the verdict lacks where a card gave one, what was sent and could not be taken, what is to be asked."""
    lines = []
    if asked and decision.verdict == "undecided":
        names = [*frax.lacking, *(one.field for one in frax.unanswered)]
        if names:
            lines.append(sentence("cds.lacking", language, fields=_names(names, language)))
    told = [*reading.left_out, *(reading.open if asked else ())]
    lines += [problem.text(language) for problem in told[:MOST_LINES]]
    if len(told) > MOST_LINES:
        lines.append(translate("errors.more", language, n=len(told) - MOST_LINES))
    return lines


def _names(fields: Sequence[str], language: str) -> str:
    labels = dict.fromkeys(CATALOGUE[name].label_in(language) if name in CATALOGUE else name for name in fields)
    return translate("figures.list_separator", language).join(labels)


def _card(summary: str, indicator: str, detail: str, public_url: str | None, language: str) -> dict[str, Any]:
    source: dict[str, Any] = {"label": sentence("cds.source", language)}
    card: dict[str, Any] = {"uuid": str(uuid.uuid4()), "summary": summary, "detail": detail, "indicator": indicator, "source": source}
    if public_url:
        source["url"] = public_url
        card["links"] = [{"label": sentence("cds.link", language), "url": public_url, "type": "absolute"}]
    return card
