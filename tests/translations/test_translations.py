from __future__ import annotations

import re
import string

import pytest
from markdown_it import MarkdownIt

from osteo_core import translations
from osteo_core.translations import FALLBACK, LANGUAGES, one_after_another, sentences, translate

_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def _placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


OTHERS = [language for language in LANGUAGES if language != FALLBACK]


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_has_every_key_and_no_other(language: str) -> None:
    assert set(sentences(language)) ^ set(sentences(FALLBACK)) == set()


@pytest.mark.parametrize("language", OTHERS)
def test_a_sentence_takes_the_same_parameters_in_every_language(language: str) -> None:
    theirs = {key: (_placeholders(template), _placeholders(sentences(language)[key])) for key, template in sentences(FALLBACK).items()}
    assert {key: both for key, both in theirs.items() if both[0] != both[1]} == {}


def test_what_a_language_lacks_is_said_in_english_and_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {language: dict(sentences(language)) for language in LANGUAGES}
    del known["zh"]["errors.list_separator"], known["zh"]["pages.nav.about"]
    monkeypatch.setattr(translations, "sentences", known.__getitem__)
    assert translate("pages.nav.about", "zh") == f"[en] {known['en']['pages.nav.about']}"
    assert translate("pages.nav.patient", "zh") == known["zh"]["pages.nav.patient"]
    assert translate("pages.nav.about", "en") == known["en"]["pages.nav.about"]


def test_chinese_sentences_about_patients_are_chinese() -> None:
    told = {key: text for key, text in sentences("zh").items() if key.startswith("patients.")}
    assert {key for key, text in told.items() if not _CHINESE.search(text)} == set()
    assert {key for key in told if _CHINESE.search(sentences("en")[key])} == set()


def test_parameters_are_filled_in_and_localised() -> None:
    params = {"label": {"en": "Height", "zh": "身高"}, "value": "1.65", "unit": " cm", "low": 100, "high": 230}
    params |= {"wrong_unit": "m", "converted": "165"}
    assert "Height: 1.65" in translate("patients.problem.unit", "en", **params)
    assert "身高：1.65" in translate("patients.problem.unit", "zh", **params)


def test_unknown_key_language_and_missing_parameter_are_key_errors() -> None:
    with pytest.raises(KeyError):
        translate("patients.no_such_sentence")
    with pytest.raises(KeyError):
        translate("patients.yes", "fr")
    with pytest.raises(KeyError):
        translate("errors.at_field", where="dxa")


def test_two_languages() -> None:
    assert LANGUAGES == ("en", "zh")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_marked_bold_is_bold(language: str) -> None:
    """Between a closing `**` and a Chinese colon before it, Markdown (CommonMark 0.31, section 6.2) sees no end of emphasis."""
    markdown = MarkdownIt()
    for key, template in sentences(language).items():
        told = [child for block in markdown.parseInline(re.sub(r"\{\w+\}", "x", template)) for child in block.children or []]
        assert not any("**" in child.content for child in told if child.type == "text"), key


def test_sentences_stand_one_after_another_as_their_language_has_them() -> None:
    assert one_after_another("One.", "", "Two.") == "One. Two."
    assert one_after_another("一。", "二？", "三。") == "一。二？三。"
    assert one_after_another("", "") == ""
