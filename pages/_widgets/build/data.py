"""The patient whose diagnosis is built up, the network's answer for every set of the data, and the order chosen: in this session only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import streamlit as st

from osteo_core.catalogue import CATALOGUE
from osteo_core.constants import MODALITIES
from osteo_core.errors import ArtifactError, InvalidInput
from osteo_core.explanation.coalitions import Coalition
from osteo_core.explanation.explanation import Explanation
from osteo_core.explanation.modality_subsets import ModalitySubsets, assess_subsets, base_of, restricted
from osteo_core.inference.assessment import Outcome
from osteo_core.patients import Patient
from osteo_core.patients.examples import list_examples, load_example
from pages._widgets.answers import why
from pages._widgets.shared import choice, language, model, record, text
from pages._widgets.shared.language import Translator

CURRENT, EXAMPLE = "current", "virtual-complete-osteoporosis"
_WHO, _KEPT, _TAKEN = "build.who", "person.build", "person.build_taken"


@dataclass
class Kept:
    """One patient with the answers for every set of their data and the explanations requested so far."""

    patient: Patient
    subsets: ModalitySubsets
    explained: dict[tuple[str, Coalition], dict[Outcome, Explanation]] = field(default_factory=dict)


@st.cache_resource(show_spinner=False, max_entries=1)
def _example() -> Patient:
    return load_example(EXAMPLE)


def choose(tr: Translator) -> None:
    """Choose the session's patient or a shipped example with everything measured."""
    choice.selectbox(
        tr("build.who.label"), (CURRENT, EXAMPLE), format_func=lambda who: tr(f"build.who.{'current' if who == CURRENT else 'example'}"),
        key=_WHO, persist_state="session",
    )  # fmt: skip


def is_example() -> bool:
    """Whether the shipped example was chosen."""
    return st.session_state.get(_WHO) == EXAMPLE


def kept(tr: Translator) -> Kept | None:
    """The chosen patient with the answers for every set, worked out once for each record; says why where there is none."""
    patient = _example() if is_example() else record.current().patient
    if patient is None:
        st.info(tr("build.no_patient"))
        st.page_link("pages/patient.py", label=tr("pages.nav.patient"))
        return None
    known = st.session_state.get(_KEPT)
    if known is not None and known.patient is patient:
        return known
    try:
        with st.spinner(tr("build.working")):
            made = Kept(patient, assess_subsets(model.load(), patient))
    except ArtifactError as error:
        st.error(tr("pages.patient.no_model", reason=text.reason(error)))
        return None
    except InvalidInput as refused:
        st.warning(text.reason(refused))
        return None
    st.session_state[_KEPT] = made
    return made


def explained(known: Kept, chosen: Coalition, by: Literal["modality", "feature"]) -> dict[Outcome, Explanation]:
    """The explanations of the patient with these kinds of data alone, worked out once a set; fields only where they are asked for."""
    if (by, chosen) not in known.explained:
        part = restricted(known.patient, chosen)
        known.explained[by, chosen] = model.load().explain_all(part, fields=by == "feature")
    return known.explained[by, chosen]


def person() -> str:
    """The key of the sentence that says whether the person is real: "person.real", "person.virtual" or "person.own"."""
    now = record.current()
    shown = EXAMPLE if is_example() else now.example if not now.edited else None
    kinds = {example.id: "real" if example.kind == "nhanes" else "virtual" for example in list_examples()}
    return f"person.{kinds.get(shown or '', 'own')}"


def taken(players: Sequence[str]) -> list[str]:
    """Which of these kinds of data were added so far, in order."""
    return [player for player in st.session_state.get(_TAKEN, ()) if player in players]


def take(player: str) -> None:
    """Add a kind of data; for a button's callback."""
    st.session_state[_TAKEN] = [*st.session_state.get(_TAKEN, ()), player]


def undo(player: str) -> None:
    """Take a kind of data away again."""
    st.session_state[_TAKEN] = [other for other in st.session_state.get(_TAKEN, ()) if other != player]


def restart() -> None:
    """Back to age and sex."""
    st.session_state[_TAKEN] = []


def order(players: Sequence[str]) -> list[str]:
    """The order chosen: what was added, then the rest in the network's order."""
    first = taken(players)
    return first + [player for player in MODALITIES if player in players and player not in first]


def words(tr: Translator, order: Sequence[str], *, block: bool = False) -> dict[str, str]:
    """Kind of data -> its name, in this order; as a `block`, "clinical" has age and sex in it."""
    lang = language.current()
    names = {player: CATALOGUE.modality_label(player, lang) for player in order}
    if "clinical" in names:
        names["clinical"] = tr("build.clinical.block" if block else "build.clinical.other")
    return names


def base(patient: Patient, tr: Translator) -> str:
    """Age and sex in words, as far as they were entered."""
    entered, lang = record.flat(patient), language.current()
    there = {name: why.value_text(name, entered[name], tr, lang) for name in base_of(patient)}
    return tr("build.base.both" if len(there) == 2 else f"build.base.{next(iter(there))}", **there)


def arrows(names: dict[str, str]) -> str:
    """An order in words."""
    return " → ".join(names.values())
