"""What fields, units and codes are called elsewhere: synonyms.toml, read once.

Everything is compared by `plain`: no capitals, no full-width characters, signs as blanks, Chinese and Latin letters apart.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

_HAN = r"\u3400-\u9fff\uac00-\ud7af\u3040-\u30ff"
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
# Its own brackets and signs would take the name apart: 25(OH)D3, 25-OH-VitD, 25OHVD.
VITAMIN_D = re.compile(r"25[\s_-]*[(\[]?\s*oh\s*[)\]]?[\s_-]*(?:vit(?:amin[ea]?)?\.?|v|维生素)?[\s_-]*d\s*[23]?(?![a-z])", re.IGNORECASE)
_BORDERS = re.compile(rf"(?<=[{_HAN}])(?=[^{_HAN}\s])|(?<=[^{_HAN}\s])(?=[{_HAN}])")
_SIGNS = re.compile(rf"[^\w{_HAN}β²³%]+|_+")


@cache
def table() -> Mapping[str, Any]:
    """The whole of synonyms.toml."""
    with (Path(__file__).parent / "synonyms.toml").open("rb") as file:
        return MappingProxyType(tomllib.load(file))


def plain(text: str) -> str:
    """A name for comparison: "Femoral_Neck-BMD" and "femoral neck BMD" are both "femoral neck bmd", "腰椎BMD" is "腰椎 bmd"."""
    text = VITAMIN_D.sub(" 25ohd ", unicodedata.normalize("NFKC", text)).translate(_simplified())
    text = _CAMEL.sub(" ", text).casefold().replace("'", "")
    return " ".join(_BORDERS.sub(" ", _SIGNS.sub(" ", text)).split())


@cache
def _simplified() -> dict[int, str]:
    letters = table()["letters"]
    return {ord(one): other for one, other in zip(letters["traditional"], letters["simplified"], strict=True)}


def words_of(name: str) -> tuple[str, ...]:
    """The further words of a field, as they are written; () for one that has none (an SNP)."""
    return tuple(table()["field"].get(name, {}).get("words", ()))


def further_units(name: str) -> tuple[tuple[str, float], ...]:
    """Units of a field beside those in features.toml: (unit, factor), SI = value * factor."""
    return tuple((unit, float(factor)) for unit, factor in table()["field"].get(name, {}).get("units", ()))


def loinc_units(name: str) -> dict[str, str]:
    """LOINC code -> the unit that its text implies, "" where it implies none."""
    return dict(table()["field"].get(name, {}).get("loinc", {}))


def unit_key(text: str) -> str:
    """One key for all spellings of a unit: "ng/mL", "ug/l" and "µg/L" have the same."""
    squeezed = _squeezed(text)
    return _spellings().get(squeezed, squeezed)


def is_unit(text: str) -> bool:
    """Whether this is the spelling of some unit that is known."""
    return _squeezed(text) in _spellings()


def _squeezed(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold().replace("µ", "u").replace("μ", "u")
    return re.sub(r"[\s_.,*·^()\[\]]+", "", text).removesuffix("hg") if text.strip() else ""


@cache
def _spellings() -> dict[str, str]:
    return {_squeezed(spelling): _squeezed(same[0]) for same in table()["unit_spelling"]["same"] for spelling in same} | {
        _squeezed(unit): _squeezed(unit) for unit in ("mEq/L", "mg/L", "mU/dL", "points", "alleles")
    }


@cache
def joined_units() -> dict[str, str]:
    """Spellings without any sign, as column names have them ("ngml", "kgm2"), and the unit as it is written."""
    written = [spelling for same in table()["unit_spelling"]["same"] for spelling in same]
    found = {key: spelling for spelling in written if len(key := re.sub(r"[^a-z0-9%]", "", _squeezed(spelling))) > 1}
    return found | {spelling: spelling for spelling in written if spelling in found}  # "mm" is not "/mm"


@cache
def answers(kind: str) -> Mapping[str, str]:
    """What a cell may say, by `plain`, and what it means, of one of: sex, yes_no, smoker, menopause, ethnicity, manufacturer, sites.

    "" means that it is known what the cell says, and that it does not answer the question ("ever", of who smokes now).
    """
    code = table()["code"]
    groups = {
        "sex": {"male": code["male"]["words"], "female": code["female"]["words"]},
        "yes_no": {"yes": code["yes"]["words"], "no": code["no"]["words"]},
        "smoker": {"yes": code["smoker"]["current"], "no": code["smoker"]["not_now"], "": code["smoker"]["either"]},
        "menopause": {"yes": code["menopause"]["after"], "no": code["menopause"]["before"]},
        "ethnicity": code["ethnicity"],
        "manufacturer": code["manufacturer"],
        "sites": code["fracture_site"],
    }[kind]
    return MappingProxyType({spelled(word): meaning for meaning, words in groups.items() for word in words})


def smoking_history() -> tuple[str, ...]:
    """Words of a column's name that ask of smoking at any time."""
    return tuple(table()["code"]["smoker"]["history"])


@cache
def sex_columns(sex: str) -> frozenset[str]:
    """What a column is called, by `plain`, that says by yes and no who is of that sex ("male" or "female")."""
    return frozenset(plain(word) for word in table()["named_sex"][sex])


def spelled(cell: str) -> str:
    """A cell for comparison with codes: as `plain`, but that a cell of signs alone keeps them."""
    return plain(cell) or unicodedata.normalize("NFKC", cell).strip().casefold()


@cache
def missing_words() -> frozenset[str]:
    """What stands in a cell that holds nothing, without capitals."""
    return frozenset(unicodedata.normalize("NFKC", word).strip().casefold() for word in table()["code"]["missing"]["words"])


@cache
def missing_numbers() -> frozenset[float]:
    """Numbers that stand for "not known" where they cannot be a value."""
    return frozenset(map(float, table()["code"]["missing"]["numbers"]))
