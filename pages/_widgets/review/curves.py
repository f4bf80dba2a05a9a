"""One model within each subgroup: ROC, calibration and net benefit, one curve a subgroup."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from osteo_core.errors import InvalidInput
from osteo_core.evaluation.decision.net_benefit import ALL, NONE
from osteo_core.evaluation.groups.subgroups import labels_of, of_label
from pages._widgets.review.chart import chart
from pages._widgets.review.people import Reviewed
from pages._widgets.review.subgroups import Division
from pages._widgets.shared import choice, parts
from pages._widgets.shared.language import Translator
from pages._widgets.studies import curve_parts

if TYPE_CHECKING:
    from osteo_core.evaluation.reports.compare_models import ModelComparison

_MOST = 6
_EVERYBODY = "*everybody*"


def show(reviewed: Reviewed, division: Division, tr: Translator) -> None:
    """Choose a model, then show its three charts side by side."""
    st.header(tr("subgroups.curves"))
    key = f"{reviewed.page}.curves.model"
    if st.session_state.get(key) not in reviewed.words:
        st.session_state[key] = next(iter(reviewed.words))
    model = choice.selectbox(
        tr("subgroups.curves_of"), tuple(reviewed.words), format_func=reviewed.words.__getitem__, key=key, persist_state="session",
        width=260,
    )  # fmt: skip
    found = reviewed.kept("curves", lambda: _examined(reviewed, division, model), division.column, model)
    _say_who_lacks(division, found, tr)
    drawn = (("roc", _roc), ("calibration", _calibration), ("net_benefit", _net_benefit))
    for place, (name, make) in zip(st.columns(len(drawn), gap="medium"), drawn, strict=True):
        with place:
            st.subheader(tr(f"performance.{name}.title"))
            draw = make(found, division)
            if draw is None:
                st.info(tr(f"performance.{name}.none"))
            else:
                name_of = f"by-subgroup-{name.replace('_', '-')}"
                chart(reviewed, name_of, draw, tr(f"subgroups.{name}_read"), tr, division.column, model)


def _examined(reviewed: Reviewed, division: Division, model: str) -> dict[str, ModelComparison]:
    """Subgroup -> what one model does there, the largest subgroups, in their order; _EVERYBODY among them."""
    from osteo_core.evaluation.reports.compare_models import compare_models

    study = reviewed.study.comparing([model])
    labels = labels_of(study.groups[division.column])
    people = {label: of_label(labels, label) for label in division.labels}
    sizes = {label: int(of.sum()) for label, of in people.items()}
    largest = sorted(sizes, key=lambda label: -sizes[label])[:_MOST]
    found = {_EVERYBODY: compare_models(study)}
    for label in division.labels:
        if label in largest and sizes[label]:
            try:
                found[label] = compare_models(study.of(people[label]))
            except InvalidInput:  # everybody or nobody has the outcome: named under the charts' heading
                continue
    return found


def _say_who_lacks(division: Division, found: dict[str, ModelComparison], tr: Translator) -> None:
    lacking = [name for label, name in division.labels.items() if label not in found]
    if not lacking:
        return
    more = len(division.labels) > _MOST
    names = tr("figures.list_separator").join(lacking)
    st.markdown(f":small[{tr('subgroups.curves_most') if more else tr('subgroups.curves_skipped', names=names)}]")


def _in(found: dict[str, ModelComparison], division: Division) -> dict[str, ModelComparison]:
    """Subgroup in words -> what was found there."""
    return {division.labels[label]: e for label, e in found.items() if label != _EVERYBODY}


def _roc(found: dict[str, ModelComparison], division: Division) -> parts.Draw | None:
    curves = {name: next(iter(e.roc.values())) for name, e in _in(found, division).items()}
    return curve_parts.roc(curves) if curves else None


def _calibration(found: dict[str, ModelComparison], division: Division) -> parts.Draw | None:
    curves = {name: next(iter(e.calibration.values())) for name, e in _in(found, division).items() if e.calibration}
    return curve_parts.calibration(curves) if curves else None


def _net_benefit(found: dict[str, ModelComparison], division: Division) -> parts.Draw | None:
    everybody, within = found[_EVERYBODY].net_benefit, _in(found, division)
    within = {name: e for name, e in within.items() if len(e.thresholds)}
    if not within:
        return None
    models = {f"{place}": name for place, name in enumerate(within)}  # a subgroup may have the name of a strategy
    tables = [
        e.net_benefit[~e.net_benefit["model"].isin((ALL, NONE))].assign(model=m) for m, e in zip(models, within.values(), strict=True)
    ]
    curves = pd.concat([*tables, everybody[everybody["model"].isin((ALL, NONE))]], ignore_index=True)
    return curve_parts.net_benefit(curves, models)
