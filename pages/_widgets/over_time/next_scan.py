"""When the next scan could show a change: a calculation, with published intervals beside it."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from osteo_core.catalogue import CATALOGUE
from osteo_core.figures.base.estimates import MINUS
from osteo_core.patients import Patient
from osteo_core.records import Record
from osteo_core.records.change import Change, measured
from osteo_core.records.next_scan import GOURLAY, YOUNGEST_OF_GOURLAY, expected_percent_per_year, gourlay_group, years_to_lsc
from osteo_core.records.precision import BMD_FIELDS, precision_of
from pages._widgets.shared import language
from pages._widgets.shared.language import Translator


def show(record: Record, found: list[Change], own: Mapping[str, float], tr: Translator) -> None:
    """Years until a change exceeds the least significant change, by the reference's slope and by the person's own; Gourlay's intervals."""
    newest = record.newest().patient
    lines = [line for field in BMD_FIELDS for line in _lines(record, field, found, own, newest, tr)]
    if not lines:
        return
    st.header(tr("over_time.next_scan"))
    st.markdown(tr("over_time.next_scan_help"))
    st.markdown("\n".join(f"- {line}" for line in [*lines, *_gourlay(newest, tr)]))


def _lines(record: Record, field: str, found: list[Change], own: Mapping[str, float], newest: Patient, tr: Translator) -> list[str]:
    with_value = [visit for visit in record.visits if visit.patient.dxa is not None and getattr(visit.patient.dxa, field) is not None]
    if not with_value:
        return []
    last = with_value[-1].patient.dxa
    value = float(getattr(last, field))
    lsc = 100 * precision_of(field, value, own).lsc / value
    label, lines = CATALOGUE[field].label_in(language.current()), []
    slope = expected_percent_per_year(field, newest)
    if slope is not None and (years := years_to_lsc(lsc, slope)) is not None:
        params = {"label": label, "slope": f"{slope:+.2f}".replace("-", MINUS), "lsc": f"{lsc:.1f}", "years": f"{years:.1f}"}
        lines.append(tr("over_time.by_reference", **params))
    mine = [c for c in found if c.field == field and c.verdict in ("rise", "fall") and c.percent_per_year is not None]
    if len(measured(record, field)) > 1 and mine and (years := years_to_lsc(lsc, mine[-1].percent_per_year or 0)) is not None:
        params = {
            "label": label,
            "slope": f"{mine[-1].percent_per_year:+.2f}".replace("-", MINUS),
            "lsc": f"{lsc:.1f}",
            "years": f"{years:.1f}",
        }
        lines.append(tr("over_time.by_own", **params))
    return lines


def _gourlay(patient: Patient, tr: Translator) -> list[str]:
    """The published interval of the lower T-score of the hip; only for whom it was studied."""
    columns = patient.harmonised().columns
    scores = [float(columns[f"{site}_t"][0]) for site in ("femoral_neck", "total_hip")]
    known = [score for score in scores if score == score]
    clinical = patient.clinical
    woman = clinical is not None and clinical.sex == "female" and (clinical.age or 0) >= YOUNGEST_OF_GOURLAY
    if not known or not woman:
        return [tr("over_time.gourlay_not")]
    group = gourlay_group(min(known))
    if group is None:
        return [tr("over_time.gourlay_osteoporosis")]
    interval = GOURLAY[group]
    params = {"t": f"{min(known):.1f}", "years": interval.years, "low": interval.low, "high": interval.high}
    return [tr("over_time.gourlay", **params)]
