"""What only some people have: three classes of bone status, and follow-up in time."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from osteo_core.constants import STATUSES
from osteo_core.evaluation.discrimination.auc import Estimate
from osteo_core.evaluation.discrimination.multiclass import ThreeClass, class_figures, confusion, one_vs_rest
from osteo_core.evaluation.reports.study import Study
from osteo_core.evaluation.survival.time_dependent_auc import time_dependent_auc
from osteo_core.figures.evaluation.confusion_matrix import confusion_chart, confusion_table, describe_confusion
from osteo_core.figures.evaluation.time_auc import describe_time_auc, time_auc_chart
from osteo_core.stored import studies as shipped
from pages._widgets.review import shipped as review_shipped
from pages._widgets.review.chart import chart
from pages._widgets.review.people import Reviewed
from pages._widgets.shared import choice, parts
from pages._widgets.shared.language import Translator

_SHARES = ("sensitivity", "specificity", "ppv")
_YEARS = tuple(range(1, 11))


def classes(reviewed: Reviewed, people: str, outcome: str, part: str, tr: Translator) -> None:
    """Each class against the others, and what naming the most probable class achieves."""
    three = reviewed.kept("classes", lambda: _classes(people, outcome, part, tuple(reviewed.words)))
    if three is None:
        st.info(tr("performance.classes.none"))
        return
    names = {name: reviewed.words[name] for name in three.probabilities}
    key = f"{reviewed.page}.classes.model"
    if st.session_state.get(key) not in names:
        st.session_state[key] = next(iter(names))
    model = choice.selectbox(
        tr("performance.classes.model"), list(names), format_func=names.__getitem__, key=key, persist_state="session", width=260
    )
    found = reviewed.kept("classes.figures", lambda: class_figures(three, model), model)
    areas = reviewed.kept("classes.areas", lambda: one_vs_rest(three, model), model)
    accuracy = parts.share(pd.Series(dict(zip(("a", "a_low", "a_high"), found.accuracy, strict=True))), "a")
    st.markdown(tr("performance.classes.accuracy", accuracy=accuracy, n=f"{found.n:,}"))
    left, right = st.columns(2, gap="medium")
    with left:
        _confusion(reviewed, three, model, tr)
    with right:
        figures = found.classes.set_index("class")
        rows = [
            {
                tr("performance.column.class"): tr(f"performance.classes.{row['class']}"),
                tr("performance.column.n"): f"{row['n']:,}",
                tr("performance.column.auc"): parts.unbroken_interval(Estimate(row["auc"], row["low"], row["high"]), 3),
            }
            | {
                tr(f"performance.figure.{name}"): parts.share(figures.loc[row["class"]], name) if row["class"] in STATUSES else parts.NONE
                for name in _SHARES
            }
            for _, row in areas.iterrows()
        ]
        st.markdown(f"**{tr('performance.classes.auc')}**")
        parts.table(rows, areas.merge(found.classes, on=["class", "n"], how="left"), f"{reviewed.page}.classes", tr)


def _confusion(reviewed: Reviewed, three: ThreeClass, model: str, tr: Translator) -> None:
    st.markdown(f"**{tr('performance.classes.confusion')}**")
    counts = confusion(three, model)

    def draw(lang: str, dark: bool) -> parts.Chart:
        return confusion_chart(counts, lang, dark=dark), describe_confusion(counts, lang), confusion_table(counts)

    chart(reviewed, "confusion", draw, tr("performance.classes.read"), tr, model)


def _classes(people: str, outcome: str, part: str, chosen: tuple[str, ...]) -> ThreeClass | None:
    """The same people with three probabilities of those models that give them."""
    if outcome != "osteoporosis":
        return None
    three = shipped.classes(people)
    models = [name for name in chosen if name in three.probabilities]
    if not models:
        return None
    three = review_shipped.only(part, three, review_shipped.whole(people, outcome).groups)
    return three.comparing(models)


def times(reviewed: Reviewed, study: Study | None, tr: Translator) -> None:
    """AUC by year of follow-up for every model, of people followed in time."""
    if study is None or study.follow_up is None:
        st.info(tr("performance.times.none"))
        return
    table = reviewed.kept("times", lambda: _times(study, tuple(reviewed.words)))
    curves = {reviewed.words[str(name)]: rows for name, rows in table.groupby("model", sort=False)}
    unit = tr("performance.times.unit")

    def draw(lang: str, dark: bool) -> parts.Chart:
        return time_auc_chart(curves, lang, unit=unit, dark=dark), describe_time_auc(curves, lang, unit), table

    chart(reviewed, "time-auc", draw, tr("performance.times.read"), tr)
    rows = [
        {tr("performance.column.time"): f"{year:.0f}"}
        | {reviewed.words[row["model"]]: _area(row) for _, row in at.iterrows()}
        | {tr("performance.column.cases"): f"{at['cases'].iloc[0]:,}", tr("performance.column.controls"): f"{at['controls'].iloc[0]:,}"}
        for year, at in table[table["time"].isin((1, 3, 5, 10))].groupby("time")
    ]
    parts.table(rows, table, f"{reviewed.page}.times", tr)


def _area(row: pd.Series) -> str:
    return parts.NONE if pd.isna(row["auc"]) else parts.unbroken_interval(Estimate(row["auc"], row["low"], row["high"]), 3)


def followed(reviewed: Reviewed, people: str, outcome: str, part: str) -> Study | None:
    """Everybody shipped who was followed until a fracture, death or the end; None where nobody was."""
    if outcome not in ("fracture", "hip_fracture"):
        return None
    return reviewed.kept("followed", lambda: _followed(people, outcome, part))


def _followed(people: str, outcome: str, part: str) -> Study:
    study = shipped.survival_study(people, outcome)
    return review_shipped.only(part, study, study.groups)


def _times(study: Study, chosen: tuple[str, ...]) -> pd.DataFrame:
    study = study.comparing(chosen)
    follow_up = study.follow_up
    assert follow_up is not None  # asked before
    return pd.concat(
        [time_dependent_auc(follow_up.time, follow_up.event, p, _YEARS).assign(model=name) for name, p in study.predictions.items()],
        ignore_index=True,
    )
