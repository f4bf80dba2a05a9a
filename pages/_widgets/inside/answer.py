"""The end of the way: four logits, five calibrated networks averaged, the interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from osteo_core.explanation.trace_parts import OUTPUTS, EnsembleTrace
from osteo_core.figures.base.estimates import number
from osteo_core.figures.base.numbers import bare_percent, log_odds_to_probability, percent
from osteo_core.figures.network.interval_pieces import describe_interval_pieces, interval_pieces_chart, interval_pieces_table
from osteo_core.inference.calibration import outcome_logits
from pages._widgets.inside import parts as inside_parts
from pages._widgets.shared import charts, language, parts, presenter
from pages._widgets.shared.language import Translator

if TYPE_CHECKING:
    from osteo_core.explanation.trace_parts import Trace


def outputs(found: Trace, tr: Translator) -> None:
    """Eq. (8) and (9): what the residual vector and the pairs add to each logit of this one network."""
    given = found.outputs
    probability = [log_odds_to_probability(float(value)) for value in outcome_logits(given.logits)]

    def draw() -> None:
        names = [tr(f"inside.outputs.{name}") for name in OUTPUTS]
        columns = [tr(f"inside.row.{name}") for name in ("from_residual", "from_pairs", "bias", "logit")]
        stacked = np.stack([given.from_residual, given.from_pairs, given.bias, given.logits], 1)
        inside_parts.heat("logits", stacked, names, tr, columns, read="logits")
        rows = [{tr("inside.output"): n, tr("inside.row.uncalibrated"): percent(p)} for n, p in zip(names, probability, strict=True)]
        parts.table(rows, pd.DataFrame({"output": OUTPUTS, "logit": given.logits, "probability": probability}), "inside.outputs", tr)

    top = int(given.logits[:3].argmax())
    inside_parts.ask(
        "outputs", draw, lambda: tr("inside.answer_of.outputs", top=tr(f"inside.outputs.{OUTPUTS[top]}"), p=percent(probability[top])), tr
    )


def ensemble(found: Trace, tr: Translator) -> None:
    """Each network's calibrated answer, and the mean."""
    traced = found.ensemble

    def draw() -> None:
        _dots("ensemble", traced, inside_parts.output("ensemble", tr), tr, interval=False)

    def answer() -> str:
        column = OUTPUTS.index(inside_parts.chosen_output("ensemble"))
        means = traced.each[:, :, column].mean(1)
        return tr(
            "inside.answer_of.ensemble", lowest=_percent(means.min()), highest=_percent(means.max()),
            answer=_percent(traced.log_odds[column]), slope=number(traced.slope[column], 3), networks=len(means), draws=traced.draws,
        )  # fmt: skip

    inside_parts.ask("ensemble", draw, answer, tr)


def interval(found: Trace, tr: Translator) -> None:
    """The interval of the answer, and its pieces in numbers."""
    traced = found.ensemble

    def draw() -> None:
        output = inside_parts.output("interval", tr)
        _dots("interval", traced, output, tr, interval=True)
        with presenter.aside(tr("presenting.pieces"), "pieces"):
            _pieces(traced, OUTPUTS.index(output), tr)

    def answer() -> str:
        k = OUTPUTS.index(inside_parts.chosen_output("interval"))
        ends = {"low": traced.low[k], "high": traced.high[k]}
        return tr(
            "inside.answer_of.interval", down=number(traced.factor_down[k], 2), up=number(traced.factor_up[k], 2),
            answer=_percent(traced.log_odds[k]), **{name: bare_percent(log_odds_to_probability(float(v))) for name, v in ends.items()},
        )  # fmt: skip

    inside_parts.ask("interval", draw, answer, tr)


def _dots(name: str, ensemble: EnsembleTrace, output: str, tr: Translator, *, interval: bool) -> None:
    lang = language.current()
    made = (
        interval_pieces_chart(ensemble, output, lang, interval=interval, dark=charts.dark()),
        describe_interval_pieces(ensemble, output, lang, interval=interval),
        interval_pieces_table(ensemble, output),
    )
    parts.drawn(f"inside.{name}", made, tr(f"inside.read.{name}"), tr)


def _pieces(ensemble: EnsembleTrace, k: int, tr: Translator) -> None:
    """The numbers of the interval's equation."""
    values = {
        name: float(getattr(ensemble, name)[k])
        for name in (
            "within", "typical", "shrunk", "factor_down", "factor_up", "between", "error_down", "error_up", "log_odds", "low", "high",
        )
    }  # fmt: skip
    rows = [{tr("inside.piece"): tr(f"inside.pieces.{name}"), tr("inside.value"): number(v, 3)} for name, v in values.items()]
    parts.table(rows, pd.DataFrame({"piece": list(values), "value": list(values.values())}), "inside.pieces", tr)


def _percent(log_odds: float) -> str:
    return percent(log_odds_to_probability(float(log_odds)))
