"""A whole table judged: who its people are, which column is which field, and which is better left alone."""

from __future__ import annotations

from collections.abc import Mapping as Table
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from osteo_core.catalogue import CATALOGUE, SITES
from osteo_core.catalogue.synonyms import unit_key
from osteo_core.errors import Problem
from osteo_core.imports.findings import Finding
from osteo_core.imports.mapping.document import OUTCOMES, FieldMapping, Mapping, SourceColumn
from osteo_core.imports.suggestion.columns import LIMIT, Suggestion, judge
from osteo_core.imports.suggestion.dates import forms, order_of, read_date
from osteo_core.imports.suggestion.headers import has_side, is_called, read_header, visit_of
from osteo_core.imports.suggestion.lexicon import birth_words, person_words, visit_words
from osteo_core.imports.suggestion.profiles import Profile, Sampled
from osteo_core.imports.suggestion.variables import module_parts, modules, visit_in

_DENSITOMETRY = date(1985, 1, 1)
_SIDED = ("_bmd", "_t", "_z")


@dataclass(kw_only=True)
class Suggested:
    """The mapping that is suggested, all that was thought of each column, and what is open."""

    mapping: Mapping
    suggestions: list[Suggestion] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def of_column(self, column: str) -> Suggestion | None:
        """The likeliest field of a column."""
        found = [each for each in self.suggestions if each.column == column]
        return max(found, key=lambda each: each.confidence) if found else None


def suggest(sampled: Sampled, reading: Table[str, str], *, language: str = "en", taken: Sequence[str] = ()) -> Suggested:
    """The mapping of a sampled table, without the columns `taken`. Nothing below the limit is mapped."""
    free = [profile for profile in sampled.profiles if profile.name not in taken]
    identity = _identity(free)
    visit, order, findings = _visit(free)
    rest = [profile for profile in free if profile.name not in (identity, visit)]
    height = _height(sampled.profiles)
    parts = modules({profile.name: _sure_behind(profile.name) for profile in sampled.profiles})
    judged = [each for profile in rest for each in judge(profile, height, parts)[:2]]
    best = _one_target_a_column(judged)
    fields, more = _one_source_a_field(best, sampled, language)
    findings += [finding for each in best for finding in each.findings] + more
    if "age" not in {each.target for each in fields} and visit and order and (born := _birth(rest, order)) is not None:
        fields.insert(0, born_on(born, visit, language))
    fields += _outcomes(rest, {source.column for each in fields for source in each.sources})
    mapping = Mapping(identity=identity, visit=visit if order else None, visit_order=order, fields=_ordered(fields), reading=dict(reading))
    return Suggested(mapping=mapping, suggestions=best, findings=findings)


def _sure_behind(name: str) -> list[str]:
    """The fields that a name means without a prefix."""
    parts = module_parts(name)
    return [target for target, how in read_header(parts[1]).targets.items() if how >= 0.9] if parts else []


def reason_text(suggestion: Suggestion, language: str) -> str:
    """Why, in one line."""
    said = [Problem("", f"imports.reason.{key}", params).sentence(language) for key, params in suggestion.reasons]
    return Problem("", "imports.reason.joined", {"reasons": ("；" if language == "zh" else "; ").join(said)}).sentence(language)


def _identity(profiles: Sequence[Profile]) -> str | None:
    """The column of ids: called so, and nearly always filled; of several the one with the fewest repeats."""
    called = [profile for profile in profiles if _called(profile, person_words()) and profile.known >= 0.9 * max(len(profile.cells), 1)]
    called = [profile for profile in called if len(profile.texts) > 1 or len(profile.cells) == 1]
    if not called and profiles and _like_an_id(profiles[0]):
        return profiles[0].name
    return max(called, key=lambda profile: len(profile.texts)).name if called else None


