"""The adjustments of one person in words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from osteo_core.inference.percentages import percent
from osteo_core.scores.score import Adjustment, ScoreResult
from osteo_core.translations import translate

_KEY = "scores.frax_style.adjustment"


def lines(result: ScoreResult, language: str = "en") -> Iterator[str]:
    """One line an adjustment: what the values become, and why, with the citation; nothing where there is none."""
    for _, group in groupby(result.adjustments, key=lambda each: each.name):
        of_one = list(group)
        moved = translate(f"{_KEY}.between", language).join(_moved(each, language) for each in of_one)
        yield translate(f"{_KEY}.line", language, moved=moved, why=of_one[0].text(language), source=of_one[0].source)


def _moved(each: Adjustment, language: str) -> str:
    outcome = translate(f"compare.outcome.{each.outcome}", language)
    return translate(f"{_KEY}.moved", language, outcome=outcome, before=percent(each.before / 100), after=percent(each.after / 100))


def said(what: str, language: str = "en") -> str:
    """The title, or that the adjustments are not to be combined."""
    return translate(f"{_KEY}.{what}", language)
