"""The cards of the user's own models: from rows to people, out of fold beside simpler models, and what these people can carry."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from osteo_core.errors import ArtifactError
from osteo_core.inference.model_names import own_models
from osteo_core.inference.own_models import load_own
from pages._widgets.shared import own, text
from pages._widgets.shared.language import Translator


def show(tr: Translator, lang: str) -> None:
    """One expander a model; one that is altered or foreign says so in place of its figures."""
    st.subheader(tr("own.page.title"))
    names = own_models()
    if not names:
        st.markdown(tr("own.page.none"))
    for name in names:
        with st.expander(own.title(name, tr)):
            try:
                load_own(name)
                _card(own.card(name), tr)
            except ArtifactError as error:
                st.error(tr("own.page.unusable", name=text.as_text(name), reason=error.text(lang)))


def _card(card: dict[str, Any], tr: Translator) -> None:
    flow = card["flow"]
    st.markdown(tr("own.page.whose", n=f"{flow['used']:,}"))
    age = f"{flow['age_mean']:g} ± {flow['age_sd']:g} ({flow['age_low']:g}–{flow['age_high']:g})" if "age_mean" in flow else "–"
    st.markdown(tr("own.page.flow_text", **{k: v for k, v in flow.items() if isinstance(v, int)}, age=age))
    st.markdown(tr(f"own.page.start_{card['start']}"))
    if "osteoporosis" not in card["outcomes"]:
        st.markdown(tr("own.page.fracture_only"))
    elif card["scan_withheld"]:
        st.markdown(tr("own.page.scan_withheld"))
    st.markdown(f"**{tr('own.page.out_of_fold')}**")
    st.table(compared(card["metrics"], tr).set_index(tr("own.page.outcome")))
    for outcome, size in card["metrics"]["development_size"].items():
        key = "enough" if size["enough"] else "not_enough"
        numbers = {"have": size["have"], "events": size["have_events"], "parameters": size["parameters"], "n": f"{size['n']:,}"}
        st.markdown(tr(f"own.page.{key}", outcome=tr(f"figures.outcome.{outcome}"), **numbers))
    st.markdown(tr("own.page.limits"))
    st.code(card["training"]["command"], language=None)


def compared(metrics: dict[str, Any], tr: Translator) -> pd.DataFrame:
    """A row for each outcome and model, ours first."""
    rows = []
    for outcome, others in metrics["comparisons"].items():
        for name, found in {"ours": metrics["heldout"][outcome], **others}.items():
            rows.append(
                {
                    "outcome": tr(f"figures.outcome.{outcome}"), "model": tr(f"own.model.{name}"), "people": str(found["n"]),
                    "events": str(found["events"]), "auc": _interval(found.get("auc"), "estimate", ""),
                    "difference": _interval(found.get("difference"), "difference", "+"),
                    "slope": f"{found['calibration']['slope']:.2f}" if "calibration" in found else "–",
                }
            )  # fmt: skip
    return pd.DataFrame(rows).rename(columns=lambda name: tr(f"own.page.{name}"))


def _interval(found: dict[str, float] | None, middle: str, sign: str) -> str:
    if found is None:
        return "–"
    return f"{found[middle]:{sign}.3f} ({found['low']:{sign}.3f}–{found['high']:{sign}.3f})"