def _like_an_id(profile: Profile) -> bool:
    """Whether a table's first column is called something with "id" at its end, and is another in every row ("SWANID", "csid")."""
    return profile.name.casefold().endswith("id") and profile.known == len(profile.cells) == len(profile.texts) > 1


def _called(profile: Profile, words: frozenset[str]) -> bool:
    """Whether a column is called so, by its name or by the label that its file gives it."""
    return is_called(profile.name, words) or is_called(profile.label, words)


def _visit(profiles: Sequence[Profile]) -> tuple[str | None, str | None, list[Finding]]:
    """The date of the examination and how it is written; a finding where that cannot be told."""
    called = [profile for profile in profiles if _called(profile, visit_words()) and profile.known]
    for profile in called:
        found = forms(profile.texts)
        if found.get("none", 0) > 0.1 * len(profile.texts) or ("serial" in found and not _since_scans(profile)):
            continue
        order = order_of(profile.texts)
        written = [form for form in found if form != "none"]
        params = {"column": profile.name, "n": len(written), "values": ", ".join(list(profile.texts)[:3])}
        if len(written) > 1 or (len(written) == 1 and found.get("none")):
            return (
                profile.name,
                None,
                [Finding(kind="date_forms", field="first_visit", params=params, default="leave_out", fields=("first_visit",))],
            )
        if order is None:
            return (
                profile.name,
                None,
                [Finding(kind="date_order", field="first_visit", params=params, default="leave_out", fields=("first_visit",))],
            )
        notes = [Finding(kind="serial_dates", field="first_visit", params=params | _first_day(profile))] if "serial" in found else []
        return profile.name, order, notes
    return None, None, []


def _since_scans(profile: Profile) -> bool:
    """Whether day numbers are days on which there was densitometry: other programs count from other days than Excel."""
    days = [day for text in profile.texts if (day := read_date(text, None)) is not None]
    return bool(days) and min(days) >= _DENSITOMETRY


def _first_day(profile: Profile) -> dict[str, str]:
    text = next(iter(profile.texts))
    return {"number": text, "day": str(read_date(text, None))}


def _birth(profiles: Sequence[Profile], order: str) -> Profile | None:
    """The date of birth, where it can be read as the visits' dates are."""
    for profile in profiles:
        if _called(profile, birth_words()) and profile.known:
            found = forms(profile.texts)
            if set(found) in ({"ymd"}, {"named"}, {"serial"}) or (set(found) == {"short"} and order_of(profile.texts) == order):
                return profile
    return None


def born_on(birth: Profile, visit: str, language: str) -> FieldMapping:
    """The age by the date of birth and that of the examination."""
    reason = Problem("", "imports.reason.age_between", {"birth": birth.name, "visit": visit}).sentence(language)
    sources = (SourceColumn(column=birth.name), SourceColumn(column=visit))
    return FieldMapping(target="age", rule="age_between", sources=sources, confidence=0.9, reason=reason)


def _height(profiles: Sequence[Profile]) -> Profile | None:
    found = [profile for profile in profiles if read_header(profile.name, profile.label).targets.get("height_cm", 0) >= LIMIT]
    behind = [profile for profile in profiles if "height_cm" in _sure_behind(profile.name)]
    return next(iter(found or behind), None)


def _one_target_a_column(judged: Sequence[Suggestion]) -> list[Suggestion]:
    """The likeliest field of each column; two that are alike leave it undecided."""
    best: dict[str, Suggestion] = {}
    for each in judged:
        known = best.get(each.column)
        if known is None:
            best[each.column] = each
        elif known.target != each.target and known.confidence - each.confidence < 0.1:
            known.confidence = min(known.confidence, LIMIT - 0.1)
            known.reasons.append(("two_fields", {"one": known.target, "other": each.target}))
    return list(best.values())


