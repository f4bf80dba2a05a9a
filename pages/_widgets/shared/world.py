"""Whose network answers on the patient's pages: that of the world as in life, which comes first, the paper's, or one of the user's own."""

from __future__ import annotations

import streamlit as st

from osteo_core.comparison import NETWORKS
from osteo_core.constants import MODEL_OF_WORLD, World
from pages._widgets.shared import choice, own
from pages._widgets.shared.language import Translator

KEY = "world"
_WORLDS: tuple[World, ...] = ("life", "paper")


def show(tr: Translator) -> None:
    """The control: two choices."""
    choice.radio(
        tr("world.title"), _WORLDS, format_func=lambda w: tr(f"world.choice.{w}"), key=KEY, help=tr("world.help"), horizontal=True,
        persist_state="session",
    )  # fmt: skip
    own.show(tr)


def chosen() -> World:
    """The world chosen."""
    world: World = st.session_state.get(KEY, "life")
    return world


def model_name() -> str:
    """The network that learned from it, or the own model that answers in its place."""
    return own.chosen() or MODEL_OF_WORLD[chosen()]


def called(tr: Translator) -> str:
    """What the network that answers is called on the first card."""
    name = own.chosen()
    return tr(f"first_card.network.{chosen()}") if name is None else own.title(name, tr)


def networks() -> tuple[str, ...]:
    """The networks that are set beside the scores in it; the own model that answers is the first of them."""
    name = own.chosen()
    return NETWORKS[chosen()] if name is None else (name, *NETWORKS[chosen()])
