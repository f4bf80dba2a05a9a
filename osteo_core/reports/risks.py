"""The risks' part of a report: the network's three numbers, then every network and score side by side, with what kind of number each is."""

from __future__ import annotations

from collections.abc import Iterator

from osteo_core.catalogue import CATALOGUE
from osteo_core.inference.assessment import Risk
from osteo_core.inference.percentages import bare_interval, percent, percent_with_interval
from osteo_core.reports import charts
from osteo_core.reports.answers import Answered
from osteo_core.reports.charts import RiskMark
from osteo_core.reports.document import Chart, Heading, Numbers, Part, Points, Table, Text
from osteo_core.reports.wording import MINUS, cut, listed, say
from osteo_core.scores import registry
from osteo_core.scores.frax_style import adjustments_text
from osteo_core.scores.score import ScoreResult, Value
from osteo_core.translations import one_after_another, translate

_INEXACT = "scores.qfracture.remark.inexact"
OUTCOMES = {"major": "fracture", "hip": "hip_fracture", "osteoporosis": "osteoporosis"}
"""A score's outcome -> the network's name for it, in the order of the table's columns."""


def network_numbers(found: Answered, language: str) -> Numbers:
    """The leading network's risks, large, each with its interval."""
    return Numbers(
        tuple(
            (
                say(f"outcome.{outcome}", language),
                percent(risk.probability),
                say("interval", language, ends=bare_interval(risk.low, risk.high)),
            )
            for outcome, risk in found.risks.items()
        )
    )


def side_by_side(found: Answered, language: str) -> tuple[Part, ...]:
    """Heading, the table of all numbers, the chart of the fracture risks, the screening indices, and what the numbers are."""
    rows = tuple(_rows(found, language))
    table = Table(
        caption="",
        head=(say("risks.source", language), *(say(f"risks.{outcome}", language) for outcome in OUTCOMES), say("risks.kind", language)),
        rows=rows,
        widths=(2.3, 2.2, 2.2, 2.2, 3.1),
        numbers=(1, 2, 3),
    )
    return (
        Heading(say("risks.title", language)),
        table,
        _chart(found, language),
        Points(tuple(_screening(found, language))),
        Text(say("risks.ranges", language), "small"),
        *_assumed(found, language),
    )


def _rows(found: Answered, language: str) -> Iterator[tuple[str, ...]]:
    """A row a network, then a row a score that gives a probability of any of the outcomes."""
    for name, answer in found.answers.networks.items():
        risks = [getattr(answer, network) for network in OUTCOMES.values()]
        cells = [say("none", language) if risk is None else percent_with_interval(risk) for risk in risks]
        kind = "compare.kind.nhanes" if name == "nhanes" else f"reports.people_short.{found.model}"
        yield (translate(f"compare.network_title.{name}", language), *cells, translate(kind, language))
    for about in registry.abouts():
        if set(about.outcomes) & set(OUTCOMES):
            yield _score(found.answers.scores[about.name], found, language)


def _score(result: ScoreResult, found: Answered, language: str) -> tuple[str, ...]:
    cells = [_percent(result.value(outcome), language) for outcome in OUTCOMES]
    about = result.about
    kind = translate(f"reports.people_short.{found.model}" if about.needs_model else f"compare.kind.{about.kind}", language)
    if all(cell == say("none", language) for cell in cells):
        kind = _why_none(result, language)
    return (about.text("short", language), *cells, kind)


def _percent(value: Value | None, language: str) -> str:
    if value is None or value.value is None:
        return say("none", language)
    if value.low is None or value.high is None:
        return percent(value.value / 100)
    return percent_with_interval(Risk(value.value / 100, value.low / 100, value.high / 100))


def _why_none(result: ScoreResult, language: str) -> str:
    """What a score without a value lacks, else its remarks."""
    if not result.lacking:
        return one_after_another(*(remark.text(language) for remark in result.remarks)) or say("none", language)
    ways = (_alternatives(name, result, language) for name in result.lacking)
    return translate("compare.lacks", language, fields=listed(ways, language))


def _alternatives(name: str, result: ScoreResult, language: str) -> str:
    """A required field in words; of alternatives ("bmi|height_cm+weight_kg") all, without the parts that are known."""
    ways = ([part for part in way.split("+") if part not in result.used] for way in name.split("|"))
    return translate("compare.or", language).join(" + ".join(CATALOGUE[part].label_in(language) for part in way) for way in ways)


def _screening(found: Answered, language: str) -> Iterator[tuple[str, str]]:
    """Each screening score: its name; its index and what that says, or why it has none."""
    for about in registry.of_outcome("screening"):
        result = found.answers.scores[about.name]
        value = result.value("screening")
        yield (
            say("lead", language, text=about.text("short", language)),
            (_why_none(result, language) if value is None or value.value is None else _index(value, result, language)),
        )


def _index(value: Value, result: ScoreResult, language: str) -> str:
    words = result.about.text(f"category.{value.category}", language) if value.category else ""
    number, *ends = ("" if end is None else f"{end:.0f}".replace("-", MINUS) for end in (value.value, value.low, value.high))
    if all(ends) and ends[0] != ends[1]:
        number = translate("compare.index_range", language, value=number, low=ends[0], high=ends[1])
    return translate("compare.index", language, value=number, words=words)


def _assumed(found: Answered, language: str) -> tuple[Text, ...]:
    """What each probability assumes where nothing was entered, and the limits that this record touches; ranges say what is inexact."""
    told = []
    for about in registry.abouts():
        result, score = found.answers.scores[about.name], about.text("short", language)
        if not result.values or not set(about.outcomes) & {"major", "hip"}:
            continue
        if result.unanswered:
            fields = cut([question.field for question in result.unanswered], language)
            told.append(say("risks.unanswered", language, score=score, fields=fields))
        remarks = [remark.text(language) for remark in result.remarks if remark.key != _INEXACT]
        remarks += adjustments_text.lines(result, language)
        told += [say("risks.remark", language, score=score, remark=remark.rstrip("。.")) for remark in remarks]
    return (Text(say("part_separator", language).join(told) + say("stop", language), "small"),) if told else ()


def _chart(found: Answered, language: str) -> Chart:
    """The fracture risks of the table as points with their ranges."""
    marks = []
    for outcome in ("major", "hip"):
        for name, answer in found.answers.networks.items():
            if (risk := getattr(answer, OUTCOMES[outcome])) is not None:
                label = translate(f"compare.network_title.{name}", language)
                between = (100 * risk.low, 100 * risk.high)
                marks.append(RiskMark(outcome=outcome, label=label, value=100 * risk.probability, ends=between, ours=True))
        for about in registry.of_outcome(outcome):
            value = found.answers.scores[about.name].value(outcome)
            if value is not None and value.value is not None:
                ends = None if value.low is None or value.high is None else (value.low, value.high)
                marks.append(RiskMark(outcome=outcome, label=about.text("short", language), value=value.value, ends=ends, ours=False))
    return charts.risks_side_by_side(tuple(marks), language)
