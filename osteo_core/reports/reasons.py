"""Why: the strongest contributions to each risk in words, and those to the 10-year fracture as a chart."""

from __future__ import annotations

from collections.abc import Iterable

from osteo_core.catalogue import CATALOGUE
from osteo_core.explanation.explanation import Explanation
from osteo_core.explanation.strongest import ranked, strongest
from osteo_core.inference.assessment import Outcome
from osteo_core.reports import charts
from osteo_core.reports.answers import Answered
from osteo_core.reports.document import Beside, Heading, Part, Points, Text
from osteo_core.reports.wording import listed, say, value_text

_MOST = 4
_BARS = 8


def reasons(found: Answered, language: str) -> tuple[Part, ...]:
    """Heading; words on the left, the chart on the right; how to read them."""
    explained = [(outcome, found.explanations[outcome]) for outcome in found.risks if outcome in found.explanations]
    words = Points(tuple((say(f"why.{outcome}", language), _sentence(explanation, found, language)) for outcome, explanation in explained))
    charted: Outcome = "fracture" if "fracture" in found.explanations else explained[0][0]
    bars = tuple((said(name, found, language), push) for name, push in ranked(found.explanations[charted].contributions)[:_BARS])
    chart = charts.contributions(bars, say(f"outcome.{charted}", language), language)
    return (
        Heading(say("why.title", language)),
        Beside(left=(words,), right=(chart,), share=0.46),
        Text(say("why.help", language), "small"),
    )


def _sentence(explanation: Explanation, found: Answered, language: str) -> str:
    parts = []
    for up, key in ((True, "why.raised"), (False, "why.lowered")):
        if names := strongest(explanation.contributions, up=up, most=_MOST):
            parts.append(say(key, language, fields=_said(names, found, language)))
    return say("sentence_separator", language).join(parts) or say("why.nothing", language)


def _said(names: Iterable[str], found: Answered, language: str) -> str:
    return listed((said(name, found, language) for name in names), language)


def said(name: str, found: Answered, language: str) -> str:
    """A field with the patient's value: "Age (74 years)"."""
    feature = CATALOGUE[name]
    entered = {field: value for fields in found.patient.entered().values() for field, value in fields.items()}
    label = feature.label_in(language)
    return say("why.field", language, label=label, value=value_text(feature, entered[name], language)) if name in entered else label
