"""The user's own models: the choice of one in place of a shipped network, and what is said of it wherever it answers."""

from __future__ import annotations

from typing import Any

import streamlit as st

from osteo_core.errors import ArtifactError
from osteo_core.inference.model_names import is_own, models_folder, own_models
from osteo_core.inference.own_models import CARD
from osteo_core.released import read_json
from pages._widgets.shared import choice, language, text
from pages._widgets.shared.language import Translator

KEY = "own.model"


def show(tr: Translator) -> None:
    """The control, where there is an own model that answers what these pages ask; and whose people it comes from once one is chosen."""
    names = [name for name in own_models() if answers_status(name)]
    if not names:
        return
    choice.selectbox(
        tr("own.page.choose"), (None, *names), format_func=lambda n: tr("own.page.shipped") if n is None else title(n, tr), key=KEY,
        help=tr("own.page.help"), persist_state="session",
    )  # fmt: skip
    name = chosen()
    if name is not None:
        st.markdown(f":small[{whose(name, tr)}]")


def chosen() -> str | None:
    """The own model chosen, None where the shipped network answers; one that has been taken away since is not."""
    name = st.session_state.get(KEY)
    return name if isinstance(name, str) and is_own(name) else None


def title(name: str, tr: Translator) -> str:
    """What an own model is called; that it is the user's own is always said."""
    return tr("own.page.yours", name=text.as_text(name))


def whose(name: str, tr: Translator) -> str:
    """Whose people it learned from."""
    try:
        return tr("own.page.whose", n=f"{card(name)['flow']['used']:,}")
    except ArtifactError as unusable:
        return tr("own.page.unusable", name=text.as_text(name), reason=unusable.text(language.current()))


def answers_status(name: str) -> bool:
    """Whether it answers the bone status, as every page about one patient asks; a folder whose card cannot be read does not."""
    try:
        return "osteoporosis" in card(name).get("outcomes", ())
    except ArtifactError:
        return False


def card(name: str) -> dict[str, Any]:
    """Its card. Raises ArtifactError where it is missing or cannot be read."""
    found = read_json(models_folder() / name / CARD)
    if not isinstance(found, dict) or not found.get("own") or "flow" not in found:
        raise ArtifactError("artifact.file_unreadable", file=f"{name}/{CARD}")
    return found
