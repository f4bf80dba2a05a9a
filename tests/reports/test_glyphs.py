"""The shipped font has what the reports say, and what it lacks is named."""

from __future__ import annotations

from string import Formatter

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from osteo_core.reports import charts, glyphs, pictures
from osteo_core.translations import LANGUAGES, sentences


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_the_list_of_characters_is_that_of_the_font(weight: str) -> None:
    points = set(TTFont(glyphs.FILES / f"NotoSansCJKsc-{weight}.otf").getBestCmap())
    listed = {point for point in range(0x30000) if glyphs.has(chr(point))}
    assert listed <= points
    assert len(listed) > 7500


@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_words_are_measured_as_wide_as_they_stand(weight: str) -> None:
    stands, measures = (
        TTFont(path) for path in (glyphs.FILES / f"NotoSansCJKsc-{weight}.otf", pictures.WIDTHS_FOLDER / f"Widths-{weight}.otf")
    )
    (names, advances), (others, widths) = ((font.getBestCmap(), font["hmtx"].metrics) for font in (stands, measures))
    assert {point: widths[others[point]][0] for point in names} == {point: advances[name][0] for point, name in names.items()}
    lines = [(font["hhea"].ascent, font["hhea"].descent, font["head"].unitsPerEm) for font in (stands, measures)]
    assert lines[0] == lines[1]


def test_a_picture_names_the_font_that_it_stands_in_and_not_the_one_that_it_was_measured_in() -> None:
    drawn = pictures.svg(charts.contributions([("腰椎骨密度", 0.4), ("Age", -0.2)], "髋部骨折", "zh").spec).decode()
    assert f"'{glyphs.FONT}'" in drawn
    assert pictures.WIDTHS not in drawn


def test_the_font_has_every_character_of_gb_2312() -> None:
    pairs = (bytes((high, low)) for high in range(0xA1, 0xF8) for low in range(0xA1, 0xFF))
    characters = [text for pair in pairs if (text := pair.decode("gb2312", errors="ignore"))]
    assert len(characters) == 7445  # 6,763 Chinese characters and 682 signs
    assert glyphs.lacking(characters) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_font_has_every_character_that_the_program_says(language: str) -> None:
    said = {key: "".join(text for text, *_ in Formatter().parse(template)) for key, template in sentences(language).items()}
    rooms = ("reports.", "catalogue.", "category.", "unit.", "modality.", "scores.", "patients.", "records.", "note.", "compare.")
    assert {key: lacks for key, text in said.items() if key.startswith(rooms) and (lacks := glyphs.lacking([text]))} == {}


def test_a_character_that_the_font_lacks_is_named() -> None:
    assert glyphs.named("王喆") == "王[U+5586]"
    assert glyphs.lacking(["王喆", "喆𠮷"]) == ("喆", "𠮷")


@settings(max_examples=20, derandomize=True, deadline=None)
@given(st.text(max_size=40))
def test_nothing_is_dropped(text: str) -> None:
    shown = glyphs.named(text)
    assert glyphs.lacking([shown]) == ()
    assert len(shown) >= len(text)
    assert "".join(c for c in text if glyphs.has(c)) == "".join(c for c in _unnamed(shown, text) if glyphs.has(c))


def _unnamed(shown: str, text: str) -> str:
    """The shown text with the numbers taken back."""
    for character in glyphs.lacking([text]):
        shown = shown.replace(f"[U+{ord(character):04X}]", character)
    return shown
