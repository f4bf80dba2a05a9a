"""Texts as cells of a CSV file that a spreadsheet may open."""

from __future__ import annotations

from typing import Any

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def defused(cell: Any) -> Any:
    """A text that no spreadsheet runs as a formula: one that begins with = + - @, a tab or a carriage return gets a leading apostrophe.

    After OWASP, "CSV Injection". Anything else than a text is given back as it is: the number -2.6 stays a number.
    """
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
