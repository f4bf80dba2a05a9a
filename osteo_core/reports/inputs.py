"""What was entered, with unit and source, what is missing, and what was noticed in reading it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import numpy as np

from osteo_core.catalogue import CATALOGUE, SITES
from osteo_core.constants import MODALITIES
from osteo_core.patients.completeness import completeness
from osteo_core.records.entries import Fracture, Treatment
from osteo_core.reports.answers import Answered
from osteo_core.reports.document import Heading, Part, Points, Table, Text
from osteo_core.reports.wording import cut, listed, say, value_text
from osteo_core.translations import translate

_OF_SCAN = {f"{site}_{kind}" for site in SITES for kind in ("bmd", "t", "z")} | {"manufacturer"}
"""Shown with the scan."""

_SHOWN_NOTES = ("warning", "unusual", "outside_training")
_MOST_NOTES = 8


def inputs(found: Answered, language: str) -> tuple[Part, ...]:
    """Heading; every entered value with its unit and source; what is missing; what was filled in; what is unusual."""
    cells = list(_cells(found, language))
    half = (len(cells) + 1) // 2
    blank = ("", "", "")
    rows = tuple((*left, *right) for left, right in zip(cells[:half], [*cells[half:], *[blank] * (2 * half - len(cells))], strict=True))
    date = say("inputs.no_date", language) if found.visit is None else say("inputs.date", language, date=day(found.visit))
    head = tuple(say(f"inputs.{name}", language) for name in ("field", "value", "source"))
    table = Table(caption=date, head=head * 2, rows=rows, widths=(3.2, 2, 1.5) * 2, small=True)
    return (
        Heading(say("inputs.title", language)),
        *((table,) if cells else (Text(date, "small"),)),
        Points((*_history(found, language), *_gaps(found, language))),
    )


def day(date: datetime.date) -> str:
    """A date as everybody reads it: 2026-11-26."""
    return date.isoformat()


def _cells(found: Answered, language: str) -> Iterator[tuple[str, str, str]]:
    """(field, value with unit, source) of what was entered and of the body mass index, without the scan; the genes are counted."""
    entered = found.patient.entered()
    for block, fields in entered.items():
        if block == "gene":
            total = len(CATALOGUE.snp_names)
            yield (
                CATALOGUE.modality_label(block, language),
                say("inputs.genes", language, n=len(fields), of=total),
                _source(found, "", language),
            )
            continue
        for name, value in fields.items():
            if name not in _OF_SCAN:
                feature = CATALOGUE[name]
                yield feature.label_in(language), value_text(feature, value, language), _source(found, name, language)
    full = found.patient.harmonised()
    for name in ("bmi", "prior_fracture"):
        if full.derived[name][0] and not np.isnan(full.columns[name][0]):
            feature = CATALOGUE[name]
            yield feature.label_in(language), value_text(feature, full.columns[name][0], language), say("inputs.derived", language)


def _source(found: Answered, name: str, language: str) -> str:
    earlier = found.carried.get(name)
    return say("inputs.entered", language) if earlier is None else say("inputs.carried", language, date=day(earlier))


def _history(found: Answered, language: str) -> Iterator[tuple[str, str]]:
    """Treatments and fractures of the record."""
    record = found.record
    if record.treatments:
        yield (
            say("lead", language, text=say("inputs.treatments", language)),
            say("part_separator", language).join(_treatment(each, language) for each in record.treatments),
        )
    if record.fractures:
        yield (
            say("lead", language, text=say("inputs.fractures", language)),
            say("part_separator", language).join(_fracture(each, language) for each in record.fractures),
        )


def _treatment(given: Treatment, language: str) -> str:
    name = translate(f"over_time.class.{given.drug_class}", language)
    name = name if given.drug is None else say("inputs.drug", language, drug_class=name, drug=given.drug)
    if given.start is None and given.stop is None:
        return name
    unknown = say("inputs.unknown_date", language)
    start = unknown if given.start is None else given.start.text
    stop = say("inputs.goes_on", language) if given.stop is None else given.stop.text
    return say("inputs.from_to", language, name=name, start=start, stop=stop)


def _fracture(had: Fracture, language: str) -> str:
    site = CATALOGUE["prior_fracture_sites"].category_in(had.site, language)
    told = [had.date.text] if had.date is not None else []
    told += [translate(f"over_time.trauma.{had.trauma}", language)] if had.trauma is not None else []
    return say("why.field", language, label=site, value=listed(told, language)) if told else site


def _gaps(found: Answered, language: str) -> Iterator[tuple[str, str]]:
    """What is missing by kind of data, what was filled in for the network, what is unusual."""
    counts = completeness(found.patient)
    if absent := [CATALOGUE.modality_label(name, language) for name in MODALITIES if not counts[name].present]:
        yield say("lead", language, text=say("inputs.not_measured", language)), listed(absent, language)
    lacking = [(CATALOGUE.modality_label(name, language), counts[name].missing) for name in MODALITIES if counts[name].present]
    if parts := [
        say("inputs.lacking_of", language, modality=label, fields=cut(list(dict.fromkeys(fields)), language))
        for label, fields in lacking
        if fields
    ]:
        yield say("lead", language, text=say("inputs.lacking", language)), say("part_separator", language).join(parts)
    notes = found.assessment.notes
    if imputed := [note.field for note in notes if note.kind == "imputed" and note.field in CATALOGUE]:
        yield say("lead", language, text=say("inputs.imputed", language)), cut([name for name in imputed if name], language)
    told = [*(problem.sentence(language) for problem in found.remarks), *(n.text(language) for n in notes if n.kind in _SHOWN_NOTES)]
    shown = told[:_MOST_NOTES]
    if told:
        more = [say("inputs.more", language, n=len(told) - len(shown))] if len(told) > len(shown) else []
        yield say("lead", language, text=say("inputs.noticed", language)), say("part_separator", language).join([*shown, *more])
