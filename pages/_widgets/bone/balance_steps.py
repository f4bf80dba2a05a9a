"""Guided steps about balance: the series that the network reads, and real people on a force plate."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from osteo_core.cohorts.balance import HERTZ, prediction_ellipse
from osteo_core.cohorts.worlds.paper.typical import SENSORY
from osteo_core.figures.bone.series_chart import Series, describe_series, series_chart, series_table
from osteo_core.figures.bone.sway_agreement import describe_sway_agreement, limits_of_agreement, sway_agreement_chart, sway_agreement_table
from osteo_core.figures.bone.sway_groups import describe_sway_groups, sway_groups_chart, sway_groups_table
from osteo_core.figures.bone.sway_path import describe_sway_path, sway_path_chart, sway_path_table
from osteo_core.patients import Patient
from osteo_core.preprocessing.encode import INPUTS
from pages._widgets.bone import balance_data
from pages._widgets.shared import charts, choice, language, parts, question, record
from pages._widgets.shared.language import Translator

WHO = (14, 8, 4)
"""Persons A, B, C of the third of the real steps: 75 and 22 years without a fall, 62 years with one."""
MEASURES = ("area", "velocity", "frequency")
CONDITIONS = {
    "open_firm": ("open", "firm"),
    "closed_firm": ("closed", "firm"),
    "open_foam": ("open", "foam"),
    "closed_foam": ("closed", "foam"),
}
OLD = "old"


def series(tr: Translator) -> None:
    """The network's series of typical people and of the current patient."""
    mine = _of_patient(record.current().patient, tr)

    def draw(_told: bool) -> None:
        choices = list(SENSORY) + (["patient"] if mine else [])
        chosen = choice.pills(
            tr("bone.series.people"), choices, format_func=lambda k: tr(f"bone.series.{k}"), default=["younger", "unsteady"],
            key="bone.series", persist_state="session",
        ) or ["younger"]  # fmt: skip
        found = {tr(f"bone.series.{name}"): _drawn(SENSORY[name]) for name in SENSORY if name in chosen}
        if mine and "patient" in chosen:
            found |= {mine[0]: mine[1]}
        if not mine:
            st.markdown(f":small[{tr('bone.series.patient_none')}]")
        lang = language.current()
        parts.drawn(
            "bone.series",
            (series_chart(found, lang, dark=charts.dark()), describe_series(found, lang), series_table(found)),
            tr("bone.read.series"),
            tr,
        )

    stance = f"{SENSORY['unsteady']['single_leg_stance']:.1f}"
    question.ask("bone", "series", "virtual", draw, lambda: tr("bone.answer_of.series", stance=stance), tr)


def who(tr: Translator) -> None:
    """Three recordings, unnamed until the answer."""
    names = [balance_data.trials_of(person, *CONDITIONS["closed_foam"])[0] for person in WHO]
    letters = [tr(f"bone.word_{letter}") for letter in "abc"]
    paths = {letter: balance_data.path(name) for letter, name in zip(letters, names, strict=True)}

    def chart(lang: str, dark: bool) -> parts.Chart:
        return sway_path_chart(paths, lang, dark=dark), describe_sway_path(paths, HERTZ, lang), sway_path_table(paths, HERTZ)

    def draw(_told: bool) -> None:
        parts.chart("bone.who", (), chart, tr("bone.read.path"), tr)

    areas = dict(zip("abc", (f"{prediction_ellipse(path).area:.0f}" for path in paths.values()), strict=True))
    question.ask("bone", "who", "real", draw, lambda: tr("bone.answer_of.who", **areas), tr)


def groups(tr: Translator) -> None:
    """All 163 people, by what the class chooses."""

    def draw(_told: bool) -> None:
        left, middle, right = st.columns([3, 5, 3])
        with left:
            by = choice.selectbox(
                tr("bone.groups.by"), ("condition", "age", "falls"), format_func=lambda k: tr(f"bone.groups.by_{k}"), key="bone.by",
                persist_state="session",
            )  # fmt: skip
        with middle:
            measure = choice.selectbox(
                tr("bone.groups.measure"),
                MEASURES,
                format_func=lambda k: tr(f"bone.groups.{k}"),
                key="bone.measure",
                persist_state="session",
            )
        with right:
            condition = choice.selectbox(
                tr("bone.groups.condition"), list(CONDITIONS), index=3, format_func=lambda k: tr(f"bone.groups.{k}"), key="bone.condition",
                persist_state="session", disabled=by == "condition",
            )  # fmt: skip
        found = {tr(f"bone.groups.{name}"): values for name, values in _groups(by, measure, condition).items()}
        axis = tr(f"bone.groups.{measure}")

        def chart(lang: str, dark: bool) -> parts.Chart:
            return sway_groups_chart(found, axis, lang, dark=dark), describe_sway_groups(found, axis, lang), sway_groups_table(found)

        parts.chart("bone.groups", (by, measure, condition), chart, tr("bone.read.groups"), tr)

    question.ask("bone", "groups", "real", draw, lambda: tr("bone.answer_of.groups", **_medians()), tr)


