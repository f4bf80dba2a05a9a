"""One column judged: for each field that its name allows, what its values say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from osteo_core.catalogue import CATALOGUE, Feature
from osteo_core.imports.findings import Finding
from osteo_core.imports.mapping.document import SourceColumn
from osteo_core.imports.reading.plink import COUNTED
from osteo_core.imports.suggestion.codes import CodeChoice, choose_codes
from osteo_core.imports.suggestion.headers import PER_FILLER, Header, read_header
from osteo_core.imports.suggestion.profiles import Profile
from osteo_core.imports.suggestion.units import choose_unit, is_code, plausible, units_text
from osteo_core.imports.suggestion.variables import module_parts

LIMIT = 0.7
"""Confidence below which a column stays unmapped and is listed."""

_CODE_CONFIDENCE = {
    "words": 1.0, "key": 1.0, "zero_one": 0.95, "by_height": 0.95, "standard": 0.8, "counts": 0.9, "ambiguous": 0.45, "none": 0.3,
}  # fmt: skip
_UNIT_CONFIDENCE = {
    "header": 1.0, "only": 0.97, "values": 0.9, "unknown": 0.3, "contradicts": 0.95, "open": 0.95, "mixed": 0.95, "outside": 0.4,
}  # fmt: skip
_OPEN_UNITS = {"contradicts": "unit_contradicts", "open": "unit_open", "mixed": "two_units"}


@dataclass(kw_only=True)
class Suggestion:
    """What a column may be. `reasons` are keys of `imports.reason` with parameters; `findings` are open questions about it.

    `source` is what a mapping would hold. `left_out` says that it is not mapped although it is sure enough.
    """

    column: str
    target: str
    confidence: float
    source: SourceColumn
    unit: str | None = None
    written_unit: str | None = None
    reasons: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def sure(self) -> bool:
        """Whether it is at or above the limit."""
        return self.confidence >= LIMIT


def judge(profile: Profile, height: Profile | None, parts: frozenset[str] = frozenset()) -> list[Suggestion]:
    """The fields that a column may be, the likeliest first. `parts`: prefixes that name a part of the survey."""
    header = _header(profile, parts)
    if profile.written_unit:  # nearer to the numbers than what the header says
        header = replace(header, unit=profile.written_unit)
    if (counted := COUNTED.fullmatch(profile.name)) and counted[1].lower() in CATALOGUE:
        header = Header(targets={counted[1].lower(): 0.97})
    found = []
    for target, by_name in header.targets.items():
        feature = CATALOGUE[target]
        suggestion = _judged(feature, by_name, header, profile, height)
        suggestion.confidence = round(suggestion.confidence, 2)
        found.append(suggestion)
    return sorted(found, key=lambda each: -each.confidence)


def _header(profile: Profile, parts: frozenset[str]) -> Header:
    header = read_header(profile.name, profile.label)
    found = module_parts(profile.name)
    if found is None or found[0] not in parts or max(header.targets.values(), default=0.0) >= LIMIT:
        return header
    bare = read_header(found[1], profile.label)
    return replace(bare, targets={target: round(how - PER_FILLER, 2) for target, how in bare.targets.items()})


def _judged(feature: Feature, by_name: float, header: Header, profile: Profile, height: Profile | None) -> Suggestion:
    reasons: list[tuple[str, dict[str, Any]]] = [("misspelt" if header.misspelt else "name", {"name": profile.name})]
    if not profile.known:
        source = SourceColumn(column=profile.name)
        return Suggestion(column=profile.name, target=feature.name, confidence=0.2, source=source, reasons=[*reasons, ("empty", {})])
    if feature.kind in ("binary", "category", "set"):
        return _by_codes(feature, by_name, profile, dict(profile.codes) | header.codes, height, reasons)
    return _by_numbers(feature, by_name, header, profile, reasons)


def _by_codes(
    feature: Feature, by_name: float, profile: Profile, key: Mapping[str, str], height: Profile | None, reasons: list[Any]
) -> Suggestion:
    choice: CodeChoice = choose_codes(feature, profile, key, height)
    suggestion = Suggestion(
        column=profile.name,
        target=feature.name,
        confidence=by_name * _CODE_CONFIDENCE[choice.basis],
        source=SourceColumn(column=profile.name, values=choice.values, missing=choice.missing),
        reasons=[*reasons, (f"codes_{choice.basis}", {"values": _pairs(choice.values), "strange": ", ".join(choice.strange[:5])})],
    )
    if feature.name == "sex" and choice.basis == "ambiguous" and by_name >= LIMIT:
        values = ", ".join(sorted(choice.strange)[:5])
        suggestion.findings.append(
            Finding(kind="codes_open", field="sex", params={"column": profile.name, "values": values}, default="never")
        )
    if suggestion.sure and choice.missing:
        params = {"column": profile.name, "values": ", ".join(choice.missing)}
        coded = sum(profile.texts[text] for text in choice.missing) / len(profile.cells)
        suggestion.findings.append(Finding(kind="missing_codes", field=feature.name, params=params, share=coded))
    strange = [text for text in choice.strange if text in profile.texts]
    share = sum(profile.texts[text] for text in strange) / profile.known
    if suggestion.sure and strange and share > 0.01 and sum(profile.texts[text] for text in strange) >= 3:
        params = {"column": profile.name, "values": ", ".join(strange[:5])}
        suggestion.findings.append(
            Finding(
                kind="strange_codes",
                field=feature.name,
                params=params,
                share=share,
                default="missing",
                column=profile.name,
                cells=tuple(strange),
            )
        )
    return suggestion


def _pairs(values: Mapping[str, str]) -> str:
    return ", ".join(f"{cell} = {value}" for cell, value in list(values.items())[:6])


def _by_numbers(feature: Feature, by_name: float, header: Header, profile: Profile, reasons: list[Any]) -> Suggestion:
    source = SourceColumn(column=profile.name)
    suggestion = Suggestion(column=profile.name, target=feature.name, confidence=by_name, source=source, reasons=reasons)
    suggestion.written_unit = header.unit
    if profile.numeric < 0.5:
        suggestion.confidence *= 0.3
        suggestion.reasons.append(("not_numbers", {"percent": f"{100 * (1 - profile.numeric):.0f}"}))
        return suggestion
    if feature.kind == "dosage":
        return _dosage(feature, suggestion, profile)
    if feature.unit is None:
        _unitless(feature, suggestion, profile)
    else:
        _with_unit(feature, suggestion, header, profile)
    _odd_cells(feature, suggestion, profile)
    return suggestion


def _dosage(feature: Feature, suggestion: Suggestion, profile: Profile) -> Suggestion:
    values = profile.numbers[np.isfinite(profile.numbers)]
    counted = COUNTED.fullmatch(profile.name)
    suggestion.source = SourceColumn(column=profile.name, counted=counted[2].upper() if counted else None)
    if not np.isin(values, (0.0, 1.0, 2.0)).all():
        suggestion.confidence *= 0.4
        suggestion.reasons.append(("not_dosages", {}))
    elif counted:
        suggestion.reasons.append(("counted", {"allele": counted[2].upper()}))
    else:
        suggestion.reasons.append(("dosages", {}))
    return suggestion


def _unitless(feature: Feature, suggestion: Suggestion, profile: Profile) -> None:
    """T- and Z-scores: within the allowed range, and not all above zero, as a density would be."""
    share = plausible(feature, profile.numbers)
    values = profile.numbers[np.isfinite(profile.numbers)]
    if share < 0.8:
        suggestion.confidence *= 0.4
        suggestion.reasons.append(("outside", {"percent": f"{100 * (1 - share):.0f}"}))
    elif feature.name.endswith(("_t", "_z")) and len(values) >= 20 and (values > 0).mean() > 0.97:
        suggestion.confidence *= 0.5
        suggestion.reasons.append(("never_negative", {}))
    else:
        suggestion.reasons.append(("range", {"percent": f"{100 * share:.0f}"}))


def _with_unit(feature: Feature, suggestion: Suggestion, header: Header, profile: Profile) -> None:
    values = profile.numbers[np.isfinite(profile.numbers)]
    if feature.name.endswith("_bmd") and len(values) and (values < 0).mean() > 0.1 and (np.abs(values) < 9).mean() > 0.95:
        params = {"column": profile.name, "low": f"{values.min():g}", "high": f"{values.max():g}"}
        finding = Finding(kind="t_scores_named_bmd", field=feature.name, params=params, default="leave_out", fields=(feature.name,))
        suggestion.findings.append(finding)
        suggestion.confidence = 0.4
        suggestion.reasons.append(("negative_density", {}))
        return
    chinese = not profile.name.isascii()
    choice = choose_unit(feature, header.unit, profile.numbers, chinese=chinese)
    suggestion.unit = choice.unit
    suggestion.source = SourceColumn(column=profile.name, unit=choice.unit)
    suggestion.confidence *= _UNIT_CONFIDENCE[choice.basis]
    median = f"{np.nanmedian(profile.numbers):.4g}" if len(values) else ""
    params = {
        "unit": choice.unit or choice.written or "",
        "percent": f"{100 * choice.share:.0f}",
        "median": median,
        "others": units_text(choice.others),
    }
    by_cells = choice.basis == "header" and profile.written_unit
    suggestion.reasons.append(("unit_cells" if by_cells else f"unit_{choice.basis}", params))
    if choice.basis in _OPEN_UNITS and suggestion.confidence >= LIMIT:
        params = {"column": profile.name, "median": median, "units": units_text(choice.others), "written": choice.written or ""}
        suggestion.findings.append(
            Finding(kind=_OPEN_UNITS[choice.basis], field=feature.name, params=params, share=1 - choice.share, default="never")
        )


def _odd_cells(feature: Feature, suggestion: Suggestion, profile: Profile) -> None:
    """Numbers that stand for "not known", and texts among numbers."""
    if not suggestion.sure:
        return
    values = profile.numbers[np.isfinite(profile.numbers)]
    coded = np.unique(values[is_code(feature, values, suggestion.unit)])
    if len(coded):
        texts = tuple(text for text in profile.texts if _float(text, profile) in coded)
        share = sum(profile.texts[text] for text in texts) / max(len(profile.cells), 1)
        params = {"column": profile.name, "values": ", ".join(f"{value:g}" for value in coded)}
        suggestion.findings.append(Finding(kind="missing_codes", field=feature.name, params=params, share=share))
        suggestion.source = _with_missing(suggestion.source, texts)
    odd = profile.odd_texts()
    times = sum(odd.values())
    if times >= 3 and times > 0.01 * profile.known:
        below = all(text[:1] in "<>＜＞≤≥" for text in odd)
        said: dict[str, Any] = {"column": profile.name, "values": ", ".join(list(odd)[:5]), "n": times}
        kind = "limits_of_detection" if below else "text_in_numbers"
        suggestion.findings.append(
            Finding(
                kind=kind,
                field=feature.name,
                params=said,
                share=times / profile.known,
                default="missing",
                column=profile.name,
                cells=tuple(odd),
            )
        )


def _float(text: str, profile: Profile) -> float:
    try:
        return profile.style.read(text)
    except ValueError:
        return float("nan")


def _with_missing(source: SourceColumn, texts: tuple[str, ...]) -> SourceColumn:
    return replace(source, missing=(*source.missing, *texts))
