"""What an import will do, before a row is written: the table opened, its mapping found or checked, columns checked, decisions named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import InvalidInput, Problem
from osteo_core.imports.checking import check_columns, scanner_of
from osteo_core.imports.converting.converter import Converter
from osteo_core.imports.findings import Finding
from osteo_core.imports.mapping.alleles import compare
from osteo_core.imports.mapping.document import FieldMapping, Mapping
from osteo_core.imports.mapping.ready_made import ReadyMade, recognised
from osteo_core.imports.reading.opened import OpenedTable
from osteo_core.imports.reading.opening import FOUND_OUT, Given, ReadingOptions, open_all
from osteo_core.imports.reading.plink import COUNTED
from osteo_core.imports.suggestion.columns import Suggestion
from osteo_core.imports.suggestion.profiles import Sampled, sample
from osteo_core.imports.suggestion.suggest import Suggested, suggest
from osteo_core.patients.measured import inertial

_OUTSIDE_OF_CATALOGUE = ("first_visit",)


@dataclass(kw_only=True)
class Plan:
    """A table and the mapping that will be applied to it.

    `mapping` is without what a finding leaves out; `findings` are all, `open` those that nobody has decided; `suggestions` are what was
    thought of each column where no mapping was given; `ready` is the ready-made mapping used; `turned` the SNPs to turn
    round; `held` the mapped fields that are not written as long as something is lacking.
    """

    opened: OpenedTable
    sampled: Sampled
    mapping: Mapping
    findings: list[Finding]
    suggestions: list[Suggestion] = field(default_factory=list)
    open: list[Finding] = field(default_factory=list)
    ready: str | None = None
    turned: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()
    accept: bool = False

    @property
    def written(self) -> Mapping:
        """The mapping of what is written: without the fields that are held back."""
        return self.mapping.without(*self.held)

    @property
    def converter(self) -> Converter:
        """The mapping, ready to be applied."""
        return Converter(self.written, self.opened.header, self.opened.file.style, self.turned)


def plan(
    files: Sequence[Given],
    *,
    mapping: Mapping | ReadyMade | None = None,
    accept: bool = False,
    options: ReadingOptions = FOUND_OUT,
    language: str = "en",
) -> Plan:
    """Open the files and settle the mapping: the one given, or the ready-made one of a known layout and what is suggested beside it.

    `accept` takes each finding's default, never an open unit or meaning.

    Raises:
        InvalidInput: a file that cannot be read or has no rows; a given mapping that names a column which is not there.
    """
    opened = open_all(files, _reading(options, mapping))
    return planned(opened, sample(opened), mapping=mapping, accept=accept, language=language)


def planned(
    opened: OpenedTable, sampled: Sampled, *, mapping: Mapping | ReadyMade | None = None, accept: bool = False, language: str = "en"
) -> Plan:
    """As `plan`, of a table that was opened and sampled before."""
    if not sampled.rows:
        raise InvalidInput(Problem(opened.name, "tables.no_rows"))
    if isinstance(mapping, ReadyMade):
        mapping = mapping.of(opened.header)
    ready = None
    if mapping is None:
        suggested, ready = _suggested(opened, sampled, language)
    else:
        _check_columns_are_there(mapping, opened)
        suggested = Suggested(mapping=mapping)
    found = Plan(
        opened=opened,
        sampled=sampled,
        mapping=suggested.mapping,
        findings=suggested.findings,
        suggestions=suggested.suggestions,
        ready=ready,
        accept=accept,
    )
    found.findings += [Finding(kind=key, field="", params=params) for key, params in opened.notes]
    _settle_alleles(found)
    _check_sample(found, scanner=mapping is None)
    _decide(found)
    return found


def _reading(options: ReadingOptions, mapping: Mapping | ReadyMade | None) -> ReadingOptions:
    """What was said, or else how the mapping's own file was read where a mapping says so."""
    if not isinstance(mapping, Mapping):
        return options
    said = mapping.reading
    separator = {"tab": "\t"}.get(said.get("separator", ""), said.get("separator") or None)
    return ReadingOptions(
        encoding=options.encoding or said.get("encoding") or None,
        separator=options.separator or separator,
        sheet=options.sheet or said.get("sheet"),
    )


def _suggested(opened: OpenedTable, sampled: Sampled, language: str) -> tuple[Suggested, str | None]:
    found = recognised(opened.header, opened.kind)
    if found is None:
        return suggest(sampled, opened.said, language=language), None
    base = found.of(opened.header)
    beside = suggest(sampled, opened.said, language=language, taken=base.columns)
    more = [each for each in beside.mapping.fields if each.target not in base.by_target and each.target not in base.constants]
    names = CATALOGUE.names
    fields = sorted([*base.fields, *more], key=lambda each: names.index(each.target) if each.target in names else len(names))
    merged = replace(base, fields=tuple(fields), reading=dict(opened.said), identity=base.identity or beside.mapping.identity)
    if merged.visit is None:
        merged = replace(merged, visit=beside.mapping.visit, visit_order=beside.mapping.visit_order)
    dropped = {each.target for each in beside.mapping.fields} - {each.target for each in more}
    beside.findings = [finding for finding in beside.findings if finding.field not in dropped]
    return Suggested(mapping=merged, suggestions=beside.suggestions, findings=beside.findings), found.name


