"""Model cards: read from the artifacts that ship, and plainly absent where one does not."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from osteo_core.catalogue import CATALOGUE
from osteo_core.errors import ArtifactError
from osteo_core.locations import ARTIFACTS_DIR
from osteo_core.released import read_json, reading
from osteo_core.translations import sentences, translate
from pages._widgets.about import life_sizes, life_world
from pages._widgets.shared import text
from pages._widgets.shared.language import Translator

MODELS = ("life", "fusion", "simplified", "nhanes")
_TEXTS = "about.card_text."
_OUTCOMES = ("osteoporosis", "fracture", "hip_fracture", "prevalent_fracture")


def show(tr: Translator, lang: str) -> None:
    """One expander a model; the first is open."""
    for name in MODELS:
        with st.expander(tr(f"about.model.{name}"), expanded=name == MODELS[0]):
            path = ARTIFACTS_DIR / name / "card.json"
            if not path.exists():
                st.markdown(tr("about.model.not_shipped", name=name))
                continue
            try:
                with reading(path):
                    _card(read_json(path), name, tr, lang)
            except ArtifactError as error:
                st.error(error.text(lang))


def _card(card: dict[str, Any], name: str, tr: Translator, lang: str) -> None:
    """What one card says, entry by entry."""
    for key, value in card.items():
        st.markdown(f"**{tr(f'about.card.{key}') if f'about.card.{key}' in sentences(lang) else text.as_text(key.replace('_', ' '))}**")
        if key == "metrics":
            _metrics(value, tr, real_people=name == "nhanes")
        elif key == "modalities":
            _entry([CATALOGUE.modality_label(modality, lang) for modality in value], tr, lang)
        elif key == "training":
            _entry({tr(f"about.training.{item}"): figure for item, figure in value.items() if item != "selection"}, tr, lang)
            if "selection" in value:
                _selection(value["selection"], tr)
        elif key == "world":
            life_world.show(value, tr, lang)
            life_sizes.show(tr, lang)
        else:
            _entry(value, tr, lang)


def in_language(sentence: str, lang: str) -> str:
    """A card's sentence in the reader's language; one that is not among the translations is shown letter by letter."""
    keys = {english: key for key, english in sentences("en").items() if key.startswith(_TEXTS)}
    return translate(keys[sentence], lang) if sentence in keys else text.as_text(sentence)


def metric_rows(metrics: dict[str, Any]) -> list[dict[str, Any]]:
    """One row for each group of people and outcome of a card's `metrics`."""
    rows = []
    for people, outcomes in metrics.items():
        for outcome in [o for o in _OUTCOMES if "auc" in outcomes.get(o, {})]:
            found = outcomes[outcome]
            area = found["auc"]
            rows.append(
                {
                    "people": people, "outcome": outcome, "n": found["n"], "events": found["events"],
                    "auc": f"{area['estimate']:.3f} ({area['low']:.3f}–{area['high']:.3f})",
                    "brier": f"{found['brier']:.3f}", "slope": f"{found['calibration']['slope']:.2f}",
                }
            )  # fmt: skip
    return rows


def _metrics(metrics: dict[str, Any], tr: Translator, *, real_people: bool) -> None:
    st.markdown(tr("about.card.metrics_note_real_people" if real_people else "about.card.metrics_note"))
    rows = [
        row | {"people": tr(f"about.card.people_{row['people']}"), "outcome": tr(f"figures.outcome.{row['outcome']}")}
        for row in metric_rows(metrics)
    ]
    table = pd.DataFrame(rows)
    st.table(
        table.rename(columns={column: tr(f"about.card.column_{column}") for column in table}).set_index(tr("about.card.column_people"))
    )


def _selection(flow: dict[str, Any], tr: Translator) -> None:
    """From records to people analysed: what each registry sent, who is in two of them, and what each criterion removed."""
    st.markdown(f"**{tr('selection.title')}**")
    st.markdown(tr("selection.stand_in"))
    lines = [tr("selection.records", source=source, count=count) for source, count in flow["sources"].items()]
    lines += [tr("linkage.overlap", **pair | {"rate": f"{100 * pair['rate']:.1f} %"}) for pair in flow["overlap"]]
    st.markdown("\n".join(f"- {line.replace('_like', '-like')}" for line in lines))
    columns = {name: tr(f"about.selection.{name}") for name in ("key", "before", "removed", "after")}
    steps = pd.DataFrame([step | {"key": tr(f"selection.{step['key']}")} for step in flow["steps"]])
    st.table(steps.rename(columns=columns).set_index(columns["key"]))


def _entry(value: Any, tr: Translator, lang: str) -> None:
    """One item of a card: text as a paragraph, a list as bullets, a mapping as a two-column table."""
    if isinstance(value, dict):
        rows = [(text.as_text(str(k).replace("_", " ")), _plain(v, lang)) for k, v in value.items()]
        st.table(pd.DataFrame(rows, columns=[tr("about.card.item"), tr("about.card.value")]).set_index(tr("about.card.item")))
    elif isinstance(value, list):
        st.markdown("\n".join(f"- {_plain(item, lang)}" for item in value))
    else:
        st.markdown(_plain(value, lang))


def _plain(value: Any, lang: str) -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, dict):
        return ", ".join(f"{text.as_text(k)}: {_plain(v, lang)}" for k, v in value.items())
    if isinstance(value, list):
        return ", ".join(_plain(v, lang) for v in value)
    return in_language(str(value), lang)
