"""How people write values, and what nobody may read as one. Written without the program's own reader, which it judges."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from osteo_core.catalogue import Feature

FULL_WIDTH = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")

NO_NUMBER = [
    "abc", "2.6 g/cm²", "<5", "5+", "1.2.3", "1,2,3", "--1", "1-2", "1e400", "-1e999", "1e-400", "inf", "-inf", "1_000", "٣", "2²", "½",
    "0x1F", "none", "None", "unknown", "-", "?", "5'2\"", "5 2", "12,34,567", "1.234,567.8", "\x00", "1\x00", "\x1b[31m2", "\u202e2.6",
    "=1+1", "@SUM(A1)", "![x](http://host.example/x.png)", "<img src=x onerror=alert(1)>", "$\\frac{1}{2}$", "9" * 400, "9" * 5000, "二",
]  # fmt: skip
_GROUPINGS = [(" ", "."), ("\u202f", ","), (",", "."), (".", ","), ("'", ".")]
TEXTS = [
    "plain", "Li Wei", "王芳", "O'Brien", "=cmd|' /C calc'!A0", "+49", "-7", "@x", "\t=1", "a,b", 'a"b', "a;b", "a\nb", "\x00", "\x1b[2J",
    "\u202eabc", "\ud800", "![x](http://host.example/x.png)", "<b>x</b>", "$x$", ":red[x]", "9007199254740993", "NA", "None", "nan", "",
    " ", "x" * 500, "é" * 3, "1.0", "007",
]  # fmt: skip


def number(rng: Random, feature: Feature) -> Decimal:
    """A value inside the allowed range with the decimals that people give."""
    low, high = feature.allowed or (0.0, 1.0)
    if feature.usual and rng.random() < 0.8:
        low, high = feature.usual
    places = 0 if feature.kind == "integer" else rng.choice([0, 1, feature.decimals, feature.decimals, 3])
    value = round(Decimal(str(rng.uniform(low, high))), places)
    return min(max(value, Decimal(str(low))), Decimal(str(high)))


def grouped(value: Decimal, thousands: str, point: str) -> str:
    """With a sign between thousands: 1,234.5."""
    return f"{value:,f}".replace(",", "\0").replace(".", point).replace("\0", thousands)


def as_text(rng: Random, value: Decimal) -> str:
    """One of the ways in which people write this number when nothing around it says how."""
    plain = f"{value:f}"
    exponent = f"{value:.6e}"
    ways = [
        plain, plain, plain.replace(".", ","), plain.replace("-", "\u2212"), plain.replace("-", "\u2013").replace(".", ","),
        plain.translate(FULL_WIDTH), f"  {plain} ", plain.replace("-", "- "), f"+{plain}".replace("+-", "-"),
        exponent if float(exponent) == float(value) else plain, *(grouped(value, *signs) for signs in _GROUPINGS),
    ]  # fmt: skip
    return rng.choice(ways)
