"""Inside the network: the tensors of the patient on screen on their way through one of the five networks, one stage a screen."""

import streamlit as st

from pages._widgets.inside import answer as inside_answer
from pages._widgets.inside import attention as inside_attention
from pages._widgets.inside import encoders as inside_encoders
from pages._widgets.inside import fusion as inside_fusion
from pages._widgets.inside import inputs as inside_inputs
from pages._widgets.inside import trace as inside_trace
from pages._widgets.inside import whole as inside_whole
from pages._widgets.shared import language, notice, parts, presenter

notice.behind_router()
tr = language.translator()
parts.fit_tables()
st.title(tr("inside.title"))

found = inside_trace.chosen(tr)
if found is None:
    st.stop()

SHOWN = {
    "map": inside_whole.start, "inputs": inside_inputs.show, "dxa_clinical": inside_encoders.dxa_clinical, "micro": inside_encoders.micro,
    "btm": inside_encoders.btm, "gene": inside_encoders.gene, "sensory": inside_encoders.sensory, "tokens": inside_attention.tokens,
    "attention": inside_attention.attention, "fused": inside_fusion.fused, "residual": inside_fusion.residual, "pairs": inside_fusion.pairs,
    "outputs": inside_answer.outputs, "ensemble": inside_answer.ensemble, "interval": inside_answer.interval, "whole": inside_whole.end,
}  # fmt: skip
presenter.guide("inside", SHOWN, tr, found)
