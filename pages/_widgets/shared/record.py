"""The session's record: what was entered (the draft), the Patient made of all of it that can be used, and why the rest is left out.

The draft maps a catalogue name to its value in the catalogue's unit, in the order entered, and may hold refused values; what a person typed
into a number's box is kept as typed. The frozen Patient is the truth for every page; it lives in this session only.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

import streamlit as st

from osteo_core.catalogue import CATALOGUE, Feature
from osteo_core.errors import Problem
from osteo_core.patients import Patient
from osteo_core.patients.completeness import ModalityCount, completeness
from osteo_core.patients.examples import list_examples, load_example
from osteo_core.patients.reading.asked import AskedNumber
from osteo_core.patients.reading.usable import usable
from osteo_core.patients.table_row import as_reported
from osteo_core.patients.wording import for_screen
from pages._widgets.shared import text

IDENTITY = ("id", "label")
_KEY = "record"
_OF_ONE_PERSON = (
    "field.", "genes.", "walk.", "plate.", "what_if.", "picker.file.", "picker.id.", "picker.label.", "person.", "keeping.told",
    "keeping.as_restored",
)  # fmt: skip
"""How the keys begin of what pages hold of the person on screen; with the next person it goes."""


@dataclass(frozen=True)
class Typed:
    """What stands in a number's box: the text, the unit that it was typed in, and why it is refused (None: it was read)."""

    text: str
    unit: str
    problem: Problem | None = None


@dataclass(kw_only=True)
class Record:
    """One person's record in the session.

    `reasons`: name of each field that is left out of `patient` -> why; `lacks`: why there is no patient though no field is to blame.
    `example` is the example's id while it is untouched or edited, `case` whether a person of the Cases page is real or virtual; both None
    for one's own. `derived`: the fields that were filled from a sensor's recording and not changed since. `identity` holds the record's
    `id` and `label` where it has them; edits leave them as they are.
    """

    draft: dict[str, Any] = field(default_factory=dict)
    typed: dict[str, Typed] = field(default_factory=dict)
    identity: dict[str, Any] = field(default_factory=dict)
    patient: Patient | None = None
    reasons: dict[str, Problem] = field(default_factory=dict)
    lacks: tuple[Problem, ...] = ()
    load_problems: tuple[Problem, ...] = ()
    example: str | None = None
    case: Literal["real", "virtual"] | None = None
    edited: bool = False
    derived: set[str] = field(default_factory=set)
    # Counts the records adopted: widget keys carry it, so that a new record starts with fresh fields.
    generation: int = 0
    _counted: tuple[Patient, dict[str, ModalityCount]] | None = field(default=None, repr=False)

    @property
    def refused(self) -> tuple[str, ...]:
        """The names of the fields that are left out of the patient, in the catalogue's order."""
        return tuple(feature.name for feature in CATALOGUE if feature.name in self.reasons)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Why the fields of `refused` are left out; else why there is no patient."""
        return tuple(self.reasons[name] for name in self.refused) or self.lacks

    @property
    def anything(self) -> bool:
        """Whether anything was entered, refused or not."""
        return bool(self.draft or self.typed)

    @property
    def own(self) -> bool:
        """True where somebody has typed or loaded something that only this session has."""
        return self.edited or (self.example is None and bool(self.anything or self.identity))

    @property
    def name(self) -> str:
        """What the record is called: its label, else its id, else nothing."""
        return str(self.identity.get("label") or self.identity.get("id") or "")

    def problems_of(self, feature: Feature) -> list[Problem]:
        """Why this field is left out, and the problems that name it."""
        found = [p for name, p in self.reasons.items() if name == feature.name or _names(p, feature)]
        return list({id(problem): problem for problem in (*found, *(p for p in self.lacks if _names(p, feature)))}.values())

    def counts(self) -> dict[str, ModalityCount]:
        """How much of each modality the patient has; empty before there is one."""
        if self.patient is None:
            return {}
        if self._counted is None or self._counted[0] is not self.patient:
            self._counted = (self.patient, completeness(self.patient))
        return self._counted[1]


def _names(problem: Problem, feature: Feature) -> bool:
    return problem.where == feature.path or problem.where.startswith(f"{feature.path}.")


def sentence(problem: Problem, lang: str) -> str:
    """The problem as a sentence to show: choices by their labels, without the field's technical name where the sentence has its label."""
    problem = for_screen(problem)
    known = problem.where.rsplit(".", 1)[-1] in CATALOGUE
    return text.as_text(problem.sentence(lang) if known else problem.text(lang))


def current() -> Record:
    """The session's record; a new session starts with the first real example."""
    found: Record | None = st.session_state.get(_KEY)
    if found is not None:
        return found
    st.session_state[_KEY] = Record()
    adopt_example(list_examples()[0].id)
    return current()


