"""Who the person is: sex, ethnicity, and the age on each day that has a value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from osteo_core.records.sources.fhir.document import ADULT, Document, age_on
from osteo_core.records.sources.fhir.parts import Resource, objects, place, table, when_of
from osteo_core.records.sources.found import Found, as_found


def of_person(document: Document, days: Iterable[date], today: date) -> Iterator[Found]:
    """Sex, ethnicity, and age on each of `days` (today where there are none); nothing where the file has no Patient."""
    person = document.patient
    if person is None:
        return
    if person.get("gender") is not None:
        yield _sex(person)
    yield from _ethnicity(person)
    if person.get("birthDate") is not None:
        yield from _ages(person, sorted(set(days)), today)


def _sex(person: Resource) -> Found:
    gender = as_found(person["gender"])
    found = Found(field="sex", found=gender, source=f"{place(person)}.gender", standing=True)
    if gender in ("female", "male"):
        return Found(field="sex", value=gender, found=gender, source=found.source, standing=True)
    return found.refused("sex")


def _ethnicity(person: Resource) -> Iterator[Found]:
    known = []
    for extension in objects(person.get("extension")):
        kind = str(extension.get("url", "")).rpartition("-")[2]
        if kind not in ("race", "ethnicity"):
            continue
        for part in objects(extension.get("extension")):
            coding = part.get("valueCoding")
            if part.get("url") == "ombCategory" and isinstance(coding, dict):
                value = table()[kind].get(coding.get("code"))
                known.append((value, as_found(coding.get("display") or coding.get("code"))))
    said = "; ".join(text for _, text in known)
    source = f"{place(person)}.extension"
    values = {value for value, _ in known if value is not None}
    if not known:
        return
    if len(known) == 1 and not values:
        yield Found(field="ethnicity", found=said, source=source, standing=True).refused("ethnicity")
    elif len(values) == 1 and all(value is not None or "not" in text.lower() for value, text in known):
        yield Found(field="ethnicity", value=values.pop(), found=said, source=source, standing=True)
    else:
        yield Found(field="ethnicity", found=said, source=source, standing=True).asked("several")


def _ages(person: Resource, days: list[date], today: date) -> Iterator[Found]:
    """The age on each day; today's where there is none, unless the person has died."""
    born, source = when_of(person, "birthDate"), f"{place(person)}.birthDate"
    text = as_found(person["birthDate"])
    died = when_of(person, "deceasedDateTime")
    dead = died is not None or person.get("deceasedBoolean") is True
    if born is None:
        yield Found(field="age", found=text, source=source).refused("birth_date")
        return
    for day in days or [today]:
        oldest, youngest = age_on(born.first, day), age_on(born.last, day)
        found = Found(field="age", value=float(oldest), found=text, source=source, date=day)
        if (died is not None and day > died.last) or (dead and not days):
            yield found.refused("deceased")
        elif oldest < ADULT:
            yield found.refused("child", age=oldest)
        elif oldest != youngest:
            yield found.asked("birth_year", low=youngest, high=oldest)
        else:
            yield found.noted("age", age=oldest)
