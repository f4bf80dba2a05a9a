"""Several numbers in one text."""

from __future__ import annotations

import pytest

from osteo_core.patients.reading.number_list import AmbiguousList, read_numbers
from osteo_core.patients.reading.written import AmbiguousNumber, NotANumber


@pytest.mark.parametrize(
    "text, numbers",
    [
        ("5, 15, 30", [5, 15, 30]),
        ("5,15,30", [5, 15, 30]),
        ("5; 7,5; 30", [5, 7.5, 30]),
        ("5 %; 7.5 %", [5, 7.5]),
        ("10，20", [10, 20]),
        ("5、15；30", [5, 15, 30]),
        ("−2.5; −1", [-2.5, -1]),
        ("7.5", [7.5]),
        ("", []),
        ("; ;", []),
    ],
)
def test_what_stands_between_the_marks_is_read(text: str, numbers: list[float]) -> None:
    assert read_numbers(text) == numbers


@pytest.mark.parametrize(
    "text, error",
    [
        ("2,5", AmbiguousList),
        ("1, 2,5", AmbiguousList),
        ("1,200", AmbiguousList),
        ("1.200", AmbiguousNumber),
        ("five", NotANumber),
        ("5 10", NotANumber),
    ],
)
def test_nothing_is_guessed(text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        read_numbers(text)
