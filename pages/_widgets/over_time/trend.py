"""Change between visits: a chart a site, a table of every comparison, the centre's own precision."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from osteo_core.catalogue import CATALOGUE
from osteo_core.figures.patient.over_time import describe_over_time, over_time, over_time_table
from osteo_core.records import Record
from osteo_core.records.change import Change, measured
from osteo_core.records.precision import ALLOWED, BMD_FIELDS, ISCD_PERCENT, MARKERS
from osteo_core.translations import one_after_another
from pages._widgets.shared import charts, language, number_field, parts, text
from pages._widgets.shared.language import Translator

_COLUMNS = (
    "field", "from", "to", "from_value", "to_value", "unit", "days", "absolute", "percent", "per_year", "percent_per_year", "lsc",
    "lsc_percent", "lsc_default", "probability", "verdict", "reason", "treatments",
)  # fmt: skip


def precision(tr: Translator) -> dict[str, float]:
    """The centre's own precision errors, entered once a session; ISCD's defaults stand in where a box is empty."""
    own: dict[str, float] = {}
    with st.expander(tr("over_time.precision")):
        st.markdown(tr("over_time.precision_help"))
        for place, field in zip(st.columns(len(BMD_FIELDS)), BMD_FIELDS, strict=True):
            with place:
                key = f"over_time.precision.{field}"
                st.session_state.setdefault(key, "")
                label = CATALOGUE[field].label_in(language.current())
                asked = number_field.of_page(label, *ALLOWED, step=0.001, decimals=3, unit="g/cm²")
                written = number_field.box(asked, key, placeholder=tr("over_time.iscd", percent=f"{ISCD_PERCENT[field]:g}"))
                reading = asked.read(written) if written.strip() else None
                if reading is not None and reading.problem is not None:
                    number_field.refuse(reading.problem)
                elif reading is not None and reading.value is not None:
                    own[field] = reading.value
    return own


def show(record: Record, found: list[Change], tr: Translator) -> None:
    """A chart for each field that was measured at two visits, then the table."""
    lang = language.current()
    fields = [name for name in (*BMD_FIELDS, *MARKERS) if len(measured(record, name)) > 1]
    if not fields:
        st.info(tr("records.change.none"))
        return
    for start in range(0, len(fields), 3):
        for place, field in zip(st.columns(3), fields[start : start + 3], strict=False):
            with place:
                of_field = [change for change in found if change.field == field]
                st.subheader(CATALOGUE[field].label_in(lang))
                figure = over_time(record, field, of_field, lang, dark=charts.dark())
                numbers = over_time_table(record, field), f"over-time-{field}.csv"
                charts.chart(figure, describe_over_time(record, field, of_field, lang), f"chart.over_time.{field}", numbers=numbers)
    _table(found, tr)


def _table(found: list[Change], tr: Translator) -> None:
    lang = language.current()
    rows = [
        {
            tr("over_time.table.field"): CATALOGUE[c.field].label_in(lang),
            tr("over_time.table.visits"): f"{c.start} → {c.end}",
            tr("over_time.table.change"): _change(c),
            tr("over_time.table.per_year"): "–" if c.percent_per_year is None else _signed(f"{c.percent_per_year:+.1f} %"),
            tr("over_time.table.lsc"): _lsc(c, tr),
            tr("over_time.table.verdict"): _verdict(c, tr),
        }
        for c in found
    ]
    st.header(tr("over_time.changes"))
    parts.table(rows, pd.DataFrame([_numbers(c, lang) for c in found], columns=list(_COLUMNS)), "over_time.changes", tr)
    if any(c.unsaid for c in found):
        st.markdown(f":small[{tr('over_time.unsaid')}]")
    for source in dict.fromkeys(c.source for c in found if c.source and c.lsc is not None):
        st.markdown(f":small[{text.as_text(tr('over_time.marker_source', source=source))}]")


def _change(change: Change) -> str:
    if change.absolute is None:
        return "–"
    feature = CATALOGUE[change.field]
    return _signed(f"{change.absolute:+.{feature.decimals}f} {feature.unit} ({change.percent:+.1f} %)")


def _signed(number: str) -> str:
    """With a true minus."""
    return number.replace("-", "−")


def _lsc(change: Change, tr: Translator) -> str:
    if change.lsc is None:
        return "–"
    mark = f" {tr('over_time.default')}" if change.default and not change.source else ""
    return f"{change.lsc:.{CATALOGUE[change.field].decimals}f} ({change.lsc_percent:.1f} %){mark}"


def _verdict(change: Change, tr: Translator) -> str:
    lang = language.current()
    if change.reason is not None:
        return change.reason.sentence(lang)
    said = tr("over_time.probable", verdict=tr(f"records.verdict.{change.verdict}"), percent=change.sure_percent)
    return one_after_another(said, tr("over_time.as_hoped")) if change.expected_fall else said


def _numbers(change: Change, lang: str) -> dict[str, object]:
    return {
        "field": change.field, "from": change.start.isoformat(), "to": change.end.isoformat(), "from_value": change.before,
        "to_value": change.after, "unit": CATALOGUE[change.field].unit, "days": change.days, "absolute": change.absolute,
        "percent": change.percent, "per_year": change.per_year, "percent_per_year": change.percent_per_year, "lsc": change.lsc,
        "lsc_percent": change.lsc_percent, "lsc_default": change.default, "probability": change.probability, "verdict": change.verdict,
        "reason": "" if change.reason is None else change.reason.sentence(lang), "treatments": "; ".join(change.treatments),
    }  # fmt: skip
