"""Bone and balance: bone in three dimensions as the network gets it, and sway of real people, one question a screen."""

import streamlit as st

from pages._widgets.bone import balance_look, balance_steps
from pages._widgets.bone import build as bone_build
from pages._widgets.bone import steps as bone_steps
from pages._widgets.shared import language, notice, parts, presenter

notice.behind_router()
tr = language.translator()
parts.fit_tables()
st.title(tr("bone.title"))

SHOWN = {
    "which": bone_steps.which, "density": bone_steps.density, "drawn": bone_steps.drawn, "layer": bone_steps.layer,
    "tell": bone_steps.tell, "build": bone_build.show, "series": balance_steps.series, "who": balance_steps.who,
    "groups": balance_steps.groups, "measure": balance_steps.measure, "look": balance_look.show,
}  # fmt: skip
presenter.guide("bone", SHOWN, tr)
