from __future__ import annotations

import re
import string

import pytest

from osteo_core.translations import LANGUAGES, sentences, translate

_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def _placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_both_languages_have_the_same_keys() -> None:
    assert set(sentences("en")) == set(sentences("zh"))


@pytest.mark.parametrize("key", sorted(sentences("en")))
def test_both_languages_take_the_same_parameters(key: str) -> None:
    assert _placeholders(sentences("en")[key]) == _placeholders(sentences("zh")[key])


@pytest.mark.parametrize("key", [key for key in sorted(sentences("zh")) if key.startswith("patients.")])
def test_chinese_sentences_about_patients_are_chinese(key: str) -> None:
    assert _CHINESE.search(sentences("zh")[key])
    assert not _CHINESE.search(sentences("en")[key])


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