def adopt_example(example: str) -> None:
    """Put an example patient in place of the record."""
    _adopt(load_example(example), example)


def adopt_own(patient: Patient) -> None:
    """Put a loaded patient in place of the record."""
    _adopt(patient, None)


def adopt_case(patient: Patient, case: Literal["real", "virtual"]) -> None:
    """Put a person of the Cases page in place of the record, with the digits of a report: a form's boxes show all that they hold."""
    _adopt(as_reported(patient), None)
    current().case = case


def clear() -> None:
    """An empty record: every field not measured."""
    _replace(Record())


def restore(kept: Record, typed: Iterable[tuple[Feature, str, AskedNumber]] = ()) -> None:
    """Put what a reload of the page had taken away in place of the record; its values and what was `typed` are judged anew."""
    edited = kept.edited
    _replace(kept)
    for feature, written, asked in typed:
        reading = asked.read(written)
        if (None if reading.value is None else asked.si(reading.value)) == kept.draft.get(feature.name):
            kept.typed[feature.name] = Typed(written, asked.feature.unit or "", reading.problem)
        else:  # no value may differ from what stands in its box
            type_number(feature, written, asked)
    put({})
    kept.edited = edited


def refuse_load(problems: tuple[Problem, ...]) -> None:
    """Remember why a file was not loaded; the record stays as it is."""
    current().load_problems = problems


def identify(name: str, value: str) -> None:
    """Change the record's `id` or `label`; an empty one is none."""
    record = current()
    record.identity.pop(name, None)
    if printable := "".join(letter for letter in value if unicodedata.category(letter)[0] != "C").strip():
        record.identity[name] = printable
    put({})


def put(changes: dict[str, Any]) -> None:
    """Write fields into the draft (None: not measured) and make the Patient anew of all that can be used."""
    record = current()
    for name, value in changes.items():
        record.typed.pop(name, None)
        _enter(record, name, value)
    _settle(record)


def fill(values: dict[str, float]) -> None:
    """Write numbers that were measured, not typed: their boxes start with them, whatever stood there before."""
    put(dict(values))
    boxes = tuple(f"field.{current().generation}.{name}." for name in values)
    for key in [str(key) for key in st.session_state if str(key).startswith(boxes)]:
        del st.session_state[key]


def derive(values: dict[str, float]) -> None:
    """Fill fields that follow from a sensor's recording, and mark them so."""
    fill(values)
    current().derived |= values.keys()


def type_number(feature: Feature, written: str, asked: AskedNumber) -> None:
    """Write what was typed into a number's box: as it stands, and as the number that it says, where it says one."""
    record = current()
    reading = asked.read(written)
    _enter(record, feature.name, None if reading.value is None else asked.si(reading.value))
    record.typed.pop(feature.name, None)
    if written.strip():
        record.typed[feature.name] = Typed(written, asked.feature.unit or "", reading.problem)
    _settle(record)


def text_of(feature: Feature, asked: AskedNumber) -> str:
    """What stands in a number's box: the text as typed while it is refused or its unit is shown, else the value in the unit shown."""
    record = current()
    typed = record.typed.get(feature.name)
    if typed is not None and (typed.problem is not None or typed.unit == (asked.feature.unit or "")):
        return typed.text
    return asked.text(record.draft.get(feature.name))


def _enter(record: Record, name: str, value: Any) -> None:
    """The value last entered stands last: of values that contradict each other it is the one to be questioned."""
    record.draft.pop(name, None)
    record.derived.discard(name)
    if value is not None and value != []:
        record.draft[name] = value


def _settle(record: Record) -> None:
    record.edited = True
    found = usable(record.draft, record.identity)
    unread = {name: typed.problem for name, typed in record.typed.items() if typed.problem is not None}
    record.patient = None if found.patient is None else found.patient.model_copy(update=record.identity)
    record.reasons, record.lacks = {**unread, **found.refused}, found.lacks


def flat(patient: Patient) -> dict[str, Any]:
    """The entered fields of a Patient as a draft."""
    blocks = patient.entered()
    return {name: value for fields in blocks.values() for name, value in fields.items()}


def _adopt(patient: Patient, example: str | None) -> None:
    identity = {name: value for name in IDENTITY if (value := getattr(patient, name)) not in (None, "")}
    _replace(Record(draft=flat(patient), identity=identity, patient=patient, example=example))


def _replace(record: Record) -> None:
    """Another person: nothing of the one before stays in the session."""
    record.generation = current().generation + 1
    for key in [str(key) for key in st.session_state if str(key).startswith(_OF_ONE_PERSON)]:
        del st.session_state[key]
    st.session_state[_KEY] = record
