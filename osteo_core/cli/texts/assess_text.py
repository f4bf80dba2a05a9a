"""An assessment as a summary for a clinician."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from osteo_core.catalogue import CATALOGUE
from osteo_core.explanation.explanation import Explanation
from osteo_core.figures.base.numbers import tenths
from osteo_core.inference.assessment import Assessment, Risk
from osteo_core.inference.model_names import is_own
from osteo_core.translations import translate

_BAR = 24
_SHOWN = 12


def as_text(assessment: Assessment, explanations: Sequence[Explanation], language: str = "en") -> str:
    """A readable summary: risks with their intervals, what they rest on, notes, and why (where explanations are given)."""

    def say(key: str, **params: Any) -> str:
        return translate(f"cli.report.{key}", language, **params)

    lines = [say("title", model=assessment.model), ""]
    for key in ("osteoporosis", "fracture", "hip_fracture", "prevalent_fracture"):
        risk = getattr(assessment, key)
        if risk is not None:
            lines.append(say(key, risk=_risk(risk, language)))
    lines += ["", say("classes")] if assessment.status_intervals else []
    lines += [f"  {say(f'class_{name}')}: {_risk(risk, language)}" for name, risk in assessment.status_intervals.items()]
    lines += ["", say("attention")]
    lines += [f"  {_token(token, language)}: {_percent(weight)}" for token, weight in assessment.attention.items()]
    for explanation in explanations:
        lines += ["", *_explanation_lines(explanation, language)]
    if assessment.notes:
        lines += ["", say("notes"), *(f"  - {note.text(language)}" for note in assessment.notes)]
    return "\n".join([*lines, "", say(_notice(assessment))])


def _notice(assessment: Assessment) -> str:
    """Whose people the answer rests on: the user's own, real ones (the network of prevalent fractures), or virtual ones."""
    if is_own(assessment.model):
        return "notice_own"
    return "notice" if assessment.prevalent_fracture is None else "notice_real_people"


def _explanation_lines(explanation: Explanation, language: str) -> list[str]:
    ranked = sorted(explanation.contributions.items(), key=lambda item: -abs(item[1]))
    largest = max((abs(value) for _, value in ranked), default=0.0) or 1.0
    lines = [translate(f"cli.report.why_{explanation.outcome}", language)]
    lines.append(translate("cli.report.baseline", language, value=f"{explanation.baseline:+.2f}"))
    for name, value in ranked[:_SHOWN]:
        bar = ("+" if value > 0 else "-") * round(_BAR * abs(value) / largest)
        lines.append(f"  {value:+.2f}  {CATALOGUE[name].label_in(language)}  {bar}".rstrip())
    if rest := ranked[_SHOWN:]:
        total = f"{sum(value for _, value in rest):+.2f}"
        lines.append("  " + translate("cli.report.rest", language, value=total, n=len(rest)))
    lines.append(translate("cli.report.total", language, value=f"{explanation.value:+.2f}"))
    parts = (f"{CATALOGUE.modality_label(name, language)} {value:+.2f}" for name, value in explanation.by_modality.items())
    lines.append(translate("cli.report.by_modality", language, parts="; ".join(parts)))
    return lines


def _risk(risk: Risk, language: str) -> str:
    numbers = {end: f"{tenths(getattr(risk, end))} %" for end in ("probability", "low", "high")}
    return translate("cli.report.risk", language, **numbers)


def _percent(probability: float) -> str:
    return f"{100 * probability:.1f} %"


def _token(token: str, language: str) -> str:
    names = ("dxa", "clinical") if token == "dxa_clinical" else (token,)
    return " + ".join(CATALOGUE.modality_label(name, language) for name in names)
