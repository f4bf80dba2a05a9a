"""Several numbers in one text, such as cut-offs: "5, 15, 30", "5; 7,5; 30", "5、15、30"."""

from __future__ import annotations

import re

from osteo_core.patients.reading.written import NotANumber, read_number

_CERTAIN = re.compile(r"[;；、\n]")
_COMMA = re.compile(r"，|,(?=\s|$)")


class AmbiguousList(ValueError):  # noqa: N818  (says what the text is)
    """A comma that may be a decimal sign or stand between two numbers: "2,5". `text` is that part."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text!r} may be one number or two")
        self.text = text


def read_numbers(text: str) -> list[float]:
    """The numbers between semicolons, or, without any, between commas; each may bear a percent sign, which is not counted.

    Between semicolons a comma is a decimal sign. Without semicolons a comma before a blank stands between numbers, and so do the commas of
    "5,15,30"; a single one without a blank, as in "2,5", may be either.

    Raises:
        NotANumber: a part that is no number; its text.
        AmbiguousList: a comma that may be either; AmbiguousNumber: a number that may be two ("1.200").
    """
    certain = _CERTAIN.search(text)
    parts = [part.strip().removesuffix("%").removesuffix("％").strip() for part in (_CERTAIN if certain else _COMMA).split(text)]
    found: list[float] = []
    for part in filter(None, parts):
        found += [read_number(part)] if certain or "," not in part else _between_commas(part)
    return found


def _between_commas(part: str) -> list[float]:
    try:
        read_number(part)
    except NotANumber:
        return [read_number(piece) for piece in part.split(",")]
    except ValueError:  # one of two numbers by its comma, or two numbers
        pass
    raise AmbiguousList(part)