def _one_source_a_field(best: Sequence[Suggestion], sampled: Sampled, language: str) -> tuple[list[FieldMapping], list[Finding]]:
    fields, findings = [], []
    for target in dict.fromkeys(each.target for each in best):
        sure = [each for each in best if each.target == target and each.sure and not _open(each)]
        if not sure:
            continue
        if _several_visits(sure):
            continue
        names = {each.column.casefold() for each in sure}
        first = [each for each in sure if not _later(each.column, names)] or sure
        top = max(each.confidence for each in first)
        chosen = [each for each in first if each.confidence >= top - 0.051]
        rule, kept = _together(target, chosen, sampled)
        for each in [*chosen, *(other for other in sure if other not in first)]:
            if each not in kept:
                each.confidence = min(each.confidence, LIMIT - 0.05)
                each.reasons.append(("another_column", {"column": kept[0].column}))
        fields.append(_field(target, kept, rule, language))
        if len(kept) > 1:
            params = {
                "columns": ", ".join(each.column for each in kept),
                "rule": {"en": rule, "zh": {"first": "先有者", "lowest": "最低值"}.get(rule, rule)},
            }
            findings.append(Finding(kind="several_columns", field=target, params=params))
    return fields, findings


def _later(column: str, names: set[str]) -> bool:
    """Whether a name says a visit other than the first ("bmi_y5"; "bmi1" beside "bmi0"): beside one that does not it is not meant."""
    if (visit := visit_in(column)) is not None:
        return not visit.first
    numbered = visit_of(column)
    return numbered is not None and bool(names & {f"{numbered[0]}{zero}".casefold() for zero in ("0", "_0", "00", "_00")})


def _several_visits(sure: Sequence[Suggestion]) -> bool:
    """Whether columns are the same measurement of several visits ("age1", "age2"): which one is meant is a question, and said of each."""
    visits = [visit_of(each.column) for each in sure]
    if len(sure) < 2 or any(visit is None for visit in visits) or len({visit[0].casefold() for visit in visits if visit}) > 1:
        return False
    for each in sure:
        each.confidence = LIMIT - 0.1
        each.reasons.append(("several_visits", {"columns": ", ".join(other.column for other in sure)}))
    return True


def _open(each: Suggestion) -> bool:
    return any(finding.default == "never" for finding in each.findings)


def _together(target: str, chosen: list[Suggestion], sampled: Sampled) -> tuple[str, list[Suggestion]]:
    """Several columns of one field: two sides give the lowest, two units the first that is known; of others the fullest is taken."""
    if len(chosen) == 1:
        return "first", chosen
    if target.endswith(_SIDED) and target.rpartition("_")[0] in SITES:
        sided = [each for each in chosen if has_side(each.column)]
        if len(sided) > 1:  # their mean, which often stands beside them, adds nothing
            return "lowest", sided
    units = [unit_key(each.written_unit) for each in chosen if each.written_unit]
    if len(units) == len(chosen) == len(set(units)):
        return "first", chosen
    return "first", [max(chosen, key=lambda each: (each.confidence, sampled[each.column].known))]


def _field(target: str, kept: Sequence[Suggestion], rule: str, language: str) -> FieldMapping:
    return FieldMapping(
        target=target,
        sources=tuple(each.source for each in kept),
        rule=rule,  # type: ignore[arg-type]
        confidence=min(each.confidence for each in kept),
        reason=reason_text(kept[0], language),
    )


def _outcomes(profiles: Sequence[Profile], used: set[str]) -> list[FieldMapping]:
    """Columns that already bear the name of an outcome or of the survey's design."""
    return [
        FieldMapping(target=profile.name, sources=(SourceColumn(column=profile.name),), confidence=1.0)
        for profile in profiles
        if profile.name in OUTCOMES and profile.name not in used
    ]


def _ordered(fields: Sequence[FieldMapping]) -> tuple[FieldMapping, ...]:
    names = [*CATALOGUE.names, *OUTCOMES]
    return tuple(sorted(fields, key=lambda each: names.index(each.target)))
