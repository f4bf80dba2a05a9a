"""The patient's report: one page in plain words, with a hundred people to count instead of percentages."""

from __future__ import annotations

import datetime

from osteo_core.catalogue import CATALOGUE
from osteo_core.explanation.strongest import NEGLIGIBLE
from osteo_core.inference.assessment import Risk
from osteo_core.reports import charts
from osteo_core.reports.answers import Answered
from osteo_core.reports.clinician import footer, made_on, who
from osteo_core.reports.document import Beside, Chart, Document, Heading, Part, Points, Text
from osteo_core.reports.wording import listed, say

_OWN_WORDS = (
    "age", "sex", "ethnicity", "prior_fracture", "parental_hip_fracture", "current_smoking", "high_alcohol_intake", "glucocorticoid_use",
    "rheumatoid_arthritis", "secondary_osteoporosis", "vitamin_d_25oh", "postmenopausal",
)  # fmt: skip
"""Clinical fields with words of their own (`reports.plain.<field>`); the others of their kind share those of the body's size."""

_NOT_SAID, _QUESTIONS = ("future", "treatment", "everything"), ("meaning", "cause", "myself", "medicine", "again")
_MOST_RAISING, _MOST_LOWERING = 3, 2


def leaflet(found: Answered, date: datetime.date, language: str) -> Document:
    """The document for the patient, made on `date`."""
    return Document(
        language=language,
        title=say("leaflet.title", language),
        subject=say("leaflet.subject", language),
        facts=(*who(found, language), made_on(date, language)),
        notice=say("leaflet.notice", language),
        footer=footer(found, date, language),
        page=say("page", language, page="{page}", pages="{pages}"),
        most_pages=1,
        large=True,
        parts=(
            Heading(say("leaflet.fracture", language)),
            *_people(found, language),
            Heading(say("leaflet.scan", language)),
            Text(_scan(found, language)),
            Heading(say("leaflet.why", language)),
            Points(_why(found, language)),
            Heading(say("leaflet.not_said", language)),
            Points((*((("", say(f"leaflet.not_said_of.{name}", language))) for name in _NOT_SAID), ("", _made_from(found, language)))),
            Heading(say("leaflet.questions", language)),
            Points(tuple(("", say(f"leaflet.ask.{name}", language)) for name in _QUESTIONS)),
        ),
    )


def of_hundred(probability: float) -> int:
    """How many of a hundred people a probability is."""
    return round(100 * probability)


def _people(found: Answered, language: str) -> tuple[Part, ...]:
    """Major fractures, and hip fractures beside them where the network answers those: a sentence, and a hundred people under it."""
    shown = [_hundred(outcome, found.risks[outcome], language) for outcome in ("fracture", "hip_fracture") if outcome in found.risks]
    if len(shown) == 1:
        return shown[0]
    (left_text, left_chart), (right_text, right_chart) = shown
    return Beside(left=(left_text,), right=(right_text,)), Beside(left=(left_chart,), right=(right_chart,))


def _hundred(outcome: str, risk: Risk, language: str) -> tuple[Text, Chart]:
    """The risk as a sentence with its range, and as people to count."""
    affected = of_hundred(risk.probability)
    sentence = say(f"leaflet.{outcome}_{_kind(affected)}", language, n=affected, others=100 - affected)
    low, high = of_hundred(risk.low), of_hundred(risk.high)
    parts = [sentence]
    if low != high:
        parts.append(say("leaflet.range" if low else "leaflet.range_to", language, low=low, high=high))
    said = (say(f"leaflet.{outcome}_yes", language), say(f"leaflet.{outcome}_no", language))
    text = say("sentence_separator", language).join(parts)
    return Text(text), charts.hundred_people(outcome, affected, say("leaflet.alt", language, n=affected, text=sentence), said)


def _kind(affected: int) -> str:
    """Which sentence says a number of a hundred people: none and all of them are never said to be certain."""
    return "few" if affected == 0 else "nearly_all" if affected == 100 else "some"


def _scan(found: Answered, language: str) -> str:
    category = found.patient.who_category().category
    if category is not None:
        return say(f"leaflet.category.{category}", language)
    affected = of_hundred(found.risks["osteoporosis"].probability)
    return say(f"leaflet.no_category_{_kind(affected)}", language, n=affected)


def _why(found: Answered, language: str) -> tuple[tuple[str, str], ...]:
    """What raises the number of fractures most, and what lowers it, in plain words."""
    pushes: dict[str, float] = {}
    for name, push in found.explanations["fracture"].contributions.items():
        words = plain(name)
        pushes[words] = pushes.get(words, 0.0) + push
    ranked = sorted(pushes.items(), key=lambda item: -abs(item[1]))
    up = [words for words, push in ranked if push >= NEGLIGIBLE][:_MOST_RAISING]
    down = [words for words, push in ranked if push <= -NEGLIGIBLE][:_MOST_LOWERING]
    points = []
    for way, names in (("raised", up), ("lowered", down)):
        if names:
            words_of = (say(f"plain.{each}", language) for each in names)
            points.append((say("lead", language, text=say(f"leaflet.{way}", language)), listed(words_of, language)))
    return tuple(points) or (("", say("leaflet.nothing_stands_out", language)),)


def plain(name: str) -> str:
    """Under which plain words a field goes: its own, or those of its kind ("hip_bone" for any value of the hip's scan)."""
    feature = CATALOGUE[name]
    if feature.modality == "clinical":
        return name if name in _OWN_WORDS else "prior_fracture" if name == "prior_fracture_sites" else "body"
    if feature.modality == "dxa":
        return "spine_bone" if name.startswith("lumbar_spine") else "hip_bone"
    return feature.modality


def _made_from(found: Answered, language: str) -> str:
    whose = "recalibrated" if found.is_recalibrated else "restated" if found.stated else found.model
    return say(f"leaflet.people.{whose}", language)
