"""Words of a column's name: those written as one taken apart, misspelt ones corrected."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from osteo_core.catalogue import CATALOGUE
from osteo_core.catalogue.synonyms import unit_key
from osteo_core.imports.suggestion.lexicon import Meaning, Token, phrases, vocabulary


def split(words: Token) -> Token:
    """Names written without blanks: "fnbmd" is fn bmd, "lstscore" ls t score, "heightcm" height cm."""
    found: list[str] = []
    for word in words:
        found += _pieces(word) if (word,) not in phrases() and word.isascii() and len(word) > 2 else [word]
    return tuple(found)


@cache
def _pieces(word: str) -> tuple[str, ...]:
    parts = {phrase[0]: meanings for phrase, meanings in phrases().items() if len(phrase) == 1}
    usable = {text for text, meanings in parts.items() if any(m.kind in ("site", "measure", "unit", "field") for m in meanings)}
    for cut in range(len(word) - 1, 1, -1):
        first, rest = word[:cut], word[cut:]
        if first not in usable:
            continue
        kinds = {meaning.kind for meaning in parts[first]}
        following = {meaning.kind for meaning in parts[rest]} if rest in usable else set()
        if ("site" in kinds and "measure" in following) or ("measure" in kinds and "site" in following and len(rest) > 1):
            return (first, rest)
        if "field" in kinds and "unit" in following and len(rest) > 1 and (len(first) > 2 or measured_in(parts[first], rest)):
            return (first, rest)
        if "field" in kinds and len(first) > 2 and len(rest) > 1 and any(each.kind == "filler" for each in phrases().get((rest,), ())):
            return (first, rest)
    if (found := re.fullmatch(r"(l[1-4])(bmd|t|z|tscore|zscore)", word)) is not None:
        return found.groups()
    if (found := re.fullmatch(r"([lr]|lt|rt|left|right)(fn|th|hip|neck)(bmd|tscore|t|z)?", word)) is not None:
        return tuple(piece for piece in found.groups() if piece)
    return (word,)


def measured_in(meanings: Iterable[Meaning], unit: str) -> bool:
    """Whether one of the fields has that unit: two letters before one are a field ("htcm"), or a part of another word ("rain")."""
    fields = (CATALOGUE[meaning.name] for meaning in meanings if meaning.kind == "field")
    return any(unit_key(unit) in map(unit_key, feature.units) for feature in fields)


@cache
def corrected(word: str) -> str:
    """The word that a misspelt one is meant for: one letter off in five to seven, two in eight or more (rapidfuzz)."""
    if not word.isascii() or not word.isalpha() or len(word) < 5 or word in vocabulary() or (word,) in phrases():
        return word
    from rapidfuzz import process
    from rapidfuzz.distance import DamerauLevenshtein

    most = 1 if len(word) < 8 else 2
    near = process.extract(word, sorted(vocabulary()), scorer=DamerauLevenshtein.distance, score_cutoff=most, limit=2)
    if not near or (len(near) > 1 and near[0][1] == near[1][1]):
        return word
    return str(near[0][0])
