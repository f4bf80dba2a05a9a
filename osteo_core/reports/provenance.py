"""Where a report's numbers come from: model, weights, people, calibration, versions, sources and disclaimers."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import osteo_core
from osteo_core.comparison import world_of
from osteo_core.inference import prevalence
from osteo_core.inference.percentages import percent
from osteo_core.reports.answers import Answered
from osteo_core.reports.document import Heading, Part, Points, Text
from osteo_core.reports.wording import say
from osteo_core.translations import one_after_another, translate


def people(found: Answered, language: str) -> str:
    """Which people the leading network's numbers speak of."""
    if found.is_recalibrated:
        return say("made.recalibrated", language)
    if found.stated:
        return found.stated
    world = world_of(found.model)
    learned = prevalence.learned(world)
    shares = {"osteoporosis": percent(learned.status["osteoporosis"]), "fracture": percent(learned.fracture)}
    return translate(f"prevalence.label.{'life' if world == 'life' else 'virtual'}", language, **shares)


def provenance(found: Answered, date: datetime.date, language: str) -> tuple[Part, ...]:
    """Heading, what made the numbers, and the disclaimers that belong beside some."""
    disclaimers = [
        Text(one_after_another(result.about.text("disclaimer_by", language), result.about.text("disclaimer", language)), "small")
        for result in found.answers.scores.values()
        if result.about.disclaimer and result.values
    ]
    return Heading(say("made.title", language)), Points(tuple(_points(found, date, language))), *disclaimers


def _points(found: Answered, date: datetime.date, language: str) -> Iterator[tuple[str, str]]:
    def lead(key: str) -> str:
        return say("lead", language, text=say(f"made.{key}", language))

    yield (
        lead("model"),
        say("made.model_text", language, name=found.model, version=osteo_core.__version__, date=date.isoformat(), weights=found.weights),
    )
    yield lead("calibration"), say("part_separator", language).join(found.layers(language)) or say("made.no_calibration", language)
    others = [name for name in found.answers.networks if name != found.model]
    if "nhanes" in others:
        yield lead("nhanes"), translate("compare.population.nhanes", language)
    sources = [
        f"{result.about.text('short', language)}: {result.about.source}" for result in found.answers.scores.values() if result.values
    ]
    yield lead("sources"), say("part_separator", language).join(sources)
