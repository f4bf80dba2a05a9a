"""Which characters the shipped font has, and what stands in a report for one that it lacks: its number, with a remark, never nothing."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from osteo_core.released import reading

FILES = Path(__file__).with_name("files")
"""Font, licences, JavaScript, template."""

FONT = "Noto Sans CJK SC"


@cache
def _ranges() -> tuple[list[int], list[int]]:
    """First and last code points of the runs of characters that both weights have, in order."""
    path = FILES / "characters.txt"
    with reading(path):
        runs = [line.partition("-") for line in path.read_text(encoding="ascii").split()]
        return [int(first, 16) for first, _, _ in runs], [int(last or first, 16) for first, _, last in runs]


def has(character: str) -> bool:
    """Whether the font has a shape for a character."""
    firsts, lasts = _ranges()
    place = bisect_right(firsts, ord(character)) - 1
    return place >= 0 and ord(character) <= lasts[place]


def lacking(texts: Iterable[str]) -> tuple[str, ...]:
    """The characters that the font lacks, each once, in the order met; a line's end is none."""
    return tuple(dict.fromkeys(c for text in texts for c in text if c != "\n" and not has(c)))


def named(text: str) -> str:
    """The text with each character that the font lacks written as its number: "[U+5586]"."""
    return "".join(c if c == "\n" or has(c) else f"[U+{ord(c):04X}]" for c in text)


def texts(data: Any) -> Iterable[str]:
    """Every text in nested lists and dicts."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for value in data.values():
            yield from texts(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from texts(value)


def mapped(data: Any, change: Callable[[str], str]) -> Any:
    """The same nested lists and dicts with every text changed."""
    if isinstance(data, str):
        return change(data)
    if isinstance(data, Mapping):
        return {name: mapped(value, change) for name, value in data.items()}
    return [mapped(value, change) for value in data] if isinstance(data, list | tuple) else data
