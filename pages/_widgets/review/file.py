"""An uploaded file as the pages of review show it: performance, subgroups, and survival where it was followed in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from osteo_core.evaluation.groups.subgroups import NOT_KNOWN, labels_of
from osteo_core.evaluation.reports.evaluate import HALF, not_known
from osteo_core.evaluation.reports.study import Study
from osteo_core.evaluation.uploads.plain_names import plain_name
from osteo_core.figures.base.estimates import number
from pages._widgets.review import body as review_body
from pages._widgets.review import curves as review_curves
from pages._widgets.review import more as review_more
from pages._widgets.review import subgroups as review_subgroups
from pages._widgets.review.columns import Columns
from pages._widgets.review.people import Reviewed, counts, own
from pages._widgets.review.subgroups import Division
from pages._widgets.review.upload import File
from pages._widgets.shared import choice, language
from pages._widgets.shared.language import Translator
from pages._widgets.shared.own import tables as own_tables

if TYPE_CHECKING:
    from osteo_core.evaluation.reports.compare_models import ModelComparison

_VIEWS = ("performance", "subgroups", "survival")


def reviewed(page: str, file: File, columns: Columns, tr: Translator) -> Reviewed:
    """The file's people and predictions. Raises InvalidInput where the chosen columns cannot be read."""
    from osteo_core.evaluation.uploads.upload import read_upload

    key = (file.loads, columns)
    study: Study = own(
        ("study", *key),
        lambda: read_upload(
            file.content, file.name, outcome=columns.outcome, models=columns.models, groups=columns.groups, time=columns.time,
            event=columns.event, scores=dict(columns.scores), event_level=columns.event_level,
        ),
    )  # fmt: skip
    if not file.is_example:
        own_tables.offer("predictions", key, file.name, file.content, study)
    people = tr("predictions.people_example") if file.is_example else tr("predictions.people", name=plain_name(file.name))
    outcome = tr("predictions.named", name=plain_name(columns.outcome))
    return Reviewed(
        page=page, key=key, study=study, words={name: name for name in study.predictions}, outcome=outcome,
        people=people, kind="virtual" if file.is_example else "own", keep=own,
    )  # fmt: skip


def show(shown: Reviewed, found: ModelComparison, columns: Columns, threshold: float, tr: Translator) -> None:
    """What was done with the file, the main finding, then one of the views."""
    for line in (*(note.text(language.current()) for note in shown.study.notes), *_hints(shown, found, tr)):
        st.info(line)
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


def _hints(shown: Reviewed, found: ModelComparison, tr: Translator) -> list[str]:
    """A word on each score that ranks people the wrong way round."""
    below = [name for name in shown.study.scores if found.roc[name].auc.estimate < HALF]
    return [tr("predictions.below_half", name=name, auc=number(found.roc[name].auc.estimate)) for name in sorted(below)]


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
    labels = {label: label for label in sorted(set(labels_of(shown.study.groups[column])))}
    if NOT_KNOWN in labels:  # last, under a name that no group has
        labels.pop(NOT_KNOWN)
        labels[NOT_KNOWN] = not_known(labels, language.current())
    division = Division(column, column, labels)
    review_subgroups.show(shown, division, statistic, threshold, tr)
    st.markdown(f":small[{counts(shown, tr)}]")
    review_curves.show(shown, division, tr)


def _survival(shown: Reviewed, tr: Translator) -> None:
    from pages._widgets.studies import survival as cohort_survival

    cohort_survival.show(shown.study, f"{shown.page}.survival", tr, unit=tr("performance.times.unit"))
