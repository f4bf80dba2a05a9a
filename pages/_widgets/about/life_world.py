"""What the world as in life rests on: which answers were drawn, which numbers chosen, and the sources of the others."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from osteo_core.catalogue import CATALOGUE
from pages._widgets.shared import text
from pages._widgets.shared.language import Translator


def show(world: dict[str, Any], tr: Translator, lang: str) -> None:
    """Three tables of a card's entry `world`."""
    st.markdown(f"{tr('about.world.share_drawn')}. {tr('about.world.share_drawn_help')}")
    drawn = [(CATALOGUE[name].label_in(lang), f"{100 * share:.1f} %") for name, share in world["share_drawn"].items()]
    _table(drawn, "field", "share", tr)
    chosen = [number for number in world["parameters"] if number["basis"] == "default"]
    st.markdown(tr("about.world.chosen", n=len(chosen), of=len(world["parameters"])))
    _table([(text.as_text(number["name"]), _value(number["value"])) for number in chosen], "parameter", "value", tr)
    st.markdown(tr("about.world.published"))
    _table([(text.as_text(name), text.as_text(source)) for name, source in world["sources"].items()], "parameter", "source", tr)


def _table(rows: list[tuple[str, str]], left: str, right: str, tr: Translator) -> None:
    first, second = tr(f"about.world.{left}"), tr(f"about.world.{right}")
    st.table(pd.DataFrame(rows, columns=[first, second]).set_index(first))


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{text.as_text(str(name))} {_value(one)}" for name, one in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(_value(one) for one in value)
    return f"{value:g}" if isinstance(value, float) else text.as_text(str(value))
