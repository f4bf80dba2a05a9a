"""The controls of the shipped people: who, which outcome, which part of them, which models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

import streamlit as st

from osteo_core.catalogue import CATALOGUE
from osteo_core.evaluation.discrimination.multiclass import ThreeClass
from osteo_core.evaluation.reports.study import Labels, Study
from osteo_core.stored import files as shipped_files
from osteo_core.stored import nhanes_people as real_people
from osteo_core.stored import studies as shipped
from pages._widgets.review.people import Reviewed, shared
from pages._widgets.review.subgroups import Division
from pages._widgets.shared import choice, language
from pages._widgets.shared.files import written
from pages._widgets.shared.language import Translator

Some = TypeVar("Some", Study, ThreeClass)

EVERYBODY = ""
START = {"osteoporosis": 50, "fracture": 15, "hip_fracture": 3, "prevalent_fracture": 15}
"""Where the threshold stands at first, in percent, by outcome."""
_LIFELIKE_OSTEOPOROSIS = 10
_FIRST = ("fusion", "life", "ours", "dxa_only", "frax_style", "lightgbm", "oracle", "ost", "t_score")
"""Models shown at first: ours, what a clinician has, the best rival, the limit."""


def threshold_start(people: str, outcome: str) -> int:
    """Where the threshold stands at first: near how common the outcome is among these people."""
    return _LIFELIKE_OSTEOPOROSIS if outcome == "osteoporosis" and people in ("life", "nhanes") else START[outcome]


def threshold_name(page: str, people: str, outcome: str) -> str:
    """The key of the threshold: real people, virtual people and each outcome have their own."""
    return f"{page}_{outcome}" if _kind(people) == "virtual" else f"{page}_{_kind(people)}_{outcome}"


def who_and_what(page: str, tr: Translator) -> tuple[str, str]:
    """People and outcome."""
    people = choice.selectbox(
        tr("performance.control.people"), shipped.PEOPLE, format_func=lambda p: tr(f"performance.people_short.{p}"),
        key=f"{page}.people", persist_state="session", width=168,
    )  # fmt: skip
    outcomes = shipped.OUTCOMES[people]
    outcome = choice.selectbox(
        tr("performance.control.outcome"), outcomes, format_func=lambda o: tr(f"performance.outcome.{o}"),
        key=f"{page}.outcome.{outcomes[-1]}", persist_state="session", width=148,
    )  # fmt: skip
    return people, outcome


def part_of(page: str, people: str, tr: Translator) -> str:
    """Everybody, or one subgroup as "column=label"."""
    offered = [EVERYBODY, *(f"{column}={label}" for column, labels in shipped.groups(people).items() for label in labels)]
    chosen: str = choice.selectbox(
        tr("performance.control.subgroup"), offered, format_func=lambda part: part_in_words(part, tr), key=f"{page}.part.{_kind(people)}",
        persist_state="session", width=142,
    )  # fmt: skip
    return chosen


def division(page: str, people: str, tr: Translator) -> Division:
    """The column by which the people are divided."""
    columns = shipped.groups(people)
    column = choice.selectbox(
        tr("subgroups.column"), tuple(columns), format_func=lambda c: tr(f"performance.column_of.{c}"),
        key=f"{page}.column.{_kind(people)}", persist_state="session", width=148,
    )  # fmt: skip
    return Division(column, tr(f"performance.column_of.{column}"), {label: label_in_words(column, label, tr) for label in columns[column]})


def models(page: str, people: str, outcome: str, tr: Translator, most: int = 7) -> tuple[str, ...]:
    """The models compared, in the order of the charts, at least one."""
    offered = shipped.models(people, outcome)
    names = model_words(people, outcome, tr)
    key = f"{page}.models.{_kind(people)}.{outcome}"
    if key not in st.session_state:
        st.session_state[key] = [name for name in offered if name in _FIRST][:most]
    return choose_models(key, offered, names, most, tr)


def choose_models(key: str, offered: Sequence[str], names: dict[str, str], most: int, tr: Translator) -> tuple[str, ...]:
    """A closed list of models that says how many are chosen; at least one stays."""
    count = len(st.session_state.get(key) or offered[:1])
    with st.container(gap="xxsmall", width="content"):
        st.markdown(f":small[{tr('performance.control.models')}]")
        with st.popover(tr("performance.control.models_chosen", n=count, of=len(offered)), key=f"{key}.open"):
            chosen = choice.multiselect(
                tr("performance.control.models"), offered, format_func=names.__getitem__, key=key, max_selections=most,
                persist_state="session", help=tr("performance.control.models_help", most=most), width=330,
            )  # fmt: skip
    return tuple(name for name in offered if name in chosen) or tuple(offered[:1])


def model_words(people: str, outcome: str, tr: Translator) -> dict[str, str]:
    """Model -> its short name."""
    return {name: tr(shipped.name_key(people, outcome, name)) for name in shipped.models(people, outcome)}


def reviewed(page: str, people: str, outcome: str, part: str, chosen: tuple[str, ...], tr: Translator) -> Reviewed:
    """The people chosen, with what is kept of them. Raises ArtifactError where they do not ship."""
    key = (stamp(people), people, outcome, part, chosen)
    words = model_words(people, outcome, tr)
    told = tr(f"performance.people.{people}") + ("" if part == EVERYBODY else f", {part_in_words(part, tr)}")
    return Reviewed(
        page=page, key=key, study=shared(("study", *key), lambda: _study(people, outcome, part, chosen)),
        words={name: words[name] for name in chosen}, outcome=tr(f"performance.outcome.{outcome}"), people=told,
        kind="real" if people == "nhanes" else "virtual", keep=shared,
    )  # fmt: skip


def whole(people: str, outcome: str) -> Study:
    """Everybody with every model's prediction. Raises ArtifactError where they do not ship."""
    kept: Study = shared(("whole", stamp(people), people, outcome), lambda: shipped.study(people, outcome))
    return kept


def _study(people: str, outcome: str, part: str, chosen: tuple[str, ...]) -> Study:
    everybody = whole(people, outcome)
    return only(part, everybody, everybody.groups).comparing(chosen)


def only(part: str, people: Some, groups: Mapping[str, Labels]) -> Some:
    """The people of a part; `groups` holds their labels."""
    if part == EVERYBODY:
        return people
    column, _, label = part.partition("=")
    return people.of(groups[column] == label)


def stamp(people: str) -> int:
    """When the people's file was written."""
    return written(real_people.HELDOUT if people == "nhanes" else shipped_files.EVALUATION / f"{people}.parquet")


def part_in_words(part: str, tr: Translator) -> str:
    """A part of the people in words: everybody, or a column and one of its labels."""
    if part == EVERYBODY:
        return tr("performance.everybody")
    column, _, label = part.partition("=")
    return tr("performance.part", column=tr(f"performance.column_of.{column}"), label=label_in_words(column, label, tr))


def label_in_words(column: str, label: str, tr: Translator) -> str:
    """A subgroup of the shipped people in words."""
    if column == "ethnicity":
        return CATALOGUE["ethnicity"].category_in(label, language.current())
    return tr(f"performance.label.{label}")


def _kind(people: str) -> str:
    """People of one kind share a page's controls: their outcomes, groups and models are the same."""
    return people if people in ("life", "nhanes") else "virtual"
