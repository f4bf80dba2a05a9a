"""What a report says beside the table: its date, whose it is, age, sex, height, weight, the scanner."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from osteo_core.records.sources.fhir.observations import maker_of
from osteo_core.records.sources.found import Found, as_found

_MONTHS = {name: n for n, name in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)}
_EXAMINED = (
    r"scan(?:ned)?\s*date|exam(?:ination)?\s*date|date\s*of\s*(?:scan|exam(?:ination)?|study)|study\s*date|measured|visit\s*date"
    r"|检查日期|扫描日期|检查时间|测量日期"
)
_WRITTEN = r"\s*[:：]?\s*([0-9A-Za-z年月日 ,./-]{6,24})"
_DATES = tuple(re.compile(rf"(?<!\w)(?:{label}){_WRITTEN}", re.IGNORECASE) for label in (_EXAMINED, r"报告日期|报告时间|date"))
"""Labels of an examination; and those that may stand for one where no such label does."""
_ANOTHER = re.compile(
    r"(?:birth|出生|\bDOB|print(?:ed|ing)?|prior|previous|last|compar\w+|follow[\s-]?up|next|上次|前次|既往|打印|复查)\s*$", re.IGNORECASE
)
"""Before a label: the date of something else."""
_PEOPLE = re.compile(
    r"(?:patient\s*id|patient\s*name|\bpatient|\bname|\bMRN|姓名|病历号|患者编号)\s*[:：]\s*([^\n\t:：]{1,40}?)(?=\s{2,}|\t|\n|$|,|，|;|；|\s+\w+\s*[:：])",
    re.I,
)
_AGE = re.compile(r"(?:\bage|年龄)\s*[:：]?\s*(\d{1,3}(?:[.,]\d)?)\s*(?:y|years|岁|$|\s|,|，|;)", re.IGNORECASE)
_AGE_AFTER_BIRTH = re.compile(r"(?:birth\s*date|date\s*of\s*birth|\bDOB)\s*[:：]?\s*[\w./-]+\s+(\d{1,3}[.,]\d)\s*years", re.IGNORECASE)
_SEX = re.compile(r"(?:\bsex|\bgender|性别)\s*(?:/\s*ethnic\w*\s*)?[:：]?\s*(female|male|f|m|女|男)(?![A-Za-z])", re.IGNORECASE)
_BEFORE_WEIGHT = r"\bheight\s*/\s*weight\s*[:：]?\s*\d[\d.,]*\s*(?:cm|in)\.?"
_SIZE = {
    "height_cm": re.compile(r"(?:\bheight(?:\s*/\s*weight)?|身高)\s*[:：]?\s*(\d{2,3}(?:[.,]\d+)?)\s*(cm|厘米|in)", re.IGNORECASE),
    "weight_kg": re.compile(
        rf"(?:{_BEFORE_WEIGHT}|\bweight|体重)\s*[:：]?\s*(\d{{2,3}}(?:[.,]\d+)?)\s*(kg|公斤|千克|lbs?)",
        re.IGNORECASE,
    ),
}
_FACTORS = {"in": 2.54, "lb": 0.45359237, "lbs": 0.45359237}


@dataclass(frozen=True)
class ReadDate:
    """A date as written: `day` None where it may be read in two ways."""

    text: str
    day: date | None


def dates_of(text: str) -> list[ReadDate]:
    """The dates of examination that the text labels, each once."""
    found: dict[str, ReadDate] = {}
    for _, read in _labelled_dates(text):
        found.setdefault(read.day.isoformat() if read.day else read.text, read)
    return list(found.values())


def repeated_dates(text: str) -> list[str]:
    """Every labelled date of examination as it was written, as often as it stands there."""
    return [" ".join(written.split()) for written, _ in _labelled_dates(text)]


def _labelled_dates(text: str) -> list[tuple[str, ReadDate]]:
    """Each date that a label of an examination stands before, as written and as read."""
    for labels in _DATES:
        matches = ((match, line[: match.start()]) for line in text.splitlines() for match in labels.finditer(line))
        found = [(match[1], read) for match, before in matches if not _ANOTHER.search(before) and (read := read_date(match[1]))]
        if found:
            return found
    return []


def people_of(text: str) -> list[str]:
    """The names and numbers of people, by the label that stands before them: two of one label are two people."""
    by_label: dict[str, dict[str, None]] = {}
    for match in _PEOPLE.finditer(text):
        label = match[0].split(":")[0].split("：")[0].strip().lower()
        by_label.setdefault(label, {})[" ".join(match[1].split()).lower()] = None
    return next((list(values) for values in by_label.values() if len(values) > 1), [])


def facts_of(text: str, source: str, day: date | None) -> Iterator[Found]:
    """Age, sex, height, weight and the scanner's maker."""
    if match := _AGE.search(text) or _AGE_AFTER_BIRTH.search(text):
        yield Found(field="age", value=float(match[1].replace(",", ".")), found=match[1], source=source, date=day)
    if match := _SEX.search(text):
        sex = "female" if match[1].lower() in ("female", "f", "女") else "male"
        yield Found(field="sex", value=sex, found=match[1], source=source, date=day, standing=True)
    for field, pattern in _SIZE.items():
        if match := pattern.search(text):
            factor = _FACTORS.get(match[2].lower(), 1.0)
            value = float(f"{float(match[1].replace(',', '.')) * factor:.10g}")
            row = Found(field=field, value=value, found=match[1], unit=match[2], source=source, date=day)
            yield row if factor == 1.0 else row.noted("converted", factor=f"{factor:g}", unit=field.rpartition("_")[2])
    if maker := maker_of(text):
        said = next((line for line in text.splitlines() if maker_of(line) == maker), maker)
        yield Found(field="manufacturer", value=maker, found=as_found(" ".join(said.split()))[:80], source=source, date=day)


def read_date(text: str) -> ReadDate | None:
    """The date at the beginning of a text; None where there is none."""
    text = text.strip()
    if match := re.match(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})", text):
        return _of(match[0], int(match[1]), int(match[2]), int(match[3]))
    if match := re.match(r"(\d{1,2})[\s.-]+([A-Za-z]{3,9})[\s.,-]+(\d{4})", text):
        return _of(match[0], int(match[3]), _MONTHS.get(match[2][:3].lower(), 0), int(match[1]))
    if match := re.match(r"([A-Za-z]{3,9})\s+(\d{1,2})\s*,?\s+(\d{4})", text):
        return _of(match[0], int(match[3]), _MONTHS.get(match[1][:3].lower(), 0), int(match[2]))
    if match := re.match(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})", text):
        return _numeric(match[0], match[2], int(match[1]), int(match[3]), int(match[4]))
    return None


def _numeric(text: str, separator: str, first: int, second: int, year: int) -> ReadDate | None:
    """03.04.2024 is the 3rd of April where points stand; with strokes it may be either, unless one of both is over 12."""
    if separator == "." or first > 12:
        return _of(text, year, second, first)
    return _of(text, year, first, second) if second > 12 or first == second else ReadDate(text, None)


def _of(text: str, year: int, month: int, day: int) -> ReadDate | None:
    try:
        return ReadDate(text, date(year, month, day))
    except ValueError:
        return None
