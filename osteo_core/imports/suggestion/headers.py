"""The name of a column, taken apart: which fields it can be, the unit and the codes that stand in it, and how sure that is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

from osteo_core.catalogue import CATALOGUE
from osteo_core.catalogue.synonyms import VITAMIN_D, is_unit, joined_units, plain, sex_columns
from osteo_core.imports.suggestion.lexicon import Meaning, Token, longest, phrases, tokens
from osteo_core.imports.suggestion.variables import Visit, by_abbreviations, visit_in
from osteo_core.imports.suggestion.words import corrected, measured_in, split
from osteo_core.imports.suggestion.written_codes import codes_in, without_codes

_BRACKETS = re.compile(r"[(（\[【{<＜]([^()（）\[\]【】{}<>]*)[)）\]】}>＞]")
_TAIL = re.compile(r"\s*[/,，、:：;|]\s*")

SURE, PER_FILLER, PER_UNKNOWN, PER_MISSPELT, PER_SIDE = 0.97, 0.02, 0.4, 0.12, 0.0
# A questionnaire's item: "7、您的父母是否有髋部骨折史？", "Q12. Do you smoke?"
_NUMBERED = re.compile(r"^\s*(?:Q|第)?[(]?\d{1,3}(?:题|[)])?\s*[、.):]\s*(?=[^\d\s])", re.IGNORECASE)
_ASKED = re.compile(r"请问|您的|您|是否|有没有|[吗呢?？:：]\s*$")
_YES, _NO = ("1", "yes", "Yes", "Y", "true", "True", "是"), ("0", "no", "No", "N", "false", "False", "否")
PER_VISIT, PER_ABBREVIATED = 0.07, 0.07
# The number of a visit behind a name: "age1", "htcm2", "bmi_3". A larger one is an age: "wt25".
_VISIT = re.compile(r"([A-Za-z][A-Za-z_]*[A-Za-z])_?(0?\d|1[0-2])")
_SKIPPED = {"filler": PER_FILLER, "side": PER_SIDE, "unit": 0.01}


@dataclass(frozen=True, kw_only=True)
class Header:
    """A column's name. `targets`: field -> confidence from the name alone; `unit` as written, None where none is; `codes`: code -> word."""

    targets: dict[str, float] = field(default_factory=dict)
    unit: str | None = None
    codes: dict[str, str] = field(default_factory=dict)
    misspelt: bool = False


def read_header(name: str, label: str = "") -> Header:
    """What a column's name says, with the label that the file gives it (a unit, a description)."""
    if (codes := _named_sex(name) or _named_sex(label)) is not None:
        return Header(targets={"sex": SURE}, codes=dict(codes))
    own = _at_a_visit(name)
    if not label:
        return own
    unit = label.strip().strip("()（）[] ")
    if is_unit(unit):
        return Header(targets=own.targets, unit=own.unit or unit, codes=own.codes, misspelt=own.misspelt)
    told = _read(label)
    better = own if max(own.targets.values(), default=0) >= max(told.targets.values(), default=0) else told
    return Header(targets=better.targets, unit=own.unit or told.unit, codes=own.codes or told.codes, misspelt=better.misspelt)


def _at_a_visit(name: str) -> Header:
    """A name as it stands; where that says nothing, without the visit before or behind it."""
    own = _read(name)
    visit = visit_in(name)
    if visit is None or max(own.targets.values(), default=0.0) >= SURE - 0.3:
        return own
    bare = _read(visit.rest)
    penalty = PER_FILLER if visit.first else PER_VISIT
    targets = {each: round(how - penalty, 2) for each, how in bare.targets.items() if how >= SURE - PER_ABBREVIATED and _holds(each, visit)}
    return replace(bare, targets=targets) if targets else own


def _holds(target: str, visit: Visit) -> bool:
    """Whether it is the catalogue's field at that visit: events by a later visit are outcomes, falls without a span may be of two years."""
    if target == "falls_12m" and not re.search(r"12|1?_?ye?a?r|1y", visit.rest, re.IGNORECASE):
        return visit.first
    return visit.first or visit.before or CATALOGUE[target].kind == "continuous"


@cache
def _named_sex(name: str) -> Mapping[str, str] | None:
    """The key of a column that is called after one sex ("female": 1 is a woman); None of any other."""
    for sex, other in (("female", "male"), ("male", "female")):
        if plain(name) in sex_columns(sex):
            return {**dict.fromkeys(_YES, sex), **dict.fromkeys(_NO, other)}
    return None


