"""Names of variables as cohorts write them: a visit or a module before or behind the name, and abbreviations in any order."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from osteo_core.catalogue.synonyms import table
from osteo_core.imports.suggestion.lexicon import phrases

_BEFORE = re.compile(r"(?:(?P<first>bl|base|baseline)_|(?P<kind>v|w|r|t|p|m|visit|wave)_?(?P<number>\d{1,2})_?)(?P<rest>[A-Za-z]\w*)", re.I)
_BEHIND = re.compile(
    r"(?P<rest>[A-Za-z]\w*?)_(?:(?P<first>bl|base|baseline)|(?P<kind>v|w|y|m|f|t|i|fu|visit|wave|yr)_?(?P<number>\d{1,2}))", re.I
)
_MODULE = re.compile(r"([A-Za-z]{1,4})_([A-Za-z]\w*)")
_WAVE = re.compile(r"([A-Za-z]\w*?)[_@.]([A-Za-z]{1,3}\d{1,2})")
_LETTERS_OR_NUMBER = re.compile(r"[a-z]+|\d+")
_FIELDS_OF_A_MODULE = 3
_KEPT = ("current", "new", "final", "total")


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A name without its visit. `first` says that it is the first one ("bl", "v0"); `before` that the visit stands in front."""

    rest: str
    number: str
    first: bool
    before: bool


def visit_in(name: str) -> Visit | None:
    """The visit that a name says: "V00AGE", "r1mheight", "w2_bmi", "fnbmd_bl", "ht_y5"; None of a name that says none."""
    for pattern, before in ((_BEFORE, True), (_BEHIND, False)):
        if (found := pattern.fullmatch(name.strip())) is not None:
            number = found["number"] or "0"
            rest = table()["wave"]["stems"].get(found["rest"].casefold(), found["rest"]) if before else found["rest"]
            return Visit(rest=rest, number=number, first=not int(number), before=before)
    return None


def modules(columns: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """Marks that name a part of a survey, in lower case: "HE_ht", "HE_wt", "HE_BMI"; "Bmi@NT3", "Age@NT3", "Sex@NT3".

    `columns`: each name and the fields that it means without its mark. At least three fields bear a mark; where two marks have the same
    field, neither is taken.
    """
    under: dict[str, set[str]] = defaultdict(set)
    for name, targets in columns.items():
        if (parts := module_parts(name)) is not None:
            under[parts[0]] |= set(targets)
    found = {prefix: fields for prefix, fields in under.items() if len(fields) >= _FIELDS_OF_A_MODULE}
    return frozenset(
        prefix for prefix, fields in found.items() if not any(fields & others for other, others in under.items() if other != prefix)
    )


def module_parts(name: str) -> tuple[str, str] | None:
    """A possible mark before or behind a name, in lower case, and the name; None where there is none.

    A known word is none, nor what stands for another person ("mo_age") or another fluid ("u_ca").
    """
    if (behind := _WAVE.fullmatch(name.strip())) is not None and (behind[2].casefold(),) not in phrases() and visit_in(name) is None:
        return "@" + behind[2].casefold(), behind[1]
    found = _MODULE.fullmatch(name.strip())
    if found is None or (prefix := found[1].casefold()) in table()["module"]["never"] or (prefix,) in phrases():
        return None
    return prefix, found[2]


def by_abbreviations(words: tuple[str, ...]) -> str | None:
    """The field whose phrase has the same words in any order, abbreviations written out: "fx hip par" is parental hip fracture."""
    for bag in _written_out(words):
        if (target := _bags().get(bag)) is not None and _says_enough(bag):
            return target
        if "current" in bag and len(bag) > 1 and (target := _bags().get(bag - {"current"})) is not None:
            return target
    return _glued().get("".join(words))


@cache
def _glued() -> Mapping[str, str]:
    """Phrases of two words and seven letters or more, written without blanks: "onelegstand"."""
    found: dict[str, set[str]] = defaultdict(set)
    for phrase, said in phrases().items():
        if len(phrase) > 1 and len(text := "".join(phrase)) >= 7 and text.isascii():
            found[text] |= {each.name if each.kind == "field" else "" for each in said}
    return {text: next(iter(fields)) for text, fields in found.items() if len(fields) == 1 and "" not in fields}


def _written_out(words: tuple[str, ...]) -> list[frozenset[str]]:
    found: list[list[str]] = [[]]
    for word in words:
        ways = _ways(word)
        found = [[*done, *way] for done in found for way in ways][:8]
    return [frozenset(way) - _dropped() for way in found]


@cache
def _ways(word: str) -> tuple[tuple[str, ...], ...]:
    """A word written out: itself, letters apart from numbers ("frac50"), or several abbreviations written as one ("parhipfrac")."""
    full = _full()
    ways: list[tuple[str, ...]] = [(full.get(word, word),)]
    if not word.isascii() or word in full or len(word) < 4:
        return tuple(ways)
    apart = _LETTERS_OR_NUMBER.findall(word)
    if len(apart) > 1 and all(part.isdigit() or part in full or part in table()["joining"]["words"] for part in apart):
        ways.append(tuple(full.get(part, part) for part in apart))
    ways += [pieces for pieces in _cut(word) if len(pieces) > 1]
    return tuple(ways[:5])


@cache
def _cut(word: str) -> tuple[tuple[str, ...], ...]:
    full = _full()
    found: list[tuple[str, ...]] = [(full[word],)] if word in full else []
    for cut in range(len(word) - 2, 1, -1):
        if word[:cut] in full:
            found += [(full[word[:cut]], *rest) for rest in _cut(word[cut:])]
    return tuple(found[:4])


@cache
def _full() -> Mapping[str, str]:
    """Every abbreviation, and every word that has some, and the word for it."""
    words = table()["abbreviation"]
    return {short: word for word, shorts in words.items() for short in (word, *shorts)}


@cache
def _dropped() -> frozenset[str]:
    fillers = {phrase[0] for phrase, said in phrases().items() if len(phrase) == 1 and any(each.kind == "filler" for each in said)}
    return frozenset(fillers - set(_KEPT)) | set(table()["joining"]["words"])


@cache
def _bags() -> Mapping[frozenset[str], str]:
    """The words of every field's phrases, without order; those that mean one field."""
    found: dict[frozenset[str], set[str]] = defaultdict(set)
    for phrase, said in phrases().items():
        fields = {each.name for each in said if each.kind == "field"}
        if fields and all(word.isascii() for word in phrase):
            for bag in _written_out(phrase):
                found[bag] |= fields
    return {bag: next(iter(fields)) for bag, fields in found.items() if bag and len(fields) == 1}


def _says_enough(bag: frozenset[str]) -> bool:
    """Two words, or a word and the age of 50: "alc 3" may be the third question about alcohol."""
    words = [word for word in bag if not word.isdigit()]
    return len(words) > 1 or (len(words) == 1 and "50" in bag)
