"""What a person wrote is what is read, or it is refused."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteo_core.patients.reading.written import (
    AmbiguousNumber,
    NotANumber,
    decimal_sign,
    is_either,
    read_category,
    read_number,
    read_yes_no,
    write_number,
)

READ = {
    "2.6": 2.6, "−2.6": -2.6, "–2.6": -2.6, "—2.6": -2.6, "- 2.6": -2.6, "+2.6": 2.6, "-0,4": -0.4, "-1,2": -1.2, "45,2": 45.2,
    "0,612": 0.612, "0.612": 0.612, "-0,400": -0.4, ".5": 0.5, ",5": 0.5, "5.": 5.0, "1,234.5": 1234.5, "1.234,5": 1234.5,
    "1,234,567": 1234567.0, "1.234.567": 1234567.0, "1 200": 1200.0, "1\u202f200,5": 1200.5, "1'200": 1200.0, "1’200": 1200.0,
    "1234,567": 1234.567, "1.2345": 1.2345, "４５．２": 45.2, "－２。６": -2.6, "１２，５": 12.5, " 71 ": 71.0, "4.5e-3": 0.0045,
    "1E3": 1000.0, "-0": 0.0, "007": 7.0,
}  # fmt: skip
REFUSED = [
    "", " ", "-", ".", "1.2.3", "1,2,3", "12,34,567", "1.234,567.8", "4 5", "--2", "2-", "1-2", "5,", "1_000", "1e400", "1e-400", "nan",
    "inf", "-Infinity", "0x10", "٣", "2²", "½", "2,6 g/cm²", "<5", "12%", "1e3,5", "1\x002", "1\n2", "二",
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), READ.items())
def test_a_number_is_read_as_it_stands(text: str, value: float) -> None:
    found = read_number(text)
    assert found == value
    assert math.copysign(1, found) == math.copysign(1, value)


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NotANumber):
        read_number(text)
    assert decimal_sign(text) is None


@pytest.mark.parametrize("text", ["1.200", "1,200", "12,345", "-123.456", "１，２００"])
def test_three_digits_behind_one_separator_ask(text: str) -> None:
    assert is_either(text)
    with pytest.raises(AmbiguousNumber) as asked:
        read_number(text)
    assert asked.value.thousands == pytest.approx(1000 * asked.value.decimal, rel=1e-15)


def test_the_surroundings_or_the_range_answer_what_three_digits_mean() -> None:
    assert read_number("1,095", sign="point") == 1095
    assert read_number("1,095", sign="comma") == 1.095
    assert read_number("1.012", allowed=(0.2, 2.5)) == 1.012
    assert read_number("1.012", allowed=(200, 5000)) == 1012
    assert read_number("9.999", allowed=(0.2, 2.5)) == 9.999  # outside either way: the range's own refusal follows
    with pytest.raises(AmbiguousNumber):
        read_number("1.200", allowed=(0, 5000))


@pytest.mark.parametrize(
    ("text", "sign"),
    [("0.44", "point"), ("45,2", "comma"), ("1,234.5", "point"), ("1.234,5", "comma"), ("1,234,567", "point"), ("1.234.567", "comma"),
     ("1 200,5", "comma"), ("1'200.5", "point"), ("1 200", None), ("1,095", None), ("365", None), ("NA", None)],
)  # fmt: skip
def test_the_decimal_sign_is_known_only_where_the_text_shows_it(text: str, sign: str | None) -> None:
    assert decimal_sign(text) == sign


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from([None, (0.0, 5000.0), (-8.0, 8.0)]))
def test_what_is_written_reads_back(value: float, allowed: tuple[float, float] | None) -> None:
    assert read_number(write_number(value, allowed), allowed=allowed) == value


@given(st.decimals(min_value=-9999, max_value=9999, places=2), st.sampled_from("-−–－"), st.sampled_from(".,．，"))
def test_any_minus_and_any_decimal_sign_give_the_same_number(value: object, minus: str, sign: str) -> None:
    assert read_number(f"{value}".replace("-", minus).replace(".", sign)) == float(str(value))


@given(st.text(alphabet="0123456789.,'- −–e+\u00a0", max_size=14))
def test_no_digit_is_ever_dropped(text: str) -> None:
    """Whatever is read has the digits that were written: neither fewer nor others."""
    try:
        value = read_number(text)
    except (NotANumber, AmbiguousNumber):
        return
    mantissa = "".join(c for c in text.partition("e")[0] if c.isdigit())
    shown = "".join(c for c in repr(abs(value)).partition("e")[0] if c.isdigit())  # the shortest digits that are this number
    assert shown.strip("0") == mantissa.strip("0") or len(mantissa.strip("0")) > 15


def test_yes_and_no_in_every_spelling() -> None:
    assert [read_yes_no(text) for text in ("1", "1,0", "1.00", "01", "TRUE", "Yes", "是")] == [True] * 7
    assert [read_yes_no(text) for text in ("0", "0,0", "0.00", "00", "False", "no", "否")] == [False] * 7
    for text in ("2", "none", "", "0.5", "1,000", "-1"):
        with pytest.raises(ValueError):  # noqa: PT011  (NotANumber among them)
            read_yes_no(text)


def test_categories_whatever_their_capitals() -> None:
    makers = ("hologic", "ge_lunar", "norland")
    assert [read_category(text, makers) for text in ("Hologic", "GE Lunar", "ge-lunar", " NORLAND ")] == [makers[0], makers[1], *makers[1:]]
    with pytest.raises(ValueError, match="lunar"):
        read_category("lunar", makers)
