"""The session's record: what was typed (the draft), the last valid Patient made of it, and what is wrong with the rest.

The draft maps a catalogue name to its value in the catalogue's unit and may hold refused values, so that nothing typed is lost.
The frozen Patient is the truth for every page; it lives in this session only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import streamlit as st

from osteo_core.catalogue import BLOCKS, CATALOGUE, Feature
from osteo_core.errors import InvalidInput, Problem
from osteo_core.patients import Patient
from osteo_core.patients.completeness import ModalityCount, completeness
from osteo_core.patients.examples import list_examples, load_example
from osteo_core.translations import translate
from pages._widgets import text

IDENTITY = ("id", "label")
_KEY = "record"


@dataclass
class Record:
    """One person's record in the session.

    `example` is the example's id while it is untouched or edited, `case` whether a person of the Cases page is real or virtual; both None
    for one's own. `identity` holds the record's `id` and `label` where it has them; edits leave them as they are.
    """

    draft: dict[str, Any] = field(default_factory=dict)
    identity: dict[str, Any] = field(default_factory=dict)
    patient: Patient | None = None
    problems: tuple[Problem, ...] = ()
    load_problems: tuple[Problem, ...] = ()
    example: str | None = None
    case: Literal["real", "virtual"] | None = None
    edited: bool = False
    # Counts the records adopted: widget keys carry it, so that a new record starts with fresh fields.
    generation: int = 0

    @property
    def stale(self) -> bool:
        """True while the last valid patient no longer matches what is typed."""
        return self.patient is not None and bool(self.problems)

    @property
    def own(self) -> bool:
        """True where somebody has typed or loaded something that only this session has."""
        return self.edited or (self.example is None and bool(self.draft or self.identity))

    @property
    def name(self) -> str:
        """What the record is called: its label, else its id, else nothing."""
        return str(self.identity.get("label") or self.identity.get("id") or "")

    def left_out(self) -> list[Feature]:
        """The fields that stand in the form and not, as they stand there, in the last valid patient."""
        taken = {} if self.patient is None else flat(self.patient)
        return [CATALOGUE[name] for name, value in self.draft.items() if name not in taken or self.problems_of(CATALOGUE[name])]

    def problems_of(self, feature: Feature) -> list[Problem]:
        """The problems that name this field."""
        return [p for p in self.problems if p.where == feature.path or p.where.startswith(f"{feature.path}.")]

    def counts(self) -> dict[str, ModalityCount]:
        """How much of each modality the last valid patient has; empty before there is one."""
        return {} if self.patient is None else completeness(self.patient)


def sentence(problem: Problem, lang: str) -> str:
    """What is wrong, ready to be shown, without the field's technical name where the field's own label is in the sentence."""
    known = problem.where.rsplit(".", 1)[-1] in CATALOGUE
    return text.as_text(translate(problem.key, lang, **problem.params) if known else problem.text(lang))


def current() -> Record:
    """The session's record; a new session starts with the first real example."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = Record()
        adopt_example(list_examples()[0].id)
    return st.session_state[_KEY]


def adopt_example(example: str) -> None:
    """Put an example patient in place of the record."""
    _adopt(load_example(example), example)


def adopt_own(patient: Patient) -> None:
    """Put a loaded patient in place of the record."""
    _adopt(patient, None)


def adopt_case(patient: Patient, case: Literal["real", "virtual"]) -> None:
    """Put a person of the Cases page in place of the record."""
    _adopt(patient, None)
    current().case = case


def clear() -> None:
    """An empty record: every field not measured."""
    generation = current().generation
    st.session_state[_KEY] = Record(generation=generation + 1)


def restore(kept: Record) -> None:
    """Put what a reload of the page had taken away in place of the record; its values are judged anew."""
    edited, generation = kept.edited, current().generation
    st.session_state[_KEY] = kept
    kept.generation = generation + 1
    put({})
    kept.edited = edited


def refuse_load(problems: tuple[Problem, ...]) -> None:
    """Remember why a file was not loaded; the record stays as it is."""
    current().load_problems = problems


def identify(name: str, value: str) -> None:
    """Change the record's `id` or `label`; an empty one is none."""
    record = current()
    record.identity.pop(name, None)
    if value.strip():
        record.identity[name] = value.strip()
    put({})


def put(changes: dict[str, Any]) -> None:
    """Write fields into the draft (None: not measured) and make the Patient anew; a refused draft leaves the last Patient."""
    record = current()
    for name, value in changes.items():
        if value is None or value == []:
            record.draft.pop(name, None)
        else:
            record.draft[name] = value
    record.edited = True
    if not record.draft:
        record.patient, record.problems = None, ()
        return
    try:
        record.patient, record.problems = Patient.read(record.identity | nested(record.draft)), ()
    except InvalidInput as refused:
        record.problems = refused.problems


def nested(draft: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The flat draft as a record nested by modality, the form that Patient reads."""
    blocks = {block: {f.name: draft[f.name] for f in CATALOGUE.of(block) if f.name in draft} for block in BLOCKS}
    return {block: fields for block, fields in blocks.items() if fields}


def flat(patient: Patient) -> dict[str, Any]:
    """The entered fields of a Patient as a draft."""
    blocks = patient.entered()
    return {name: value for fields in blocks.values() for name, value in fields.items()}


def _adopt(patient: Patient, example: str | None) -> None:
    generation = st.session_state[_KEY].generation
    identity = {name: value for name in IDENTITY if (value := getattr(patient, name)) not in (None, "")}
    st.session_state[_KEY] = Record(draft=flat(patient), identity=identity, patient=patient, example=example, generation=generation + 1)
