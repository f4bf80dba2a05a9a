"""An uploaded file as the pages of review show it: performance, subgroups, and survival where it was followed in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from osteo_core.evaluation.plain_names import plain_name
from osteo_core.evaluation.study import Study
from pages._widgets import choice, review_body, review_curves, review_more, review_subgroups
from pages._widgets.language import Translator
from pages._widgets.review_columns import Columns
from pages._widgets.review_people import Reviewed, counts, own
from pages._widgets.review_subgroups import Division
from pages._widgets.review_upload import File

if TYPE_CHECKING:
    from osteo_core.evaluation.examination import Examination

_VIEWS = ("performance", "subgroups", "survival")


def reviewed(page: str, file: File, columns: Columns, tr: Translator) -> Reviewed:
    """The file's people and predictions. Raises InvalidInput where the chosen columns cannot be read."""
    from osteo_core.evaluation.upload import read_upload

    key = (file.loads, columns)
    study: Study = own(
        ("study", *key),
        lambda: read_upload(
            file.content, file.name, outcome=columns.outcome, models=columns.models, groups=columns.groups, time=columns.time,
            event=columns.event,
        ),
    )  # fmt: skip
    people = tr("predictions.people_example") if file.is_example else tr("predictions.people", name=plain_name(file.name))
    outcome = tr("predictions.named", name=plain_name(columns.outcome))
    return Reviewed(
        page=page, key=key, study=study, words={name: name for name in study.predictions}, outcome=outcome,
        people=people, kind="virtual" if file.is_example else "own", keep=own,
    )  # fmt: skip


def show(shown: Reviewed, found: Examination, columns: Columns, threshold: float, tr: Translator) -> None:
    """The main finding, then one of the views."""
    st.markdown(review_body.main_finding(shown, found, tr))
    views = _VIEWS if columns.time and columns.event else _VIEWS[:2]
    view = choice.segmented_control(
        tr("predictions.view"), views, format_func=lambda v: tr(f"predictions.views.{v}"), key=f"{shown.page}.view", required=True,
        default=views[0], label_visibility="collapsed", persist_state="session",
    )  # fmt: skip
    if view == "subgroups":
        _subgroups(shown, threshold, tr)
    elif view == "survival":
        _survival(shown, tr)
    else:
        more = {"times": lambda: review_more.times(shown, shown.study, tr)} if shown.study.follow_up else {}
        review_body.show(shown, found, threshold, tr, more)


def _subgroups(shown: Reviewed, threshold: float, tr: Translator) -> None:
    if not shown.study.groups:
        st.info(tr("subgroups.no_groups"))
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        key = f"{shown.page}.column"
        if st.session_state.get(key) not in shown.study.groups:
            st.session_state[key] = next(iter(shown.study.groups))
        column = choice.selectbox(tr("subgroups.column"), tuple(shown.study.groups), key=key, persist_state="session", width=190)
        statistic = review_subgroups.choose_statistic(shown.page, tr)
    labels = sorted({str(label) for label in shown.study.groups[column] if label is not None})
    division = Division(column, column, {label: label for label in labels})
    review_subgroups.show(shown, division, statistic, threshold, tr)
    st.markdown(f":small[{counts(shown, tr)}]")
    review_curves.show(shown, division, tr)


def _survival(shown: Reviewed, tr: Translator) -> None:
    from pages._widgets import cohort_survival

    cohort_survival.show(shown.study, f"{shown.page}.survival", tr, unit=tr("performance.times.unit"))