@lru_cache(maxsize=4096)
def _read(name: str) -> Header:
    text = VITAMIN_D.sub(" 25ohd ", _ASKED.sub("", _NUMBERED.sub("", unicodedata.normalize("NFKC", name))))
    stem, unit, codes, rest = _brackets(text)
    if unit is None:
        stem, unit = _unit_at_the_end(stem)
    inline = {} if codes else codes_in(stem)
    if inline and len(inline) > 1:
        codes, stem = inline, without_codes(stem)
    targets, misspelt = _targets(" ".join([stem, *rest]))
    if not targets and rest:
        targets, misspelt = _targets(stem)
        targets = {target: confidence - PER_FILLER for target, confidence in targets.items()} if _harmless(rest) else {}
    if max(targets.values(), default=0.0) < SURE - PER_UNKNOWN + 0.05 and not rest and (numbered := _VISIT.fullmatch(stem.strip())):
        bare = _read(numbered[1])
        # D2 is another vitamin, not a second visit; "smk3" may be the third question about smoking.
        first = int(numbered[2]) <= 1
        sure = {
            target: how
            for target, how in bare.targets.items()
            if how >= SURE - PER_FILLER
            and (target != "vitamin_d_25oh" or int(numbered[2]) < 1)
            and (first or CATALOGUE[target].kind == "continuous")
        }
        targets |= {target: round(how - PER_VISIT, 2) for target, how in sure.items()}
        unit, misspelt = unit or bare.unit, False
    return Header(targets=targets, unit=unit, codes=codes, misspelt=misspelt)


def _brackets(text: str) -> tuple[str, str | None, dict[str, str], list[str]]:
    """The name without its brackets, and what stood in them: a unit, codes, further words."""
    unit, codes, rest = None, dict[str, str](), list[str]()
    for content in _BRACKETS.findall(text):
        if is_unit(content):
            unit = content.strip()
        elif found := codes_in(content):
            codes |= found
        elif content.strip():
            parts = re.split(r"[,;，；]", content)
            units = [part for part in parts if is_unit(part)]
            unit = units[0].strip() if units else unit
            rest += [part for part in parts if not is_unit(part)]
            if "/" in content and not units and not re.search(r"\d", content) and _looks_like_unit(content):
                unit, rest = content.strip(), rest[:-1]
    return _BRACKETS.sub(" ", text), unit, codes, rest


def _looks_like_unit(text: str) -> bool:
    """A unit that nobody has written down here: "ukat/L"."""
    return bool(re.fullmatch(r"[a-zµμ%]{1,6}/[a-z]{1,4}", text.strip(), re.IGNORECASE))


def _unit_at_the_end(stem: str) -> tuple[str, str | None]:
    """A unit without brackets: "身高/cm", "Height, cm", "weight_kg", "vitd_ng_ml", "BMI kg/m2"."""
    for sign in _TAIL.finditer(stem):
        before, after = stem[: sign.start()].rstrip(), stem[sign.end() :].strip()
        if before and is_unit(after):
            return before, after
    pieces = re.split(r"([\s_.\-]+)", stem.strip())
    words = pieces[::2]
    for count in (3, 2, 1):
        if len(words) > count:
            joined = re.sub(r"[^a-z0-9%]", "", "".join(words[-count:]).casefold())
            if joined in joined_units() and (_is_field(" ".join(words[:-count])) or not _is_named(" ".join(words))):
                return " ".join(words[:-count]), joined_units()[joined]
    if (found := _field_and_unit(stem)) is not None:
        return found
    if len(words) > 1 and words[-1].casefold() in ("m", "y") and _is_field(" ".join(words[:-1])):
        return " ".join(words[:-1]), words[-1].casefold()
    return stem, None


def _field_and_unit(name: str) -> tuple[str, str] | None:
    """A field and its unit written as one word: "heightcm", "vitdnmoll", "BetaCTXngml"."""
    *before, last = tokens(name) or ("",)
    for cut in range(2, len(last) - 1):
        front = " ".join((*before, last[:cut]))
        meanings = phrases().get(tokens(front), ()) if last[cut:] in joined_units() else ()
        unit = joined_units().get(last[cut:], "")
        if any(meaning.kind == "field" for meaning in meanings) and (cut > 2 or measured_in(meanings, unit)):
            return front, unit
    return None


