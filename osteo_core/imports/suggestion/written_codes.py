"""Codes and their meanings as the name or label of a column has them."""

from __future__ import annotations

import re

_PAIR = re.compile(r"([^\W_]+(?:[ -][^\W\d_]+)*)\s*(?:[=:：＝]|->|→)\s*([^\W_]+(?:[ -][^\W\d_]+)*)")
# "Race: 1=White 2=African American": the word before the first code is no meaning of it.
_IS = r"\s*(?:[=:：＝]|->|→)"
_CODE_FIRST = re.compile(rf"(?<![\w.])(-?\d+){_IS}\s*([^\W\d_][^=:：＝,，;；|()\[\]]*?)(?=\s*(?:$|[,，;；|()\[\]]|-?\d+{_IS}))")
_RUN = re.compile(r"(-?\d)\s*[-.、:：=]?\s*([^\W\d_]+)")
_RUN_BACK = re.compile(r"([^\W\d_]+)\s*[-.、:：=]?\s*(-?\d)")


def without_codes(text: str) -> str:
    """A name without the codes in it."""
    return _CODE_FIRST.sub(" ", text) if _CODE_FIRST.search(text) else _PAIR.sub(" ", text)


def codes_in(text: str) -> dict[str, str]:
    """Codes and what they mean: "M=1, W=2", "0: no; 1: yes", "1男2女", "男1 女2" -> {"1": "M", "2": "W"} and so on."""
    found = {code: word.strip() for code, word in _CODE_FIRST.findall(text)}
    if len(found) >= 2:
        return found
    found = {}
    for one, other in _PAIR.findall(text):
        pair = _code_and_word(one.strip(), other.strip())
        found |= pair
    if len(found) >= 2:
        return found
    for pattern, code_first in ((_RUN, True), (_RUN_BACK, False)):
        pairs = pattern.findall(text)
        if len(pairs) >= 2 and re.sub(r"[\s,，;；、/]+", "", pattern.sub("", text)) == "":
            return {(one if code_first else other): (other if code_first else one) for one, other in pairs}
    return {}


def _code_and_word(one: str, other: str) -> dict[str, str]:
    if re.fullmatch(r"-?\d+", one) and not re.fullmatch(r"-?\d+", other):
        return {one: other}
    if re.fullmatch(r"-?\d+", other) and not re.fullmatch(r"-?\d+", one):
        return {other: one}
    return {}