def _check_columns_are_there(mapping: Mapping, opened: OpenedTable) -> None:
    absent = [column for column in mapping.columns if column not in opened.header]
    if absent:
        from osteo_core.patients.tables.header import named

        known = named(opened.header)
        raise InvalidInput([Problem(opened.name, "imports.error.missing_column", {"column": column, "known": known}) for column in absent])


def _settle_alleles(found: Plan) -> None:
    """Which SNPs are counted by their other allele; those that cannot be told are left out."""
    turned: set[str] = set()
    refused: dict[str, list[str]] = {}
    for each in found.mapping.fields:
        if each.target not in CATALOGUE or CATALOGUE[each.target].kind != "dosage":
            continue
        verdict = _verdict(each, found.sampled)
        if verdict == "turned":
            turned.add(each.target)
        elif verdict != "same":
            refused.setdefault(verdict, []).append(each.target)
    for verdict, names in refused.items():
        params = {"n": len(names), "names": ", ".join(names[:10])}
        found.findings.append(
            Finding(
                kind=f"alleles_{verdict}",
                field=names[0] if len(names) == 1 else "snp",
                params=params,
                default="leave_out",
                fields=tuple(names),
            )
        )
    found.turned = frozenset(turned)


def _verdict(each: FieldMapping, sampled: Sampled) -> str:
    source = each.sources[0]
    name = COUNTED.fullmatch(source.column)
    counted = source.counted or (name[2] if name else None)
    if counted is None:
        return "same"  # named as our own tables are: copies of the effect allele
    known = sampled[source.column].numbers
    observed = float(np.nanmean(known)) / 2 if np.isfinite(known).any() else None
    return compare(counted, source.effect, source.noneffect, frequency=source.frequency, observed=observed)


def _check_sample(found: Plan, *, scanner: bool) -> None:
    """The converted sample through the checks of columns; the scanner's maker where the T-scores show it and nothing else says it."""
    columns = converted_sample(found)
    if scanner and "manufacturer" not in columns and (shown := scanner_of(columns)) is not None:
        maker, share = shown
        found.mapping = replace(found.mapping, constants={**found.mapping.constants, "manufacturer": maker})
        label = {language: CATALOGUE["manufacturer"].category_in(maker, language) for language in CATALOGUE["manufacturer"].label}
        found.findings.append(Finding(kind="manufacturer_by_t", field="manufacturer", params={"maker": label}, share=share))
        columns = converted_sample(found)
    if columns:
        found.findings += check_columns(columns)
    if not any(each.target in CATALOGUE for each in found.mapping.fields):
        sensor = inertial(profile.name for profile in found.sampled.profiles)
        params = {"columns": ", ".join(sensor)} if sensor else {}
        found.findings.append(Finding(kind="inertial_sensor" if sensor else "nothing_mapped", field="", default="never", params=params))


def converted_sample(found: Plan) -> dict[str, Any]:
    """The sample in the catalogue's names: columns of float64 or objects, all of one length."""
    cells = {profile.name: profile.cells for profile in found.sampled.profiles}
    n = len(found.sampled.profiles[0].cells)
    return {name: values for name, values in found.converter.convert(cells, n, 0).columns.items() if name in CATALOGUE}


def _decide(found: Plan) -> None:
    """Apply what each finding does by default, unless the mapping says that it was decided otherwise."""
    for finding in found.findings:
        if finding.default == "hold_back":
            found.held |= frozenset(finding.fields)
        if not finding.decision or finding.name in found.mapping.accepted:
            continue
        if finding.default == "leave_out":
            _leave_out(found, finding)
        elif finding.default == "missing":
            found.mapping = _with_missing(found.mapping, finding)
        if not found.accept or finding.default == "never":
            found.open.append(finding)


def used_mapping(found: Plan, more: Sequence[Finding] = ()) -> Mapping:
    """The mapping as it was used, with what was decided: given again, it does the same without being asked."""
    if not found.accept:
        return found.mapping
    decided = [each.name for each in (*found.findings, *more) if each.default in ("hold_back", "first_row", "rows_refused")]
    return replace(found.mapping, accepted=tuple(dict.fromkeys((*found.mapping.accepted, *decided))))


def _leave_out(found: Plan, finding: Finding) -> None:
    constants = {name: value for name, value in found.mapping.constants.items() if name not in finding.fields}
    found.mapping = replace(found.mapping.without(*finding.fields), constants=constants)
    if finding.fields == _OUTSIDE_OF_CATALOGUE:
        found.mapping = replace(found.mapping, visit=None, visit_order=None)


def _with_missing(mapping: Mapping, finding: Finding) -> Mapping:
    fields = [
        replace(
            each,
            sources=tuple(
                replace(source, missing=tuple(dict.fromkeys((*source.missing, *finding.cells))))
                if source.column == finding.column
                else source
                for source in each.sources
            ),
        )
        for each in mapping.fields
    ]
    return replace(mapping, fields=tuple(fields))
