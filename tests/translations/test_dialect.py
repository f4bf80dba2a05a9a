"""Plain words: no sentence uses a phrase of the lists in `dialect/`, and the glossary's terms are those that the program uses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from osteo_core.translations import LANGUAGES, sentences

_LISTS = Path(__file__).parent / "dialect"
_GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")


def _phrases(language: str) -> list[str]:
    lines = (_LISTS / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    return [phrase for line in lines if (phrase := line.partition("#")[0].strip())]


def _uses(text: str, phrase: str) -> bool:
    """Whole words of English, whatever their case; Chinese as it is written, since it has no spaces between words."""
    if phrase.isascii():
        return re.search(rf"(?<![\w-]){re.escape(phrase)}(?![\w-])", text.replace("\u00a0", " "), re.IGNORECASE) is not None
    return phrase in text


def _terms() -> list[tuple[str, str]]:
    """English and Chinese term of each row of the glossary's tables."""
    rows = [line.strip("|").split("|") for line in _GLOSSARY.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return [(row[0].strip(), row[1].strip()) for row in rows if row[0].strip() != "English"]


LISTED = sorted(path.stem for path in _LISTS.glob("*.txt"))


def test_the_lists_are_of_languages_of_the_program() -> None:
    assert "en" in LISTED
    assert set(LISTED) <= set(LANGUAGES)
    assert all(len(_phrases(language)) == len(set(_phrases(language))) for language in LISTED)


@pytest.mark.parametrize("language", LISTED)
def test_no_sentence_uses_a_phrase_of_the_dialect(language: str) -> None:
    shown = {key: _PLACEHOLDER.sub("…", text) for key, text in sentences(language).items()}
    found = {key: used for key, text in shown.items() if (used := [phrase for phrase in _phrases(language) if _uses(text, phrase)])}
    assert found == {}


@pytest.mark.parametrize(
    "text, used",
    [
        ("Worked out from BMD.", True),
        ("It is worked\u00a0out.", True),
        ("a worked outline", False),
        ("calculated", False),
    ],
)
def test_a_phrase_is_found_as_whole_words_in_any_case(text: str, used: bool) -> None:
    assert _uses(text, "worked out") is used


@pytest.mark.parametrize("language, place", [("en", 0), ("zh", 1)])
def test_the_program_says_what_the_glossary_says(language: str, place: int) -> None:
    said = "\n".join(sentences(language).values()).lower()
    assert [terms[place] for terms in _terms() if terms[place].lower() not in said] == []
    assert len(_terms()) > 40
