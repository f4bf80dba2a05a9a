"""Guided steps about bone: two phantoms, what they keep of what was asked, and what the network's first layer makes of them."""

from __future__ import annotations

from collections.abc import Callable

import plotly.graph_objects as go
import streamlit as st

from osteo_core.cohorts.worlds.paper.typical import MICRO
from osteo_core.errors import ArtifactError
from osteo_core.figures.bone.asked_measured import asked_measured_chart, asked_measured_table, describe_asked_measured
from osteo_core.figures.bone.phantom_surface import describe_phantom_surface, phantom_surface_chart, phantom_surface_table
from osteo_core.figures.network.first_layer import describe_first_layer, first_layer_chart, first_layer_table, response_chart
from osteo_core.network.first_layer import FirstLayer, first_layer
from pages._widgets.bone import bodies as bone_bodies
from pages._widgets.bone.bodies import Body
from pages._widgets.shared import charts, language, model, parts, question, text
from pages._widgets.shared.language import Translator

PAIR = (MICRO["normal"], MICRO["osteoporosis"])
SAME_DENSITY = (
    {"bv_tv": 0.22, "tb_n": 1.22, "tb_th": 0.22, "tb_sp": 0.60, "ct_th": 0.95},
    {"bv_tv": 0.22, "tb_n": 0.73, "tb_th": 0.22, "tb_sp": 1.15, "ct_th": 0.95},
)

# A scene's scale follows its height, so that on a phone two cubes side by side would leave it on either side. Plotly measures its place
# before the zoom, so the place is made wider by as much; what then reaches beyond the page is empty and must not make it scroll.
_NARROW = """<style>@media (max-width: 768px) {
[class*="st-key-chart-bone-surface"] { zoom: 0.77; width: 130% !important; max-width: none; }
[data-testid="stMainBlockContainer"] { overflow-x: clip; }
}</style>"""


def which(tr: Translator) -> None:
    """Normal and osteoporotic, unnamed until the answer."""
    first, second = PAIR
    numbers = {
        f"{short}_{side}": f"{p[name]:.2f}"
        for short, name in (("sp", "tb_sp"), ("ct", "ct_th"))
        for side, p in zip("ab", PAIR, strict=True)
    }
    numbers |= {"bv_a": f"{100 * first['bv_tv']:.0f}", "bv_b": f"{100 * second['bv_tv']:.0f}"}

    def draw(told: bool) -> None:
        names = [f"{tr('bone.word_a')} · {tr('bone.status.normal')}", f"{tr('bone.word_b')} · {tr('bone.status.osteoporosis')}"]
        surfaces("which", dict(zip(names if told else _letters(tr), map(bone_bodies.drawn, PAIR), strict=True)), tr)

    question.ask("bone", "which", "virtual", draw, lambda: tr("bone.answer_of.which", **numbers), tr)


def density(tr: Translator) -> None:
    """Equal BV/TV, different Tb.N."""
    first, second = SAME_DENSITY
    words = {"bv": f"{100 * first['bv_tv']:.0f}", "n_a": f"{first['tb_n']:.1f}", "n_b": f"{second['tb_n']:.1f}"}

    def draw(_told: bool) -> None:
        surfaces("density", dict(zip(_letters(tr), map(bone_bodies.drawn, SAME_DENSITY), strict=True)), tr)

    question.ask("bone", "density", "virtual", draw, lambda: tr("bone.answer_of.density", **words), tr)


def drawn(tr: Translator) -> None:
    """Asked and measured back."""
    bodies = dict(zip(_letters(tr), map(bone_bodies.drawn, PAIR), strict=True))
    pairs = {label: (body.asked or {}, body.measured) for label, body in bodies.items()}

    def chart(lang: str, dark: bool) -> parts.Chart:
        return asked_measured_chart(pairs, lang, dark=dark), describe_asked_measured(pairs, lang), asked_measured_table(pairs)

    def draw(_told: bool) -> None:
        parts.chart("bone.asked", (), chart, tr("bone.read.asked"), tr)

    first, second = (body.measured for body in bodies.values())
    words = {f"th_{side}": f"{100 * (m.tb_th / p['tb_th'] - 1):+.0f}" for side, m, p in zip("ab", (first, second), PAIR, strict=True)}
    words["piece"] = f"{100 * min(first.largest_piece, second.largest_piece):.0f}"
    question.ask("bone", "drawn", "virtual", draw, lambda: tr("bone.answer_of.drawn", **words), tr)


def layer(tr: Translator) -> None:
    """The filters and their answers in both bones."""
    found = _of_pair(tr)
    if found is not None:
        _of_filters("layer", first_layer_chart, found, lambda: tr("bone.answer_of.layer"), tr)


def tell(tr: Translator) -> None:
    """How much each filter answers to either bone."""
    found = _of_pair(tr)
    if found is None:
        return
    means = found.mean_response
    best = int(abs(means[0] - means[1]).argmax())
    words = {"k": best + 1, "first": f"{means[0, best]:.2f}", "second": f"{means[1, best]:.2f}"}
    _of_filters("tell", response_chart, found, lambda: tr("bone.answer_of.tell", **words), tr)


def _of_filters(name: str, make: Callable[..., go.Figure], found: FirstLayer, answer: Callable[[], str], tr: Translator) -> None:
    """One chart of the first layer's filters under its question."""
    letters = _letters(tr)

    def chart(lang: str, dark: bool) -> parts.Chart:
        return make(found, letters, lang, dark=dark), describe_first_layer(found, letters, lang), first_layer_table(found, letters)

    def draw(_told: bool) -> None:
        parts.chart(f"bone.{name}", (), chart, tr(f"bone.read.{name}"), tr)

    question.ask("bone", name, "virtual", draw, answer, tr)


def surfaces(name: str, bodies: dict[str, Body], tr: Translator, height: int = 340) -> None:
    """The bones side by side with a slider that turns them all; never in a store that sessions share: one may be a patient's."""
    turn = st.slider(tr("bone.turn"), -90, 90, 30, 5, key=f"bone.turn.{name}", persist_state="session")
    volumes = {label: body.volume for label, body in bodies.items()}
    measured = {label: body.measured for label, body in bodies.items()}
    lang = language.current()
    st.html(_NARROW)
    figure = phantom_surface_chart(volumes, lang, turn=turn, height=height, dark=charts.dark())
    made = figure, describe_phantom_surface(measured, lang), phantom_surface_table(measured)
    parts.drawn(f"bone.surface-{name}", made, tr("bone.read.surface"), tr)


def answers(bodies: list[Body], network: int, tr: Translator) -> FirstLayer | None:
    """The first layer of one of the shipped networks on these bones; says why where there is no network."""
    import numpy as np
    import torch

    try:
        encoder = model.load().artifact.ensemble.networks[network].micro
    except ArtifactError as error:
        st.warning(tr("bone.no_model", reason=text.reason(error)))
        return None
    return None if encoder is None else first_layer(encoder, torch.from_numpy(np.stack([body.volume for body in bodies])))


def _of_pair(tr: Translator) -> FirstLayer | None:
    return answers([bone_bodies.drawn(asked) for asked in PAIR], 0, tr)


def _letters(tr: Translator) -> list[str]:
    return [tr("bone.word_a"), tr("bone.word_b")]
