"""The rows of the comparison: each score's and network's number for one outcome, with what kind of number it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from osteo_core.catalogue import CATALOGUE
from osteo_core.comparison import Answers
from osteo_core.figures.base.numbers import percent
from osteo_core.figures.scores.score_comparison import ScoreRow, range_text
from osteo_core.inference.assessment import Risk
from osteo_core.inference.model_names import is_own
from osteo_core.patients import Patient
from osteo_core.scores import registry
from osteo_core.scores.frax_style import score as frax_style
from osteo_core.scores.rules.decide import RuleSet
from osteo_core.scores.score import ScoreResult, Value
from osteo_core.translations import one_after_another
from pages._widgets.shared import language, own, prevalence, rule_set
from pages._widgets.shared.language import Translator

OUTCOMES = ("major", "hip", "osteoporosis")
FRAX_STYLE = frax_style.ABOUT.name
"""Named here since guidelines' thresholds made for FRAX are read against this score alone."""
_NETWORK_OUTCOME = {"hip": "hip_fracture", "major": "fracture", "osteoporosis": "osteoporosis"}
"""What a network calls an outcome of this page: its 10-year fracture is a first major osteoporotic one."""
SYMBOLS = {"life": "circle", "fusion": "circle", "simplified": "circle-open", "nhanes": "hexagon-open"}
"""Marks of the networks; a score has its own."""
OWN_SYMBOL = "pentagon-open"


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What the rows depend on beside the answers: language, whose prevalence the networks state, rule set and age for the threshold."""

    tr: Translator
    lang: str
    stated: prevalence.Stated
    rule_set: RuleSet | None
    age: float | None


def setting(patient: Patient, tr: Translator) -> Setting:
    """The session's choices, for this patient."""
    return Setting(
        tr=tr,
        lang=language.current(),
        stated=prevalence.in_force(patient),
        rule_set=rule_set.chosen(),
        age=patient.entered().get("clinical", {}).get("age"),
    )


def rows(answers: Answers, outcome: str, setting: Setting) -> list[ScoreRow]:
    """One row a network that answers this outcome, then one a score, with or without a value."""
    found = [_network(name, risk, setting) for name, risk in network_risks(answers, outcome).items()]
    return [*found, *(_score(answers.scores[about.name], outcome, setting) for about in registry.of_outcome(outcome))]


def network_risks(answers: Answers, outcome: str) -> dict[str, Risk]:
    """Network -> its risk for one outcome of this page, of those that answer it."""
    risks = {name: getattr(found, _NETWORK_OUTCOME[outcome]) for name, found in answers.networks.items()}
    return {name: risk for name, risk in risks.items() if risk is not None}


def _network(name: str, risk: Risk, setting: Setting) -> ScoreRow:
    people = setting.tr(_people(name, setting))
    return ScoreRow(
        name=name,
        label=own.title(name, setting.tr) if is_own(name) else setting.tr(f"compare.network.{name}"),
        kind=people,
        value=100 * risk.probability,
        low=100 * risk.low,
        high=100 * risk.high,
        interval=setting.tr("compare.interval.network"),
        ours=True,
        symbol=SYMBOLS.get(name, OWN_SYMBOL),
    )


def _people(name: str, setting: Setting) -> str:
    """Key of whose probability a network's is."""
    if is_own(name):
        return "own.page.kind"
    return "compare.kind.nhanes" if name == "nhanes" else f"compare.kind.network.{setting.stated}"


def _score(result: ScoreResult, outcome: str, setting: Setting) -> ScoreRow:
    tr, name = setting.tr, result.about.name
    label, value = result.about.text("short", setting.lang), result.value(outcome)
    if value is None or value.value is None:
        return ScoreRow(name=name, label=label, kind=no_value(result, setting.tr, setting.lang), value=None)
    threshold = None
    if name == FRAX_STYLE and setting.rule_set is not None and setting.age is not None and outcome in ("hip", "major"):
        threshold = setting.rule_set.threshold("hip" if outcome == "hip" else "major", setting.age)
    return ScoreRow(
        name=name, label=label, kind=kind(result, outcome, setting), value=value.value, low=value.low, high=value.high,
        interval=tr(f"compare.interval.{value.interval}") if value.interval else "", threshold=threshold,
        symbol=result.about.symbol,
    )  # fmt: skip


def kind(result: ScoreResult, outcome: str, setting: Setting) -> str:
    """What kind of number a score gives for an outcome; the network given the scan alone is no less a network."""
    by_network = outcome == "osteoporosis" and result.about.needs_model
    return setting.tr(f"compare.kind.network.{setting.stated}" if by_network else f"compare.kind.{result.about.kind}")


def no_value(result: ScoreResult, tr: Translator, lang: str) -> str:
    """Why a score has no value: what it lacks, else its remarks."""
    if result.lacking:
        return tr("compare.lacks", fields=lacking_labels(result, tr, lang))
    return one_after_another(*(remark.text(lang) for remark in result.remarks)) or tr("compare.no_value")


def lacking_labels(result: ScoreResult, tr: Translator, lang: str) -> str:
    """What a score lacks; of the parts of an alternative, those that are not known."""
    ways = [[[part for part in way.split("+") if part not in result.used] for way in name.split("|")] for name in result.lacking]
    return labels(["|".join("+".join(parts) for parts in alternatives) for alternatives in ways], tr, lang)


def labels(names: Iterable[str], tr: Translator, lang: str) -> str:
    """Field labels in a list."""
    return tr("figures.list_separator").join(field_label(name, tr, lang) for name in names)


def field_label(name: str, tr: Translator, lang: str) -> str:
    """The label of a field, or of alternatives written "bmi|height_cm+weight_kg"."""
    ways = [" + ".join(CATALOGUE[part].label_in(lang) for part in way.split("+")) for way in name.split("|")]
    return tr("compare.or").join(ways)


def number(value: Value, result: ScoreResult, setting: Setting) -> str:
    """A value as printed: percent with its range, a category in words, or an index."""
    tr = setting.tr
    words = ""
    if value.category:
        words = tr(
            f"compare.who.{value.category}" if value.outcome == "bone_status" else f"scores.{result.about.name}.category.{value.category}"
        )
    if value.value is None:
        return words
    if value.outcome == "screening":
        index = one_number(value.value, value.outcome)
        if value.low is not None and value.high is not None:
            low, high = (one_number(end, value.outcome) for end in (value.low, value.high))
            index = tr("compare.index_range", value=index, low=low, high=high)
        return tr("compare.index", value=index, words=words)
    return range_text(value.value, value.low, value.high)


def one_number(value: float, outcome: str) -> str:
    """A number of a score without its range: "23 %", or of a screening index "−2"."""
    return f"{value:.0f}".replace("-", "−") if outcome == "screening" else percent(value / 100)


def screening_lines(answers: Answers, setting: Setting) -> list[str]:
    """Each screening score in a line: its name, its index and what it says, or why it has none."""
    lines = []
    for about in registry.of_outcome("screening"):
        result = answers.scores[about.name]
        value = result.value("screening")
        shown = no_value(result, setting.tr, setting.lang) if value is None else number(value, result, setting)
        lines.append(setting.tr("compare.named", name=about.text("short", setting.lang), text=shown))
    return lines
