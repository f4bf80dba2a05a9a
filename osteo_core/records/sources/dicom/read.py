"""The values of a densitometer's structured report (Basic Text, Enhanced, Comprehensive SR).

No maker's report is public: this is tested on reports that the tests build.
"""

from __future__ import annotations

import io
import re
import struct
import tomllib
import warnings
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from osteo_core.errors import InvalidInput, Problem, as_line
from osteo_core.records.sources.dicom.tree import Measured, measurements
from osteo_core.records.sources.fhir.body_site import site_of
from osteo_core.records.sources.fhir.document import ADULT, age_on
from osteo_core.records.sources.fhir.observations import maker_of
from osteo_core.records.sources.fhir.parts import SNOMED, codes, table
from osteo_core.records.sources.found import Found, as_found

_REGIONS = {"spine": "lumbar_spine", "neck": "femoral_neck", "total": "total_hip"}
_VERTEBRA = re.compile(r"(?<![A-Za-z])L\s?[1-4](?!\d)")
_NO_LENGTH = 0xFFFFFFFF
"""Of an element that ends with a delimiter."""
_SEXES = {"F": "female", "M": "male"}


@cache
def concepts() -> dict[str, Any]:
    """concepts.toml."""
    with Path(__file__).with_name("concepts.toml").open("rb") as file:
        return tomllib.load(file)


def read_report(content: bytes) -> list[Found]:
    """Every measurement of a structured report and what its header says of person and scanner.

    Raises:
        InvalidInput: it cannot be read, is no structured report, or holds no measurement.
    """
    dataset = _dataset(content)
    kind = as_line(str(getattr(dataset, "Modality", "")) or "?", 20)
    if not hasattr(dataset, "ContentSequence") and kind != "SR":
        raise InvalidInput(Problem("", "records.source.dicom_no_report", {"kind": kind}))
    maker = maker_of(str(getattr(dataset, "Manufacturer", "")))
    found = [_value(measured, maker) for measured in measurements(dataset)]
    if not found:
        raise InvalidInput(Problem("", "records.source.dicom_no_measurements"))
    day = _day(dataset)
    return [replace(value, date=day) for value in (*found, *_header(dataset, maker, day))]


def _dataset(content: bytes) -> Any:
    import pydicom
    from pydicom.errors import BytesLengthException, InvalidDicomError

    try:
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")  # values that stray from the standard are pydicom's to warn of, and are read all the same
            dataset = pydicom.dcmread(io.BytesIO(content), stop_before_pixels=True)
            if _is_cut(dataset) or any("end of file" in str(each.message).lower() for each in told):
                raise InvalidInput(Problem("", "records.source.dicom_cut"))
            dataset.decode()
            return dataset
    except InvalidInput:
        raise
    except (
        InvalidDicomError, BytesLengthException, struct.error, ValueError, KeyError, TypeError, AttributeError, EOFError, OSError,
        NotImplementedError, RecursionError,
    ) as broken:  # fmt: skip
        reason = as_line(str(broken) or type(broken).__name__, 80)
        raise InvalidInput(Problem("", "records.source.dicom_broken", {"reason": reason})) from None


def _is_cut(dataset: Any) -> bool:
    """Whether an element says that it is longer than what the file holds of it; pydicom reads on without a word."""
    tags = list(dataset.keys())  # going through the dataset itself would decode it
    elements = (dataset.get_item(tag) for tag in tags)
    return any(
        getattr(each, "is_raw", False) and each.value is not None and each.length != _NO_LENGTH and len(each.value) < each.length
        for each in elements
    )


def _value(measured: Measured, maker: str | None) -> Found:
    source = as_line(f"SR, {measured.concept.code} {measured.concept.meaning}".strip(), 160)
    row = Found(field=None, found=as_found(measured.value), unit=measured.unit, source=source)
    rule = table()["dxa"].get(measured.concept.code) if measured.concept.scheme in ("LN", "") else None
    measure = rule["measure"] if rule else _measure(measured.concept.plain, maker)
    if measure is None:
        return row.refused("concept")
    words = "; ".join(dict.fromkeys(coded.meaning for coded in measured.around if coded.meaning))
    body_site = {
        "coding": [{"system": "snomed.info/sct", "code": c.code} for c in measured.around if c.scheme in ("SCT", "SRT")],
        "text": words,
    }
    site = site_of(rule or {"region": _region(words, body_site)}, body_site, measured.concept.meaning)
    field = f"{_REGIONS[site.region]}_{measure}" if site.region in _REGIONS else None
    return _checked(replace(row, field=field, side=site.side, vertebrae=site.vertebrae), site.region, measure)


