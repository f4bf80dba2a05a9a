"""From the weighted tokens to one vector: the fused sum, the residual block, the pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from osteo_core.explanation.trace_parts import OUTPUTS, PAIRS
from osteo_core.figures.base.numbers import signed
from osteo_core.figures.network.pair_interactions import (
    describe_pair_interactions,
    pair_interactions_chart,
    pair_interactions_table,
    pair_label,
)
from pages._widgets.inside import parts as inside_parts
from pages._widgets.shared import charts, language, parts
from pages._widgets.shared.language import Translator

if TYPE_CHECKING:
    from osteo_core.explanation.trace_parts import Trace


def fused(found: Trace, tr: Translator) -> None:
    """Eq. (7) and what is added to it."""
    fusion = found.fusion
    evidence = fusion.evidence.sum(0)

    def draw() -> None:
        attended = [tr("inside.row.attended", temperature=f"{t:g}") for t in fusion.temperatures]
        inside_parts.heat("attended", fusion.attended, attended, tr, read="attended")
        rows = [tr(f"inside.row.{name}") for name in ("joined", "evidence", "mask", "fused")]
        inside_parts.heat("fused", np.stack([fusion.joined, evidence, fusion.mask, fusion.fused]), rows, tr, read="fused")

    inside_parts.ask("fused", draw, lambda: tr(
        "inside.answer_of.fused", joined=inside_parts.length(fusion.joined), evidence=inside_parts.length(evidence),
        mask=inside_parts.length(fusion.mask),
    ), tr)  # fmt: skip


def residual(found: Trace, tr: Translator) -> None:
    """x, f(x) and their sum."""
    fusion = found.fusion
    stacked = np.stack([fusion.fused, fusion.correction, fusion.residual])
    rows = [tr("inside.row.fused"), tr("inside.row.correction"), tr("inside.row.residual")]
    lengths = dict(zip(("before", "correction", "after"), map(inside_parts.length, stacked), strict=True))
    inside_parts.ask(
        "residual",
        lambda: inside_parts.heat("residual", stacked, rows, tr, read="residual"),
        lambda: tr("inside.answer_of.residual", **lengths),
        tr,
    )


def pairs(found: Trace, tr: Translator) -> None:
    """What each pair that is there adds to one output."""
    lang, here = language.current(), [place for place, (a, b) in enumerate(PAIRS) if found.has(a) and found.has(b)]

    def added() -> tuple[str, dict[tuple[str, str], float]]:
        output = inside_parts.chosen_output("pairs")
        return output, {PAIRS[k]: float(found.pairs.to_logits[k, OUTPUTS.index(output)]) for k in here}

    def draw() -> None:
        if not here:
            st.info(tr("inside.answer_one.pairs"))
            return
        inside_parts.output("pairs", tr)
        _, shown = added()
        made = (
            pair_interactions_chart(shown, lang, dark=charts.dark()),
            describe_pair_interactions(shown, lang),
            pair_interactions_table(shown),
        )
        parts.drawn("inside.pairs", made, tr("inside.read.pairs"), tr)
        inside_parts.heat("terms", found.pairs.terms[here], [pair_label(PAIRS[k], lang) for k in here], tr, read="terms")

    def answer() -> str:
        if not here:
            return tr("inside.answer_one.pairs")
        output, shown = added()
        column, most = OUTPUTS.index(output), max(shown, key=lambda pair: abs(shown[pair]))
        return tr(
            "inside.answer_of.pairs", pair=pair_label(most, lang), output=tr(f"inside.outputs.{output}"), value=signed(shown[most]),
            n=len(here), total=signed(sum(shown.values())), rest=signed(float(found.outputs.from_residual[column])),
        )  # fmt: skip

    inside_parts.ask("pairs", draw, answer, tr)