def measure(tr: Translator) -> None:
    """Velocity here against the published."""
    found = balance_data.compared()
    published, here, firm = (found[name].to_numpy() for name in ("velocity", "here_velocity", "surface"))

    def chart(lang: str, dark: bool) -> parts.Chart:
        figure = sway_agreement_chart(published, here, firm == "firm", lang, dark=dark)
        return figure, describe_sway_agreement(published, here, lang), sway_agreement_table(published, here)

    def draw(_told: bool) -> None:
        parts.chart("bone.agreement", (), chart, tr("bone.read.agreement"), tr)

    area = 100 * found["here_area"] / found["area"]
    words = {
        "bias": f"{-limits_of_agreement(published, here)[1]:.3f}", "share": f"{100 * (1 - (here / published).mean()):.1f}",
        "area_low": f"{area.min():.1f}", "area_high": f"{area.max():.1f}",
    }  # fmt: skip
    question.ask("bone", "measure", "real", draw, lambda: tr("bone.answer_of.measure", **words), tr)


def _groups(by: str, measure: str, condition: str) -> dict[str, pd.Series]:
    """Key of bone.groups -> the values of those people."""
    people = balance_data.people()
    if by == "condition":
        return {name: _standing(people, name)[measure] for name in CONDITIONS}
    standing = _standing(people, condition)
    if by == "age":
        return {name: standing.loc[standing["age_group"] == name, measure] for name in ("young", OLD)}
    old = standing[standing["age_group"] == OLD]
    return {"not_fell": old.loc[old["falls"] == 0, measure], "fell": old.loc[old["falls"] > 0, measure]}


def _standing(people: pd.DataFrame, condition: str) -> pd.DataFrame:
    vision, surface = CONDITIONS[condition]
    return people[(people["vision"] == vision) & (people["surface"] == surface)]


def _medians() -> dict[str, str]:
    """The numbers of the answer."""
    by_condition, by_age, by_falls = (_groups(by, "area", "closed_foam") for by in ("condition", "age", "falls"))
    medians = (
        {"firm": by_condition["open_firm"], "foam": by_condition["open_foam"]} | {"young": by_age["young"], "old": by_age[OLD]} | by_falls
    )
    return {name: f"{values.median():.1f}" for name, values in medians.items()} | {
        "n_fell": str(len(by_falls["fell"])), "n_not": str(len(by_falls["not_fell"])),
    }  # fmt: skip


def _drawn(parameters: dict[str, float]) -> Series:
    import torch

    from osteo_core.network.series import draw_series

    drawn: Series = draw_series(torch.tensor([[parameters[name] for name in INPUTS["sensory"]]], dtype=torch.float32))[0].numpy()
    return drawn


def _of_patient(patient: Patient | None, tr: Translator) -> tuple[str, Series] | None:
    """The patient's measured series where the network can read it, else the drawn one where its parameters were entered."""
    sensory = None if patient is None else patient.sensory
    if sensory is None:
        return None
    if sensory.series is not None and sensory.gait_speed is not None:
        return _measured(sensory.series, float(sensory.gait_speed), tr)
    needed = ("sway_velocity", "single_leg_stance", "gait_speed", "step_length_cv")
    if any(getattr(sensory, name) is None for name in needed):
        return None
    entered = {name: getattr(sensory, name) for name in INPUTS["sensory"]}
    return tr("bone.series.patient"), _drawn({name: 0.0 if value is None else float(value) for name, value in entered.items()})


def _measured(measured: object, gait_speed: float, tr: Translator) -> tuple[str, Series] | None:
    import torch

    from osteo_core.network.series import resample_series

    values: np.ndarray = measured.values  # type: ignore[attr-defined]
    try:
        grid: Series = resample_series(torch.tensor(values), measured.sampling_hz, gait_speed).numpy()  # type: ignore[attr-defined]
    except ValueError:
        return None  # too short or of other channels: the patient's page says so
    return tr("bone.series.patient_measured"), grid
