"""An evaluation as a summary to read; as a document it is printed as it stands."""

from __future__ import annotations

import argparse
from typing import Any

from osteo_core.errors import InvalidInput, Problem
from osteo_core.evaluation.reports.evaluate_model import Direction, Document
from osteo_core.translations import translate

_SHARES = ("sensitivity", "specificity", "ppv", "npv", "accuracy")
_CALIBRATION = ("intercept", "slope", "ici", "e50", "e90", "emax")
_CHANGES = ("auc_difference", "nri_events", "nri_nonevents", "idi")
_SHOWN_THRESHOLDS = (0.05, 0.1, 0.2, 0.3, 0.5)
_THRESHOLD = 0.2
_LARGE = 1e7
_LOWER = ":lower"


def evaluated(options: argparse.Namespace) -> Document:
    """The document that the options of `evaluate` ask for. Raises InvalidInput for a table, a column or a choice that cannot be judged."""
    from osteo_core.evaluation.reports.evaluate import evaluate
    from osteo_core.evaluation.uploads.prediction_table import read_predictions
    from osteo_core.patients.tables.files import open_table

    if not options.model and not options.score:
        options.refuse(_say("no_model", options.language))
    asked = options.threshold
    if asked is not None and options.model and not 0 < asked < 1:
        options.refuse(_say("not_a_threshold", options.language, value=f"{asked:g}"))
    header = [name.strip() for name in open_table(options.table).header]
    scores = dict(_direction(name, header) for name in options.score)
    if len(scores) < len(options.score):
        raise InvalidInput(Problem(where=", ".join(options.score), key="evaluate.asked_twice"))
    models = list(options.model)
    if options.reference is not None and options.reference not in scores:
        models.append(options.reference)
    table = read_predictions(
        options.table,
        outcome=options.outcome,
        predictions=models,
        scores=list(scores),
        group=options.group,
        event_level=options.event_level,
    )
    return evaluate(
        table.outcome,
        table.predictions,
        threshold=asked if asked is not None and options.model else _THRESHOLD,
        reference=options.reference,
        group=table.group,
        language=options.language,
        scores=scores,
        score_threshold=asked,
        notes=table.notes,
    )


def _direction(name: str, header: list[str]) -> tuple[str, Direction]:
    """A column, and which of its values mean more risk: "t_score:lower", unless a column has that very name."""
    if name.endswith(_LOWER) and name not in header:
        return name.removesuffix(_LOWER), "lower"
    return name, "higher"


def as_text(document: Document, language: str) -> str:
    """Each model, the comparisons, then each group, with 95 % intervals and why a figure is lacking."""
    lines = _people(document, language)
    for comparison in document["comparisons"].values():
        lines += ["", *_comparison(comparison, language)]
    for name, group in document["groups"].items():
        lines += ["", _say("group", language, name=_shown(name)), *("  " + line for line in _people(group, language))]
    return "\n".join(line.rstrip() for line in lines)


def _people(people: Document, language: str) -> list[str]:
    lines = [_say("people", language, n=people["n"], events=people["events"]), *people["warnings"]]
    for name, model in people["models"].items():
        lines += ["", _shown(name), *("  " + line for line in _model(model, language))]
    return lines


def _model(model: Document, language: str) -> list[str]:
    area, line, rule = model["auc"], model["calibration"], model["at_threshold"]
    lines = [_line("auc", area["estimate"], area, language)]
    if model["kind"] == "score":
        return [*lines, *_cut_offs(model, language), *_reasons([area, model, line, rule], language)]
    lines += [_line("brier", model["brier"], {}, language)]
    lines += [_line("scaled_brier", model["scaled_brier"], {}, language)]
    lines += [_line(name, line[name], line["intervals"].get(name, {}), language) for name in _CALIBRATION]
    lines += [*_at_threshold(rule, "at_threshold", language), _say("net_benefit", language)]
    lines += [
        "  " + _say("net_benefit_at", language, threshold=_plain(at["threshold"]), model=_number(at["model"]), all=_number(at["all"]))
        for at in model["net_benefit"]
        if at["threshold"] in _SHOWN_THRESHOLDS or abs(at["threshold"] - rule["threshold"]) < 1e-12
    ]
    return lines + _reasons([area, model, line, rule], language)


def _cut_offs(model: Document, language: str) -> list[str]:
    """A score's cut-offs: the one asked for, and Youden's."""
    rule, youden = model["at_threshold"], model["youden"]
    side = "at_or_below" if model["riskier"] == "lower" else "at_or_above"
    lines = [] if rule["accuracy"] is None else _at_threshold(rule, side, language)
    if youden:
        shares = {name: _number(youden[name]) for name in ("index", "sensitivity", "specificity")}
        lines.append(_say(f"youden_{side}", language, threshold=_plain(youden["threshold"]), **shares))
    return lines


def _at_threshold(rule: Document, key: str, language: str) -> list[str]:
    head = _say(key, language, threshold=_plain(rule["threshold"]))
    return [head, *("  " + _line(name, rule[name], rule["intervals"].get(name, {}), language) for name in _SHARES)]


def _comparison(comparison: Document, language: str) -> list[str]:
    lines = [_say("comparison", language, model=_shown(comparison["model"]), reference=_shown(comparison["reference"]))]
    lines += ["  " + _line(name, comparison[name], comparison["intervals"][name], language) for name in _CHANGES]
    if comparison["z"] is not None:
        p = "< 0.0001" if comparison["p"] < 0.0001 else f"= {comparison['p']:.2g}"
        lines.append("  " + _say("delong", language, z=f"{comparison['z']:.3f}", p=p))
    lines += ["  " + line for line in _reasons([comparison], language)]
    return [*lines, "  " + comparison["warning"]] if comparison["warning"] else lines


def _line(name: str, estimate: float | None, ends: dict[str, Any], language: str) -> str:
    value = _say("none", language) if estimate is None else _number(estimate)
    if ends.get("low") is not None:
        value += _say("interval", language, low=_number(ends["low"]), high=_number(ends["high"]))
    return _say("figure", language, name=_say(f"name.{name}", language), value=value)


def _reasons(blocks: list[Document], language: str) -> list[str]:
    """One line a reason, with the figures that it took away."""
    lacking: dict[str, list[str]] = {}
    for block in blocks:
        for name, sentence in block.get("reason", {}).items():
            lacking.setdefault(sentence, []).append(_say(f"name.{name}", language))
    separator = _say("separator", language)
    return [_say("lacking", language, names=separator.join(dict.fromkeys(names)), reason=sentence) for sentence, names in lacking.items()]


def _number(value: float) -> str:
    if abs(value) >= _LARGE:
        return f"{value:.4g}"
    return f"{round(value, 4) + 0.0:.4f}"  # no "-0.0000"


def _plain(value: float) -> str:
    return repr(value).removesuffix(".0")


def _shown(name: str) -> str:
    """A name from somebody's file, without what a terminal would obey."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in name)


def _say(key: str, language: str, /, **params: Any) -> str:
    return translate(f"cli.evaluate.{key}", language, **params)
