"""Real recordings, chosen by person and condition, side by side with their numbers."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from osteo_core.cohorts.balance import HERTZ, load_recordings, load_trials
from osteo_core.figures.base.estimates import number
from osteo_core.figures.bone.sway_path import describe_sway_path, sway_path_chart, sway_path_table
from pages._widgets.bone import balance_data
from pages._widgets.bone.balance_steps import CONDITIONS
from pages._widgets.shared import cells, choice, parts
from pages._widgets.shared.language import Translator

MOST = 4
_FIRST = [8, 14]
_KINDS = ("any", "young", "old", "fallers")


def show(tr: Translator) -> None:
    """Pickers, the paths, and what they measure beside what was published."""
    st.markdown(f"{tr('bone.look.who')} :small[{tr('bone.real')}]")
    chosen, condition, repeat = _pick(tr)
    names = {person: balance_data.trials_of(person, *CONDITIONS[condition]) for person in chosen}
    trials = {person: found[min(repeat, len(found)) - 1] for person, found in names.items() if found}
    if not trials:
        st.warning(tr("bone.look.none"))
        return
    ages = _people()["age"]
    labels = {person: tr("bone.look.short", person=person, age=f"{cells.number(ages, person):.0f}") for person in trials}
    paths = {labels[person]: balance_data.path(name) for person, name in trials.items()}

    def chart(lang: str, dark: bool) -> parts.Chart:
        return sway_path_chart(paths, lang, dark=dark), describe_sway_path(paths, HERTZ, lang), sway_path_table(paths, HERTZ)

    parts.chart("bone.look", tuple(trials.values()), chart, tr("bone.read.path"), tr)
    _numbers({labels[person]: name for person, name in trials.items()}, sway_path_table(paths, HERTZ), tr)


def _pick(tr: Translator) -> tuple[list[int], str, int]:
    people = _people()
    left, middle, right, last = st.columns([2, 4, 2, 1], vertical_alignment="bottom")
    with left:
        kind = choice.selectbox(
            tr("bone.look.kind"), _KINDS, format_func=lambda k: tr(f"bone.look.{k}"), key="bone.kind", persist_state="session"
        )
    offered = [int(person) for person in people.index[_of_kind(people, kind)]]
    kept = [person for person in st.session_state.get("bone.people", _FIRST) if person in offered]
    st.session_state["bone.people"] = kept or offered[:2]
    with middle:
        chosen = choice.multiselect(
            tr("bone.look.people"), offered, format_func=lambda p: _told(people, p, tr), key="bone.people", max_selections=MOST,
            persist_state="session",
        )  # fmt: skip
    with right:
        condition = choice.selectbox(
            tr("bone.look.conditions"), list(CONDITIONS), format_func=lambda k: tr(f"bone.groups.{k}"), key="bone.standing",
            persist_state="session",
        )  # fmt: skip
    with last:
        repeat = choice.selectbox(tr("bone.look.repeat"), (1, 2, 3), key="bone.repeat", persist_state="session")
    return chosen, condition, repeat


def _people() -> pd.DataFrame:
    """The people recorded, one row each."""
    return load_trials().loc[list(load_recordings()[0])].drop_duplicates("person").set_index("person")


def _of_kind(people: pd.DataFrame, kind: str) -> pd.Series:
    if kind == "fallers":
        return people["falls"] > 0
    return people["age_group"].eq(kind) if kind != "any" else people["age"].notna()


def _told(people: pd.DataFrame, person: int, tr: Translator) -> str:
    row = people.loc[person]
    said = tr("bone.look.person", age=f"{row['age']:.0f}", sex=tr(f"bone.look.{row['sex']}"), falls=row["falls"])
    return f"{person}: {said}"


def _numbers(trials: dict[str, str], here: pd.DataFrame, tr: Translator) -> None:
    published = load_trials().loc[list(trials.values())]
    columns = (("area", "area_cm2", 2), ("velocity", "velocity_cm_s", 2), ("frequency", "frequency_hz", 3))
    rows = [
        {tr("bone.look.column_who"): label}
        | {tr(f"bone.look.column_{name}"): f"{number(ours[column], d)} ({number(theirs[name], d)})" for name, column, d in columns}
        for (label, (_, ours), (_, theirs)) in zip(trials, here.iterrows(), published.iterrows(), strict=True)
    ]
    parts.table(rows, here.assign(**{f"published_{name}": published[name].to_numpy() for name, _, _ in columns}), "bone.recordings", tr)
