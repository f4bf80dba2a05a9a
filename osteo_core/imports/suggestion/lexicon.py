"""The words of the catalogue as sequences of tokens, each with what it can mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from osteo_core.catalogue import CATALOGUE, SITES
from osteo_core.catalogue.synonyms import loinc_units, plain, table

Token = tuple[str, ...]


@dataclass(frozen=True)
class Meaning:
    """What a phrase says: a kind (field, site, measure, side, filler, otherwise, unit) and which one."""

    kind: str
    name: str


def tokens(text: str) -> Token:
    """`plain` text as tokens: Latin words and numbers whole, Chinese letter by letter."""
    found: list[str] = []
    for word in plain(text).split():
        found += [word] if word.isascii() or not _is_han(word[0]) else list(word)
    return tuple(found)


def _is_han(letter: str) -> bool:
    return "\u3040" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7af"


@cache
def phrases() -> dict[Token, tuple[Meaning, ...]]:
    """Every phrase and what it can mean."""
    found: dict[Token, list[Meaning]] = {}
    for kind, name, phrase in (*_fields(), *_parts()):
        meanings = found.setdefault(tokens(phrase), [])
        if (meaning := Meaning(kind, name)) not in meanings:
            meanings.append(meaning)
    found.pop((), None)
    return {phrase: tuple(meanings) for phrase, meanings in found.items()}


def _fields() -> Iterator[tuple[str, str, str]]:
    for feature in CATALOGUE:
        if feature.kind != "array" and feature.enterable:
            yield from (("field", feature.name, phrase) for phrase in _names(feature.name))


def _parts() -> Iterator[tuple[str, str, str]]:
    """Sites and measures, which together name a field; words without meaning, and those that make another thing of a name; units."""
    words = table()
    for site in SITES:
        yield from (("site", site, phrase) for phrase in words["site"][site]["words"])
    for measure in ("bmd", "t", "z"):
        yield from (("measure", measure, phrase) for phrase in words["measure"][measure]["words"])
    for kind in ("side", "filler", "otherwise"):
        yield from ((kind, phrase, phrase) for phrase in words[kind]["words"])
    for same in words["unit_spelling"]["same"]:
        yield from (("unit", same[0], phrase) for phrase in same if len(phrase) > 1)


def _names(name: str) -> list[str]:
    feature = CATALOGUE[name]
    if feature.kind == "dosage":
        return [name]
    codes = [*([feature.loinc] if feature.loinc else []), *loinc_units(name)]
    return [name, *feature.synonyms, *codes, *(feature.label_in(language) for language in feature.label)]


@cache
def longest() -> int:
    """Tokens of the longest phrase."""
    return max(map(len, phrases()))


@cache
def vocabulary() -> frozenset[str]:
    """Every Latin word of five letters or more that names a field, a site or a measure: what a misspelt word may be meant for."""
    said = (phrase for phrase, meanings in phrases().items() if any(meaning.kind in ("field", "site", "measure") for meaning in meanings))
    return frozenset(word for phrase in said for word in phrase if len(word) >= 5 and word.isascii() and word.isalpha())


@cache
def known_words() -> frozenset[str]:
    """Every phrase of the lexicon that is no filler, as plain text, beside those of ids and dates."""
    said = {plain(word) for words in table()["field"].values() for word in words["words"]}
    said |= {plain(word) for part in ("site", "measure") for words in table()[part].values() for word in words["words"]}
    return frozenset(said | person_words() | visit_words())


@cache
def person_words() -> frozenset[str]:
    """What a column of ids is called."""
    return frozenset(plain(word) for word in table()["person"]["words"])


@cache
def visit_words() -> frozenset[str]:
    """What the date of an examination is called."""
    return frozenset(plain(word) for word in table()["visit"]["words"])


@cache
def birth_words() -> frozenset[str]:
    """What the date of birth is called."""
    return frozenset(plain(word) for word in table()["birth"]["words"])
