"""One step an encoder: what goes in, what happens on the way, the token that comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from osteo_core.figures.base.estimates import number
from osteo_core.figures.bone.mid_slice import describe_mid_slice, mid_slice_chart, mid_slice_table
from osteo_core.figures.bone.series_chart import describe_series, series_chart, series_table
from osteo_core.figures.network.first_layer import describe_first_layer, first_layer_chart, first_layer_table
from osteo_core.figures.network.state_lines import describe_state_lines, state_lines_chart, state_lines_table
from osteo_core.preprocessing.encode import SLICES
from pages._widgets.inside import parts as inside_parts
from pages._widgets.shared import charts, language, parts
from pages._widgets.shared.language import Translator

if TYPE_CHECKING:
    from osteo_core.explanation.trace_parts import Trace


def dxa_clinical(found: Trace, tr: Translator) -> None:
    """Eq. (1): a straight line and a bend."""
    _two_layers(found, "dxa_clinical", ("dxa", "clinical"), tr)


def btm(found: Trace, tr: Translator) -> None:
    """Eq. (3): the same for the markers."""
    _two_layers(found, "btm", ("btm",), tr)


def micro(found: Trace, tr: Translator) -> None:
    """Eq. (2): the volume, the first convolution's answers, what is left of the second, the token."""

    def draw() -> None:
        volume, inner = found.inputs.volume, found.micro
        if inside_parts.absent(found, "micro", tr) or volume is None or inner is None:
            return
        lang, dark = language.current(), charts.dark()
        label = tr("inside.volume_measured" if "volume" in found.inputs.measured else "inside.volume_drawn")
        labels, volumes = [tr("inside.response")], {label: volume}
        maps = first_layer_chart(inner.layer, labels, lang, dark=dark)
        parts.drawn(
            "inside.maps", (maps, describe_first_layer(inner.layer, labels, lang), first_layer_table(inner.layer, labels)),
            tr("inside.read.maps"), tr,
        )  # fmt: skip
        left, right = st.columns(2)
        with left:
            made = mid_slice_chart(volumes, lang, height=200, dark=dark), describe_mid_slice(volumes, lang), mid_slice_table(volumes)
            parts.drawn("inside.slice", made, tr("inside.read.slice"), tr)
        with right:
            inside_parts.heat("micro-mean", inner.mean, [tr("inside.row.mean")], tr, read="mean")
        _token(found, "micro", tr)

    inside_parts.ask("micro", draw, lambda: _answer(found, "micro", tr), tr)


def gene(found: Trace, tr: Translator) -> None:
    """Eq. (4): the code, the reconstruction against what went in, the token."""

    def draw() -> None:
        inner = found.gene
        if inside_parts.absent(found, "gene", tr) or inner is None:
            return
        inside_parts.heat("code", inner.code, [tr("inside.row.code")], tr, read="code")
        names = list(found.inputs.names[SLICES["gene"]])
        rows = [tr("inside.row.dosage"), tr("inside.row.rebuilt")]
        inside_parts.heat("rebuilt", np.stack([inner.dosages, inner.reconstruction]), rows, tr, names, read="rebuilt")
        _token(found, "gene", tr)

    def answer() -> str:
        inner = found.gene
        if inner is None:
            return tr("inside.answer_absent")
        return tr("inside.answer_of.gene", r=number(float(np.corrcoef(inner.dosages, inner.reconstruction)[0, 1]), 2))

    inside_parts.ask("gene", draw, answer, tr)


def sensory(found: Trace, tr: Translator) -> None:
    """Eq. (5): the series, the hidden state over its steps, the token."""

    def draw() -> None:
        series, states = found.inputs.series, found.states
        if inside_parts.absent(found, "sensory", tr) or series is None or states is None:
            return
        lang, dark = language.current(), charts.dark()
        made = state_lines_chart(states, lang, dark=dark), describe_state_lines(states, lang), state_lines_table(states)
        parts.drawn("inside.states", made, tr("inside.read.states"), tr)
        label = tr("inside.series_measured" if "series" in found.inputs.measured else "inside.series_drawn")
        shown = {label: series}
        parts.drawn(
            "inside.series", (series_chart(shown, lang, dark=dark), describe_series(shown, lang), series_table(shown)),
            tr("inside.read.series"), tr,
        )  # fmt: skip
        _token(found, "sensory", tr)

    def answer() -> str:
        if found.states is None:
            return tr("inside.answer_absent")
        last = found.states[-1]
        furthest = int(np.abs(last).argmax())
        return tr("inside.answer_of.sensory", k=furthest + 1, value=number(float(last[furthest]), 2), units=len(last))

    inside_parts.ask("sensory", draw, answer, tr)


def _two_layers(found: Trace, token: str, modalities: tuple[str, ...], tr: Translator) -> None:
    def draw() -> None:
        if not inside_parts.absent(found, token, tr):
            _token(found, token, tr)

    inside_parts.ask(token, draw, lambda: _answer(found, token, tr, modalities), tr)


def _answer(found: Trace, token: str, tr: Translator, modalities: tuple[str, ...] = ()) -> str:
    tower = found.towers.get(token)
    if tower is None:
        return tr("inside.answer_absent")
    measured = sum(int(found.inputs.observed[SLICES[m]].sum()) for m in modalities)
    lengths = {"line": inside_parts.length(tower.linear), "bend": inside_parts.length(tower.nonlinear)}
    return tr(f"inside.answer_of.{token}", measured=measured, enters=len(tower.enters), **lengths)


def _token(found: Trace, token: str, tr: Translator) -> None:
    """Line, bend and their sum; for the genes, which have one layer only, the token alone."""
    from osteo_core.network.batch import TOKENS

    whole, tower = found.fusion.tokens[TOKENS.index(token)], found.towers.get(token)
    if tower is None:
        inside_parts.heat(f"token-{token}", whole, [tr("inside.row.token")], tr, read="token")
        return
    rows = [tr("inside.row.line"), tr("inside.row.bend"), tr("inside.row.token")]
    inside_parts.heat(f"token-{token}", np.stack([tower.linear, tower.nonlinear, whole]), rows, tr, read="token")
