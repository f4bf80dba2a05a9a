"""What the cells of a yes/no column or one of categories mean: words, codes with a key, and codes whose key the other columns show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from osteo_core.catalogue import Feature
from osteo_core.catalogue.synonyms import answers, missing_numbers, missing_words, plain, smoking_history, spelled
from osteo_core.imports.suggestion.profiles import Profile
from osteo_core.patients.reading.written import read_category, read_number

Basis = Literal["words", "key", "zero_one", "standard", "by_height", "counts", "dosage", "ambiguous", "none"]

MOST_CODES = 60
_KINDS = {
    "sex": "sex", "ethnicity": "ethnicity", "manufacturer": "manufacturer", "prior_fracture_sites": "sites", "current_smoking": "smoker",
    "postmenopausal": "menopause",
}  # fmt: skip
_NOT_KNOWN = (7.0, 8.0, 9.0, 77.0, 88.0, 99.0, 999.0)
_TALLER = 6.0
"""Least difference (cm) of the mean heights of two groups that shows which are men; 11 to 14 cm in life."""


@dataclass(frozen=True, kw_only=True)
class CodeChoice:
    """Cell -> catalogue value. `basis` says on what it rests; `strange` are cells without a meaning, `share` that of cells with one.

    `missing` are codes that say "not known".
    """

    values: dict[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    basis: Basis = "none"
    strange: tuple[str, ...] = ()
    share: float = 0.0


def choose_codes(feature: Feature, profile: Profile, key: Mapping[str, str], height: Profile | None) -> CodeChoice:
    """The meaning of the cells of a binary, categorical or set feature. `key`: what the header or the file says of codes."""
    if len(profile.texts) > MOST_CODES:
        return _counts(feature, profile)
    told = dict(key) | profile.coded_texts
    values = {text: meaning for text in profile.texts if (meaning := _meaning(feature, text, told)) is not None}
    missing = tuple(text for text in profile.texts if text not in values and _says_missing(text, told))
    share = _share(profile, values, missing)
    if feature.name == "current_smoking" and _asks_of_the_past(profile, values):
        return CodeChoice(values=values, missing=missing, basis="ambiguous", strange=_rest(profile, values, missing), share=share)
    if share >= 0.8 or (told and share >= 0.5):
        basis: Basis = "ambiguous" if share < 0.8 else "key" if told else "words"
        return CodeChoice(values=values, missing=missing, basis=basis, strange=_rest(profile, values, missing), share=share)
    return _bare_numbers(feature, profile, height)


def _asks_of_the_past(profile: Profile, values: Mapping[str, str]) -> bool:
    """Whether a column asks if somebody ever smoked: by its name, where no cell but yes and no says more."""
    words = set(plain(profile.name).split()) | set(plain(profile.name))
    return bool(words & set(smoking_history())) and all(spelled(text) in answers("yes_no") for text in values)


def meaning_of(feature: Feature, word: str) -> str | None:
    """The catalogue value that a word means for a feature; "yes" or "no" of a binary one; None for a strange word."""
    said = spelled(word)
    kinds = [_KINDS[feature.name]] if feature.name in _KINDS else []
    for kind in [*kinds, *(["yes_no"] if feature.kind == "binary" else [])]:
        if said in answers(kind):
            return answers(kind)[said] or None
    if feature.name == "manufacturer" and (brands := {brand for word in said.split() if (brand := answers("manufacturer").get(word))}):
        return brands.pop() if len(brands) == 1 else None  # "Hologic Horizon A", "GE Lunar iDXA (SN 1234)"
    if feature.kind in ("category", "set"):
        try:
            return read_category(word, feature.categories)
        except ValueError:
            return _same_in_two_words(feature, word) if feature.kind == "category" else None
    return None


def _same_in_two_words(feature: Feature, word: str) -> str | None:
    """The one value of "White/Caucasian" or "Black / African American"; None where the words differ."""
    parts = [part for part in word.split("/") if part.strip()]
    found = {meaning_of(feature, part) for part in parts} if len(parts) > 1 else {None}
    return found.pop() if len(found) == 1 else None


def _says_missing(text: str, told: Mapping[str, str]) -> bool:
    """Whether a cell says "not known": by the key of the codes, or as a code that is none of a yes/no or a sex."""
    word = told.get(text) or next((told[code] for code in told if _number(code) is not None and _number(code) == _number(text)), None)
    if word is not None:
        return word.strip().casefold() in missing_words()
    number = _number(text)
    return number is not None and (number < 0 or number in _NOT_KNOWN) and (number in missing_numbers() or number in _NOT_KNOWN)


def _share(profile: Profile, values: Mapping[str, str], missing: tuple[str, ...]) -> float:
    """Share of the cells that have a meaning among those that say something."""
    said = profile.known - sum(profile.texts[text] for text in missing)
    return sum(profile.texts[text] for text in values) / said if said else 0.0


def _meaning(feature: Feature, text: str, told: Mapping[str, str]) -> str | None:
    word = told.get(text)
    if word is None and (number := _number(text)) is not None:
        word = next((told[code] for code in told if _number(code) == number), None)
    if word is not None and word.casefold() in missing_words():
        return None
    if word is None and told and _number(text) is not None:
        return None
    return meaning_of(feature, text if word is None else word)


def _number(text: str) -> float | None:
    try:
        return read_number(text, sign="point")
    except ValueError:
        return None


def _rest(profile: Profile, values: Mapping[str, str], missing: tuple[str, ...] = ()) -> tuple[str, ...]:
    return tuple(text for text in profile.texts if text not in values and text not in missing)


def _bare_numbers(feature: Feature, profile: Profile, height: Profile | None) -> CodeChoice:
    by_number = {text: number for text in profile.texts if (number := _number(text)) is not None}
    missing = tuple(text for text in by_number if _says_missing(text, {}))
    coded = sorted({number for text, number in by_number.items() if text not in missing})
    share = _share(profile, {text: "" for text in by_number if text not in missing}, missing)
    if share < 0.8 or not coded:
        return CodeChoice(strange=tuple(profile.texts))
    if feature.name == "sex":
        return _sex(profile, by_number, coded, height, share)
    if feature.kind == "binary" and set(coded) <= {0.0, 1.0}:
        return _given(profile, by_number, {0.0: "no", 1.0: "yes"}, "zero_one", share)
    return (
        _counts(feature, profile) if feature.kind == "binary" else CodeChoice(basis="ambiguous", strange=tuple(profile.texts), share=share)
    )


def _sex(profile: Profile, by_number: Mapping[str, float], coded: list[float], height: Profile | None, share: float) -> CodeChoice:
    """By the heights of the two groups where they are known; else 1 and 2 as ISO/IEC 5218 and GB/T 2261.1 have them (1 male, 2 female)."""
    if len(coded) == 2 and (men := _taller(profile, by_number, coded, height)) is not None:
        women = next(number for number in coded if number != men)
        return _given(profile, by_number, {men: "male", women: "female"}, "by_height", share)
    standard = {1.0: "male", 2.0: "female"}
    if set(coded) == set(standard):
        return _given(profile, by_number, standard, "standard", share)
    return CodeChoice(basis="ambiguous", strange=tuple(profile.texts), share=share)


def _taller(profile: Profile, by_number: Mapping[str, float], coded: list[float], height: Profile | None) -> float | None:
    if height is None:
        return None
    numbers, heights = profile.numbers, height.numbers
    median = float(np.nanmedian(heights)) if np.isfinite(heights).any() else np.nan
    scale = 100.0 if 1 < median < 2.5 else 0.1 if 1000 < median < 2500 else 1.0
    one, other = (heights[(numbers == code) & np.isfinite(heights)] * scale for code in coded)
    if min(len(one), len(other)) < 5:
        return None
    apart = float(np.median(one) - np.median(other))
    spread = np.sqrt(one.var() / len(one) + other.var() / len(other))
    if abs(apart) < max(_TALLER, 3 * spread):
        return None
    return coded[0] if apart > 0 else coded[1]


def _counts(feature: Feature, profile: Profile) -> CodeChoice:
    """Numbers of falls: none is no, one or more is yes. Codes 1 and 2 alone are no counts."""
    by_number = {text: number for text in profile.texts if (number := _number(text)) is not None}
    whole = [number for number in by_number.values() if number >= 0 and number.is_integer() and number < 60]
    share = sum(profile.texts[text] for text, number in by_number.items() if number in whole) / profile.known if profile.known else 0.0
    if feature.name not in ("falls_12m", "history_of_falls") or 0.0 not in whole or share < 0.8:
        return CodeChoice(basis="ambiguous", strange=tuple(profile.texts)[:MOST_CODES], share=share)
    return _given(profile, by_number, {number: "no" if number == 0 else "yes" for number in whole}, "counts", share)


def _given(profile: Profile, by_number: Mapping[str, float], meaning: Mapping[float, str], basis: Basis, share: float) -> CodeChoice:
    values = {text: meaning[number] for text, number in by_number.items() if number in meaning}
    missing = tuple(text for text in by_number if text not in values and _says_missing(text, {}))
    return CodeChoice(values=values, missing=missing, basis=basis, strange=_rest(profile, values, missing), share=share)
