"""Why, in two plain sentences: what raises and what lowers a patient's risk most, and compared with whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from osteo_core.catalogue import CATALOGUE
from osteo_core.explanation.explanation import Explanation
from osteo_core.explanation.reference_people import ReferencePeople
from osteo_core.explanation.strongest import strongest
from osteo_core.figures.base.numbers import log_odds_to_probability, percent
from osteo_core.translations import translate

Whose = Literal["life", "paper", "own"]
"""Where the reference people come from: the world as in life, the paper's world, or the user's own table."""

_RAISING, _LOWERING = 3, 2
_LEAST = 0.05
"""Of the largest contribution: what is smaller is not worth a word beside it."""


def pushes_in_words(
    explanation: Explanation, by: Literal["feature", "modality"], language: str = "en", *, values: Mapping[str, str]
) -> str:
    """The two or three things that raise the risk most, and those that lower it; fields with the patient's value from `values`."""
    contributions = explanation.contributions if by == "feature" else explanation.by_modality
    least = _LEAST * max(map(abs, contributions.values()), default=0.0)
    noticeable = {name: push for name, push in contributions.items() if abs(push) >= least}
    raised = strongest(noticeable, up=True, most=_RAISING)
    lowered = strongest(noticeable, up=False, most=_LOWERING)
    which = "both" if raised and lowered else "raised" if raised else "lowered" if lowered else "neither"
    named = {
        key: _listed([_named(name, by, language, values) for name in names], language)
        for key, names in (("raised", raised), ("lowered", lowered))
        if names
    }
    return translate(f"why_in_words.{by}.{which}", language, **named)


def reference_in_words(reference: ReferencePeople, explanation: Explanation, whose: Whose, language: str = "en") -> str:
    """Who the reference people are, and their typical risk of this outcome."""
    people = translate(f"why_in_words.people.{whose}", language, n=reference.people)
    if reference.women is not None:
        people += translate("why_in_words.sexes", language, women=reference.women, men=reference.people - reference.women)
    if reference.median_age is not None:
        ages = {"youngest": reference.youngest, "oldest": reference.oldest, "median": reference.median_age}
        people += translate("why_in_words.ages", language, **ages)
    risk = percent(log_odds_to_probability(explanation.baseline))
    return translate("why_in_words.compared", language, people=people, risk=risk)


def _named(name: str, by: str, language: str, values: Mapping[str, str]) -> str:
    if by == "modality":
        return CATALOGUE.modality_label(name, language)
    label = CATALOGUE[name].label_in(language)
    return translate("why_in_words.field", language, label=label, value=values[name]) if name in values else label


def _listed(names: list[str], language: str) -> str:
    """Names in a row, the last after "and"."""
    if len(names) == 1:
        return names[0]
    return translate("why_in_words.last", language, first=translate("figures.list_separator", language).join(names[:-1]), last=names[-1])
