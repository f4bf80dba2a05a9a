"""Whose network answers on the patient's pages: that of the world as in life, which comes first, or the paper's."""

from __future__ import annotations

import streamlit as st

from osteo_core.comparison import NETWORKS
from osteo_core.constants import MODEL_OF_WORLD, World
from pages._widgets.shared import choice
from pages._widgets.shared.language import Translator

KEY = "world"
_WORLDS: tuple[World, ...] = ("life", "paper")


def show(tr: Translator) -> None:
    """The control: two choices."""
    choice.radio(
        tr("world.title"), _WORLDS, format_func=lambda w: tr(f"world.choice.{w}"), key=KEY, help=tr("world.help"), horizontal=True,
        persist_state="session",
    )  # fmt: skip


def chosen() -> World:
    """The world chosen."""
    world: World = st.session_state.get(KEY, "life")
    return world


def model_name() -> str:
    """The network that learned from it."""
    return MODEL_OF_WORLD[chosen()]


def networks() -> tuple[str, ...]:
    """The networks that are set beside the scores in it."""
    return NETWORKS[chosen()]
