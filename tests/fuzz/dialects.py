"""The text files that people have: separators, decimal signs, quoting, encodings, Excel's first line, blank lines."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from tests.fuzz.writing import FULL_WIDTH, grouped


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """How one file is written, the same in all its cells. `thousands` is "" where numbers have no sign between thousands."""

    separator: str
    point: str
    thousands: str
    quoting: int
    encoding: str
    line_end: str
    sep_line: bool
    blank_lines: bool
    ending: str

    def number(self, rng: Random, value: Decimal) -> str:
        """One number in this file's manner."""
        text = grouped(value, self.thousands, self.point)
        dice = rng.random()
        if dice < 0.03:
            return text.replace("-", "\u2212")
        return text.translate(FULL_WIDTH) if dice < 0.04 else text

    def content(self, rng: Random, header: list[str], rows: list[list[str]]) -> bytes:
        """The whole file."""
        text = io.StringIO()
        if self.sep_line:
            text.write(f"sep={self.separator}{self.line_end}")
        writer = csv.writer(text, delimiter=self.separator, quoting=self.quoting, lineterminator=self.line_end)
        writer.writerow(header)
        for row in rows:
            if self.blank_lines and rng.random() < 0.2:
                text.write(self.line_end)
            writer.writerow(row)
        return text.getvalue().encode(self.encoding, "surrogatepass")


def dialect(rng: Random) -> Dialect:
    """A manner of writing that some program or country has."""
    separator = rng.choice([",", ",", ";", "\t"])
    point = rng.choice([",", "."]) if separator in ";\t" else rng.choice([".", ".", ".", ","])
    return Dialect(
        separator=separator,
        point=point,
        thousands=rng.choice(["", "", "", {",": ".", ".": ","}[point], " "]),
        quoting=csv.QUOTE_ALL if rng.random() < 0.2 else csv.QUOTE_MINIMAL,
        encoding=rng.choice(["utf-8", "utf-8", "utf-8-sig", "utf-16"]),
        line_end=rng.choice(["\n", "\r\n"]),
        sep_line=rng.random() < 0.1,
        blank_lines=rng.random() < 0.1,
        ending=".tsv" if separator == "\t" else rng.choice([".csv", ".txt"]),
    )
