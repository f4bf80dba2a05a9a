"""Treatment thresholds as named rule sets: which criterion a person meets, and what cannot be decided for want of which answer.

The rule sets stand in `rule_sets.toml` with country, year and source. A decision says that a rule's threshold is reached, never what to do.
Thresholds made for FRAX are read against the FRAX-style score alone, and every finding that does so says that it is an approximation.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np

from osteo_core.patients import Patient
from osteo_core.released import reading
from osteo_core.scores.rules.criteria import KINDS, Condition, Frax, FraxByAge
from osteo_core.scores.rules.facts import Facts, Reading, Status
from osteo_core.scores.score import ScoreResult
from osteo_core.translations import translate

_RULE_SETS = Path(__file__).with_name("rule_sets.toml")
_SHOWN_FIRST: tuple[Status, ...] = ("met", "undecided", "not_met")

Scope = Literal["inside", "outside", "unknown"]


@dataclass(frozen=True)
class Criterion:
    """One way to meet a rule set: all its conditions together."""

    name: str
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, kw_only=True)
class RuleSet:
    """A guideline's thresholds; met where any criterion is. `country` is "us", "uk", "china" or "international"; `source` its citation."""

    name: str
    country: str
    year: int
    purpose: Literal["diagnosis", "treatment"]
    source: str
    criteria: tuple[Criterion, ...]

    def text(self, what: str, language: str = "en") -> str:
        """The sentence `scores.rules.<name>.<what>`: title, scope, about, and for those built on FRAX the version meant (frax)."""
        return translate(f"scores.rules.{self.name}.{what}", language)

    def threshold(self, outcome: Literal["major", "hip"], age: float) -> float | None:
        """The (lowest) FRAX threshold in percent at that age in years; None where the rule set has none for it."""
        conditions = [condition for criterion in self.criteria for condition in criterion.conditions]
        thresholds = [c.threshold(age) for c in conditions if isinstance(c, Frax | FraxByAge) and c.outcome == outcome]
        return min(thresholds) if thresholds and not np.isnan(thresholds).any() else None


@dataclass(frozen=True, kw_only=True)
class Finding:
    """How one criterion stands for one person; `readings` are those of its `conditions`, in their order.

    `approximation`: a threshold made for FRAX is read against the FRAX-style score.
    """

    rule_set: RuleSet
    criterion: str
    status: Status
    approximation: bool
    conditions: tuple[Condition, ...]
    readings: tuple[Reading, ...]

    def text(self, language: str = "en") -> str:
        """The criterion, how it stands, why, and that it is an approximation where it is."""
        return _sentences([self.bare_text(language), *([_note(self.rule_set, language)] if self.approximation else [])], language)

    def bare_text(self, language: str = "en") -> str:
        """The same without the remark on the approximation; of the conditions, those that decided."""
        title = translate("scores.rules.and", language).join(condition.title(language) for condition in self.conditions)
        decided = [reading.text(language) for reading in self.readings if reading.status == self.status]
        why = translate("scores.rules.reading_separator", language).join(decided)
        return translate(f"scores.rules.finding.{self.status}", language, criterion=title, why=why)


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What a rule set says of one person.

    `findings` come met first, then undecided, then not met; outside the rule's scope there are none and the verdict is "undecided".
    `scope_unknown` is the key of the sentence that says what is not known, where the scope is "unknown".
    """

    rule_set: RuleSet
    scope: Scope
    verdict: Status
    findings: tuple[Finding, ...]
    scope_unknown: str | None = None

    def text(self, language: str = "en") -> str:
        """The verdict, each criterion that is met or undecided and why, and the remark on the approximation where FRAX is used."""
        title = self.rule_set.text("title", language)
        if self.scope == "outside":
            return translate("scores.rules.outside", language, title=title, scope=self.rule_set.text("scope", language))
        if self.scope_unknown:
            why = translate(self.scope_unknown, language)
            verdict = translate("scores.rules.scope_unknown", language, title=title, scope=self.rule_set.text("scope", language), why=why)
        else:
            verdict = translate(f"scores.rules.verdict.{self.rule_set.purpose}.{self.verdict}", language, title=title)
        shown = [finding for finding in self.findings if finding.status != "not_met"]
        # What is met or open carries the verdict; where nothing is, all that is not met does.
        note = [_note(self.rule_set, language)] if any(finding.approximation for finding in shown or self.findings) else []
        return _sentences([verdict, *(finding.bare_text(language) for finding in shown), *note], language)


@cache
def rule_sets() -> tuple[RuleSet, ...]:
    """Every rule set, in the order of `rule_sets.toml`."""
    with reading(_RULE_SETS), _RULE_SETS.open("rb") as file:
        return tuple(_rule_set(name, table) for name, table in tomllib.load(file).items())


def apply(rule_set: RuleSet, patient: Patient, frax: ScoreResult) -> Decision:
    """The rule set's decision for one patient; `frax` is the patient's FRAX-style score."""
    # Every rule set here is for the people whom the WHO categories by T-score are for: postmenopausal women and men from 50.
    who = patient.who_category()
    if who.basis == "z":
        return Decision(rule_set=rule_set, scope="outside", verdict="undecided", findings=())
    facts = Facts.of(patient, frax)
    findings = sorted((_finding(rule_set, c, facts) for c in rule_set.criteria), key=lambda finding: _SHOWN_FIRST.index(finding.status))
    if who.basis is None:
        return Decision(rule_set=rule_set, scope="unknown", verdict="undecided", findings=tuple(findings), scope_unknown=who.key)
    return Decision(rule_set=rule_set, scope="inside", verdict=_any(finding.status for finding in findings), findings=tuple(findings))


def _finding(rule_set: RuleSet, criterion: Criterion, facts: Facts) -> Finding:
    readings = tuple(condition.read(facts) for condition in criterion.conditions)
    approximation = any(condition.uses_frax for condition in criterion.conditions)
    return Finding(
        rule_set=rule_set,
        criterion=criterion.name,
        status=_all(r.status for r in readings),
        approximation=approximation,
        conditions=criterion.conditions,
        readings=readings,
    )


def _all(statuses: Iterable[Status]) -> Status:
    """Three-valued "and": one that is not met decides, whatever is unknown."""
    kinds = set(statuses)
    return "not_met" if "not_met" in kinds else "undecided" if "undecided" in kinds else "met"


def _any(statuses: Iterable[Status]) -> Status:
    """Three-valued "or": one that is met decides, whatever is unknown."""
    kinds = set(statuses)
    return "met" if "met" in kinds else "undecided" if "undecided" in kinds else "not_met"


def _note(rule_set: RuleSet, language: str) -> str:
    return translate("scores.rules.approximation", language, frax=rule_set.text("frax", language))


def _sentences(parts: list[str], language: str) -> str:
    return translate("scores.rules.sentence_separator", language).join(parts)


def _rule_set(name: str, table: dict[str, Any]) -> RuleSet:
    criteria = tuple(
        Criterion(criterion, tuple(_condition(kind, params) for kind, params in conditions.items()))
        for criterion, conditions in table.pop("criteria").items()
    )
    return RuleSet(name=name, **table, criteria=criteria)


def _condition(kind: str, params: dict[str, Any]) -> Condition:
    return KINDS[kind](**{name: tuple(value) if isinstance(value, list) else value for name, value in params.items()})
