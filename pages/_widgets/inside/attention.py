"""The five tokens side by side, and how attention weighs them at three temperatures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from osteo_core.figures.explanation.attention import token_label, weight_text
from osteo_core.figures.network.attention_scales import attention_scales_chart, attention_scales_table, describe_attention_scales
from osteo_core.network.batch import TOKENS
from pages._widgets.inside import parts as inside_parts
from pages._widgets.shared import charts, language, parts
from pages._widgets.shared.language import Translator

if TYPE_CHECKING:
    from osteo_core.explanation.trace_parts import Trace


def tokens(found: Trace, tr: Translator) -> None:
    """All five, an absent one zero."""
    values = found.fusion.tokens
    longest = int(np.linalg.norm(values, axis=1).argmax())

    def answer() -> str:
        return tr(
            "inside.answer_of.tokens", token=token_label(TOKENS[longest], language.current()), length=inside_parts.length(values[longest]),
            n=int(found.fusion.present.sum()),
        )  # fmt: skip

    inside_parts.ask(
        "tokens", lambda: inside_parts.heat("tokens", values, inside_parts.token_names(found, tr), tr, read="tokens"), answer, tr
    )


def attention(found: Trace, tr: Translator) -> None:
    """Eq. (6) at each temperature; then the scores and the attended means in numbers."""
    fusion, lang = found.fusion, language.current()
    temperatures = fusion.temperatures.tolist()

    def draw() -> None:
        made = (
            attention_scales_chart(fusion.weights, temperatures, lang, dark=charts.dark()),
            describe_attention_scales(fusion.weights, temperatures, lang),
            attention_scales_table(fusion.weights, temperatures),
        )
        parts.drawn("inside.attention", made, tr("inside.read.attention"), tr)
        columns = [tr("inside.row.score", temperature=f"{t:g}") for t in temperatures]
        names = [token_label(token, lang) for token in TOKENS if found.has(token)]
        inside_parts.heat("scores", fusion.scores[fusion.present], names, tr, columns, read="scores")

    def answer() -> str:
        if fusion.present.sum() == 1:
            return tr("inside.answer_one.attention")
        most = int(fusion.weights[0].argmax())
        return tr(
            "inside.answer_of.attention", token=token_label(TOKENS[most], lang), sharp=weight_text(float(fusion.weights[0, most])),
            even=weight_text(float(fusion.weights[-1, most])), mean=weight_text(float(fusion.attention[most])),
        )  # fmt: skip

    inside_parts.ask("attention", draw, answer, tr)
