"""A report's text: its table line by line, whoever's scanner printed it.

Hologic prints area, BMC, BMD, T-score, per cent, Z-score, per cent; GE Lunar BMD, per cent, T-score, per cent, Z-score; Norland BMD, BMC,
area and then as GE. Which it is stands in the heading; without one, only labelled numbers are taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from osteo_core.errors import InvalidInput, Problem
from osteo_core.records.sources.found import Found, as_found
from osteo_core.records.sources.text.facts import dates_of, facts_of, people_of, repeated_dates
from osteo_core.records.sources.text.line import Number, Region, columns_of, labelled, numbers_of, parts_of, region_of, side_of

MOST_CHARACTERS = 200_000
_SITES = {"spine": "lumbar_spine", "neck": "femoral_neck", "total": "total_hip"}
_SPINE_HEADING = re.compile(r"spine|lumbar|腰椎|脊柱", re.IGNORECASE)
_HIP_HEADING = re.compile(r"hip|femur|髋|股骨", re.IGNORECASE)
_MEASURE_WORDS = re.compile(r"g\s*/\s*cm|T[\s-]?score|Z[\s-]?score|T值|Z值|\bBMD\b|骨密度", re.IGNORECASE)
_DENSITY = re.compile(r"(?<![\d.,])[01][.,]\d{3}(?![\d.,])")
"""A number with the three decimals that scanners give a density: a line with one is named, taken or not."""
_COUNTED = ("bmd", "t", "z")


@dataclass
class _Table:
    """Where the reading is: the last heading and its line, the section with its side, and the vertebrae seen so far."""

    columns: list[str] | None = None
    line: int = 0
    section: str | None = None
    side: str | None = None
    vertebrae: list[int] = field(default_factory=list)

    def head(self, columns: list[str], line: int) -> None:
        """A heading; where it is the second line of one, the line that says more of the two counts: the other has units alone."""
        second = self.columns is not None and line == self.line + 1
        self.line = line
        if not (second and self.columns is not None and _said(columns) < _said(self.columns)):
            self.columns = columns


def _said(columns: list[str]) -> tuple[bool, int]:
    return "t" in columns or "z" in columns, len(columns)


def read_text(text: str, source: str) -> list[Found]:
    """Every value of a report's text.

    Raises:
        InvalidInput: two people, or two dates of examination; no densitometry value at all.
    """
    if len(text) > MOST_CHARACTERS:
        raise InvalidInput(Problem(source, "patients.problem.text_long", {"length": len(text), "limit": MOST_CHARACTERS}))
    if people := people_of(text):
        raise InvalidInput(Problem(source, "records.source.two_reports", {"what": "; ".join(people[:4])}))
    dates = dates_of(text)
    if len(dates) > 1:
        raise InvalidInput(Problem(source, "records.source.two_dates", {"dates": "; ".join(each.text for each in dates[:4])}))
    day = dates[0].day if dates else None
    values = list(_values(text, source))
    if not values:
        raise InvalidInput(Problem(source, "records.source.no_values"))
    if len(repeated := repeated_dates(text)) > 1 and _contradict(values):
        raise InvalidInput(Problem(source, "records.source.two_reports", {"what": "; ".join(repeated[:4])}))
    values = [replace(value, date=day) for value in _vertebrae(values)]
    values += facts_of(text, source, day)
    if dates and day is None:
        values = [v.asked("ambiguous_date", date=dates[0].text) if v.status == "accept" else v for v in values]
    return values


def _contradict(values: list[Found]) -> bool:
    """Whether one region of one side has two values."""
    known: dict[tuple[str | None, str | None], set[float]] = {}
    for value in values:
        if value.field is not None and value.status != "refused" and isinstance(value.value, float):
            known.setdefault((value.field, value.side), set()).add(value.value)
    return any(len(each) > 1 for each in known.values())


def _values(text: str, source: str) -> Iterator[Found]:
    table = _Table()
    for number, line in enumerate(text.splitlines(), 1):
        where = f"{source}:{number}"
        if columns := columns_of(line):
            table.head(columns, number)
        for part in parts_of(line):
            yield from _of_part(part, table, where)


def _of_part(line: str, table: _Table, where: str) -> Iterator[Found]:
    _section(line, table)
    region = region_of(line)
    if not numbers_of(line) and not labelled(line):
        return
    if region is not None:
        yield from _of_region(line, _placed(region, table), table, where)
    elif (labelled(line) and _MEASURE_WORDS.search(line)) or _DENSITY.search(line):
        yield Found(field=None, found=as_found(line.strip()), source=where).refused("line")


def _section(line: str, table: _Table) -> None:
    """A line that names the spine or a hip opens its section; the side stands with it."""
    if _SPINE_HEADING.search(line):
        table.section = "spine"
    elif _HIP_HEADING.search(line):
        table.section = "hip"
        table.side = side_of(line) or table.side


def _placed(region: Region, table: _Table) -> Region:
    """The region, "Total" alone being the total of the section that it stands in."""
    if region.name == "vertebra" and region.vertebrae:
        table.section = "spine"
        table.vertebrae.append(int(region.vertebrae[1]))
    if region.name in ("neck", "total"):
        table.section = "hip"
    if region.name != "bare_total":
        return region
    if table.section == "spine":
        seen = table.vertebrae
        span = f"L{min(seen)}-L{max(seen)}" if len(seen) > 1 and sorted(seen) == list(range(min(seen), max(seen) + 1)) else None
        return Region("spine", span)
    return Region("total" if table.section == "hip" else "unclear", side=region.side)


def _of_region(line: str, region: Region, table: _Table, where: str) -> Iterator[Found]:
    found, problem = _measured(line, table)
    if region.name == "other" or region.name == "difference":
        yield Found(field=None, found=as_found(line.strip()), source=where).refused("region" if region.name == "other" else "difference")
        return
    if problem is not None:
        yield replace(problem, source=where)
        return
    side = None if region.name in ("spine", "vertebra") else region.side or table.side
    for measure in _COUNTED:
        if measure not in found:
            continue
        number = found[measure]
        site = _SITES.get(region.name)
        row = Found(
            field=f"{site}_{measure}" if site else None, found=number.text, unit=number.unit, value=number.value, source=where,
            side=side, vertebrae=region.vertebrae,
        )  # fmt: skip
        yield _row(row, region, measure, guessed="guessed" in found)


def _row(row: Found, region: Region, measure: str, *, guessed: bool) -> Found:
    if region.name == "vertebra":
        return row.asked("one_vertebra")
    if region.name == "unclear":
        return row.refused("line")
    if measure != "bmd" and row.unit:
        return row.refused("bmd_as_score", unit=row.unit)
    if guessed:
        return row.asked("columns_guessed")
    if measure == "bmd" and row.unit.lower().startswith("mg"):
        return replace(row, value=row.value / 1000).noted("converted", factor="0.001", unit="g/cm²")
    if measure == "bmd" and not row.unit:
        row = replace(row, unit="g/cm²")
    return row.noted("spine_total", vertebrae=region.vertebrae) if region.name == "spine" and region.vertebrae else row


def _measured(line: str, table: _Table) -> tuple[dict[str, Number], Found | None]:
    """BMD, T and Z of a line: labelled, else by the heading's columns, else guessed where three numbers can only be these."""
    found = labelled(line)
    if found:
        return found, None
    numbers = numbers_of(line)
    if table.columns is not None:
        if len(numbers) == len(table.columns):
            return {name: number for name, number in zip(table.columns, numbers, strict=True) if name in _COUNTED}, None
        said = Found(field=None, found=as_found(line.strip()), source="")
        return {}, said.refused("columns", count=len(numbers), columns=len(table.columns))
    if len(numbers) == 3 and 0 < numbers[0].value < 2.5:
        return {**dict(zip(_COUNTED, numbers, strict=True)), "guessed": numbers[0]}, None
    return {}, Found(field=None, found=as_found(line.strip()), source="").refused("line")


def _vertebrae(values: list[Found]) -> list[Found]:
    """Single vertebrae are no question where the report has the spine as a whole."""
    whole = any(v.field and v.field.startswith("lumbar_spine") for v in values)
    open_ = [v.reason is not None and v.reason.key.endswith(".one_vertebra") for v in values]
    return [v.refused("vertebra_of_more") if whole and alone else v for v, alone in zip(values, open_, strict=True)]