def _is_named(text: str) -> bool:
    return _is_field(text) or by_abbreviations(tokens(text)) is not None


def _is_field(text: str) -> bool:
    return any(meaning.kind == "field" for meaning in phrases().get(tokens(text), ()))


def _harmless(rest: Sequence[str]) -> bool:
    """Whether words in brackets only say more of the same: all of them are fillers."""
    return all(all(meaning.kind in _SKIPPED for meaning in phrases().get(tokens(part), (Meaning("", ""),))) for part in rest)


def _targets(text: str) -> tuple[dict[str, float], bool]:
    """Which fields a name can mean, and how sure that is; True where a word had to be corrected."""
    words = split(tokens(text))
    found = _parsed(words)
    if max(found.values(), default=0.0) >= SURE - 0.3:
        return found, False
    if (target := by_abbreviations(tokens(text))) is not None:
        return {target: SURE - PER_ABBREVIATED}, False
    respelt = tuple(corrected(word) for word in words)
    if respelt == words:
        return found, False
    changed = sum(one != other for one, other in zip(words, respelt, strict=True))
    return {target: confidence - PER_MISSPELT * changed for target, confidence in _parsed(respelt).items()}, True


def _parsed(words: Token) -> dict[str, float]:
    """The best reading of a name as phrases one after the other, for each field that it can mean."""
    best: dict[str, float] = {}
    for reading, unknown in _readings(words):
        for target in _target_of(reading):
            penalty = sum(_SKIPPED.get(meaning.kind, 0.0) for meaning in reading) + PER_UNKNOWN * unknown
            best[target] = max(best.get(target, -1.0), SURE - penalty)
    return {target: round(max(confidence, 0.0), 2) for target, confidence in best.items() if confidence > 0.2}


def _readings(words: Token) -> Iterator[tuple[tuple[Meaning, ...], int]]:
    """Readings of at most three unknown words, the longest phrases first; at most 200 of them."""
    pending: list[tuple[int, tuple[Meaning, ...], int]] = [(0, (), 0)]
    given = 0
    while pending and given < 200:
        at, reading, unknown = pending.pop()
        if at == len(words):
            given += 1
            yield reading, unknown
            continue
        nexts: list[tuple[int, tuple[Meaning, ...], int]] = []
        for size in range(1, min(longest(), len(words) - at) + 1):
            nexts += [(at + size, (*reading, meaning), unknown) for meaning in phrases().get(words[at : at + size], ())]
        if unknown < 3 and (not nexts or len(words[at]) > 1):
            nexts.insert(0, (at + 1, reading, unknown + 1))
        pending += nexts


def _target_of(reading: Sequence[Meaning]) -> tuple[str, ...]:
    """The field that a reading means: one field by name, or one site and one measure."""
    if any(meaning.kind == "otherwise" for meaning in reading):
        return ()
    fields = {meaning.name for meaning in reading if meaning.kind == "field"}
    sites = {meaning.name for meaning in reading if meaning.kind == "site"}
    measures = {meaning.name for meaning in reading if meaning.kind == "measure"}
    if len(fields) == 1 and not sites and not measures:
        return tuple(fields)
    if not fields and len(measures) == 1 and (len(sites) == 1 or sites == {"total_hip", "femoral_neck"}):
        site = "femoral_neck" if len(sites) == 2 else next(iter(sites))
        return (f"{site}_{next(iter(measures))}",)
    return ()


def is_called(name: str, words: frozenset[str]) -> bool:
    """Whether a column is called by one of these words, brackets and units aside."""
    visit = visit_in(name)
    first = [visit.rest] if visit is not None and visit.first else []
    return any(plain(each) in words for each in (name, _BRACKETS.sub(" ", unicodedata.normalize("NFKC", name)), *first))


def visit_of(name: str) -> tuple[str, str] | None:
    """The name without the number of a visit, and that number; None without one, or of the first visit."""
    found = _VISIT.fullmatch(name.strip())
    if found is None and (visit := visit_in(name)) is not None and not visit.first:
        return visit.rest, visit.number
    return None if found is None or not int(found[2]) else (found[1], found[2])


def has_side(name: str) -> bool:
    """Whether a column is of the left or the right side."""
    words = {word for word in split(tokens(name)) if any(meaning.kind == "side" for meaning in phrases().get((word,), ()))}
    return bool(words)
