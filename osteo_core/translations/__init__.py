"""Every visible sentence, in English and Chinese.

Each `*.toml` file under `en/`, `zh/` and the like adds keys; nested tables become dotted keys ("patients.problem.range"). A language is
added by its folder: what it lacks is said in English with a mark before it, and a test lists it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent
LANGUAGES = tuple(sorted(path.name for path in _FOLDER.iterdir() if any(path.glob("*.toml"))))
"""Every folder of sentences here is a language."""

FALLBACK = "en"


def translate(key: str, language: str = "en", /, **params: Any) -> str:
    """The sentence of `key` in `language`, with `params` filled in by `str.format_map`.

    A parameter that is itself a mapping with the languages as keys ({"en": ..., "zh": ...}) is replaced by its text in `language`.
    A sentence that the language lacks is the English one, marked so that it is seen.
    Raises KeyError for an unknown key, language or missing parameter.
    """
    told = sentences(language)
    template = told[key] if key in told else f"[{FALLBACK}] {sentences(FALLBACK)[key]}"
    return template.format_map({name: _in_language(value, language) for name, value in params.items()})


def one_after_another(*said: str) -> str:
    """Sentences one after another, those that are empty left out: with a space between, and none after Chinese punctuation."""
    told = [sentence for sentence in said if sentence]
    spaces = ["" if sentence.endswith(_CHINESE_ENDS) else " " for sentence in told]
    return "".join(part for pair in zip(told, spaces, strict=True) for part in pair).rstrip()


_CHINESE_ENDS = ("。", "？", "！", "；", "：")


@cache
def sentences(language: str) -> Mapping[str, str]:
    """All templates of one language, by dotted key. Raises KeyError for an unknown language, ValueError for a key written twice."""
    if language not in LANGUAGES:
        raise KeyError(f"no language {language!r}; there are {', '.join(LANGUAGES)}")
    found: dict[str, str] = {}
    for path in sorted((_FOLDER / language).glob("*.toml")):
        with path.open("rb") as file:
            for key, text in _flat(tomllib.load(file)):
                if key in found:
                    raise ValueError(f"{path.name}: key {key!r} is already defined in another file")
                found[key] = text
    return found


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        elif isinstance(value, str):
            yield f"{prefix}{name}", value
        else:
            raise ValueError(f"{prefix}{name} must be text, not {type(value).__name__}")


def _in_language(value: Any, language: str) -> Any:
    if isinstance(value, Mapping) and language in value:
        return value[language]
    return value
