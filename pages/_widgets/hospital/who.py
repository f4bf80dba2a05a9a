"""Who these people are beside those that the model knows, and whether they are enough for a validation."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from pages._widgets.shared import parts
from pages._widgets.shared.language import Translator

_PERCENT = ("sex_female", "prior_fracture")
_TENS = "age_per_10_years"


def show(document: dict[str, Any], tr: Translator) -> None:
    """The flow of the rows, the case mix, and the sample size."""
    table, mix, size = document["table"], document["case_mix"], document["sample_size"]
    st.header(tr("your_hospital.who.title"))
    st.markdown(tr("your_hospital.who.rows", **{name: f"{table[name]:,}" for name in ("rows", "used", "refused", "outcome_unknown")}))
    if table["problems"]:
        with st.expander(tr("your_hospital.who.refused_rows", count=f"{table['refused']:,}")):
            st.code("\n".join(table["problems"]), language=None, wrap_lines=True)
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader(tr("your_hospital.who.case_mix"))
        _membership(mix, tr)
        _characteristics(mix, tr)
    with right:
        st.subheader(tr("your_hospital.who.size"))
        st.markdown(size["text"])
        rows = [
            {tr("your_hospital.who.criterion"): tr(f"your_hospital.criterion.{name}"), tr("your_hospital.who.needed"): f"{needed:,}"}
            for name, needed in size["criteria"].items()
        ]
        numbers = pd.DataFrame({"criterion": list(size["criteria"]), "needed": list(size["criteria"].values())})
        parts.table(rows, numbers, "hospital.sample-size", tr)
        st.markdown(f":small[{tr('your_hospital.who.size_help')}]")


def _membership(mix: dict[str, Any], tr: Translator) -> None:
    membership, spread = mix["membership"], mix["linear_predictor"]
    if membership["auc"] is None:
        st.markdown(membership.get("reason") or mix.get("reason") or "")
        return
    told = tr("your_hospital.who.membership", auc=f"{membership['auc']['estimate']:.2f}", n=f"{mix['reference']['n']:,}")
    if spread["ratio"] is not None:
        told += " " + tr("your_hospital.who.spread", sd=f"{spread['sd']:.2f}", learned=f"{spread['sd_learned_from']:.2f}")
    st.markdown(told)


def _characteristics(mix: dict[str, Any], tr: Translator) -> None:
    here, learned = mix["here"], mix["learned_from"] or {}
    rows = [
        {
            tr("your_hospital.who.field"): tr(f"your_hospital.covariate.{name}"),
            tr("your_hospital.who.here"): _told(name, values),
            tr("your_hospital.who.learned"): _told(name, learned[name]) if name in learned else parts.NONE,
        }
        for name, values in here.items()
    ]
    numbers = pd.DataFrame([{"field": name, "people": "here", **values} for name, values in here.items()]
                           + [{"field": name, "people": "model", **values} for name, values in learned.items()])  # fmt: skip
    parts.table(rows, numbers, "hospital.case-mix", tr)


def _told(name: str, values: dict[str, Any]) -> str:
    if name in _PERCENT:
        return f"{100 * values['mean']:.1f} %"
    times = 10 if name == _TENS else 1
    sd = "" if values["sd"] is None else f" (SD {times * values['sd']:.2f})"
    return f"{times * values['mean']:.2f}{sd}"
