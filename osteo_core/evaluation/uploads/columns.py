"""What the columns of an unknown table seem to hold, and why one is no column of probabilities."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from osteo_core.errors import InvalidInput, Problem
from osteo_core.evaluation.uploads.label_columns import MOST_GROUPS
from osteo_core.evaluation.uploads.prediction_columns import DUST, EXAMPLES, as_texts, plainly, read_numbers, shortened
from osteo_core.evaluation.uploads.prediction_table import checked_chunks
from osteo_core.patients.reading.written import read_yes_no
from osteo_core.patients.tables.files import TableFile
from osteo_core.patients.tables.numbers import NumberStyle, is_missing

Kind = Literal["binary", "probability", "percent", "number", "text", "empty"]

MOST_COUNTED = 1000
_WIDE, _MOST_COUNTED_IF_WIDE = 500, 60
_LONGEST_LABEL = 200
_PERCENT_NAME = re.compile(r"%|percent|pct|百分")
_DAY = re.compile(r"\d{4}-\d{2}(-\d{2})?([ T].*)?")
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}([ T].*)?|\d{1,2}[./]\d{1,2}[./]\d{2,4}")
_SLIPS = 0.1  # a number's column may hold that share of cells that are none: they are to be named, not to make it a text


@dataclass(frozen=True, kw_only=True)
class UploadColumn:
    """One column: its name as it stands in the file, what its cells seem to be, and how many are missing or (of numbers) unreadable.

    `kind`: binary (0/1 or yes/no), probability (0..1), percent, number, text, or empty where every cell is missing. It is a guess from
    all rows; reading decides. `distinct` counts different labels, 1000 standing for that many and more (60 where the table has more than
    500 columns); `labels` are the labels, sorted, where at most 50. `repeated`: another column has the name, so that it cannot be chosen.
    `why_not`: why it is not offered as a column of probabilities, None where it is. `dates`: whether it reads as days or months as ISO
    writes them, but for a tenth of slips.
    """

    name: str
    kind: Kind
    distinct: int
    missing: int
    unreadable: int
    labels: tuple[str, ...]
    repeated: bool
    why_not: Problem | None = None
    dates: bool = False


@dataclass(frozen=True)
class UploadDescription:
    """Number of rows, and the columns in their order."""

    rows: int
    columns: tuple[UploadColumn, ...]


def columns_of(table: TableFile, file: str) -> UploadDescription:
    """Look at every cell of an opened table; `file` is its name in messages.

    Raises:
        InvalidInput: no rows, or rows of another width than the header.
    """
    header = [name.strip() for name in table.header]
    most = MOST_COUNTED if len(header) <= _WIDE else _MOST_COUNTED_IF_WIDE
    columns = [_Seen(name, table.style(place), table.rows_expected, most) for place, name in enumerate(header)]
    rows = 0
    for raw in checked_chunks(table, file):
        for column, cells in zip(columns, raw.columns, strict=True):
            column.add(cells)
        rows += raw.n
    if not rows:
        raise InvalidInput(Problem(where=file, key="tables.no_rows"))
    times = {name: header.count(name) for name in set(header)} if len(set(header)) < len(header) else {}
    return UploadDescription(rows, tuple(column.described(times.get(column.name, 1)) for column in columns))


class _Seen:
    """What has been seen of one column."""

    def __init__(self, name: str, style: NumberStyle, rows_expected: int, most: int) -> None:
        self.name, self.style, self.most = name, style, most
        self.enough_text = _SLIPS * rows_expected
        self.rows = self.missing = self.words = self.unreadable = 0
        self.low, self.high = np.inf, -np.inf
        self.whole = self.only_0_1 = True
        self.labels: set[str] = set()
        self.examples: list[str] = []

    def add(self, cells: Any) -> None:
        """The next cells."""
        if isinstance(cells, np.ndarray):
            self._add_numbers(cells, len(cells))
            texts = [plainly(value) for value in np.unique(cells[np.isfinite(cells)])[: self.most + 1].tolist()]
            self._add_labels(texts)
            return
        texts = as_texts(cells)
        if self.unreadable > self.enough_text:  # a text, whatever the other cells are
            gone = sum(map(is_missing, texts))
            self.rows, self.missing, self.unreadable = self.rows + len(texts), self.missing + gone, self.unreadable + len(texts) - gone
        else:
            self._add_numbers(*self._read(texts))
        if len(self.labels) <= self.most:
            self._add_labels(text.strip() for text in set(texts))

    def _read(self, texts: list[str]) -> tuple[NDArray[np.float64], int]:
        """The numbers among the cells, words for yes and no left out, and how many cells there are."""
        numbers, errors = read_numbers(texts, self.style, (0.0, 1.0))
        words = {text: _is_word(text) for text in {texts[place] for place in errors}} if errors else {}
        bad = [place for place in errors if not words[texts[place]]]
        self.words += len(errors) - len(bad)
        if len(self.examples) < EXAMPLES:
            self.examples = list(dict.fromkeys([*self.examples, *(texts[place].strip() for place in bad)]))[:EXAMPLES]
        if len(errors) > len(bad):
            kept = np.ones(len(numbers), bool)
            kept[[place for place in errors if words[texts[place]]]] = False
            numbers = numbers[kept]
        return numbers, len(texts)

    def _add_numbers(self, numbers: NDArray[np.float64], rows: int) -> None:
        known = numbers[np.isfinite(numbers)]
        self.rows, self.missing = self.rows + rows, self.missing + int(np.isnan(numbers).sum())
        self.unreadable += int(np.isinf(numbers).sum())
        if len(known):
            self.low, self.high = min(self.low, float(known.min())), max(self.high, float(known.max()))
            self.whole = self.whole and bool((known == np.floor(known)).all())
            self.only_0_1 = self.only_0_1 and bool(np.isin(known, (0, 1)).all())

    def _add_labels(self, texts: Any) -> None:
        for text in texts:
            if len(self.labels) > self.most:
                return
            if not is_missing(text):
                self.labels.add(text[:_LONGEST_LABEL])

    def described(self, times: int) -> UploadColumn:
        """What it seems to be; `times` columns have its name."""
        labels = tuple(sorted(self.labels)) if len(self.labels) <= MOST_GROUPS else ()
        kind = self._kind()
        # Words for yes and no are readable as an outcome, not as a number.
        unreadable = 0 if kind == "text" else self.unreadable + (0 if kind == "binary" else self.words)
        why_not = self._why_not(kind) if times == 1 else Problem("", "evaluate.repeated_column", {"column": self.name, "times": times})
        distinct = min(len(self.labels), self.most)
        return UploadColumn(
            name=self.name,
            kind=kind,
            distinct=distinct,
            missing=self.missing,
            unreadable=unreadable,
            labels=labels,
            repeated=times > 1,
            why_not=why_not,
            dates=kind == "text" and sum(map(_is_day, self.labels)) >= (1 - _SLIPS) * len(self.labels),
        )

    def _kind(self) -> Kind:
        known = self.rows - self.missing
        if not known:
            return "empty"
        if self.unreadable > _SLIPS * known:
            return "text"
        if self.only_0_1:
            return "binary"
        if self.words > _SLIPS * known:
            return "text"
        if self.low >= -DUST and self.high <= 1 + DUST:
            return "probability"
        return "percent" if self._seems_percent() else "number"

    def _seems_percent(self) -> bool:
        """Named so, or spread over 0 to 100 with decimals, as risks are and ages are not."""
        if self.low < 0 or self.high > 100:
            return False
        return bool(_PERCENT_NAME.search(self.name.lower())) or (not self.whole and self.low < 5 and self.high > 20)

    def _why_not(self, kind: Kind) -> Problem | None:
        """Why it is not offered as a column of probabilities."""
        if kind in ("probability", "binary"):
            return None
        if kind == "empty":
            return Problem(self.name, "upload.why.empty")
        if kind == "text":
            return self._why_text()
        params = {"low": plainly(self.low), "high": plainly(self.high), "largest": plainly(self.high)}
        return Problem(self.name, f"upload.why.{kind}", params)

    def _why_text(self) -> Problem:
        seen = self.examples or sorted(self.labels)[:EXAMPLES]
        shown = list(dict.fromkeys(map(shortened, seen)))
        signs = [text for text in shown if text.endswith(("%", "％"))]
        if signs:
            return Problem(self.name, "upload.why.percent_sign", {"value": signs[0]})
        if shown and all(_DATE.fullmatch(text) for text in shown):
            return Problem(self.name, "upload.why.date", {"value": shown[0]})
        return Problem(self.name, "upload.why.text", {"values": ", ".join(shown[:3]) + (", …" if len(self.labels) > 3 else "")})


def _is_word(text: str) -> bool:
    """Whether it is a word for yes or no (not a number)."""
    try:
        read_yes_no(text)
    except ValueError:
        return False
    return True


def _is_day(label: str) -> bool:
    return _DAY.fullmatch(label) is not None
