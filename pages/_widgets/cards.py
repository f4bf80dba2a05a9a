"""Model cards: read from the artifacts that ship, and plainly absent where one does not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from pages._widgets.language import Translator

ARTIFACTS = Path(__file__).resolve().parents[2] / "artifacts"
MODELS = ("fusion", "simplified", "nhanes")


def show(tr: Translator, lang: str) -> None:
    """One expander a model; the first is open."""
    for name in MODELS:
        with st.expander(tr(f"about.model.{name}"), expanded=name == MODELS[0]):
            path = ARTIFACTS / name / "card.json"
            if not path.exists():
                st.markdown(tr("about.model.not_shipped", name=name))
                continue
            for key, value in json.loads(path.read_text(encoding="utf-8")).items():
                _entry(key, value, tr, lang)


def _entry(key: str, value: Any, tr: Translator, lang: str) -> None:
    """One item of a card: text as a paragraph, a list as bullets, a mapping as a two-column table."""
    st.markdown(f"**{_name(key, tr)}**")
    if isinstance(value, dict) and lang in value:
        value = value[lang]
    if isinstance(value, dict):
        rows = [{tr("about.card.item"): k, tr("about.card.value"): _plain(v)} for k, v in value.items()]
        st.table(pd.DataFrame(rows).set_index(tr("about.card.item")))
    elif isinstance(value, list):
        st.markdown("\n".join(f"- {_plain(item)}" for item in value))
    else:
        st.markdown(_plain(value))


def _plain(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, dict):
        return ", ".join(f"{k}: {_plain(v)}" for k, v in value.items())
    if isinstance(value, list):
        return ", ".join(_plain(v) for v in value)
    return str(value)


def _name(key: str, tr: Translator) -> str:
    """The card's key in the reader's language; a key without a translation is shown as the card has it."""
    try:
        return tr(f"about.card.{key}")
    except KeyError:
        return key.replace("_", " ")