def _checked(row: Found, region: str, measure: str) -> Found:
    """The number in the field's unit; a question or a refusal where region, unit or number are not sure."""
    factor = table()["units"][measure].get(row.unit.strip().lower())
    if not row.found:
        return row.refused("no_value")
    try:
        number = float(row.found)
    except ValueError:
        return row.refused("text_only")
    if factor is None:
        bmd = row.unit.strip().lower() in table()["units"]["bmd"]
        return row.refused("bmd_as_score" if bmd else "unit", unit=row.unit, allowed=", ".join(u for u in table()["units"][measure] if u))
    row = replace(row, value=number if factor == 1.0 else float(f"{number * factor:.10g}"))
    if region == "other":
        return row.refused("region")
    if region == "vertebra":
        return row.asked("one_vertebra")
    if region == "femur":
        return replace(row, choices=tuple(f"{site}_{measure}" for site in _REGIONS.values())).asked("femur")
    return row if factor == 1.0 else row.noted("converted", factor=f"{factor:g}", unit="g/cm²")


def _measure(plain: str, maker: str | None) -> str | None:
    tables = [concepts()["standard"]["measures"], *([concepts()[maker]["measures"]] if maker else [])]
    return next((measure for each in tables for measure, meanings in each.items() if plain in meanings), None)


def _region(words: str, body_site: dict[str, Any]) -> str:
    """The region that the words and codes around a value open; "femur", a question, where they name none."""
    plain = words.lower()
    if any(table()["body_sites"].get(code) == "vertebra" for code in codes(body_site, SNOMED)) or _VERTEBRA.search(words):
        return "spine"
    spine, hip = any(w in plain for w in ("spine", "lumbar", "腰椎")), any(w in plain for w in ("hip", "femur", "femoral", "髋", "股骨"))
    return "spine" if spine and not hip else "femur"


def _day(dataset: Any) -> date | None:
    days = (_date(getattr(dataset, name, "")) for name in ("StudyDate", "ContentDate", "SeriesDate", "AcquisitionDate"))
    return next((day for day in days if day is not None), None)


def _date(value: Any) -> date | None:
    try:
        return datetime.strptime(str(value), "%Y%m%d").date()
    except ValueError:
        return None


def _age(dataset: Any, day: date | None) -> Iterator[Found]:
    """The age as the header has it, else from the date of birth. Raises InvalidInput for a child."""
    said, born = str(getattr(dataset, "PatientAge", "") or ""), _date(getattr(dataset, "PatientBirthDate", ""))
    if match := re.fullmatch(r"(\d{1,3})([YMWD])", said):
        years = int(match[1]) if match[2] == "Y" else 0
        row = Found(field="age", found=said, source="SR, PatientAge", value=float(years))
    elif born is not None and day is not None and born <= day:
        years = age_on(born, day)
        row = Found(field="age", found=born.isoformat(), source="SR, PatientBirthDate", value=float(years)).noted("age", age=years)
    else:
        return
    if years < ADULT:
        raise InvalidInput(Problem("", "records.fhir.child", {"age": years}))
    yield row


def _header(dataset: Any, maker: str | None, day: date | None) -> Iterator[Found]:
    """Maker, device, age, sex, height and weight of the report's header."""
    said = str(getattr(dataset, "Manufacturer", "") or "")
    if said:
        row = Found(field="manufacturer", found=as_found(said), source="SR, Manufacturer", value=maker)
        yield row if maker else row.asked("maker_unknown")
    if model := str(getattr(dataset, "ManufacturerModelName", "") or ""):
        yield Found(field="scan.device", found=as_found(model), source="SR, ManufacturerModelName", value=as_found(model))
    if (sex := str(getattr(dataset, "PatientSex", "") or "")) in _SEXES:
        yield Found(field="sex", found=sex, source="SR, PatientSex", value=_SEXES[sex], standing=True)
    yield from _age(dataset, day)
    for name, field, factor, unit in (("PatientSize", "height_cm", 100.0, "m"), ("PatientWeight", "weight_kg", 1.0, "kg")):
        try:
            number = float(getattr(dataset, name, None) or 0)
        except ValueError:
            continue
        if number:
            row = Found(field=field, found=f"{number:g}", unit=unit, source=f"SR, {name}", value=float(f"{number * factor:.10g}"))
            yield row if factor == 1.0 else row.noted("converted", factor=f"{factor:g}", unit="cm")
