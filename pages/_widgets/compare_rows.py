"""The rows of the comparison: each score's and network's number for one outcome, with what kind of number it is."""

from __future__ import annotations

from dataclasses import dataclass

from osteo_core.catalogue import CATALOGUE
from osteo_core.figures import ScoreRow
from osteo_core.inference.assessment import Risk
from osteo_core.inference.prevalence import Source
from osteo_core.scores.rules import RuleSet
from osteo_core.scores.score import ScoreResult
from pages._widgets.compare_answers import Answers
from pages._widgets.language import Translator

OUTCOMES = ("major", "hip", "osteoporosis")
FRAX_STYLE = "frax_style"
_SCORES = {"hip": (FRAX_STYLE, "qfracture"), "major": (FRAX_STYLE, "qfracture"), "osteoporosis": ("dxa_only",)}
_NETWORKS = {"hip": (), "major": ("fusion", "simplified"), "osteoporosis": ("fusion", "simplified", "nhanes")}
SYMBOLS = {
    "fusion": "circle", "simplified": "circle-open", "nhanes": "hexagon-open",
    FRAX_STYLE: "diamond", "qfracture": "square", "dxa_only": "triangle-up",
}  # fmt: skip


@dataclass(frozen=True)
class Setting:
    """What the rows depend on beside the answers: language, whose prevalence the networks state, rule set and age for the threshold."""

    tr: Translator
    lang: str
    stated: Source
    rule_set: RuleSet | None
    age: float | None


def rows(answers: Answers, outcome: str, setting: Setting) -> list[ScoreRow]:
    """One row a network that answers this outcome, then one a score, with or without a value."""
    found = [_network(name, risk, setting) for name, risk in network_risks(answers, outcome).items()]
    return [*found, *(_score(answers.scores[name], outcome, setting) for name in _SCORES[outcome])]


def network_risks(answers: Answers, outcome: str) -> dict[str, Risk]:
    """Network -> its risk for one outcome of this page (its 10-year fracture is a first major osteoporotic one)."""
    named = {name: answers.networks[name] for name in _NETWORKS[outcome] if name in answers.networks}
    risks = {name: found.osteoporosis if outcome == "osteoporosis" else found.fracture for name, found in named.items()}
    return {name: risk for name, risk in risks.items() if risk is not None}


def _network(name: str, risk: Risk, setting: Setting) -> ScoreRow:
    kind = setting.tr("compare.kind.nhanes" if name == "nhanes" else f"compare.kind.network.{setting.stated}")
    return ScoreRow(
        name, setting.tr(f"compare.network.{name}"), kind, *(100 * p for p in (risk.probability, risk.low, risk.high)),
        interval=setting.tr("compare.interval.network"), ours=True, symbol=SYMBOLS[name],
    )  # fmt: skip


def _score(result: ScoreResult, outcome: str, setting: Setting) -> ScoreRow:
    tr, name = setting.tr, result.about.name
    label, value = result.about.text("short", setting.lang), result.value(outcome)
    if value is None or value.value is None:
        return ScoreRow(name, label, no_value(result, setting.tr, setting.lang), None)
    threshold = None
    if name == FRAX_STYLE and setting.rule_set is not None and setting.age is not None and outcome in ("hip", "major"):
        threshold = setting.rule_set.threshold(outcome, setting.age)
    return ScoreRow(
        name, label, tr(f"compare.kind.{result.about.kind}"), value.value, value.low, value.high,
        interval=tr(f"compare.interval.{value.interval}") if value.interval else "", threshold=threshold, symbol=SYMBOLS[name],
    )  # fmt: skip


def no_value(result: ScoreResult, tr: Translator, lang: str) -> str:
    """Why a score has no value: what it lacks, else its remarks."""
    if result.lacking:
        return tr("compare.lacks", fields=tr("figures.list_separator").join(field_label(name, tr, lang) for name in result.lacking))
    return " ".join(remark.text(lang) for remark in result.remarks) or tr("compare.no_value")


def field_label(name: str, tr: Translator, lang: str) -> str:
    """The label of a field, or of alternatives written "bmi|height_cm+weight_kg"."""
    ways = [" + ".join(CATALOGUE[part].label_in(lang) for part in way.split("+")) for way in name.split("|")]
    return tr("compare.or").join(ways)
