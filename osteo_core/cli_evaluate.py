"""An evaluation as a summary to read; as a document it is printed as it stands."""

from __future__ import annotations

from typing import Any

from osteo_core.evaluation.evaluate import Document
from osteo_core.translations import translate

_SHARES = ("sensitivity", "specificity", "ppv", "npv", "accuracy")
_CALIBRATION = ("intercept", "slope", "ici", "e50", "e90", "emax")
_CHANGES = ("auc_difference", "nri_events", "nri_nonevents", "idi")
_SHOWN_THRESHOLDS = (0.05, 0.1, 0.2, 0.3, 0.5)


def as_text(document: Document, language: str) -> str:
    """Each model, the comparisons, then each group, with 95 % intervals and why a figure is lacking."""
    lines = _people(document, language)
    for comparison in document["comparisons"].values():
        lines += ["", *_comparison(comparison, language)]
    for name, group in document["groups"].items():
        lines += ["", _say("group", language, name=name), *("  " + line for line in _people(group, language))]
    return "\n".join(line.rstrip() for line in lines)


def _people(people: Document, language: str) -> list[str]:
    lines = [_say("people", language, n=people["n"], events=people["events"]), *people["warnings"]]
    for name, model in people["models"].items():
        lines += ["", name, *("  " + line for line in _model(model, language))]
    return lines


def _model(model: Document, language: str) -> list[str]:
    area, line, rule = model["auc"], model["calibration"], model["at_threshold"]
    lines = [_line("auc", area["estimate"], area, language), _line("brier", model["brier"], {}, language)]
    lines += [_line("scaled_brier", model["scaled_brier"], {}, language)]
    lines += [_line(name, line[name], line["intervals"].get(name, {}), language) for name in _CALIBRATION]
    lines += [_say("at_threshold", language, threshold=f"{rule['threshold']:g}")]
    lines += ["  " + _line(name, rule[name], rule["intervals"].get(name, {}), language) for name in _SHARES]
    lines += [_say("net_benefit", language)]
    lines += [
        "  " + _say("net_benefit_at", language, threshold=f"{at['threshold']:g}", model=_number(at["model"]), all=_number(at["all"]))
        for at in model["net_benefit"]
        if at["threshold"] in _SHOWN_THRESHOLDS or at["threshold"] == rule["threshold"]
    ]
    return lines + _reasons([area, model, line, rule], language)


def _comparison(comparison: Document, language: str) -> list[str]:
    lines = [_say("comparison", language, model=comparison["model"], reference=comparison["reference"])]
    lines += ["  " + _line(name, comparison[name], comparison["intervals"][name], language) for name in _CHANGES]
    if comparison["z"] is not None:
        p = "< 0.0001" if comparison["p"] < 0.0001 else f"= {comparison['p']:.2g}"
        lines.append("  " + _say("delong", language, z=f"{comparison['z']:.3f}", p=p))
    return [*lines, *("  " + line for line in _reasons([comparison], language)), "  " + comparison["warning"]]


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
    return f"{round(value, 4) + 0.0:.4f}"  # no "-0.0000"


def _say(key: str, language: str, /, **params: Any) -> str:
    return translate(f"cli.evaluate.{key}", language, **params)
