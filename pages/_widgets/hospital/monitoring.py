"""Whether the model keeps its calibration: events from month to month, the limits, and the alarm rule with its false-alarm rate."""

from __future__ import annotations

import streamlit as st

from osteo_core.figures.recalibration.control_chart import control_chart_figure, control_chart_table, describe_control_chart
from osteo_core.recalibration.control_chart import ALLOWANCE, LIMIT, control_chart
from osteo_core.recalibration.table_people import TablePeople
from pages._widgets.shared import charts, language, parts
from pages._widgets.shared.language import Translator


def show(people: TablePeople, tr: Translator) -> None:
    """The chart, or what is needed for it."""
    st.header(tr("your_hospital.monitoring.title"))
    if people.time is not None:
        st.info(tr("hospital.no_monitoring"))
        return
    if people.dates is None:
        st.markdown(tr("your_hospital.monitoring.needs"))
        return
    chart = control_chart(people.dates, people.outcome, people.probability)
    lang = language.current()
    made = control_chart_figure(chart, lang, dark=charts.dark()), describe_control_chart(chart, lang), control_chart_table(chart)
    parts.drawn("hospital.control-chart", made, tr("your_hospital.monitoring.read"), tr)
    rule = {"a_year": f"{chart.false_alarms_a_year:.3f}", "months": f"{chart.months_to_false_alarm:.0f}", "limit": f"{LIMIT:g}"}
    st.markdown(tr("your_hospital.monitoring.rule", **rule, allowance=f"{ALLOWANCE:g}"))
    for row in chart.alarms.to_dict("records"):
        numbers = {"month": row["month"], "events": row["events"], "expected": f"{row['expected']:.1f}"}
        st.warning(tr(f"your_hospital.monitoring.alarm_{row['alarm']}", **numbers))
    if chart.undated:
        st.markdown(f":small[{tr('your_hospital.monitoring.undated', count=f'{chart.undated:,}')}]")
