"""Which layers are in force, said on every page, and whether the page's numbers are under them."""

from __future__ import annotations

import streamlit as st

from osteo_core.inference.assessment import Outcome
from osteo_core.inference.model_names import is_own
from osteo_core.recalibration import adopted
from osteo_core.translations import one_after_another
from pages._widgets.shared import own
from pages._widgets.shared.language import Translator
from pages._widgets.shared.layers.in_force import adopted_here, in_force

APPLIED = ("patient", "over_time", "compare")
"""The pages whose networks answer under the layers; every other page shows them as they were released."""


def everywhere() -> list[tuple[str, Outcome]]:
    """Model and outcome of every layer in force. A model is loaded only where the command `adopt` has left a file of it."""
    from pages._widgets.shared import model

    of_computer = {path.name.removesuffix(".json").rpartition(".")[0] for path in adopted.adopted_paths()}
    names = dict.fromkeys([*(name for name, _ in adopted_here()), *sorted(of_computer)])
    return [(name, layer.outcome) for name in names if model.is_there(name) for layer in in_force(model.load(name))]


def say(page: str, tr: Translator) -> None:
    """One sentence for the sidebar; nothing where no layer is in force."""
    if not (found := everywhere()):
        return
    named = tr("errors.list_separator").join(
        tr("your_hospital.sidebar.one", model=called(name, tr), outcome=tr(f"layer.outcome.{outcome}")) for name, outcome in found
    )
    key = "applied" if page in APPLIED else "judged" if page == "your_hospital" else "not_applied"
    st.markdown(f":small[{one_after_another(tr('your_hospital.sidebar.active', layers=named), tr(f'your_hospital.sidebar.{key}'))}]")


def called(name: str, tr: Translator) -> str:
    """What a model is called where the user chose it by name."""
    return own.title(name, tr) if is_own(name) else tr(f"your_hospital.model_of.{name}")
