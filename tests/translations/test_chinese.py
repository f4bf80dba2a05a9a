"""What is true of Chinese print and of no other: nothing is slanted, and the marks between Chinese characters are Chinese ones."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from markdown_it import MarkdownIt

from osteo_core.translations import sentences

_CHINESE = re.compile(r"[\u3400-\u9fff]")
# A half-width mark behind a Chinese character, or a bracket that hugs one; the colon of "列名:lower" is a command's own.
_WESTERN = re.compile(r"[\u3400-\u9fff](?:[,;?!(]|:(?![a-z])|\.(?![a-z\d]))|\)[\u3400-\u9fff]")
_HTML_SLANT = re.compile(r"<(em|i|cite)\b|font-style", re.IGNORECASE)
# Numbers of the paper's equations stand in half-width brackets, as in the paper.
_EQUATION = re.compile(r"\((?:\d+|\{n\})\)")


def _slanted(markdown: str) -> Iterator[str]:
    """The texts that Markdown sets in italics: `*…*` and `_…_`, not `**…**`."""
    for block in MarkdownIt().parse(markdown):
        depth = 0
        for child in block.children or []:
            depth += {"em_open": 1, "em_close": -1}.get(child.type, 0)
            if depth and child.type == "text":
                yield child.content


def test_no_chinese_is_slanted() -> None:
    """Chinese is emphasised by weight: no Chinese font has an italic, so a browser only tilts the upright one."""
    shown = {key: re.sub(r"\{[^{}]*\}", "虚拟", text) for key, text in sentences("zh").items()}
    assert {key: text for key, text in shown.items() if _HTML_SLANT.search(text)} == {}
    assert {key: found for key, text in shown.items() if (found := [part for part in _slanted(text) if _CHINESE.search(part)])} == {}


def test_marks_between_chinese_characters_are_full_width() -> None:
    told = {key: _EQUATION.sub("", text) for key, text in sentences("zh").items()}
    assert {key: found.group() for key, text in told.items() if (found := _WESTERN.search(text))} == {}


@pytest.mark.parametrize(
    "text, slanted",
    [
        ("每 100 个*虚拟*人", ["虚拟"]),
        ("每 100 个**虚拟**人", []),
        ("_仅供科研_", ["仅供科研"]),
        ("括号内为 95 % 区间。*类 FRAX 并非 FRAX。", []),
    ],
)
def test_what_markdown_slants_is_found(text: str, slanted: list[str]) -> None:
    assert list(_slanted(text)) == slanted
