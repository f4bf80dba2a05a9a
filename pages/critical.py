"""Read a paper critically: what its printed numbers imply, worked out live, one question a screen."""

import streamlit as st

from pages._widgets.critical import chance as critical_chance
from pages._widgets.critical import models as critical_models
from pages._widgets.critical import sums as critical_sums
from pages._widgets.critical import words as critical_words
from pages._widgets.shared import language, notice, parts, presenter

notice.behind_router()
tr = language.translator()
parts.fit_tables()
st.title(tr("critical.title"))

SHOWN = {
    "counts": critical_sums.counts, "accuracy": critical_sums.accuracy, "mean": critical_sums.mean, "pooled": critical_sums.pooled,
    "p_values": critical_chance.p_values, "interval": critical_chance.interval, "same": critical_chance.same,
    "table1": critical_models.table1, "circular": critical_models.circular, "calibrated": critical_models.calibrated,
    "words": critical_words.words, "everything": critical_words.everything,
}  # fmt: skip
presenter.guide("critical", SHOWN, tr)
